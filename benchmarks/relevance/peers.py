"""The other engines, out of the box: any word of the query, BM25, the first hundred.

Each takes (id, text) of documents and of queries and returns a run. The Arabic rules are those the
engine ships with; none knows a name. Phrases, dates and fields of our own query language are
plain words to them."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.relevance.files import Run, read_run
from benchmarks.site import DEPTH

Texts = Sequence[tuple[str, str]]
_JARS = ("core", "analysis-common", "analyzers-common")


class PeerMissing(Exception):
    """The engine is not on this machine; the message says what to install."""


def lucene(docs: Texts, queries: Texts) -> Run:
    """Lucene's ArabicAnalyzer, in a Java process that compiles Lucene.java as it starts."""
    java = shutil.which("java")
    if not java or not shutil.which("javac"):
        raise PeerMissing("Lucene needs a JDK, 11 or newer: apt install default-jdk-headless")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / part for part in ("docs", "queries", "run")]
        for path, texts in zip(paths, (docs, queries), strict=False):
            lines = (f"{key}\t{' '.join(text.split())}\n" for key, text in texts)
            path.write_text("".join(lines), encoding="utf-8")
        source = str(Path(__file__).with_name("Lucene.java"))
        flags = ["-Dfile.encoding=UTF-8", "-Xmx2g", "--class-path", lucene_jars()]
        subprocess.run([java, *flags, source, *map(str, paths)], check=True)
        found = read_run(paths[2])
    return {key: found.get(key, []) for key, _ in queries}


def lucene_jars() -> str:
    """The class path of Lucene: the core and the analyzers, of the newest version found."""
    folder = Path(os.environ.get("SIJILL_LUCENE_JARS") or "/usr/share/java")
    jars = []
    for part in _JARS:
        # lucene-core.jar, lucene-core-9.12.1.jar; Debian names both lucene8-core-8.8.1.jar.
        named = re.compile(rf"lucene\d*-{part}(?:-([\d.]+))?\.jar")
        found = [
            (_version(match[1]), path)
            for path in folder.glob("*.jar")
            if (match := named.fullmatch(path.name))
        ]
        jars += [str(max(found)[1])] if found else []
    if len(jars) < 2:
        raise PeerMissing(
            f"No Lucene in {folder}. Install liblucene8-java, or put lucene-core and "
            "lucene-analysis-common of one version into a folder and name it in SIJILL_LUCENE_JARS."
        )
    return os.pathsep.join(jars)


def _version(text: str | None) -> list[int]:
    return [int(number) for number in (text or "0").split(".")]


def tantivy(docs: Texts, queries: Texts) -> Run:
    """Tantivy with its Arabic stemmer after the simple tokenizer."""
    try:
        import tantivy as engine
    except ImportError:
        raise PeerMissing("Tantivy is not installed: pip install tantivy") from None
    analyzer = (
        engine.TextAnalyzerBuilder(engine.Tokenizer.simple())
        .filter(engine.Filter.lowercase())
        .filter(engine.Filter.stemmer("arabic"))
        .build()
    )
    schema = (
        engine.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw")
        .add_text_field("text", tokenizer_name="arabic")
        .build()
    )
    index = engine.Index(schema)
    index.register_tokenizer("arabic", analyzer)
    writer = index.writer(num_threads=1)
    for key, text in docs:
        writer.add_document(engine.Document(id=[key], text=[text]))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> list[tuple[str, float]]:
        should = [
            (engine.Occur.Should, engine.Query.term_query(schema, "text", word))
            for word in analyzer.analyze(text)
        ]
        hits = searcher.search(engine.Query.boolean_query(should), DEPTH).hits
        return [(searcher.doc(address)["id"][0], score) for score, address in hits]

    return {key: ask(text) for key, text in queries}


def whoosh(docs: Texts, queries: Texts) -> Run:
    """Whoosh's StandardAnalyzer and its own searcher. Slow: give --limit."""
    from whoosh import fields
    from whoosh.analysis import StandardAnalyzer
    from whoosh.filedb.filestore import RamStorage
    from whoosh.query import Or, Term

    analyzer = StandardAnalyzer()
    schema = fields.Schema(id=fields.ID(stored=True), text=fields.TEXT(analyzer=analyzer))
    index = RamStorage().create_index(schema)
    writer = index.writer(limitmb=512)
    for key, text in docs:
        writer.add_document(id=key, text=text)
    writer.commit()

    def ask(searcher: Any, text: str) -> list[tuple[str, float]]:
        words = Or([Term("text", token.text) for token in analyzer(text)])
        return [(hit["id"], hit.score) for hit in searcher.search(words, limit=DEPTH)]

    with index.searcher() as searcher:
        return {key: ask(searcher, text) for key, text in queries}


def fts5(docs: Texts, queries: Texts) -> Run:
    """SQLite's FTS5: unicode61 and bm25()."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, text, tokenize='unicode61')")
    base.executemany("INSERT INTO docs VALUES (?, ?)", docs)
    wanted = "SELECT id, -rank FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT ?"

    def ask(text: str) -> list[tuple[str, float]]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        return base.execute(wanted, (words, DEPTH)).fetchall() if words else []

    return {key: ask(text) for key, text in queries}


PEERS: dict[str, Callable[[Texts, Texts], Run]] = {
    "lucene": lucene,
    "tantivy": tantivy,
    "whoosh": whoosh,
    "fts5": fts5,
}
