"""Who may merge, split and undo: every action and page, for every group and the administrator."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import curation
from articles.models import Alias, Entity, Meeting, Merge, Source
from tests.admin.test_roles import act
from tests.factories import AliasFactory, MeetingFactory, PersonFactory, SourceFactory

pytestmark = pytest.mark.usefixtures("empty")
VERBS = {
    "entity": (PersonFactory, curation.merge_entities),
    "source": (SourceFactory, curation.merge_sources),
    "meeting": (MeetingFactory, curation.merge_meetings),
}
MODELS = {"entity": Entity, "source": Source, "meeting": Meeting}
EVERYBODY = [("viewer", False), ("curator", False), ("editor", True), ("admin", True)]


@pytest.fixture
def log_in(desk_of):
    def client_of(role: str) -> Client:
        if role != "admin":
            return desk_of(role)
        client = Client()
        client.force_login(
            User.objects.create_superuser("an-admin"),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return client_of


def merged(noun: str) -> Merge:
    make, verb = VERBS[noun]
    keep, absorb = make(), make()
    return verb(keep=keep, absorb=absorb, by=User.objects.create_user(f"by-{noun}"))


@pytest.mark.parametrize(("role", "allowed"), EVERYBODY)
@pytest.mark.parametrize("noun", sorted(VERBS))
def test_who_may_merge(log_in, noun, role, allowed):
    keep, absorb = (VERBS[noun][0]() for _ in range(2))
    act(log_in(role), noun, "merge", keep, absorb, keep=keep.pk, seen=keep.pk)
    assert MODELS[noun].objects.filter(pk=absorb.pk).exists() is not allowed
    assert Merge.objects.exists() is allowed


@pytest.mark.parametrize(("role", "allowed"), EVERYBODY)
@pytest.mark.parametrize("noun", sorted(VERBS))
def test_who_may_undo(log_in, noun, role, allowed):
    merge, client = merged(noun), log_in(role)
    answer = client.post(reverse("admin:articles_merge_undo", args=[merge.pk]))
    assert answer.status_code == (302 if allowed else 403)
    merge.refresh_from_db()
    assert (merge.undone_at is not None) is allowed
    assert MODELS[noun].objects.filter(pk=merge.other_id).exists() is allowed


@pytest.mark.parametrize(("role", "allowed"), EVERYBODY)
def test_everybody_sees_what_was_merged_and_the_button_who_may_press_it(log_in, role, allowed):
    merge, client = merged("entity"), log_in(role)
    page = reverse("admin:articles_merge_change", args=[merge.pk])
    undo = reverse("admin:articles_merge_undo", args=[merge.pk])
    shown = client.get(page)
    assert shown.status_code == 200
    assert (undo in shown.content.decode()) is allowed
    listed = client.get(reverse("admin:articles_merge_changelist")).content.decode()
    assert merge.other_name in listed
    assert ("تراجع…" in listed) is allowed


@pytest.mark.parametrize(("role", "allowed"), EVERYBODY)
def test_who_may_split(log_in, role, allowed):
    alias, client = AliasFactory(), log_in(role)
    page = reverse("admin:articles_entity_split", args=[alias.entity_id])
    assert client.get(page).status_code == (200 if allowed else 403)
    data = {"aliases": [alias.pk], "name_ar": "آخر", "key": "another", "_split": "1"}
    client.post(page, data)
    assert (Alias.objects.get().entity.key == "another") is allowed


@pytest.mark.parametrize("role", ["viewer", "curator", "editor", "admin"])
def test_nobody_writes_the_journal_by_hand(log_in, role):
    merge, client = merged("entity"), log_in(role)
    assert client.get(reverse("admin:articles_merge_add")).status_code == 403
    answer = client.post(reverse("admin:articles_merge_delete", args=[merge.pk]), {"post": "yes"})
    assert answer.status_code == 403
    client.post(reverse("admin:articles_merge_change", args=[merge.pk]), {"other_name": "x"})
    assert Merge.objects.get().other_name == merge.other_name


def test_who_has_no_group_sees_no_merge(client, django_user_model):
    merge = merged("entity")
    user = django_user_model.objects.create_user("lonely", is_staff=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for name, arguments in (("changelist", []), ("change", [merge.pk])):
        assert (
            client.get(reverse(f"admin:articles_merge_{name}", args=arguments)).status_code == 403
        )
    assert client.post(reverse("admin:articles_merge_undo", args=[merge.pk])).status_code == 403
