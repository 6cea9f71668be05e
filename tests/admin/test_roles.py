"""What the doors of the desk let through: the effects behind them, and finer rules.

test_doors.py has every door and every group in one table."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from articles.models import Article, Entity, Mention
from tests.admin.conftest import ROLES
from tests.admin.test_forms import filled
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    CollectionFactory,
    DraftFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")

MAKERS = {
    "source": SourceFactory,
    "article": ArticleFactory,
    "entity": PersonFactory,
    "meeting": MeetingFactory,
    "mention": MentionFactory,
    "collection": CollectionFactory,
}
NOUNS = sorted(MAKERS)


def address(noun: str, page: str, *arguments: object) -> str:
    return reverse(f"admin:articles_{noun}_{page}", args=arguments)


def act(client, noun: str, action: str, *things, **fields):
    """Choose rows in the list and run an action on them; `fields` answer the confirmation page."""
    chosen = [thing.pk for thing in things]
    data = {"action": action, "_selected_action": chosen, "index": 0, **fields}
    if fields:
        data.pop("index")
        data["post"] = "yes"
    return client.post(address(noun, "changelist"), data, follow=True)


# --- pages -------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("noun", [*NOUNS, "outbox"])
def test_everybody_on_the_desk_sees_every_list(desk_of, role, noun):
    if noun in MAKERS:
        MAKERS[noun]()
    assert desk_of(role).get(address(noun, "changelist")).status_code == 200


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("curator", 200), ("editor", 200)])
@pytest.mark.parametrize("noun", NOUNS)
def test_who_may_add(desk_of, role, status, noun):
    assert desk_of(role).get(address(noun, "add")).status_code == status


@pytest.mark.parametrize(
    ("role", "saves"), [("viewer", False), ("curator", True), ("editor", True)]
)
@pytest.mark.parametrize("noun", NOUNS)
def test_who_may_change(desk_of, role, saves, noun):
    page = desk_of(role).get(address(noun, "change", MAKERS[noun]().pk))
    assert page.status_code == 200
    assert (b'name="_save"' in page.content) is saves


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("curator", 403), ("editor", 200)])
@pytest.mark.parametrize("noun", NOUNS)
def test_only_an_editor_deletes(desk_of, role, status, noun):
    thing = MAKERS[noun]()
    assert desk_of(role).get(address(noun, "delete", thing.pk)).status_code == status


@pytest.mark.parametrize("role", ROLES)
def test_nobody_writes_the_outbox(desk_of, role):
    client = desk_of(role)
    article = ArticleFactory()
    assert client.get(address("outbox", "add")).status_code == 403
    page = client.get(address("outbox", "changelist"))
    assert str(article.pk) in page.content.decode()
    assert b'name="action"' not in page.content


# --- actions -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "allowed"), [("viewer", False), ("curator", True), ("editor", True)]
)
@pytest.mark.parametrize(("action", "after"), [("publish", "published"), ("review", "in_review")])
def test_who_may_publish_and_send_to_review(desk_of, role, allowed, action, after):
    article = DraftFactory()
    act(desk_of(role), "article", action, article)
    article.refresh_from_db()
    assert article.status == (after if allowed else "draft")
    assert LogEntry.objects.filter(object_id=str(article.pk)).exists() is allowed


def test_who_may_change_but_not_publish_takes_nothing_from_readers(db):
    user = User.objects.create_user("a-writer", is_staff=True)
    names = ["view_article", "change_article", "view_mention"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    shown, draft = ArticleFactory(), DraftFactory()
    for article in (shown, draft):
        forged = filled(client, address("article", "change", article.pk), _review="1")
        assert client.post(address("article", "change", article.pk), forged).status_code == 302
        article.refresh_from_db()
    assert (shown.status, draft.status) == ("published", "in_review")


@pytest.mark.parametrize(
    ("role", "allowed"), [("viewer", False), ("curator", False), ("editor", True)]
)
def test_who_may_withdraw(desk_of, role, allowed):
    article = ArticleFactory()
    act(desk_of(role), "article", "withdraw", article, reason="طلب صاحب الحق")
    article.refresh_from_db()
    assert article.is_withdrawn is allowed
    assert LogEntry.objects.filter(object_id=str(article.pk)).exists() is allowed


@pytest.mark.parametrize(
    ("role", "allowed"), [("viewer", False), ("curator", False), ("editor", True)]
)
def test_who_may_restore(desk_of, role, allowed):
    article = ArticleFactory(status="withdrawn", withdrawal_reason="سبب")
    act(desk_of(role), "article", "restore", article)
    article.refresh_from_db()
    assert article.is_withdrawn is not allowed


@pytest.mark.parametrize(
    ("role", "allowed"), [("viewer", False), ("curator", True), ("editor", True)]
)
def test_who_may_file(desk_of, role, allowed):
    article, dossier = ArticleFactory(), CollectionFactory()
    act(desk_of(role), "article", "file", article, dossier=dossier.pk)
    assert dossier.articles.exists() is allowed


@pytest.mark.parametrize(
    ("role", "allowed"), [("viewer", False), ("curator", True), ("editor", True)]
)
@pytest.mark.parametrize(("action", "after"), [("confirm", "confirmed"), ("reject", "rejected")])
def test_who_may_judge_mentions(desk_of, role, allowed, action, after):
    mention = MentionFactory(status="suggested")
    act(desk_of(role), "mention", action, mention)
    assert Mention.objects.get().status == (after if allowed else "suggested")


@pytest.mark.parametrize(
    ("role", "allowed"), [("viewer", False), ("curator", False), ("editor", True)]
)
def test_who_may_merge(desk_of, role, allowed):
    keep, absorb = PersonFactory.create_batch(2)
    act(desk_of(role), "entity", "merge", keep, absorb, keep=keep.pk, seen=keep.pk)
    assert Entity.objects.filter(pk=absorb.pk).exists() is not allowed


@pytest.mark.parametrize(
    ("role", "allowed"), [("viewer", False), ("curator", False), ("editor", True)]
)
def test_who_may_delete_chosen_rows(desk_of, role, allowed):
    article = ArticleFactory()
    MeetingFactory(reports=[article, ArticleFactory()])
    act(desk_of(role), "article", "delete_selected", article, confirmed=1)
    assert Article.objects.filter(pk=article.pk).exists() is not allowed


# --- finer rules -------------------------------------------------------------------------------
@pytest.mark.parametrize(("role", "saves"), [("curator", False), ("editor", True)])
def test_a_withdrawn_article_is_changed_only_by_who_may_withdraw(desk_of, role, saves):
    article = ArticleFactory(status="withdrawn", withdrawal_reason="سبب")
    page = desk_of(role).get(address("article", "change", article.pk))
    assert (b'name="_save"' in page.content) is saves


def test_a_curator_cannot_withdraw_by_forging_the_form(desk_of):
    article = ArticleFactory()
    client = desk_of("curator")
    form = client.get(address("article", "change", article.pk)).context["adminform"].form
    assert "status" not in form.fields
    assert "withdrawal_reason" not in form.fields


def test_a_curator_removes_no_alias(desk_of):
    alias = AliasFactory()
    page = desk_of("curator").get(address("entity", "change", alias.entity_id)).content.decode()
    assert "aliases-0-DELETE" not in page


@pytest.mark.parametrize(
    ("role", "removes"), [("viewer", False), ("curator", True), ("editor", True)]
)
def test_who_may_change_a_meeting_takes_its_rows_away(desk_of, role, removes):
    meeting = MeetingFactory(reports=[ArticleFactory()], who=[PersonFactory()])
    client, form = desk_of(role), address("meeting", "change", meeting.pk)
    page = client.get(form).content.decode()
    assert ('name="evidence-0-DELETE"' in page) is removes
    changes = {"evidence-0-DELETE": "on", "participants-0-DELETE": "on"}
    answer = client.post(form, filled(client, form, **changes)) if removes else client.post(form)
    assert answer.status_code == (302 if removes else 403)
    assert meeting.evidence.exists() is meeting.participants.exists() is not removes


def test_a_member_of_no_group_sees_nothing(db, client, django_user_model):
    user = django_user_model.objects.create_user("lonely", is_staff=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for noun in NOUNS:
        assert client.get(address(noun, "changelist")).status_code == 403
