"""What is withdrawn is changed only by who may withdraw, whichever door somebody takes."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from articles.models import Article, CopyPair, Mention
from tests.admin.test_bulk import told
from tests.admin.test_forms import filled, save
from tests.admin.test_roles import act, address
from tests.factories import (
    ArticleFactory,
    CollectionFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
WHO = pytest.mark.parametrize(("role", "may"), [("curator", False), ("editor", True)])


@pytest.fixture
def gone():
    return ArticleFactory(title="مادة مسحوبة", status="withdrawn", withdrawal_reason="حكم محكمة")


def answers() -> dict[str, dict[str, object]]:
    """What each action on many asks for."""
    return {
        "tag": {"entity": PersonFactory().pk},
        "topic": {"topic": TopicFactory().pk},
        "attach": {"meeting": MeetingFactory().pk},
        "assign": {"to": ""},
        "file": {"dossier": CollectionFactory().pk},
    }


@WHO
@pytest.mark.parametrize("action", ["tag", "topic", "attach", "assign", "file"])
def test_an_action_leaves_what_is_withdrawn_and_says_so(desk_of, gone, role, may, action):
    other = ArticleFactory(title="مادة معروضة")
    said = told(act(desk_of(role), "article", action, gone, other, **answers()[action]))
    assert (gone.title in said) is not may
    for article, changed in ((gone, may), (other, True)):
        traces = [
            article.mentions.exists(),
            article.evidence.exists(),
            article.collections.exists(),
            action == "assign" and article.bulk_changes.exists(),
        ]
        assert any(traces) is changed


@WHO
def test_a_tag_is_taken_from_it_by_the_same_rule(desk_of, gone, role, may):
    mention = MentionFactory(article=gone)
    act(desk_of(role), "article", "untag", gone, entity=mention.entity_id)
    mention.refresh_from_db()
    assert (mention.status == "rejected") is may


@WHO
@pytest.mark.parametrize(("action", "after"), [("confirm", "confirmed"), ("reject", "rejected")])
def test_its_mentions_are_judged_by_the_same_rule(desk_of, gone, role, may, action, after):
    mine = MentionFactory(article=gone, status="suggested")
    other = MentionFactory(status="suggested")
    answer = act(desk_of(role), "mention", action, mine, other)
    assert (gone.title in told(answer)) is not may
    assert Mention.objects.get(pk=other.pk).status == after
    assert Mention.objects.get(pk=mine.pk).status == (after if may else "suggested")


@WHO
def test_its_mentions_are_edited_by_the_same_rule(desk_of, gone, role, may):
    client, mention = desk_of(role), MentionFactory(article=gone)
    page = client.get(address("mention", "change", mention.pk)).content
    assert (b'name="_save"' in page) is may
    data = {"article": gone.pk, "entity": PersonFactory().pk, "status": "confirmed", "text": "اسم"}
    client.post(address("mention", "add"), data)
    assert (gone.mentions.count() == 2) is may


@WHO
def test_no_article_is_joined_to_it_or_it_parted_by_others(desk_of, gone, role, may):
    client, copy = desk_of(role), ArticleFactory()
    page = reverse("admin:articles_article_copies", args=[copy.pk])
    said = told(client.post(page, {"do": "join", "other": gone.pk}, follow=True))
    assert (gone.title in said) is not may
    assert CopyPair.objects.filter(ruling="same").exists() is may
    Article.objects.filter(pk=gone.pk).update(copy_of=copy)
    LogEntry.objects.all().delete()
    client.post(page, {"do": "part", "version": gone.pk})
    assert LogEntry.objects.exists() is may


@WHO
def test_nor_by_the_form_of_an_article(desk_of, gone, role, may):
    client, copy = desk_of(role), ArticleFactory()
    page = address("article", "change", copy.pk)
    save(client, page, copy_of=gone.pk)
    assert CopyPair.objects.filter(ruling="same").exists() is may


def test_a_copy_of_what_was_withdrawn_may_still_be_edited(desk_of, gone):
    client, copy = desk_of("curator"), ArticleFactory(copy_of=gone)
    page = address("article", "change", copy.pk)
    assert client.post(page, filled(client, page, title="عنوان آخر")).status_code == 302
    copy.refresh_from_db()
    assert copy.title == "عنوان آخر"


@pytest.mark.parametrize("many", [False, True])
def test_it_is_deleted_only_by_who_may_withdraw(client, editor, gone, many):
    user = User.objects.create_user("deleter", password="x", is_staff=True)
    names = ["view_article", "change_article", "delete_article"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for who, there in ((client, True), (editor, False)):
        if many:
            act(who, "article", "delete_selected", gone, post="yes")
        else:
            who.post(address("article", "delete", gone.pk), {"post": "yes"})
        assert Article.objects.filter(pk=gone.pk).exists() is there
