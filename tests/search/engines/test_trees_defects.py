"""Where Whoosh 2.7.4 contradicts what it says of a query: its answer as it is, and ours."""

from __future__ import annotations

import pytest
from whoosh import fields, query
from whoosh.filedb.filestore import RamStorage

from articles.search.engines.whoosh import trees
from articles.search.engines.whoosh.cache import CACHE
from articles.search.engines.whoosh.snapshot import open_index

Term = query.Term


@pytest.fixture
def made():
    """Make an index of commits, each a list of texts, without the documents of some tags."""
    CACHE.clear()

    def make(*commits, deleted=()):
        index = RamStorage().create_index(fields.Schema(body=fields.TEXT, tag=fields.ID))
        for texts in commits:
            writer = index.writer()
            for number, text in enumerate(texts):
                writer.add_document(body=text, tag=str(number))
            writer.commit(merge=False)
        writer = index.writer()
        for tag in deleted:
            writer.delete_by_term("tag", tag)
        writer.commit(merge=False)
        return index

    return make


def body(word):
    return Term("body", word)


def answers(index, tree, limit=None):
    """The documents that Whoosh finds, and those that we find; the best first."""
    with index.searcher() as searcher:
        theirs = [doc for _, doc in searcher.search(tree, limit=limit).top_n]
    return theirs, trees.search(open_index(index), tree, limit=limit).docs.tolist()


def test_require_requires(made):
    index = made(["قمة موسكو", "قمة", "موسكو"])
    assert answers(index, query.Require(body("قمة"), body("موسكو"))) == ([1], [0])


def test_and_not_leaves_out_the_first_document_too(made):
    index = made(["هدنة", "قمة هدنة", "قمة"])
    assert answers(index, query.AndNot(body("قمة"), body("هدنة"))) == ([2, 1], [2])


def test_not_finds_no_deleted_document(made):
    index = made(["قمة", "هدنة", "قمة"], deleted=["2"])
    assert answers(index, query.Not(body("هدنة"))) == ([0, 2], [0])


def test_otherwise_is_asked_of_the_whole_index(made):
    index = made(["قمة"], ["هدنة"])
    assert answers(index, query.Otherwise(body("قمة"), body("هدنة"))) == ([0, 1], [0])


def test_the_best_of_several_is_of_the_same_document(made):
    index = made(["قمة " * 9 + "اليوم", "هدنة", "قمة قمة قمة قمة هدنة"])
    snapshot = open_index(index)
    tree = query.DisjunctionMax([body("قمة"), body("هدنة")])
    alone = trees.search(snapshot, body("قمة"), limit=None)
    scores = dict(zip(alone.docs.tolist(), alone.scores.tolist(), strict=True))
    ours = trees.search(snapshot, tree, limit=None)
    with index.searcher() as searcher:
        theirs = {doc: score for score, doc in searcher.search(tree, limit=None).top_n}
    assert ours.scores[ours.docs.tolist().index(0)] == pytest.approx(scores[0])
    hits = trees.search(snapshot, body("هدنة"), limit=None)
    second = hits.scores[hits.docs.tolist().index(1)]
    assert ours.scores[ours.docs.tolist().index(1)] == pytest.approx(second)
    assert theirs[1] > second + 0.01  # that of "قمة" in the third document


def test_the_optional_score_is_not_lost_below_and(made):
    index = made(["هدنة اليوم", "موسكو", "قمة غدا", "قمة موسكو غدا", "هدنة", "قمة هدنة موسكو"])
    tree = query.And([query.AndMaybe(body("قمة"), body("هدنة")), body("موسكو")])
    ours = trees.search(open_index(index), tree, limit=None)
    with index.searcher() as searcher:
        parts = [searcher.search(body(w), limit=None).top_n for w in ("قمة", "هدنة", "موسكو")]
    whole = sum(score for part in parts for score, doc in part if doc == 5)
    assert dict(zip(ours.docs.tolist(), ours.scores.tolist(), strict=True))[5] == pytest.approx(
        whole
    )


def test_the_best_ten_are_the_first_of_all(made):
    """Whoosh takes the quality of what a Not excludes for that of what it leaves."""
    texts = ["قمة", *["هدنة اليوم في موسكو"] * 3, *["قمة غدا"] * 6, *["وزير"] * 30]
    index = made(texts)
    tree = query.Or([Term("body", "هدنة", 0.1), query.Not(body("قمة"))])
    everything, ours = answers(index, tree)
    assert everything == ours
    assert answers(index, tree, limit=10)[1] == ours[:10]
