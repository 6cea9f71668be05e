"""Fixed trees on the dossier that ships, over its three views of each word."""

from __future__ import annotations

import pytest
from django.conf import settings
from whoosh import query
from whoosh.filedb.filestore import FileStorage

from articles.arabic.analysis import analyze
from articles.search.engines.whoosh import snapshot as snapshots
from articles.search.engines.whoosh import trees

from .random_trees import same

pytestmark = pytest.mark.django_db


def views(word, boost=1.0):
    """The stem, the surface and the root of a word, as a fused search asks for them."""
    terms = analyze(word)
    surface = terms.surfaces.split("|")[0]
    found = [("stem", terms.stems, 1.0), ("surface", surface, 0.3), ("root", terms.roots, 0.5)]
    return [query.Term(field, term, boost=weight * boost) for field, term, weight in found]


def fused(text):
    return query.Or([term for word in text.split() for term in views(word)])


def stems(text):
    return analyze(text).stems.split()


def stem(word):
    return query.Term("stem", *stems(word))


TREES = {
    "words": fused("لقاء المبعوث الأمريكي في موسكو"),
    "one word": fused("المفاوضات"),
    "all words": query.And([query.Or(views("روسيا")), query.Or(views("أوكرانيا"))]),
    "best view": query.DisjunctionMax(views("السلام")),
    "none": query.And([stem("الرئيس"), query.Not(stem("موسكو"))]),
    "phrase": query.Phrase("stem", stems("وقف إطلاق النار")),
    "near": query.Phrase("stem", stems("الرئيس الأمريكي"), slop=4, boost=2.0),
    "about": query.SpanNear2([stem("روسيا"), stem("أوكرانيا")], slop=6, ordered=False),
    "prefix": query.Prefix("surface", "مفاو"),
    "wildcard": query.Wildcard("surface", "ال*ات"),
    "fuzzy": query.FuzzyTerm("surface", "المفاوضت", maxdist=2, prefixlength=2),
    "days": query.NumericRange("day", 739000, 739400),
    "source": query.Every("source"),
    "maybe": query.AndMaybe(stem("الرئيس"), query.Or(views("موسكو"))),
    "nested": query.And(
        [
            query.Or([fused("قمة اجتماع"), query.Phrase("stem", stems("وقف إطلاق النار"))]),
            query.Not(query.Or([stem("إسطنبول"), query.Prefix("surface", "تركي")])),
            query.NumericRange("day", 738000, None),
        ]
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_the_dossier_is_searched_as_whoosh_searches_it(dossier, name):
    tree = TREES[name]
    index = FileStorage(str((settings.INDEX_DIR / snapshots.CURRENT).resolve())).open_index()
    snapshot = snapshots.current(settings.INDEX_DIR)
    with index.searcher() as searcher:
        theirs = searcher.search(tree, limit=None).top_n
        if name == "best view":  # Whoosh compares documents there: see test_trees_defects.py
            each = [dict(searcher.search(t, limit=None).items()) for t in tree.subqueries]
            theirs = sorted(
                ((max(part.get(doc, 0.0) for part in each), doc) for _, doc in theirs),
                key=lambda pair: (-pair[0], pair[1]),
            )
    assert theirs
    same(trees.search(snapshot, tree, limit=None), theirs)
    assert trees.search(snapshot, tree).total == len(theirs)
