"""Who acts in these tests."""

import pytest
from django.contrib.auth.models import User


@pytest.fixture
def by(db):
    return User.objects.create_user("desk")
