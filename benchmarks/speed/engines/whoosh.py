"""Stock Whoosh, its own searcher on its own index: one field, StandardAnalyzer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whoosh import fields, query
from whoosh.analysis import StandardAnalyzer
from whoosh.index import create_in, open_dir

from benchmarks.site import Doc
from benchmarks.speed.engines.base import TOP, Answer, Engine, day_of
from benchmarks.speed.queries import ALL, COMMIT, DEEP, DEEPEST, FUZZY, NEWEST, PHRASE, PREFIX


class Whoosh(Engine):
    """One field; title and day are stored."""

    operations = frozenset((PHRASE, PREFIX, FUZZY, NEWEST, DEEP, COMMIT))
    analyzer = StandardAnalyzer()

    def build(self, docs: Sequence[Doc]) -> None:
        schema = fields.Schema(
            id=fields.ID(unique=True),
            title=fields.STORED,
            day=fields.NUMERIC(int, sortable=True, default=0),
            text=fields.TEXT(analyzer=self.analyzer, stored=True),
        )
        # The most memory that is of use: by its own default it would be slower.
        writer = create_in(str(self.folder), schema).writer(limitmb=512)
        for doc in docs:
            writer.add_document(**_row(doc))
        writer.commit()

    def open(self) -> None:
        self.opened = open_dir(str(self.folder))
        self.searcher = self.opened.searcher()

    def ask(self, kind: str, text: str) -> Answer:
        tree = self.tree(kind, text)
        if kind == DEEP:
            page = self.searcher.search_page(tree, DEEPEST // TOP, pagelen=TOP)
            return [hit["title"] for hit in page], len(page)
        order = {"sortedby": "day", "reverse": True} if kind == NEWEST else {}
        found = self.searcher.search(tree, limit=TOP, **order)
        return [hit["title"] for hit in found], len(found)

    def commit(self, doc: Doc) -> None:
        writer = self.opened.writer()
        writer.update_document(**_row(doc))
        writer.commit()
        self.searcher = self.searcher.refresh()

    def tree(self, kind: str, text: str) -> query.Query:
        """A query as Whoosh's own tree."""
        if kind == PREFIX:
            return query.Prefix("text", text)
        words = [token.text for token in self.analyzer(text)]
        if kind == PHRASE and len(words) > 1:
            return query.Phrase("text", words)
        if kind == FUZZY:
            return query.FuzzyTerm("text", text, maxdist=1, prefixlength=1)
        terms = [query.Term("text", word) for word in words]
        return query.And(terms) if kind == ALL else query.Or(terms)


def _row(doc: Doc) -> dict[str, Any]:
    return {"id": doc.id, "title": doc.title, "day": day_of(doc), "text": doc.text}
