"""More like this: the words that tell most of a text, and the query that looks for them."""

from __future__ import annotations

from collections.abc import Mapping
from math import log2

from whoosh import query
from whoosh.fields import FieldType

from articles.search.engines.whoosh.snapshot import Snapshot

# How many words speak for a text. For 263 articles of the dossier, among 30,000, the mean
# reciprocal rank of the first other one about the same meeting is .43 with Whoosh's 5 words, .64
# with Lucene's 25, .70 with 50 and with 100. Neither other measures nor equal weights mattered.
TELLING = 50


def weights(kind: FieldType, text: str) -> dict[str, float]:
    """The terms of a text as its field analyzes it, each with its weight."""
    return {kind.from_bytes(term): weight for term, _, weight, _ in kind.index(text)}


def alike(
    snapshot: Snapshot,
    found: Mapping[str, Mapping[str, float]],
    itself: int | None = None,
    number: int = TELLING,
) -> query.Query:
    """The query for documents that share the telling words of a text.

    `found` has the weights of its terms by field, `itself` is its document, if it has one. A word
    tells the more, the more often it stands here and the more rarely elsewhere: Whoosh's own
    measure, Bo1 (Amati 2003). One that no other document has finds nothing and is left out."""
    telling = []
    for field, words in found.items():
        for word, weight in words.items():
            docs, counts = snapshot.postings(field, word)
            live = snapshot.live[docs]
            if (live & (docs != itself)).any():
                often = float(counts[live].sum()) / snapshot.documents
                telling.append((weight * log2((1 + often) / often) + log2(1 + often), field, word))
    telling.sort(key=lambda entry: (-entry[0], entry[1:]))
    best = telling[:number]
    if not best:
        return query.NullQuery
    top = best[0][0]
    return query.Or([query.Term(field, word, boost=value / top) for value, field, word in best])
