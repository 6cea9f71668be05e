"""Merging two outlets: what moves, what is filled in, and what comes in afterwards."""

import pytest

from articles import curation
from articles.ingest.capture import Outlet
from articles.ingest.register import UNKNOWN, Register
from articles.models import Article, Feed, Merge, Outbox, Source, SourceRedirect
from tests.curation.histories import history
from tests.factories import ArticleFactory, SourceFactory

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture
def pair():
    keep = SourceFactory(key="daily", name_ar="اليومية", name_en="", homepage="")
    absorb = SourceFactory(
        key="the-daily", name_ar="صحيفة اليومية", name_en="The Daily", homepage="https://d.example/"
    )
    return keep, absorb


def merge(pair, by) -> Source:
    keep, absorb = pair
    curation.merge_sources(keep=keep, absorb=absorb, by=by)
    return Source.objects.get(pk=keep.pk)


def test_articles_and_feeds_move_and_are_queued_for_the_index(pair, by):
    article = ArticleFactory(source=pair[1])
    Feed.objects.create(url="https://d.example/rss", source=pair[1])
    Outbox.objects.all().delete()
    kept = merge(pair, by)
    assert Article.objects.get().source == Feed.objects.get().source == kept
    assert Outbox.objects.filter(article_id=article.pk).exists()


def test_what_the_kept_one_lacks_is_filled_in_and_its_own_stays(pair, by):
    kept = merge(pair, by)
    assert (kept.name_ar, kept.name_en) == ("اليومية", "The Daily")
    assert kept.homepage == "https://d.example/"


def test_old_keys_lead_on_through_several_merges(pair, by):
    third = SourceFactory(key="third")
    merge((third, merge(pair, by)), by)
    leads = dict(SourceRedirect.objects.values_list("old_key", "source"))
    assert leads == {"daily": third.pk, "the-daily": third.pk}


@pytest.mark.parametrize(
    "outlet",
    [Outlet(key="the-daily"), Outlet(name="صحيفة اليوميّة"), Outlet(name="the daily")],
)
def test_what_comes_in_under_an_old_name_or_key_is_of_the_kept_one(pair, by, outlet):
    kept = merge(pair, by)
    assert Register().source(outlet) == kept
    assert Source.objects.count() == 1


def test_the_outlet_that_stands_for_all_unknown_ones_is_not_merged_away(pair, by):
    unknown = SourceFactory(key=UNKNOWN.key)
    with pytest.raises(curation.CurationError):
        merge((pair[0], unknown), by)
    assert not Merge.objects.exists()


def test_the_history_says_what_happened(pair, by):
    kept = merge(pair, by)
    assert "the-daily" in history(kept)[0]


def test_every_relation_to_an_outlet_is_moved_by_a_merge():
    """A new foreign key to Source must be added to merge_sources, then here."""
    names = {relation.name for relation in Source._meta.get_fields() if relation.auto_created}
    assert names - {"id"} == {"articles", "feeds", "redirects"}
