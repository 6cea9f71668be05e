"""SQLite's FTS5: unicode61, bm25(), the text kept in the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from benchmarks.site import Doc
from benchmarks.speed.engines.base import TOP, Answer, Engine, day_of, split
from benchmarks.speed.queries import ALL, COMMIT, DEEP, DEEPEST, NEWEST, PHRASE, PREFIX

ROWS = "SELECT title FROM docs WHERE docs MATCH ? ORDER BY {} LIMIT ? OFFSET ?"
COUNT = "SELECT count(*) FROM docs WHERE docs MATCH ?"


class Fts5(Engine):
    """The first ten by one statement, the total by another: it has no way to tell both."""

    operations = frozenset((PHRASE, PREFIX, NEWEST, DEEP, COMMIT))

    def build(self, docs: Sequence[Doc]) -> None:
        self.open()
        self.base.execute(
            "CREATE VIRTUAL TABLE docs USING fts5("
            "id UNINDEXED, title UNINDEXED, day UNINDEXED, text, tokenize='unicode61')"
        )
        rows = ((doc.id, doc.title, day_of(doc), doc.text) for doc in docs)
        with self.base:
            self.base.executemany("INSERT INTO docs VALUES (?, ?, ?, ?)", rows)
            self.base.execute("INSERT INTO docs (docs) VALUES ('optimize')")
        self.base.close()

    def open(self) -> None:
        self.base = sqlite3.connect(self.folder / "docs.sqlite3")
        # A key of its own for each article: the virtual table finds rows by number alone.
        self.numbers: dict[str, int] = {}

    def ask(self, kind: str, text: str) -> Answer:
        wanted = _match(kind, text)
        order = "day DESC" if kind == NEWEST else "rank"
        start = DEEPEST - TOP if kind == DEEP else 0
        rows = self.base.execute(ROWS.format(order), (wanted, TOP, start)).fetchall()
        (total,) = self.base.execute(COUNT, (wanted,)).fetchone()
        return [title for (title,) in rows], total

    def commit(self, doc: Doc) -> None:
        if doc.id not in self.numbers:
            found = self.base.execute("SELECT rowid FROM docs WHERE id = ?", (doc.id,))
            self.numbers[doc.id] = found.fetchone()[0]
        with self.base:
            self.base.execute(
                "UPDATE docs SET title = ?, text = ? WHERE rowid = ?",
                (doc.title, doc.text, self.numbers[doc.id]),
            )


def _match(kind: str, text: str) -> str:
    words = split(text) or [""]
    if kind == PHRASE:
        return f'"{" ".join(words)}"'
    if kind == PREFIX:
        return f'"{words[0]}" *'
    return (" AND " if kind == ALL else " OR ").join(f'"{word}"' for word in words)
