"""People of the desk, each logged in."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.ingest.conftest import jsonl  # noqa: F401  a fixture

ROLES = ["viewer", "curator", "editor", "admin"]


def person(role: str) -> User:
    """Make a staff member of the group of that name."""
    user = User.objects.create_user(username=f"a-{role}", password="long-enough-42", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def desk_of(db):
    """Return a function: role -> a client logged in as a member of that group."""

    def log_in(role: str) -> Client:
        client = Client()
        client.force_login(person(role), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def editor(desk_of):
    return desk_of("editor")
