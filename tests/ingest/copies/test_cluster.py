"""Families of copies: who is the original, what curators rule, and what later runs make of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from articles import curation
from articles.ingest import dedupe
from articles.ingest.copies.run import cluster
from articles.ingest.dedupe import fingerprint
from articles.models import Article, CopyMark, CopyPair, count_copies, independent_sources
from benchmarks.copies.edits import events
from tests.factories import ArticleFactory, SourceFactory
from tests.ingest.test_commands import run

pytestmark = pytest.mark.usefixtures("empty")
START = datetime(2031, 5, 1, 6, tzinfo=UTC)
EVENT = events()[0]
REPORT, OTHER = EVENT.reports[0], EVENT.reports[1]


def put(paragraphs, hours=0, **values):
    at = START + timedelta(hours=hours)
    body = paragraphs if isinstance(paragraphs, str) else "\n\n".join(paragraphs)
    values = {"published_on": at.date(), "published_at": at} | values
    return ArticleFactory(body=body, fingerprint=fingerprint(body), **values)


def originals():
    return dict(Article.objects.order_by("pk").values_list("pk", "copy_of"))


@pytest.fixture
def curator():
    return User.objects.create_user("curator")


def test_copies_point_to_the_earliest_whatever_came_in_first():
    late, early, apart = put(REPORT[:4], 30), put(REPORT, 2), put(OTHER, 3)
    middle = put([*REPORT[:3], EVENT.added], 10)
    report = cluster()
    assert originals() == {late.pk: early.pk, early.pk: None, apart.pk: None, middle.pk: early.pk}
    assert (report.compared, report.copies, report.stories) == (4, 2, 1)


def test_nothing_is_hidden_or_deleted():
    put(REPORT), put(REPORT[:4], 5)
    cluster()
    assert Article.objects.published().count() == 2


def test_an_archive_of_a_few_texts_may_span_centuries():
    put(REPORT, published_on=date(1900, 5, 1), published_at=None)
    first, copy = put(REPORT), put(REPORT[:4], 5)
    assert cluster().compared == 3
    assert originals()[copy.pk] == first.pk


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_of_the_calendar_have_their_copies(day):
    first, second = (put(REPORT, published_on=day, published_at=None) for _ in range(2))
    cluster()
    assert originals() == {first.pk: None, second.pk: first.pk}


def test_outside_of_three_days_the_same_words_are_another_story():
    first = put(REPORT)
    near, far = put(REPORT[:4], 71), put(REPORT[1:], 80)
    day_only = put(REPORT[:3], 24 * 3 + 10, published_at=None)
    cluster()
    pointers = originals()
    assert pointers[near.pk] == first.pk
    assert pointers[far.pk] is None
    assert pointers[day_only.pk] == first.pk  # the third day, at no known hour


def test_short_and_undated_texts_are_not_compared():
    put("لقاء جديد في جنيف مساء اليوم."), put("لقاء جديد في جنيف مساء اليوم الأحد.", 1)
    put(REPORT, published_on=None, published_at=None), put(REPORT[:4], 1)
    assert cluster().copies == 0


def test_a_later_run_compares_what_is_new_and_comes_out_the_same():
    first = put(REPORT, 5)
    assert cluster().compared == 1
    second = put(REPORT[:4], 9)
    report = cluster()
    assert (report.compared, report.changed) == (1, 1)
    assert cluster().counts() | {"copies": 1, "stories": 1} == cluster().counts()
    assert (cluster().compared, cluster().changed) == (0, 0)
    earlier = put([*REPORT, EVENT.added], 1)
    cluster()
    step_by_step = originals()
    assert step_by_step == {first.pk: earlier.pk, second.pk: earlier.pk, earlier.pk: None}
    cluster(afresh=True)
    assert originals() == step_by_step


def test_a_text_that_changes_is_compared_again():
    first, second = put(REPORT), put(REPORT[:4], 3)
    cluster()
    Article.objects.get(pk=second.pk)
    second.body = "\n\n".join(OTHER)
    second.save()
    assert cluster().compared == 1
    assert originals() == {first.pk: None, second.pk: None}
    second.body, second.published_at = "\n\n".join(REPORT[:4]), START + timedelta(days=9)
    second.published_on = second.published_at.date()
    second.save()
    cluster()
    assert originals()[second.pk] is None


def test_a_withdrawn_original_gives_way_to_what_readers_see():
    first, second, third = put(REPORT), put(REPORT[:4], 3), put([*REPORT, EVENT.added], 6)
    cluster()
    Article.objects.filter(pk=first.pk).update(status="withdrawn", withdrawal_reason="x")
    cluster()
    assert originals() == {first.pk: second.pk, second.pk: None, third.pk: second.pk}


def test_the_very_same_text_of_long_before_stays_the_original():
    old = put(REPORT, -24 * 60)
    again, cut = put(REPORT), put(REPORT[:4], 5)
    dedupe.link_copies(again.fingerprint)
    cluster()
    expected = {old.pk: None, again.pk: old.pk, cut.pk: old.pk}
    assert originals() == expected
    assert cluster().changed == 0


# --- curators ----------------------------------------------------------------------------------
def test_a_split_outlives_clustering(curator):
    first, second, third = put(REPORT), put(REPORT[:4], 3), put([*REPORT, EVENT.added], 6)
    cluster()
    curation.split_copy(article=second, by=curator)
    expected = {first.pk: None, second.pk: None, third.pk: first.pk}
    assert originals() == expected
    cluster()
    cluster(afresh=True)
    assert originals() == expected
    ruling = CopyPair.objects.filter(ruling="apart").first()
    assert (ruling.ruled_by, bool(ruling.ruled_at)) == (curator, True)


def test_a_split_of_the_very_same_text_outlives_saving_and_clustering(curator):
    first, second = put(REPORT), put(REPORT, 3)
    cluster()
    assert originals()[second.pk] == first.pk
    curation.split_copy(article=second, by=curator)
    dedupe.link_copies(first.fingerprint)
    cluster(afresh=True)
    assert originals() == {first.pk: None, second.pk: None}


def test_a_join_outlives_clustering_and_takes_back_a_split(curator):
    first, second = put(REPORT), put(OTHER, 90)
    curation.join_copies(article=second, original=first, by=curator)
    assert originals()[second.pk] == first.pk
    cluster(afresh=True)
    assert originals()[second.pk] == first.pk
    curation.split_copy(article=second, by=curator)
    cluster()
    assert originals()[second.pk] is None
    curation.join_copies(article=second, original=first, by=curator)
    cluster()
    assert originals()[second.pk] == first.pk
    with pytest.raises(curation.CurationError):
        curation.join_copies(article=first, original=first, by=curator)


def test_what_the_form_says_of_copies_is_a_ruling(curator):
    first, second = put(REPORT), put(OTHER, 3)
    second.copy_of = first
    curation.save_article(article=second, by=curator)
    cluster(afresh=True)
    second.refresh_from_db()
    assert second.copy_of == first
    second.copy_of = None
    curation.save_article(article=second, by=curator)
    cluster(afresh=True)
    second.refresh_from_db()
    assert second.copy_of is None


def test_a_text_that_changes_keeps_what_was_ruled_of_it(curator):
    first, second = put(REPORT), put(REPORT[:4], 3)
    cluster()
    curation.split_copy(article=second, by=curator)
    second.body = "\n\n".join(REPORT[:3])
    second.save()
    cluster()
    assert originals() == {first.pk: None, second.pk: None}


# --- counts ------------------------------------------------------------------------------------
def test_a_copy_counts_as_the_source_it_was_copied_from():
    first = put(REPORT, source=SourceFactory(key="agency"))
    second = put([*REPORT[:4], "(رويترز)"], 3, source=SourceFactory(key="paper"))
    third = put(OTHER, 4, source=SourceFactory(key="other"))
    articles = [first, second, third]
    assert independent_sources(articles) == 3
    cluster()
    articles = list(Article.objects.order_by("pk"))
    assert independent_sources(articles) == 2
    assert independent_sources(articles[1:]) == 2  # the original is not among them
    assert count_copies(articles) == {first.pk: 1, second.pk: 1, third.pk: 0}
    assert CopyMark.objects.get(article=second).agency == "reuters"


def test_the_command_counts():
    put(REPORT), put(REPORT[:4], 3)
    assert run("cluster_copies") == (
        "2 compared, 1 pairs, 1 changed, 1 copies, 1 stories, 0 credited, 0 rulings\n",
        "",
        "",
    )
    assert '"compared": 0' in run("cluster_copies", "--json")[0]
    assert run("cluster_copies", "--afresh")[0].startswith("2 compared, 1 pairs, 0 changed")
