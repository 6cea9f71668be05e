"""Decoded arrays against Whoosh's own readers, term by term."""

import numpy as np
import pytest
from whoosh import index

from articles.search.engines.whoosh.postings import PLACE_BITS
from articles.search.engines.whoosh.segments import Segment
from articles.search.engines.whoosh.snapshot import current
from articles.search.indexing import generations, indexer
from tests.factories import ArticleFactory


@pytest.mark.parametrize("field", ["stem", "title_surface", "root", "person"])
def test_postings_are_those_whoosh_reads(dossier, field):
    reader = index.open_dir(str(generations.live()), readonly=True).reader()
    segment = Segment(reader)
    terms = [term.decode() for term in reader.lexicon(field)]
    assert terms
    for term in terms[:: max(1, len(terms) // 200)]:
        matcher = reader.postings(field, term)
        docs, weights, places = [], [], []
        while matcher.is_active():
            docs.append(matcher.id())
            weights.append(matcher.weight())
            if matcher.supports("positions"):
                places += [(matcher.id() << PLACE_BITS) + p for p in matcher.value_as("positions")]
            matcher.next()
        found = segment.postings(field, term)
        assert found.docs.tolist() == docs
        assert np.allclose(found.weights, weights)
        if places:
            assert segment.places(field, term).tolist() == places


def test_lengths_and_columns_are_those_whoosh_reads(dossier):
    reader = index.open_dir(str(generations.live()), readonly=True).reader()
    segment = Segment(reader)
    assert segment.count
    for doc in range(0, segment.count, 20):
        assert segment.lengths("stem")[doc] == reader.doc_field_length(doc, "stem")
        assert str(segment.number("pk")[doc]) == reader.stored_fields(doc)["django_id"]


def test_absent_terms_are_none(dossier, dossier_index):
    assert current(dossier_index).segments[0].postings("stem", "لاوجودلهذا") is None
    assert not current(dossier_index).holds("surface", "لاوجودلهذا")


def test_segments_side_by_side_answer_as_one(index_now, own_index, found):
    numbers = []
    for n in range(3):
        numbers.append(ArticleFactory(title=f"قارب رقم {n}", body="وصف طويل للقارب الأزرق").pk)
        index_now()
    live = current(own_index)
    assert live.documents == 3
    assert sorted(found('"للقارب الأزرق"')) == numbers
    assert sorted(found("قارب")) == numbers


def test_a_snapshot_outlives_later_commits(index_now, own_index):
    first = ArticleFactory(title="قارب")
    index_now()
    old = current(own_index)
    for _ in range(8):
        first.save()
        indexer.drain()
    assert current(own_index) is not old
    assert old.postings("title_stem", "قارب")[0].size == 1
    assert current(own_index).documents == 1
