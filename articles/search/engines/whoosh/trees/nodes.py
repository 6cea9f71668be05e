"""Every kind of Whoosh query, as what it finds: `Run(snapshot, weighting).of(node)`.

Scores are what Whoosh's matchers give, oddities included: Not adds 1 to what stands beside it, a
compound of one part forgets its boost, and whether a prefix or a range has a constant score depends
on how many terms it means in a segment and how large that is. Where a matcher contradicts what
Whoosh says of the query, what it says is done:

- Require takes away what it should require (2.7.4 builds the matcher of AndNot);
- DisjunctionMax compares the scores of different documents, and forgets its tiebreak;
- Not finds deleted documents behind its last exclusion;
- Otherwise is asked of each segment for itself;
- AndNot lets its first document pass, and fails where it skips to the end;
- AndMaybe below And loses the optional score where it skips.

A node of any other class is walked by Whoosh's own matcher."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from whoosh import query
from whoosh.fields import NUMERIC
from whoosh.reading import MultiReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.engines.whoosh.trees import near, patterns, words
from articles.search.engines.whoosh.trees.found import Found, all_of, any_of, best_of, nothing
from articles.search.engines.whoosh.trees.lexicon import lexicon

# How a text becomes a term of a field, and the formula of its score; None where there is none.
Field = tuple[Callable[[Any], bytes] | None, words.Formula | None]
_WEIGHTING = BM25F()


class Run:
    """One query run on one snapshot, with Whoosh's own weighting unless another is given."""

    def __init__(self, snapshot: Snapshot, weighting: Any = None) -> None:
        self.snapshot = snapshot
        self.weighting = weighting or _WEIGHTING
        self.size: int = snapshot.size
        # The same for every run on a snapshot that is not given a weighting.
        self._fields: dict[str, Field] = {} if weighting else snapshot.remembered("fields", dict)
        self.schema = snapshot.segments[0].reader.schema if snapshot.segments else None

    def of(self, node: query.Query, *, scored: bool = True) -> Found:
        """What a node finds. Scores may be missing (0) if they are not asked for."""
        if not self.size:
            return nothing(self.size)
        kind = type(node)
        if kind in KINDS:
            return KINDS[kind](self, node, scored)
        if isinstance(node, query.NumericRange):
            return self.of(self._compiled(node), scored=scored)
        if isinstance(node, query.MultiTerm):
            return self._several(node, scored)
        return self.walked(node)

    # --- terms -----------------------------------------------------------------------------

    def term(self, field: str, text: Any, boost: float = 1.0, *, kept: bool = True) -> Found:
        """The documents that hold a term, `kept` in the cache unless the caller keeps their sum."""
        to_bytes, formula = self._field(field)
        if to_bytes is None:
            return nothing(self.size)
        try:
            term = to_bytes(text)
        except ValueError:
            return nothing(self.size)
        if formula is None:
            return self.walked(query.Term(field, text, boost=boost))
        if not kept:
            return self._held(formula, field, term, boost)
        return self.snapshot.remembered(
            ("term", field, term, boost, formula), lambda: self._held(formula, field, term, boost)
        )

    def _field(self, name: str) -> Field:
        if name not in self._fields:
            if name not in self.schema:
                return None, None
            formula = words.Formula.of(self.weighting, name, self.schema)
            self._fields[name] = self.schema[name].to_bytes, formula
        return self._fields[name]

    def _held(self, formula: words.Formula, field: str, term: bytes, boost: float) -> Found:
        docs, weights = words.listed(self.snapshot, field, term)
        if not docs.size:
            return nothing(self.size)
        scores = formula.scores(self.snapshot, field, docs, weights, int(docs.size))
        if boost != 1.0:
            scores *= boost
        return self._alive(Found(self.size, docs, scores))

    def _alive(self, found: Found) -> Found:
        if self.snapshot.documents == self.size:
            return found
        return found.within(self.snapshot.live)

    def _term(self, node: query.Term, scored: bool) -> Found:
        if node.minquality:
            return self.walked(node)
        return self.term(node.fieldname, node.text, node.boost)

    # --- compounds -------------------------------------------------------------------------

    def _parts(self, nodes: Sequence[query.Query], scored: bool) -> list[Found]:
        return [self.of(node, scored=scored) for node in nodes]

    def _compound(
        self, node: query.compound.CompoundQuery, scored: bool, join: Callable[..., Found]
    ) -> Found:
        if not node.subqueries:
            return nothing(self.size)
        if len(node.subqueries) == 1:
            return self.of(node.subqueries[0], scored=scored)
        return join(self.size, self._parts(node.subqueries, scored)).times(node.boost)

    def _and(self, node: query.And, scored: bool) -> Found:
        return self._compound(node, scored, all_of)

    def _or(self, node: query.Or, scored: bool) -> Found:
        if node.scale:  # Whoosh counts how many terms of the tree a document has
            return self.walked(node)
        if len(node.subqueries) < 2:
            return self._compound(node, scored, any_of)
        terms: dict[tuple[str, Any], float] = {}
        parts: list[Found] = []
        self._alternatives(node, 1.0, scored, terms, parts)
        parts += [self.term(*term, boost) for term, boost in terms.items()]
        return parts[0] if len(parts) == 1 else any_of(self.size, parts)

    def _word(self, node: query.Or) -> Found:
        """The documents that hold a word in any of its views: their lists are long, and the same
        for everybody who asks for the word."""
        terms = [(term.fieldname, term.text, term.boost) for term in node.subqueries]
        fields = [self._field(field) for field, _, _ in terms]

        def compute() -> Found:
            return any_of(self.size, [self.term(*term, kept=False) for term in terms]).listed()

        if any(to_bytes and formula is None for to_bytes, formula in fields):
            return compute()
        formulas = [formula for _, formula in fields]
        return self.snapshot.remembered(("word", *terms, *formulas), compute)

    def _alternatives(
        self,
        node: query.Or,
        boost: float,
        scored: bool,
        terms: dict[tuple[str, Any], float],
        parts: list[Found],
    ) -> None:
        """Collect what an Or, and those within it, have to offer: the same term only once, but the
        views of a word together."""
        boost *= node.boost
        if _is_word(node):
            parts.append(self._word(node).times(boost))
            return
        for part in node.subqueries:
            if type(part) is query.Or and len(part.subqueries) > 1 and not part.scale:
                self._alternatives(part, boost, scored, terms, parts)
            elif type(part) is query.Term and not part.minquality:
                key = part.fieldname, part.text
                terms[key] = terms.get(key, 0.0) + boost * part.boost
            else:
                parts.append(self.of(part, scored=scored).times(boost))

    def _best(self, node: query.DisjunctionMax, scored: bool) -> Found:
        def join(size: int, parts: list[Found]) -> Found:
            return best_of(size, parts, node.tiebreak)

        return self._compound(node, scored, join)

    def _not(self, node: query.Not, scored: bool) -> Found:
        mask = self.snapshot.live & ~self.of(node.query, scored=False).mask
        return Found(self.size, mask=mask, scores=1.0)

    def _and_not(self, node: query.AndNot, scored: bool) -> Found:
        kept = self.of(node.a, scored=scored)
        taken = self.of(node.b, scored=False)
        return kept.within(~taken.mask) if taken.count else kept

    def _require(self, node: query.Require, scored: bool) -> Found:
        return self.of(node.a, scored=scored).within(self.of(node.b, scored=False).mask)

    def _and_maybe(self, node: query.AndMaybe, scored: bool) -> Found:
        found = self.of(node.a, scored=scored)
        if not scored:
            return found
        maybe = self.of(node.b)
        positive = found.positive and maybe.positive
        if found.is_list:
            scores = found.scores + maybe.worth(found.docs)
            return Found(self.size, found.docs, scores, positive=positive)
        dense = found.dense + maybe.dense * found.mask
        return Found(self.size, mask=found.mask, dense=dense, positive=positive)

    def _otherwise(self, node: query.Otherwise, scored: bool) -> Found:
        found = self.of(node.a, scored=scored)
        return found if found.count else self.of(node.b, scored=scored)

    def _constant(self, node: query.ConstantScoreQuery, scored: bool) -> Found:
        # Whoosh takes a score of 0 for none given.
        return self.of(node.child, scored=False).all_worth(node.score or 1.0)

    # --- everything, nothing, what Whoosh alone knows ----------------------------------------

    def _nothing(self, node: query.Query, scored: bool) -> Found:
        return nothing(self.size)

    def _every(self, node: query.Every, scored: bool) -> Found:
        score = node.boost or 1.0
        if node.fieldname is None:
            return Found(self.size, mask=self.snapshot.live, scores=score)
        if node.fieldname not in self.schema:
            return self.walked(node)
        return Found(self.size, mask=self._filled(node.fieldname), scores=score)

    def _filled(self, field: str) -> np.ndarray:
        """Which documents have anything in a field."""

        def compute() -> np.ndarray:
            if self.schema[field].scorable:
                counted = [words.lengths(s, field) for s in self.snapshot.segments]
                return (np.concatenate(counted) > 0) & self.snapshot.live
            terms: set[bytes] = set()
            for segment in self.snapshot.segments:
                terms.update(lexicon(segment, field).terms[:])
            if isinstance(self.schema[field], NUMERIC):
                # Every number stands there at several precisions: the coarsest is enough.
                coarsest = max((term[:1] for term in terms), default=b"")
                terms = {term for term in terms if term[:1] == coarsest}
            mask = np.zeros(self.size, dtype=bool)
            for term in terms:
                mask[words.listed(self.snapshot, field, term)[0]] = True
            return mask & self.snapshot.live

        return self.snapshot.remembered(("filled", field), compute)

    def _compiled(self, node: query.NumericRange) -> query.Query:
        return node._compile_query(self.snapshot.segments[0].reader)

    @cached_property
    def _searcher(self) -> Searcher:
        readers = [segment.reader for segment in self.snapshot.segments]
        reader = readers[0] if len(readers) == 1 else MultiReader(readers)
        return Searcher(reader, self.weighting, closereader=False)

    def walked(self, node: query.Query) -> Found:
        """What Whoosh's own matcher finds."""
        docs: list[int] = []
        scores: list[float] = []
        with words.locked(self.snapshot.segments):
            context = self._searcher.context()
            for leaf, base in self._searcher.leaf_searchers():
                matcher = node.matcher(leaf, context)
                while matcher.is_active():
                    docs.append(matcher.id() + base)
                    scores.append(matcher.score())
                    matcher.next()
        # Some matchers name a document twice; and the readers may be those of an older commit, with
        # fewer deletions.
        numbers, first = np.unique(np.array(docs, dtype=np.int32), return_index=True)
        found = Found(self.size, numbers, np.array(scores, dtype=float)[first])
        return found.within(self.snapshot.live)

    def finished(self, found: Found) -> Found:
        """What a weighting that has the last word on each document makes of the scores."""
        if not self.weighting.use_final or not found.count:
            return found
        pairs = zip(found.docs.tolist(), found.scores.tolist(), strict=True)
        with words.locked(self.snapshot.segments):
            final = [self.weighting.final(self._searcher, doc, score) for doc, score in pairs]
        return Found(self.size, found.docs, np.array(final, dtype=float))

    # --- nearness --------------------------------------------------------------------------

    def _phrase(self, node: query.Phrase, scored: bool) -> Found:
        field = node.fieldname
        if field not in self.schema:
            return nothing(self.size)
        if not node.words or not 1 <= node.slop < near.FARTHEST:
            return self.walked(node)
        if not near.has_places(self.snapshot, field):
            return self.walked(node)
        terms = tuple(self.schema[field].to_bytes(word) for word in node.words)
        docs = self.snapshot.remembered(
            ("phrase", field, terms, node.slop),
            lambda: near.phrase_docs(self.snapshot, field, terms, node.slop),
        )
        return self._summed(docs, [query.Term(field, term) for term in terms], node.boost)

    def _near(self, node: query.Query, scored: bool) -> Found:
        terms = near.terms_of(self.snapshot, node)
        if terms is None:
            return self.walked(node)
        return self._summed(near.documents(near.spans(self.snapshot, node).starts), terms, 1.0)

    def _summed(self, docs: np.ndarray, terms: list[query.Term], boost: float) -> Found:
        """Documents with what they are worth for each of some terms that they all have."""
        if self.snapshot.documents != self.size:
            docs = docs[self.snapshot.live[docs]]
        scores = np.zeros(docs.size)
        for term in terms:
            scores += self._term(term, True).worth(docs)
        return Found(self.size, docs, scores * boost)

    # --- patterns, ranges, likes -------------------------------------------------------------

    def _several(self, node: query.MultiTerm, scored: bool) -> Found:
        if patterns.means_all(node):
            return self._every(query.Every(node.fieldname, boost=node.boost), scored)
        if node.field() not in self.schema:
            return self.walked(node)  # which says what is wrong
        formula = words.Formula.of(self.weighting, node.field(), self.schema) if scored else None
        if scored and formula is None:
            return self.walked(node)
        return self.snapshot.remembered(
            ("several", patterns.key_of(node), formula),
            lambda: patterns.found(self.snapshot, node, formula),
        )


def _is_word(node: query.Or) -> bool:
    """Whether an Or of several parts is a word in its views: a term in each of several fields."""
    return all(
        type(part) is query.Term and type(part.text) is str and not part.minquality
        for part in node.subqueries
    ) and len({term.fieldname for term in node.subqueries}) == len(node.subqueries)


Handler = Callable[[Run, Any, bool], Found]
KINDS: dict[type, Handler] = {
    query.Term: Run._term,
    query.And: Run._and,
    query.Or: Run._or,
    query.DisjunctionMax: Run._best,
    query.Not: Run._not,
    query.AndNot: Run._and_not,
    query.Require: Run._require,
    query.AndMaybe: Run._and_maybe,
    query.Otherwise: Run._otherwise,
    query.ConstantScoreQuery: Run._constant,
    query.Every: Run._every,
    type(query.NullQuery): Run._nothing,
    query.Phrase: Run._phrase,
    query.SpanNear: Run._near,
    query.SpanNear2: Run._near,
}
