"""Versions of a story: who has it, the earliest first, and what differs, said truly."""

from datetime import date

import pytest

from articles.ingest.copies.agencies import AGENCIES, name_of
from articles.ingest.copies.run import cluster
from articles.ingest.copies.stories import MOST_VERSIONS, stories
from tests.factories import ArticleFactory, SourceFactory
from tests.ingest.copies.test_cluster import OTHER, REPORT, put

pytestmark = pytest.mark.usefixtures("empty")


def told(article):
    article.refresh_from_db()
    return {version.article.pk: version for version in stories([article])[article.pk].versions}


def test_versions_come_the_earliest_first_with_what_differs():
    first = put(REPORT, title="الوفدان يلتقيان")
    same = put(REPORT, 3, title="الوفدان يلتقيان")
    cut = put(REPORT[:-1], 1, title="لقاء الوفدين")
    begun = put(["مقدمة أخرى للخبر نفسه.", *REPORT[1:], "رويترز"], 5, title="الوفدان يلتقيان")
    put(OTHER, 2)
    cluster()
    found = told(cut)
    assert list(found) == [first.pk, cut.pk, same.pk, begun.pk]
    assert [version.is_earliest for version in found.values()] == [True, False, False, False]
    assert (found[same.pk].same_text, found[same.pk].shared) == (True, 100)
    assert (found[cut.pk].lacks_end, found[cut.pk].other_title) == (True, True)
    assert 60 <= found[cut.pk].shared <= 100
    assert (found[begun.pk].lacks_beginning, found[begun.pk].agency) == (True, "reuters")
    assert (found[begun.pk].lacks_end, found[begun.pk].other_title) == (False, False)


def test_the_count_is_of_outlets():
    outlet = SourceFactory()
    first = put(REPORT, source=outlet)
    put(REPORT, 1, source=outlet), put(REPORT, 2)
    cluster()
    story = stories([first])[first.pk]
    assert (story.outlets, story.count) == (2, 3)


def test_only_what_readers_see_is_told():
    first = put(REPORT)
    copy = put(REPORT, 1)
    put(REPORT, 2, status="draft")
    cluster()
    assert list(told(copy)) == [first.pk, copy.pk]
    copy.status = "draft"
    copy.save()
    assert stories([first]) == {}


def test_all_of_a_page_take_three_queries(django_assert_max_num_queries):
    roots = [ArticleFactory(published_on=date(2025, 1, 1)) for _ in range(5)]
    for root in roots:
        ArticleFactory.create_batch(3, copy_of=root)
    with django_assert_max_num_queries(3):
        assert len(stories(roots)) == 5
    alone = ArticleFactory()
    with django_assert_max_num_queries(1):
        assert stories([alone]) == {}


def test_of_very_many_the_first_are_told_and_all_are_counted():
    root = ArticleFactory()
    ArticleFactory.create_batch(MOST_VERSIONS + 5, copy_of=root)
    story = stories([root])[root.pk]
    assert (len(story.versions), story.count) == (MOST_VERSIONS, MOST_VERSIONS + 6)


def test_every_agency_has_a_name_in_both_languages():
    for key in AGENCIES:
        assert name_of(key, "ar")
        assert name_of(key, "en").isascii()
    assert name_of("gone", "ar") == "gone"
