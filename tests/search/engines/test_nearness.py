"""First places and best passages as arrays, against counting them one by one."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.engines.whoosh.postings import PLACE_BITS
from articles.search.engines.whoosh.scoring import PASSAGE, form_hits, nearness
from articles.search.engines.whoosh.snapshot import current
from tests.factories import ArticleFactory

FIELDS = ("stem", "surface", "title_stem", "title_surface")
IN_PLACE = (1 << PLACE_BITS) - 1


def best_passages(sought, among):
    """What nearness() must answer: for each document the best of all runs of PASSAGE words."""
    found = []
    for doc in among:
        places = [
            ([place & IN_PLACE for place in word if place >> PLACE_BITS == doc], worth)
            for word, worth in sought
        ]
        starts = {place for word, _ in places for place in word}
        found.append(
            max(
                (
                    sum(
                        worth
                        for word, worth in places
                        if any(start <= place < start + PASSAGE for place in word)
                    )
                    for start in starts
                ),
                default=0.0,
            )
        )
    return found


# Few documents and places, so that passages begin, end and overlap wherever they can.
PLACES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 90)).map(lambda at: (at[0] << PLACE_BITS) + at[1]),
    unique=True,
    max_size=20,
).map(sorted)
SOUGHT = st.lists(st.tuples(PLACES, st.sampled_from([0.25, 1.0, 2.0, 5.5])), min_size=1, max_size=4)


@given(SOUGHT, st.sets(st.integers(0, 5)).map(sorted))
def test_the_best_passage_is_that_of_trying_them_all(sought, among):
    arrays = [(np.array(places, dtype=np.int64), worth) for places, worth in sought]
    found = nearness(None, arrays, np.array(among, dtype=np.int64))
    assert found.tolist() == pytest.approx(best_passages(sought, among))


def test_a_passage_has_as_many_words_as_it_says():
    for distance, expected in ((PASSAGE - 1, 3.0), (PASSAGE, 2.0)):
        sought = [(np.array([7]), 1.0), (np.array([7 + distance]), 2.0)]
        assert nearness(None, sought, np.array([0])).tolist() == [expected]


@pytest.fixture
def segments(index_now, own_index):
    """An index of several segments in which the same words stand here early, there late."""
    words = ["قارب", "شبكة", "منارة", "مرفأ", "صدفة", "لؤلؤة", "سلحفاة", "زرافة"]
    dice = random.Random(7)
    for _ in range(4):  # a fifth would have them all merged
        for _ in range(4):
            ArticleFactory(title=" ".join(dice.sample(words, 3)),
                           body=" ".join(dice.choices(words, k=40)))  # fmt: skip
        index_now()
    snapshot = current(own_index)
    assert len(snapshot.segments) > 1
    return snapshot


def check_firsts(snapshot, every=1):
    """The first place in each document is the least of all its places there."""
    seen = 0
    for field in FIELDS:
        terms = sorted({term for part in snapshot.segments for term in part.vocabulary(field)})
        for term in terms[::every]:
            places = snapshot.places(field, term)
            docs, at = np.unique(places >> PLACE_BITS, return_index=True)
            assert snapshot.postings(field, term)[0].tolist() == docs.tolist()
            assert snapshot.firsts(field, term).tolist() == (places[at] & IN_PLACE).tolist()
            seen += 1
    assert seen


def test_first_places_are_the_least_of_all_places(segments):
    check_firsts(segments)


def test_first_places_in_the_dossier(dossier, dossier_index):
    check_firsts(current(dossier_index), every=20)


def test_an_absent_word_stands_first_nowhere(segments):
    assert segments.firsts("stem", "لاوجودلهذا").size == 0


def test_of_several_forms_the_first_to_come_counts(segments):
    terms = segments.segments[0].vocabulary("surface")[:3]
    docs, _, firsts = form_hits(segments, "surface", [((term,),) for term in terms])
    least = {}
    for term in terms:
        pairs = zip(
            segments.postings("surface", term)[0], segments.firsts("surface", term), strict=True
        )
        for doc, first in pairs:
            least[doc] = min(first, least.get(doc, IN_PLACE))
    assert dict(zip(docs, firsts, strict=True)) == least


def test_a_phrase_stands_where_its_first_word_does(segments):
    one, two = "قارب", "شبكه"
    docs, counts, firsts = form_hits(segments, "surface", [((one,), (two,))])
    after = set(segments.places("surface", two).tolist())
    starts = [p for p in segments.places("surface", one).tolist() if p + 1 in after]
    expected = {}
    for place in starts:
        expected.setdefault(place >> PLACE_BITS, []).append(place & IN_PLACE)
    assert docs.tolist() == sorted(expected)
    assert firsts.tolist() == [expected[doc][0] for doc in docs]
    assert counts.tolist() == [len(expected[doc]) for doc in docs]
    assert docs.size
