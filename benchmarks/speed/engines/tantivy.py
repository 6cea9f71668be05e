"""Tantivy by its Python package: simple tokenizer, Arabic stemmer, one thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.relevance.peers import PeerMissing
from benchmarks.site import Doc
from benchmarks.speed.engines.base import TOP, Answer, Engine, day_of
from benchmarks.speed.queries import ALL, COMMIT, DEEP, DEEPEST, FUZZY, NEWEST, PHRASE, PREFIX

try:
    import tantivy
except ImportError:
    tantivy = None
HEAP = 512 * 1024 * 1024


class Tantivy(Engine):
    """One field; title and text are stored, the day is a fast field."""

    operations = frozenset((PHRASE, PREFIX, FUZZY, NEWEST, DEEP, COMMIT))

    def build(self, docs: Sequence[Doc]) -> None:
        index = self._index()
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for doc in docs:
            writer.add_document(_document(doc))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self.opened = self._index()
        self.opened.reload()
        self.searcher = self.opened.searcher()
        self.writer: Any = None

    def ask(self, kind: str, text: str) -> Answer:
        query = self._query(kind, text)
        offset = DEEPEST - TOP if kind == DEEP else 0
        order = "day" if kind == NEWEST else None
        found = self.searcher.search(query, TOP, True, order_by_field=order, offset=offset)
        titles = [self.searcher.doc(address).get_first("title") for _, address in found.hits]
        return titles, found.count

    def commit(self, doc: Doc) -> None:
        if self.writer is None:
            self.writer = self.opened.writer(heap_size=HEAP, num_threads=1)
        self.writer.delete_documents_by_term("id", doc.id)
        self.writer.add_document(_document(doc))
        self.writer.commit()
        self.opened.reload()
        self.searcher = self.opened.searcher()

    def _query(self, kind: str, text: str) -> Any:
        query, schema = tantivy.Query, self.schema
        words = self.analyzer.analyze(text)
        if kind == PREFIX:
            return query.regex_query(schema, "text", f"{words[0] if words else text}.*")
        if kind == PHRASE and len(words) > 1:
            return query.phrase_query(schema, "text", words)
        if kind == FUZZY:
            return query.fuzzy_term_query(schema, "text", words[0] if words else text, distance=1)
        how = tantivy.Occur.Must if kind == ALL else tantivy.Occur.Should
        return query.boolean_query([(how, query.term_query(schema, "text", w)) for w in words])

    def _index(self) -> Any:
        if tantivy is None:
            raise PeerMissing("Tantivy is not installed: pip install tantivy")
        self.analyzer = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("arabic"))
            .build()
        )
        self.schema = (
            tantivy.SchemaBuilder()
            .add_text_field("id", tokenizer_name="raw", index_option="basic")
            .add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
            .add_integer_field("day", fast=True)
            .add_text_field("text", stored=True, tokenizer_name="arabic")
            .build()
        )
        index = tantivy.Index(self.schema, path=str(self.folder))
        index.register_tokenizer("arabic", self.analyzer)
        return index


def _document(doc: Doc) -> Any:
    return tantivy.Document(id=[doc.id], title=[doc.title], day=day_of(doc), text=[doc.text])
