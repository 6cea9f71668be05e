"""What the index keeps for each article. Everything is analyzed before it comes here.

The text fields hold terms made by articles.arabic.analysis, so another engine that is sent the
same terms finds the same articles. No body is stored: what is shown comes from the database."""

from __future__ import annotations

import hashlib
from pathlib import Path

from whoosh import fields
from whoosh.analysis import RegexTokenizer

from articles import arabic
from articles.arabic.analysis import PreAnalyzed
from articles.search.lexer import MAX_SLOP

# Between the values of one field; no key and no name can hold it.
SEPARATOR = "\x1f"
# Before a surface that is the word without its particles, to be told from the word as written.
BARE = "+"

FACETS = ("source", "person", "place", "organization", "topic", "language", "month")
# Field of the body -> the same view of the titles.
TITLE_OF = {"stem": "title_stem", "surface": "title_surface"}
UNDATED = "undated"
# What of the analysis reads queries or shows results, and leaves no trace in an index.
FOR_QUERIES = frozenset(
    (
        "times",
        "highlight",
        "dates.py",
        "synonyms.txt",
        "dialect.txt",
        "not_months.txt",
        "places.txt",
    )
)


def _values() -> fields.KEYWORD:
    return fields.KEYWORD(analyzer=RegexTokenizer(f"[^{SEPARATOR}]+"))


def _words(*, phrase: bool = True) -> fields.TEXT:
    return fields.TEXT(analyzer=PreAnalyzed(), phrase=phrase)


def build_schema() -> fields.Schema:
    """Return the schema of a new index."""
    return fields.Schema(
        # Haystack's own three.
        id=fields.ID(stored=True, unique=True),
        django_ct=fields.ID(stored=True),
        django_id=fields.ID(stored=True),
        pk=fields.NUMERIC(int, bits=64, signed=False, sortable=True, default=0),
        title_stem=_words(),
        title_surface=_words(),
        stem=_words(),
        surface=_words(),
        root=_words(phrase=False),
        **{name: _values() for name in FACETS},
        # Day number; 0 is undated.
        day=fields.NUMERIC(int, bits=32, signed=False, sortable=True, default=0),
        # The article whose text this one copies; its own number if none.
        story=fields.NUMERIC(int, bits=64, signed=False, sortable=True, default=0),
        digest=fields.STORED(),
    )


def fingerprint() -> str:
    """Return what changes when an index made before can no longer be trusted.

    It covers the schema, what documents are made of and every file of the analysis, code and word
    lists: an index analyzed by other rules gives wrong answers without any error."""
    digest = hashlib.sha256(str(MAX_SLOP).encode())
    for path in made_by():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def made_by() -> list[Path]:
    """The files that an index depends on."""
    room = Path(arabic.__file__).parent
    analysis = [
        path
        for path in sorted(room.rglob("*"))
        if path.is_file() and path.suffix in (".py", ".txt", ".bin")
        if not FOR_QUERIES.intersection(path.relative_to(room).parts)
    ]
    own = [Path(__file__).with_name(name) for name in ("columns.py", "plain.py", "vocabulary.py")]
    return [Path(__file__), *own, room.parent / "search_indexes.py", *analysis]
