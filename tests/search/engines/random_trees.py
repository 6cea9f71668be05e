"""Random corpora, commits and query trees, and what it is for results to be Whoosh's."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh.filedb.filestore import RamStorage
from whoosh.scoring import BM25F, TF_IDF, Frequency, MultiWeighting

from articles.search.engines.whoosh.cache import CACHE

WORDS = [
    *("قمة", "قمم", "قمتان", "وزير", "وزيران", "وزارة", "مفاوض", "مفاوضات", "هدنة"),
    *("render", "rendered", "rendering", "ab", "abc", "abd", "b"),
]
START = datetime(2025, 1, 1)
SCHEMA = fields.Schema(
    id=fields.ID(unique=True),
    body=fields.TEXT(),
    title=fields.TEXT(field_boost=2.5),
    plain=fields.TEXT(phrase=False),
    tags=fields.KEYWORD(),
    counted=fields.KEYWORD(scorable=True),
    number=fields.NUMERIC(int, signed=True),
    share=fields.NUMERIC(float),
    day=fields.DATETIME(),
)
TEXTS = ("body", "title", "plain", "tags", "counted")

words = st.sampled_from(WORDS)
texts = st.lists(words, max_size=12).map(" ".join)
boosts = st.sampled_from((1.0, 1.0, 0.3, 2.0))
text_fields = st.sampled_from(TEXTS)
numbers = st.integers(-5, 40)
days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))


@st.composite
def documents(draw):
    """An article of random words; some fields are empty or missing."""
    found = {name: draw(texts) for name in draw(st.sets(text_fields))}
    found["id"] = str(draw(st.integers(0, 30)))
    if draw(st.booleans()):
        found["number"] = draw(numbers)
        found["share"] = draw(numbers) / 4
        found["day"] = draw(days)
    return found


# What one commit does: documents added, documents put in the place of others, documents deleted.
commits = st.tuples(
    st.lists(documents(), max_size=12),
    st.lists(documents(), max_size=2),
    st.lists(st.integers(0, 30).map(str), max_size=3),
)
corpora = st.lists(commits, min_size=1, max_size=4)


def indexed(corpus):
    """An index in memory with a segment for every commit that added anything."""
    # Hypothesis makes chance repeat itself, and Whoosh names segments by chance.
    CACHE.clear()
    index = RamStorage().create_index(SCHEMA)
    for added, updated, deleted in corpus:
        writer = index.writer()
        for key in deleted:
            writer.delete_by_term("id", key)
        for document in added:
            writer.add_document(**document)
        for document in updated:
            writer.update_document(**document)
        writer.commit(merge=False)
    return index


def ranges(make, bounds):
    return st.builds(
        lambda ends, *rest: make(*sorted(ends), *rest),
        st.tuples(bounds, bounds),
        st.booleans(),
        st.booleans(),
        boosts,
        st.booleans(),
    )


leaves = st.one_of(
    st.builds(query.Term, text_fields, words, boosts),
    st.builds(query.Term, st.just("number"), numbers, boosts),
    st.builds(query.Prefix, text_fields, words.map(lambda w: w[:2]), boosts, st.booleans()),
    st.builds(
        query.Wildcard, text_fields, words.map(lambda w: w[:1] + "*" + w[-1]), boosts, st.booleans()
    ),
    st.builds(
        query.Regex, text_fields, st.sampled_from(("ق.*", "re.+d", "ab.?", "[وم]ز?")), boosts
    ),
    st.builds(
        query.FuzzyTerm,
        text_fields,
        words,
        boosts,
        st.integers(1, 2),
        st.integers(0, 1),
        st.booleans(),
    ),
    st.builds(query.Variations, text_fields, st.just("render"), boosts),
    ranges(lambda *a: query.TermRange("body", *a), words),
    ranges(lambda *a: query.TermRange("tags", *a), words),
    ranges(lambda *a: query.NumericRange("number", *a), numbers),
    ranges(lambda *a: query.NumericRange("share", *a), numbers),
    ranges(lambda *a: query.DateRange("day", *a), days),
    st.builds(query.NumericRange, st.just("number"), st.none(), numbers),
    st.builds(query.Every, st.sampled_from((None, *TEXTS, "number", "id")), boosts),
    st.builds(
        query.Phrase,
        st.sampled_from(("body", "title")),
        st.lists(words, min_size=1, max_size=3),
        st.integers(1, 4),
        boosts,
    ),
    st.builds(
        query.SpanNear2,
        st.lists(st.builds(query.Term, st.just("body"), words, boosts), min_size=2, max_size=3),
        st.integers(1, 4),
        st.booleans(),
        st.integers(0, 2),
    ),
    st.just(query.NullQuery),
)


def compounds(parts):
    some = st.lists(parts, min_size=1, max_size=4)
    return st.one_of(
        st.builds(query.And, some, boosts),
        st.builds(query.Or, some, boosts, st.sampled_from((0, 0, 2))),
        st.builds(query.DisjunctionMax, some, boosts),
        st.builds(query.Not, parts),
        st.builds(query.AndNot, parts, parts),
        st.builds(query.AndMaybe, parts, parts),
        st.builds(query.Require, parts, parts),
        st.builds(query.Otherwise, parts, parts),
        st.builds(query.ConstantScoreQuery, parts, boosts),
    )


random_trees = st.recursive(leaves, compounds, max_leaves=8)


def sound_compounds(parts):
    some = st.lists(parts, min_size=1, max_size=4)
    return st.one_of(
        st.builds(query.And, some, boosts),
        st.builds(query.Or, some, boosts),
        st.builds(query.ConstantScoreQuery, parts, boosts),
    )


# Of what Whoosh gets right as it is, but for the sizes of spans that it cannot estimate below And.
sound_trees = st.recursive(
    leaves.filter(lambda leaf: type(leaf) is not query.SpanNear2), sound_compounds, max_leaves=8
)
weightings = st.sampled_from(
    (
        BM25F(),
        BM25F(),
        BM25F(B=0.4, K1=2.0, title_B=0.9),
        TF_IDF(),
        Frequency(),
        MultiWeighting(BM25F(), title=Frequency(), tags=TF_IDF()),
    )
)


def same(ours, theirs):
    """Whether results are Whoosh's `(score, document)` pairs: documents may change places only
    where Whoosh's sums, made in another order, differ in their last bits."""
    assert ours.total >= len(ours.docs)
    pairs = list(zip(ours.scores.tolist(), ours.docs.tolist(), strict=True))
    assert len(pairs) == len(theirs)
    assert pairs == sorted(pairs, key=lambda pair: (-pair[0], pair[1]))
    np.testing.assert_allclose(ours.scores, [score for score, _ in theirs], rtol=0, atol=1e-6)
    place = 0
    while place < len(theirs):
        end = place + 1
        while end < len(theirs) and theirs[end - 1][0] - theirs[end][0] < 1e-9:
            end += 1
        assert {doc for _, doc in pairs[place:end]} == {doc for _, doc in theirs[place:end]}
        place = end
