"""Entities of which some spelling goes on as typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np

from articles.arabic.clitics import proclitic_splits
from articles.arabic.names import Form
from articles.models import LocalText
from articles.search.catalog import Catalog, EntityFacts
from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.page import Fragment
from articles.search.suggest.marks import typed_in, with_and_without_article

# Shorter than this, what is left of a word without its particle begins too many names.
LEAST_REST = 3


@dataclass(frozen=True)
class Name:
    """An entity. `spelling` is the one that goes on as typed, empty where its name does."""

    entity: EntityFacts
    text: LocalText
    parts: list[Fragment]
    spelling: list[Fragment]
    articles: int


def find_names(
    tokens: Form, live: Snapshot | None, catalog: Catalog, *, language: str, limit: int
) -> list[Name]:
    """Entities one of whose spellings has these words side by side, the last perhaps unfinished.

    Spellings that begin so come first, then the most covered. Where there is none, the first word
    may be one with its particles."""
    beginnings = _beginnings(catalog)
    for read in _readings(tokens):
        if found := beginnings.find(read):
            break
    else:
        return []
    covered = _coverage(live, catalog) if live else {}
    best = sorted(found, key=lambda key: (found[key][1] > 0, -covered.get(key, 0), key))[:limit]
    names = []
    for key in best:
        entity = catalog.entities[key]
        text = entity.named(language)
        parts = typed_in(text, read)
        spelling = [] if parts else _marked(catalog.written(found[key][2]), read)
        shown = parts or [Fragment(text)]
        names.append(Name(entity, text, shown, spelling, covered.get(key, 0)))
    return names


def _marked(text: str, tokens: Form) -> list[Fragment]:
    return typed_in(text, tokens) or [Fragment(text)]


def _readings(tokens: Form) -> Iterator[Form]:
    """The words as typed, then without the particles of the first, fewest letters gone first."""
    yield tokens
    first, *others = tokens
    for _, rest in proclitic_splits(first):
        if len(rest) >= LEAST_REST:
            yield (rest, *others)


class Beginnings:
    """Every ending of every spelling in alphabetical order, so that a beginning is one stretch."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        rows = [
            (form[at:], number, at, key, form)
            for key in catalog.entities
            for number, form in enumerate(catalog.table.forms(key))
            for at in range(len(form))
        ]
        rows.sort(key=lambda row: row[0])
        self.endings = [row[0] for row in rows]
        self.rows = rows
        # One or two letters begin thousands of them, and everybody types those first.
        self.find = lru_cache(maxsize=1024)(self._find)

    def _find(self, tokens: Form) -> dict[str, tuple[int, int, Form]]:
        """Entity -> which of its spellings, from which of its words on, and that spelling."""
        found: dict[str, tuple[int, int, Form]] = {}
        for wanted in with_and_without_article(tokens):
            *whole, last = wanted
            for at in range(bisect_left(self.endings, wanted), len(self.rows)):
                ending, number, place, key, form = self.rows[at]
                if list(ending[: len(whole)]) != whole or not (
                    len(ending) > len(whole) and ending[len(whole)].startswith(last)
                ):
                    break
                row = (number, place, form)
                if key not in found or row < found[key]:
                    found[key] = row
        return found


_lock = Lock()
_kept: Beginnings | None = None


def _beginnings(catalog: Catalog) -> Beginnings:
    """Those of a catalog, made once for each state of the names."""
    global _kept
    with _lock:
        if _kept is None or _kept.catalog is not catalog:
            _kept = Beginnings(catalog)
        return _kept


def _coverage(live: Snapshot, catalog: Catalog) -> dict[str, int]:
    """How many indexed articles name each entity."""

    def count() -> dict[str, int]:
        found: dict[str, int] = {}
        every = np.flatnonzero(live.live)
        for kind in sorted({entity.kind for entity in catalog.entities.values()}):
            column = live.facet(kind)
            found |= dict(zip(column.values, column.counts(every).tolist(), strict=True))
        return found

    return live.remembered(("suggest", "coverage"), count)
