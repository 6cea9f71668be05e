"""Accounts: what names somebody in histories is not deleted, and the desk says what to do."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles import curation
from tests.factories import DraftFactory

pytestmark = pytest.mark.usefixtures("empty")
LIST = reverse("admin:auth_user_changelist")


@pytest.fixture
def busy():
    """Somebody who has changed something."""
    user = User.objects.create_user("busy")
    curation.publish(article=DraftFactory(), by=user)
    return user


@pytest.fixture
def operator(client):
    """A client of who alone may delete accounts."""
    who = User.objects.create_superuser("operator")
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, user: User) -> str:
    return reverse(f"admin:auth_user_{name}", args=[user.pk])


def test_an_account_that_stands_in_a_history_is_kept_and_the_way_is_told(operator, busy):
    assert page("delete", busy) not in operator.get(page("change", busy)).content.decode()
    answer = operator.post(page("delete", busy), {"post": "yes"}, follow=True)
    assert "busy" in " ".join(str(message) for message in answer.context["messages"])
    assert User.objects.filter(pk=busy.pk).exists()


def test_chosen_with_others_it_holds_up_the_deletion(operator, busy):
    idle = User.objects.create_user("idle")
    data = {"action": "delete_selected", "_selected_action": [busy.pk, idle.pk], "post": "yes"}
    answer = operator.post(LIST, data)
    assert any("busy" in hint for hint in answer.context["protected"])
    assert User.objects.filter(pk__in=[busy.pk, idle.pk]).count() == 2


def test_an_account_that_nobody_used_may_go(operator):
    idle = User.objects.create_user("idle")
    operator.post(page("delete", idle), {"post": "yes"})
    assert not User.objects.filter(pk=idle.pk).exists()


def test_who_may_not_delete_accounts_is_refused_as_before(desk_of, busy):
    assert desk_of("admin").get(page("delete", busy)).status_code == 403
