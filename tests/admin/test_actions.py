"""Actions that ask before they act, and what they say afterwards."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from articles.admin import base
from articles.models import Article, Entity
from tests.admin.test_roles import act
from tests.factories import AliasFactory, ArticleFactory, DraftFactory, PersonFactory, PlaceFactory

pytestmark = pytest.mark.usefixtures("empty")


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_withdrawing_asks_for_the_reason_first(editor):
    articles = ArticleFactory.create_batch(2)
    page = act(editor, "article", "withdraw", *articles)
    assert page.status_code == 200
    assert "admin/confirm_action.html" in {template.name for template in page.templates}
    assert 'name="reason"' in page.content.decode()
    assert Article.objects.published().count() == 2


def test_an_empty_reason_is_asked_for_again(editor):
    article = ArticleFactory()
    page = act(editor, "article", "withdraw", article, reason=" ")
    assert "errorlist" in page.content.decode()
    assert not Article.objects.get(pk=article.pk).is_withdrawn


def test_withdrawing_many_keeps_the_reason_with_each(editor):
    articles = ArticleFactory.create_batch(3)
    act(editor, "article", "withdraw", *articles, reason="طلب صاحب الحق")
    assert set(Article.objects.values_list("status", "withdrawal_reason")) == {
        ("withdrawn", "طلب صاحب الحق")
    }


def test_what_is_refused_does_not_stop_the_rest_and_is_named(editor):
    drafts = DraftFactory.create_batch(2)
    gone = ArticleFactory(title="مسحوبة", status="withdrawn", withdrawal_reason="سبب")
    answer = act(editor, "article", "publish", *drafts, gone)
    texts = [str(message) for message in answer.context["messages"]]
    assert Article.objects.published().count() == 2
    assert any("مادتان" in text for text in texts), texts
    assert any("مسحوبة" in text for text in texts)


def test_the_form_offers_what_applies_to_the_article(editor):
    def offers(article) -> set[str]:
        page = editor.get(
            reverse("admin:articles_article_change", args=[article.pk])
        ).content.decode()
        marks = {"publish": "_publish", "review": "_review"}
        found = {name for name, mark in marks.items() if f'name="{mark}"' in page}
        return found | {name for name in ("withdraw", "restore") if f'value="{name}"' in page}

    assert offers(DraftFactory()) == {"publish", "review", "withdraw"}
    assert offers(ArticleFactory(status="in_review")) == {"publish", "withdraw"}
    assert offers(ArticleFactory()) == {"review", "withdraw"}
    assert offers(ArticleFactory(status="withdrawn", withdrawal_reason="سبب")) == {"restore"}


# --- merging -----------------------------------------------------------------------------------
def test_the_merge_page_shows_both_sides_and_proposes_the_older(editor):
    older, newer = PersonFactory(name_ar="كنعان الأول"), PersonFactory(name_ar="كنعان الثاني")
    AliasFactory(entity=newer, text="أبو سمير")
    ArticleFactory(entities=[newer])
    page = act(editor, "entity", "merge", newer, older)
    text = page.content.decode()
    assert page.templates[0].name == "admin/articles/merge/ask.html"
    assert all(part in text for part in ("كنعان الأول", "كنعان الثاني", "أبو سمير", newer.key))
    assert text.count(" checked") == 1
    assert f'value="{older.pk}" checked' in text
    assert "breadcrumbs" in text
    assert Entity.objects.count() == 2


def test_the_chosen_one_stays(editor):
    older, newer = PersonFactory.create_batch(2)
    act(editor, "entity", "merge", older, newer, keep=newer.pk, seen=newer.pk)
    assert list(Entity.objects.all()) == [newer]


@pytest.mark.parametrize("number", [1, 3])
def test_one_or_three_entities_are_not_merged(editor, number):
    people = PersonFactory.create_batch(number)
    answer = act(editor, "entity", "merge", *people)
    assert any("اثنين" in str(message) for message in answer.context["messages"])
    assert Entity.objects.count() == number


def test_entities_of_two_kinds_are_refused_in_words(editor):
    person, place = PersonFactory(), PlaceFactory()
    answer = act(editor, "entity", "merge", person, place, keep=person.pk, seen=person.pk)
    assert any("نوع واحد" in str(message) for message in answer.context["messages"])
    assert Entity.objects.count() == 2


def test_a_third_entity_cannot_be_slipped_in_as_the_one_that_stays(editor):
    pair, other = PersonFactory.create_batch(2), PersonFactory()
    page = act(editor, "entity", "merge", *pair, keep=other.pk)
    assert page.templates[0].name == "admin/articles/merge/ask.html"
    assert Entity.objects.count() == 3


def test_after_a_merge_the_desk_says_what_became_of_whom(editor):
    keep, absorb = PersonFactory(name_ar="الباقي"), PersonFactory(name_ar="المدموج")
    answer = act(editor, "entity", "merge", keep, absorb, keep=keep.pk, seen=keep.pk)
    texts = [str(message) for message in answer.context["messages"]]
    assert any("الباقي" in text and "المدموج" in text for text in texts)


def test_every_form_of_the_desk_carries_its_token(editor):
    article = ArticleFactory()
    form = editor.get(reverse("admin:articles_article_change", args=[article.pk]))
    pages = [
        form,
        act(editor, "article", "withdraw", article),
        act(editor, "entity", "merge", *PersonFactory.create_batch(2)),
    ]
    for page in pages:
        forms = page.content.decode().split("<form")[1:]
        posting = [text.split("</form>")[0] for text in forms if 'method="post"' in text]
        assert posting
        assert all("csrfmiddlewaretoken" in text for text in posting)


@pytest.mark.parametrize("action", ["publish", "file", "delete_selected"])
def test_more_rows_than_an_action_takes_are_refused_with_the_cure(editor, monkeypatch, action):
    monkeypatch.setattr(base, "MOST_AT_ONCE", 3)
    drafts = DraftFactory.create_batch(4)
    page = reverse("admin:articles_article_changelist")
    data = {"action": action, "index": 0, "_selected_action": [drafts[0].pk]}
    answer = editor.post(page + "?queue=draft", {**data, "select_across": "1"})
    assert (answer.status_code, answer.url) == (302, page + "?queue=draft")
    [text] = said(answer)
    assert "4" in text
    assert "3" in text
    assert "ضيّق" in text
    assert set(Article.objects.values_list("status", flat=True)) == {"draft"}
    editor.get(page)  # which shows what was said
    every = {**data, "_selected_action": [draft.pk for draft in drafts]}
    assert said(editor.post(page, every)) == [text]
    editor.get(page)
    drafts[0].delete()
    assert text not in said(editor.post(page, {**data, "select_across": "1"}))


def test_as_many_rows_as_an_action_takes_come_through_the_page_that_asks(editor, settings):
    """Every one of them is a field of that page."""
    assert base.MOST_AT_ONCE + 100 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
