"""What Whoosh's searcher finds, no more and no less, in its order and with its scores."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh.filedb.filestore import RamStorage
from whoosh.query import spans
from whoosh.scoring import BM25F, PL2, FunctionWeighting, ReverseWeighting

from articles.search.engines.whoosh import trees
from articles.search.engines.whoosh.cache import CACHE
from articles.search.engines.whoosh.snapshot import open_index
from articles.search.engines.whoosh.trees import words
from articles.search.engines.whoosh.trees.patterns import SMALL_SEGMENT

from .mended import mended
from .random_trees import corpora, indexed, random_trees, same, sound_trees, weightings

LIMIT = 4
Term = query.Term
slow = settings(
    max_examples=35,
    suppress_health_check=[HealthCheck.too_slow],
    # A tree is small already; making one smaller takes Whoosh minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@slow
@given(corpora, st.lists(random_trees, min_size=6, max_size=12), weightings)
def test_random_trees_find_what_whoosh_finds(corpus, some, weighting):
    index = indexed(corpus)
    snapshot = open_index(index)
    with mended(), index.searcher(weighting=weighting) as searcher:
        for tree in some:
            ours = trees.search(snapshot, tree, limit=None, weighting=weighting)
            theirs = searcher.search(tree, limit=None).top_n
            same(ours, theirs)
            assert ours.total == len(theirs) == np.count_nonzero(ours.mask)
            top = trees.search(snapshot, tree, limit=LIMIT, weighting=weighting)
            assert top.total == ours.total
            assert top.docs.tolist() == ours.docs[:LIMIT].tolist()
            assert top.scores.tolist() == ours.scores[:LIMIT].tolist()


@slow
@given(corpora, st.lists(sound_trees, min_size=4, max_size=8))
def test_most_trees_need_no_mended_whoosh(corpus, some):
    index = indexed(corpus)
    snapshot = open_index(index)
    with index.searcher() as searcher:
        for tree in some:
            same(trees.search(snapshot, tree, limit=None), searcher.search(tree, limit=None).top_n)


def small(*texts, **more):
    """An index of some texts, and what its searcher and trees.py see of it."""
    CACHE.clear()
    schema = fields.Schema(body=fields.TEXT, tag=fields.ID, **more)
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for text in texts:
        writer.add_document(body=text, tag=text.split()[0])
    writer.commit()
    return index, open_index(index)


TEXTS = ("قمة موسكو اليوم", "قمة في موسكو غدا", "موسكو", "هدنة قمة", "قمة قمة قمة هدنة موسكو")


@pytest.mark.parametrize(
    "tree",
    [
        query.Sequence([Term("body", "قمة"), Term("body", "موسكو")], slop=2),
        query.Ordered([Term("body", "هدنة"), Term("body", "موسكو")]),
        spans.SpanFirst(Term("body", "قمة"), limit=1),
        spans.SpanNot(Term("body", "قمة"), Term("body", "موسكو")),
        spans.SpanOr([Term("body", "قمة"), Term("body", "هدنة")]),
        spans.SpanNear(Term("body", "قمة"), Term("body", "موسكو"), slop=2),
        spans.SpanNear(
            spans.SpanNear(Term("body", "قمة"), Term("body", "قمة")), Term("body", "هدنة"), slop=3
        ),
        query.Or([Term("body", "قمة"), Term("body", "موسكو"), Term("body", "هدنة")], scale=0.5),
        query.NestedParent(Term("tag", "قمة"), Term("body", "هدنة")),
        query.NestedChildren(Term("tag", "هدنة"), Term("tag", "هدنة")),
        query.WeightingQuery(Term("body", "قمة"), BM25F(K1=3)),
        query.Phrase("body", ["قمة", "موسكو"], slop=70000),
    ],
)
def test_what_has_no_form_of_its_own_is_asked_of_whoosh_inside_a_tree(tree):
    index, snapshot = small(*TEXTS)
    with index.searcher() as searcher:
        for whole in (tree, query.ConstantScoreQuery(tree, 2.0)):
            same(
                trees.search(snapshot, whole, limit=None), searcher.search(whole, limit=None).top_n
            )
        alone = {doc for _, doc in searcher.search(tree, limit=None).top_n}
        without = trees.search(snapshot, query.And([query.Every(), query.Not(tree)]))
        assert set(without.docs.tolist()) == set(range(len(TEXTS))) - alone


def earliest(searcher, fieldname, text, matcher):
    return 1.0 / (matcher.value_as("positions")[0] + 1)


class Newest(BM25F):
    use_final = True

    def final(self, searcher, docnum, score):
        return score + docnum


@pytest.mark.parametrize(
    "weighting", [PL2(), FunctionWeighting(earliest), ReverseWeighting(BM25F()), Newest()]
)
def test_any_weighting_of_whoosh_is_respected(weighting):
    index, snapshot = small(*TEXTS)
    with index.searcher(weighting=weighting) as searcher:
        for tree in (
            query.Or([Term("body", "قمة"), Term("body", "هدنة", 2.0)]),
            query.And([Term("body", "قمة"), Term("body", "موسكو")]),
        ):
            ours = trees.search(snapshot, tree, limit=None, weighting=weighting)
            same(ours, searcher.search(tree, limit=None).top_n)
            mask, scores = trees.match(snapshot, tree, weighting=weighting)
            assert np.flatnonzero(mask).tolist() == sorted(ours.docs.tolist())
            assert scores[ours.docs].tolist() == ours.scores.tolist()


def test_patterns_in_a_large_segment_are_scored_as_whoosh_scores_them_there():
    texts = [f"قمم{n % 4} قمة{n % 7}" for n in range(SMALL_SEGMENT + 1)]
    index, snapshot = small(*texts)
    with index.searcher() as searcher:
        for tree in (
            query.Prefix("body", "قم", boost=2.0),
            query.Prefix("body", "قمم", constantscore=False),
            query.FuzzyTerm("body", "قمة1", boost=0.5),
            query.Every("tag"),
        ):
            ours = trees.search(snapshot, tree, limit=None)
            same(ours, searcher.search(tree, limit=None).top_n)
            for limit in (1, 10, 100, 2000):
                top = trees.search(snapshot, tree, limit=limit)
                assert top.docs.tolist() == ours.docs[:limit].tolist()


def any_word(*texts, boost=1.0):
    fields_and_texts = [(("body", "body", "tag")[n], text) for n, text in enumerate(texts)]
    return query.Or(
        [Term(*pair, boost=1 + n / 2) for n, pair in enumerate(fields_and_texts)], boost
    )


def test_the_best_of_many_are_whooshs_however_many_are_wanted():
    chance = random.Random(3)
    common = ["قمة", "موسكو", "هدنة", *(f"كلمة{n}" for n in range(30))]
    shares = [1 / (n + 2) for n in range(len(common))]
    texts = [" ".join(chance.choices(common, shares, k=chance.randint(3, 12))) for _ in range(900)]
    index, snapshot = small(*texts)
    some = [
        query.Or([any_word("قمة", "كلمة3"), any_word("موسكو", "كلمة7", "قمة", boost=2.0)]),
        query.Or([any_word("قمة", "كلمة3", boost=0.5), Term("body", "كلمة9"), Term("body", "قمة")]),
        query.Or([Term("body", word) for word in ("قمة", "موسكو", "كلمة20")]),
        query.And([any_word("قمة", "كلمة3"), any_word("موسكو", "كلمة7", "قمة", boost=2.0)]),
        query.Or([any_word("غائبة", "كلمة3"), any_word("غائبة", "غائب")]),
        query.Or([any_word("قمة", "كلمة3"), query.Not(any_word("موسكو", "هدنة"))]),
    ]
    with index.searcher() as searcher:
        for tree in [*some, *some]:  # the second time from what is kept
            theirs = searcher.search(tree, limit=None).top_n
            ours = trees.search(snapshot, tree, limit=None)
            same(ours, theirs)
            for limit in (1, 10, 20, 21, 150, 899):
                top = trees.search(snapshot, tree, limit=limit)
                assert top.docs.tolist() == ours.docs[:limit].tolist(), (tree, limit)
                assert top.scores.tolist() == ours.scores[:limit].tolist()
                assert top.total == len(theirs)


def test_a_word_is_weighed_once_whoever_asks_for_it(monkeypatch):
    _, snapshot = small(*TEXTS)
    read = []
    listed = words.listed
    monkeypatch.setattr(words, "listed", lambda *asked: read.append(asked[2]) or listed(*asked))
    first, second = any_word("قمة", "هدنة"), any_word("موسكو", "غدا", boost=3.0)
    found = trees.search(snapshot, query.Or([first, second]))
    assert [term.decode() for term in read] == ["قمة", "هدنة", "موسكو", "غدا"]
    read.clear()
    trees.search(snapshot, query.And([second, first]))
    trees.search(snapshot, query.Or([first, Term("body", "اليوم")]))
    assert [term.decode() for term in read] == ["اليوم"]
    # By another formula each word is worth something else.
    other = trees.search(snapshot, query.Or([first, second]), weighting=BM25F(K1=3))
    assert other.scores.tolist() != found.scores.tolist()


def test_results_keep_to_a_mask_of_documents():
    _, snapshot = small(*TEXTS)
    mask = np.array([True, False, True, True, False])
    for tree in (Term("body", "موسكو"), query.Every(), query.Not(Term("body", "هدنة"))):
        every = trees.search(snapshot, tree, limit=None)
        some = trees.search(snapshot, tree, mask=mask)
        assert some.docs.tolist() == [doc for doc in every.docs.tolist() if mask[doc]]
        assert some.total == np.count_nonzero(some.mask) == len(some.docs)


def test_the_tiebreak_adds_a_part_of_what_is_not_the_best():
    _, snapshot = small(*TEXTS)
    parts = [Term("body", word) for word in ("قمة", "موسكو", "هدنة")]
    each = np.array([trees.match(snapshot, part)[1] for part in parts])
    mask, scores = trees.match(snapshot, query.DisjunctionMax(parts, boost=2.0, tiebreak=0.25))
    assert mask.all()
    highest = each.max(axis=0)
    np.testing.assert_allclose(scores, 2 * (highest + 0.25 * (each.sum(axis=0) - highest)))


def test_an_index_without_documents_has_nothing():
    _, snapshot = small()
    for tree in (query.Every(), Term("body", "قمة"), query.Prefix("body", "ق")):
        assert trees.search(snapshot, tree).total == 0


def test_mistakes_are_those_that_whoosh_names():
    _, snapshot = small(*TEXTS)
    with pytest.raises(query.QueryError, match="has no positions"):
        trees.search(snapshot, query.Phrase("tag", ["قمة", "موسكو"]))
    with pytest.raises(Exception, match="nowhere"):
        trees.search(snapshot, query.Prefix("nowhere", "ق"))
    assert trees.search(snapshot, Term("nowhere", "قمة")).total == 0
