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
from articles.search.engines.whoosh.cache import CACHE, OVERHEAD
from articles.search.engines.whoosh.snapshot import open_index
from articles.search.engines.whoosh.trees.found import Found
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


def word(body, title, boost=1.0, worth=0.5):
    """A reader's word: in the body, or as something else in the title."""
    return query.Or([Term("body", body), Term("title", title, worth)], boost)


@pytest.fixture
def many():
    """An index of 1,200 documents in two segments, some deleted, and what trees.py sees of it."""
    CACHE.clear()
    chance = random.Random(3)
    common = ["قمة", "موسكو", "هدنة", *(f"كلمة{n}" for n in range(30))]
    shares = [1 / (n + 2) for n in range(len(common))]
    schema = fields.Schema(id=fields.ID, body=fields.TEXT, title=fields.TEXT(field_boost=2.5))
    index = RamStorage().create_index(schema)
    for segment in range(2):
        writer = index.writer()
        for n in range(600):
            body, title = (chance.choices(common, shares, k=chance.randint(2, 12)) for _ in "bt")
            writer.add_document(id=f"{segment}-{n}", body=" ".join(body), title=" ".join(title))
        writer.commit(merge=False)
    writer = index.writer()
    for n in range(0, 600, 7):
        writer.delete_by_term("id", f"0-{n}")
    writer.commit(merge=False)
    return index, open_index(index)


MANY = [
    query.Or([word("قمة", "كلمة3"), word("موسكو", "كلمة7", boost=2.0)]),
    query.Or([word("كلمة3", "قمة"), word("كلمة7", "موسكو", boost=2.0)]),
    query.Or([word("قمة", "كلمة3", worth=3.0), word("موسكو", "كلمة7", worth=0.1)]),
    query.Or([query.Or([word("قمة", "هدنة"), word("هدنة", "قمة")], 3.0), Term("body", "قمة")]),
    query.Or([Term("body", word) for word in ("قمة", "موسكو", "كلمة20")]),
    query.And([word("قمة", "كلمة3"), word("موسكو", "كلمة7", boost=2.0)]),
    query.And([Term("body", "قمة"), query.Or([Term("body", "موسكو"), Term("body", "كلمة7")])]),
    query.Or([word("غائبة", "كلمة3"), word("غائبة", "غائب")]),
    query.Or([word("قمة", "كلمة3"), query.Not(word("موسكو", "هدنة"))]),
    query.Or([word("قمة", "كلمة3"), query.Or([Term("nowhere", "قمة"), Term("body", "هدنة")])]),
    word("قمة", "كلمة3", boost=2.0),
    query.Or([Term("title", "قمة"), Term("body", "كلمة3", 0.5)]),
]


def test_the_best_of_many_are_whooshs_however_many_are_wanted(many):
    index, snapshot = many
    for weighting in (BM25F(), PL2(c=1.0), PL2(c=9.0), BM25F(K1=3)):
        with mended(), index.searcher(weighting=weighting) as searcher:
            for tree in [*MANY, *MANY]:  # the second time from what is kept
                theirs = searcher.search(tree, limit=None).top_n
                ours = trees.search(snapshot, tree, limit=None, weighting=weighting)
                same(ours, theirs)
                for limit in (1, 10, 20, 21, 150, 899):
                    top = trees.search(snapshot, tree, limit=limit, weighting=weighting)
                    assert top.docs.tolist() == ours.docs[:limit].tolist(), (tree, limit)
                    assert top.scores.tolist() == ours.scores[:limit].tolist()
                    assert top.total == len(theirs)


def kept():
    """What was found and stands in the cache: by what it is of, and how it is weighed there."""
    return {key[1]: pair for key, pair in CACHE._kept.items() if type(pair[0]) is Found}


def test_a_word_is_kept_once_as_one_list_whoever_asks_for_it(many):
    _, snapshot = many
    first, second = word("قمة", "هدنة"), word("موسكو", "كلمة3", boost=3.0)
    for tree in (query.Or([first, second]), query.And([second, first]), first, query.Not(second)):
        trees.search(snapshot, tree)
    assert [key[0] for key in kept()] == ["word", "word"]
    assert all(found.is_list for found, _ in kept().values())
    # Any of several words is nobody's word: each of them is kept.
    several = query.Or([Term("body", "كلمة1"), Term("body", "قمة")])
    trees.search(snapshot, query.And([first, several]))
    assert sorted(key[0] for key in kept()) == ["term", "term", "word", "word"]


def test_nothing_is_hung_on_what_stands_in_the_cache(many):
    _, snapshot = many
    for tree in [*MANY, query.Not(MANY[-1]), query.Require(MANY[0], Term("body", "قمة"))]:
        for limit in (1, 10, 150, None):
            trees.search(snapshot, tree, limit=limit)
    assert len(kept()) > 10
    assert all(found.nbytes + OVERHEAD == size for found, size in kept().values())


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
