"""What Haystack's API asks of an index, answered from one snapshot of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from haystack.constants import DJANGO_CT, ID
from haystack.exceptions import SearchBackendError
from whoosh import query
from whoosh.qparser import QueryParser

from articles.search.engines.whoosh import trees
from articles.search.engines.whoosh.for_haystack import field_values
from articles.search.engines.whoosh.for_haystack.parsing import parse
from articles.search.engines.whoosh.snapshot import FacetColumn, Snapshot
from articles.search.engines.whoosh.trees.found import best


@dataclass(frozen=True)
class Answer:
    """What a query finds, of all documents: which ones, and the score of each."""

    mask: np.ndarray
    scores: np.ndarray

    def within(self, mask: np.ndarray) -> Answer:
        """The same without the documents that a mask leaves out."""
        return Answer(self.mask & mask, self.scores)

    @cached_property
    def docs(self) -> np.ndarray:
        """The documents found, in the order of the index."""
        return np.flatnonzero(self.mask)

    def first(self, number: int | None = None) -> np.ndarray:
        """The best `number` of documents, the best first, of equal ones the first; or all."""
        number = self.docs.size if number is None else min(number, self.docs.size)
        if not number:
            return self.docs[:0]
        return best(np.where(self.mask, self.scores, -np.inf), number)


class Reading:
    """One request's view of an index of any schema, in the language of Whoosh's parser."""

    def __init__(self, snapshot: Snapshot, parser: QueryParser) -> None:
        self.snapshot = snapshot
        self.parser = parser
        self.schema = parser.schema

    def answer(self, text: str) -> Answer | None:
        """What a query string finds; None if it asks for nothing."""
        tree = parse(self.parser, text)
        return None if tree == query.NullQuery else self.run(tree)

    def run(self, tree: query.Query) -> Answer:
        """What a query tree finds."""
        return Answer(*trees.match(self.snapshot, tree))

    @cached_property
    def everything(self) -> np.ndarray:
        """A mask of the documents that may be shown."""
        return self.snapshot.live

    def narrowed(self, texts: Iterable[str]) -> np.ndarray:
        """A mask of the documents that answer every one of several queries."""
        mask = self.everything
        for text in texts:
            found = self.answer(text)
            if found is None:
                return np.zeros(self.snapshot.size, dtype=bool)
            mask = mask & found.mask
        return mask

    def of_models(self, labels: Iterable[str]) -> np.ndarray:
        """A mask of the documents of some models."""
        return self.snapshot.holders(DJANGO_CT, labels)

    def number(self, identifier: str) -> int | None:
        """The document of an object, if it is in the index."""
        docs, _ = self.snapshot.postings(ID, identifier)
        found = docs[self.snapshot.live[docs]]
        return int(found[0]) if found.size else None

    def facet(self, name: str) -> FacetColumn:
        """The values of a field by document."""
        if name not in self.schema:
            raise SearchBackendError(
                f"The index has no field {name}. It has: {', '.join(sorted(self.schema.names()))}."
            )
        return self.snapshot.remembered(
            ("values", name), lambda: field_values.column(self.snapshot, name)
        )

    def rank(self, name: str) -> np.ndarray:
        """For each document the place of its value of a field among all, NONE without one."""
        return field_values.ranks(self.facet(name))

    def moments(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The moments of a field in order, and for each document the place of its own."""
        column = self.facet(name)
        return np.array(column.values, dtype="datetime64[us]"), field_values.ranks(column)

    def sorted(self, answer: Answer, fields: Sequence[str]) -> np.ndarray:
        """The documents of an answer in the order of some fields, those with a "-" falling."""
        keys = [(self.rank(name.lstrip("-")), name.startswith("-")) for name in fields]
        return field_values.ordered(answer.docs, keys)

    def stored(self, doc: int) -> dict[str, Any]:
        """What the index keeps of a document to show it."""
        part = int(np.searchsorted(self.snapshot.bases, doc, side="right")) - 1
        segment = self.snapshot.segments[part]
        return dict(segment.reader.stored_fields(doc - self.snapshot.bases[part]))

    def words(self, text: str, field: str) -> set[str]:
        """The terms of a field that a query string looks for, as far as the index has them."""
        tree = parse(self.parser, text)
        kind = self.schema[field]
        return {
            kind.from_bytes(term)
            for segment in self.snapshot.segments
            for _, term in tree.existing_terms(segment.reader, expand=True, fieldname=field)
        }


class Page:
    """Rows of an answer in the shape that Haystack makes its results of."""

    def __init__(self, hits: int, rows: Sequence[tuple[Mapping[str, Any], float]]) -> None:
        self.hits = hits
        self.rows = rows

    def __len__(self) -> int:
        return self.hits

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(row for row, _ in self.rows)

    def score(self, at: int) -> float:
        """The score of a row."""
        return self.rows[at][1]
