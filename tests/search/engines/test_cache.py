"""What is kept stays within its bound, and is what was read."""

import threading

import numpy as np
import pytest

from articles.search.engines.whoosh import segments, snapshot
from articles.search.engines.whoosh.cache import AN_ARTICLE, ENOUGH_FOR, LEAST, MOST, Cache, weigh
from articles.search.engines.whoosh.snapshot import current


def test_the_least_recently_used_goes_first():
    cache = Cache(3 * (400 + 80))
    for key in "abc":
        cache.get(key, lambda: np.zeros(10))
    cache.get("a", lambda: pytest.fail("is kept"))
    cache.get("d", lambda: np.zeros(10))
    cache.get("a", lambda: pytest.fail("is kept"))
    cache.get("c", lambda: pytest.fail("is kept"))
    read = []
    cache.get("b", lambda: read.append(1) or np.zeros(10))
    assert read
    assert cache.size == 3 * (400 + 80)


def test_what_is_larger_than_the_bound_is_given_and_not_kept():
    cache = Cache(1000)
    assert cache.get("large", lambda: np.ones(1000)).sum() == 1000
    assert cache.size == 0


def test_a_larger_index_may_keep_more_where_no_bound_is_set(settings):
    cache = Cache(LEAST)
    settings.SEARCH_CACHE_BYTES = 0
    cache.fit(ENOUGH_FOR)
    assert cache.limit == LEAST
    cache.fit(ENOUGH_FOR + 1000)
    assert cache.limit == LEAST + 1000 * AN_ARTICLE
    cache.fit(5)  # another index, of the same process
    assert cache.limit == LEAST + 1000 * AN_ARTICLE
    cache.fit(10**8)
    assert cache.limit == MOST
    settings.SEARCH_CACHE_BYTES = 7
    cache.fit(10**9)
    assert cache.limit == MOST


def test_an_index_that_is_opened_sets_the_bound(settings, dossier_index, monkeypatch):
    fitted = Cache(1)
    monkeypatch.setattr(snapshot, "CACHE", fitted)
    settings.SEARCH_CACHE_BYTES = 0
    snapshot._open.clear()
    snapshot.current(dossier_index)
    assert fitted.limit == LEAST


def test_a_failure_is_not_kept():
    cache = Cache(1000)
    with pytest.raises(ZeroDivisionError):
        cache.get("key", lambda: 1 / 0)
    assert cache.get("key", lambda: 7) == 7


def test_two_threads_count_a_value_once():
    cache = Cache(100_000)
    barrier = threading.Barrier(2)

    def compute():
        barrier.wait(5)
        return np.zeros(10)

    threads = [threading.Thread(target=cache.get, args=("key", compute)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert cache.size == 480


@pytest.mark.parametrize(
    ("value", "least"),
    [(np.zeros(100), 800), ((np.zeros(100), "text"), 870), ({"key": np.zeros(10)}, 180), (None, 1)],
)
def test_a_value_weighs_at_least_what_its_arrays_do(value, least):
    assert weigh(value) >= least


def test_reading_every_term_keeps_the_bound(dossier, dossier_index, monkeypatch):
    small = Cache(200_000)
    monkeypatch.setattr(segments, "CACHE", small)
    live = current(dossier_index)
    read = 0
    for segment in live.segments:
        for field in ("stem", "surface", "root"):
            for term in segment.vocabulary(field):
                kept = segment.postings(field, term)
                read += kept.nbytes
                assert small.size <= small.limit
    assert read > 2 * small.limit
    held = sum(size for _, size in small._kept.values())
    assert held == small.size
