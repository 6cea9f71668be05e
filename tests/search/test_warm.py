"""What a ready process keeps from the collector must not need it."""

import gc
import weakref

import pytest
from django.conf import settings

from articles.search import catalog
from articles.search.engines.whoosh import snapshot
from articles.search.run import SearchRequest, search
from articles.search.warm import _freeze, warm
from tests.factories import ArticleFactory, PersonFactory


@pytest.fixture
def collector():
    """The collector as it was before."""
    yield
    gc.unfreeze()
    gc.callbacks.remove(_freeze)
    gc.enable()


def test_snapshots_and_catalogs_are_freed_without_the_collector(index_now, own_index, collector):
    PersonFactory(name_ar="زاركو الزبرجدي")
    ArticleFactory(title="قارب", body="لقاء زاركو الزبرجدي في نيسان")
    index_now()
    warm()
    for q in ("زاركو", "Zarko", '"لقاء زاركو"', "قاربب", "قار*", "شخص:زاركو"):
        search(SearchRequest(q=q))
    gc.collect()
    gc.disable()
    old = [
        weakref.ref(thing)
        for thing in (
            snapshot.current(own_index),
            snapshot.current(own_index).segments[0],
            catalog.current(),
            catalog.current().meetings,
        )
    ]
    assert all(ref() for ref in old)
    PersonFactory(name_ar="ياقوت اللازورد")
    ArticleFactory(title="منارة")
    index_now()
    snapshot._open.clear()
    assert search(SearchRequest(q="منارة")).count == 1
    assert [ref() for ref in old] == [None] * 4


def test_a_full_collection_does_not_look_at_the_old_again(own_index, db, collector):
    warm()
    before = gc.get_freeze_count()
    kept = [[number] for number in range(5000)]
    gc.collect()
    assert gc.get_freeze_count() >= before + len(kept)


def test_without_an_index_the_rest_is_ready(own_index, db, collector):
    warm()
    assert not list(settings.INDEX_DIR.glob("gen-*"))
