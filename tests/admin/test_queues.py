"""The queues above the list of articles, and the filters that curators keep there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles.admin.queues import next_in_queue
from articles.models import SavedFilter
from tests.admin.conftest import person
from tests.admin.test_lists import changelist, rows
from tests.factories import ArticleFactory, DraftFactory, MentionFactory, PersonFactory

pytestmark = pytest.mark.usefixtures("empty")
SAVE = reverse("admin:articles_article_save_filter")


def named(**fields):
    """An article in which somebody is named, so that nothing about it is doubtful."""
    return ArticleFactory(entities=[PersonFactory()], **fields)


# --- queues ------------------------------------------------------------------------------------
def test_the_problem_queue_has_each_doubtful_article_and_no_other(editor):
    good = named()
    soon = timezone.now().date() + timedelta(days=30)
    doubtful = {
        named(status="withdrawn", withdrawal_reason="سبب"),
        named(published_on=soon),
        named(body=""),
        named(status="draft", copy_of=good),
        ArticleFactory(),
        MentionFactory(status="rejected").article,
    }
    named(copy_of=good)  # published: somebody has looked at it
    named(body="", abstract_ar="ملخص")
    MentionFactory(status="suggested")
    assert rows(editor, "article", queue="problem") == doubtful


def test_assigned_to_me_is_of_who_looks(desk_of):
    curator = desk_of("curator")
    other = person("editor")
    mine = ArticleFactory(assigned_to_id=curator.session["_auth_user_id"])
    ArticleFactory(assigned_to=other)
    ArticleFactory()
    assert rows(curator, "article", queue="mine") == {mine}


def test_the_next_article_is_the_one_below_and_then_from_the_top(editor):
    first, second, third = DraftFactory.create_batch(3)
    ArticleFactory()
    assert next_in_queue(third, "draft", None) == second
    assert next_in_queue(second, "draft", None) == first
    assert next_in_queue(first, "draft", None) == third
    assert next_in_queue(first, "in_review", None) is None


def test_an_unknown_queue_shows_everything(editor):
    article = ArticleFactory()
    assert rows(editor, "article", queue="nothing") == {article}


# --- saved filters -----------------------------------------------------------------------------
def save(client, name="المغرب", query="queue=draft&q=اسم", **fields):
    return client.post(SAVE, {"name": name, "query": query, **fields}, follow=True)


def test_a_filter_is_saved_listed_and_leads_to_its_rows(editor):
    wanted = DraftFactory(title="اسم")
    DraftFactory(title="غيره")
    page = save(editor, query="?p=3&q=اسم&queue=draft&source__id__exact=")
    saved = SavedFilter.objects.get()
    assert set(page.context["cl"].result_list) == {wanted}
    assert "المغرب" in page.content.decode()
    assert [row["current"] for row in page.context["saved_filters"]] == [True]
    assert saved.query == "q=%D8%A7%D8%B3%D9%85&queue=draft"


def test_the_same_name_keeps_the_newer_filter(editor):
    save(editor, query="queue=draft")
    save(editor, query="queue=published")
    assert [row.query for row in SavedFilter.objects.all()] == ["queue=published"]


@pytest.mark.parametrize("fields", [{"name": " "}, {"query": ""}, {"query": "q=" + "x" * 3000}])
def test_without_a_name_or_a_filter_nothing_is_saved_and_the_desk_says_so(editor, fields):
    page = save(editor, **fields)
    assert page.status_code == 200
    assert not SavedFilter.objects.exists()
    assert list(page.context["messages"])


def test_others_see_a_filter_only_where_it_is_shared_and_never_delete_it(desk_of):
    curator, viewer = desk_of("curator"), desk_of("viewer")
    save(curator, name="لي وحدي")
    save(curator, name="للجميع", is_shared="on")
    seen = [
        row["filter"].name for row in viewer.get(changelist("article")).context["saved_filters"]
    ]
    assert seen == ["للجميع"]
    row = SavedFilter.objects.get(name="للجميع")
    delete = reverse("admin:articles_article_delete_filter", args=[row.pk])
    assert viewer.post(delete).status_code == 404
    assert viewer.get(delete).status_code == 405
    assert curator.post(delete).status_code == 302
    assert [row.name for row in SavedFilter.objects.all()] == ["لي وحدي"]


def test_a_filter_that_is_saved_twice_at_once_is_saved(editor):
    number = editor.session["_auth_user_id"]
    quicker = []

    def presses(execute, sql, params, many, context):
        """Save the same filter once it was looked for, and not found."""
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "articles_savedfilter" in sql and not quicker:
            quicker.append(sql)
            SavedFilter.objects.create(owner_id=number, name="لي", query="q=1")
        return answer

    with connection.execute_wrapper(presses):
        answer = editor.post(SAVE, {"name": "لي", "query": "queue=mine", "is_shared": "on"})
    assert quicker
    assert answer.url.endswith("?queue=mine")
    row = SavedFilter.objects.get()
    assert (row.name, row.query, row.is_shared) == ("لي", "queue=mine", True)
