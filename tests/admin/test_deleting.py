"""The page before something is deleted: what goes with it in numbers, however much it is."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from articles import curation
from articles.admin import deleting
from articles.models import Article, ArticleRevision, Entity, Mention
from tests.admin.conftest import person
from tests.admin.test_roles import act
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    CollectionFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


def page_of(thing) -> str:
    return reverse(f"admin:articles_{thing._meta.model_name}_delete", args=[thing.pk])


def counts(page) -> dict[str, int]:
    return {str(name): number for name, number in page.context["model_count"]}


def an_entity(rows: int) -> Entity:
    entity = PersonFactory()
    MentionFactory.create_batch(rows, entity=entity)
    AliasFactory.create_batch(rows, entity=entity)
    return entity


def an_article(rows: int) -> Article:
    article = ArticleFactory(entities=PersonFactory.create_batch(rows))
    for _ in range(rows):
        CollectionFactory().articles.add(article)
        ArticleRevision.objects.create(article=article, title="قديم", body="نص")
    return article


@pytest.mark.parametrize("maker", [an_entity, an_article])
def test_the_page_costs_the_same_however_much_goes(editor, maker):
    def cost(thing) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(page_of(thing)).status_code == 200
        return len(queries)

    few, many = maker(2), maker(30)
    cost(few)
    assert cost(few) == cost(many)


def test_rows_that_go_are_counted_and_not_listed(editor):
    entity = an_entity(3)
    page = editor.get(page_of(entity))
    assert counts(page) == {"كيانات": 1, "مواضع الذكر": 3, "أسماء أخرى": 3}
    assert len(page.context["deleted_objects"]) == 1
    assert str(entity) in page.content.decode()


def test_links_are_named_by_what_they_lead_to(editor):
    article = an_article(2)
    curation.assign_articles(articles=[article], to=None, by=person("curator"))
    page = editor.get(page_of(article))
    assert counts(page)["روابط بـ«ملفات»"] == 2
    assert "object (" not in page.content.decode()
    both = act(editor, "article", "delete_selected", article, an_article(1))
    assert counts(both)["روابط بـ«ملفات»"] == 3


def test_what_nobody_may_delete_is_still_said(editor, desk_of, monkeypatch):
    """A member without the right to delete mentions deletes nothing that takes one along."""
    entity = an_entity(1)
    client = desk_of("viewer")
    user = User.objects.get(username="a-viewer")
    user.user_permissions.add(Permission.objects.get(codename="delete_entity"))
    assert client.get(page_of(entity)).context["perms_lacking"] == {"ذِكر"}
    assert client.post(page_of(entity), {"post": "yes"}).status_code == 403
    assert editor.get(page_of(entity)).context["perms_lacking"] == set()
    assert editor.post(page_of(entity), {"post": "yes"}).status_code == 302
    assert not Mention.objects.exists()


def test_of_much_that_stands_in_the_way_the_first_is_named(editor, monkeypatch):
    monkeypatch.setattr(deleting, "MOST_NAMED", 2)
    source = SourceFactory()
    ArticleFactory.create_batch(5, source=source)
    entity = PersonFactory()
    for _ in range(5):
        MeetingFactory(who=[entity])
    for thing in (source, entity):
        protected = editor.get(page_of(thing)).context["protected"]
        assert len(protected) == 3
        assert "3" in protected[-1]


def read(answer):
    return html.fromstring(answer.content.decode())


def test_names_of_either_direction_stand_apart(editor):
    rows = MentionFactory.create_batch(2)
    page = read(act(editor, "mention", "delete_selected", *rows))
    named = page.xpath("//ul[@id='deleted-objects']//a/bdi/text()")
    assert {*named} == {str(row) for row in rows}
    assert page.xpath("//h1/text()") == ["احذف المختار"]
    assert "احذف المختار" in page.xpath("//title/text()")[0]


@pytest.mark.parametrize(("role", "told"), [("editor", True), ("deleter", False)])
def test_what_cannot_be_deleted_says_what_to_do_and_leads_back(editor, role, told):
    who = PersonFactory()
    MeetingFactory(who=[who, PersonFactory()])
    if role == "deleter":
        user = User.objects.create_user("deleter", password="x", is_staff=True)
        names = ["view_entity", "delete_entity", "change_entity"]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        editor.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = read(editor.get(page_of(who)))
    back = reverse("admin:articles_entity_change", args=[who.pk])
    assert page.xpath("//a[contains(@class, 'back')]/@href") == [back]
    assert ("ادمجه" in page.text_content()) is told
    page = read(act(editor, "entity", "delete_selected", who))
    (link,) = page.xpath("//a[contains(@class, 'back')]/@href")
    assert link.startswith(reverse("admin:articles_entity_changelist"))


def test_what_is_not_theirs_to_delete_is_said_in_our_words(editor):
    user = User.objects.create_user("deleter", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__endswith="_entity"))
    editor.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    mention = MentionFactory()
    for answer in (
        editor.get(page_of(mention.entity)),
        act(editor, "entity", "delete_selected", mention.entity),
    ):
        page = read(answer)
        assert page.xpath("//a[contains(@class, 'back')]")
        assert "لا يملك حذفه إلا غيرك" in page.text_content()
    assert Mention.objects.exists()
