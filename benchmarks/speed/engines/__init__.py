"""The engines by name. Each is imported in its own process, when it is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.speed.engines.base import Engine


@dataclass(frozen=True)
class Entry:
    """Where an engine is, what its index is called, and what a plot calls it."""

    module: str
    name: str
    index: str
    label: str


# In the order that tables show them.
ENGINES = {
    "sijill": Entry("sijill", "Sijill", "sijill", "Sijill"),
    "site": Entry("sijill", "Site", "sijill", "Sijill, the whole page of results"),
    "tantivy": Entry("tantivy", "Tantivy", "tantivy", "tantivy"),
    "lucene": Entry("lucene", "Lucene", "lucene", "Lucene"),
    "fts5": Entry("fts5", "Fts5", "fts5", "SQLite FTS5"),
    "whoosh": Entry("whoosh", "Whoosh", "whoosh", "Whoosh"),
    "whoosh3f": Entry("sijill", "Whoosh3f", "sijill", "Whoosh, three fields"),
    "haystack": Entry("haystack", "Haystack", "haystack", "Haystack on Whoosh"),
}
DEFAULT = tuple(name for name in ENGINES if name != "whoosh3f")


def engine_class(name: str) -> type[Engine]:
    """Return the class of an engine."""
    entry = ENGINES[name]
    return getattr(import_module(f"benchmarks.speed.engines.{entry.module}"), entry.name)
