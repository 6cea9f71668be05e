"""Names to complete what a reader has begun to type."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from articles.arabic.tokens import words
from articles.models import LocalText
from articles.search import catalog as names
from articles.search.catalog import Catalog
from articles.search.engines.whoosh import snapshot as index


@dataclass(frozen=True)
class Suggestion:
    """An entity whose name goes on as typed. `matched` is the spelling that does."""

    key: str
    kind: str
    name: LocalText
    matched: str
    articles: int


def suggest(prefix: str, limit: int = 8, *, language: str = "ar") -> list[Suggestion]:
    """Return entities of which some spelling has words that begin so, most covered first."""
    tokens = tuple(words(prefix[:100]))
    if not tokens:
        return []
    catalog = names.current()
    covered = _coverage(catalog)
    found: list[tuple[bool, int, str, Suggestion]] = []
    for key, entity in catalog.entities.items():
        for form in catalog.table.forms(key):
            at = _place(form, tokens)
            if at is not None:
                name = entity.name(language)
                count = covered.get(key, 0)
                shown = Suggestion(key, entity.kind, name, catalog.written(form), count)
                found.append((at > 0, -count, key, shown))
                break
    return [suggestion for *_, suggestion in sorted(found, key=lambda row: row[:3])[:limit]]


def _place(form: tuple[str, ...], tokens: tuple[str, ...]) -> int | None:
    """Where in a name the typed words stand, the last of them perhaps unfinished."""
    *whole, last = tokens
    for at in range(len(form) - len(whole)):
        part = form[at : at + len(tokens)]
        if list(part[:-1]) == whole and begins(part[-1], last):
            return at
    return None


def begins(word: str, start: str) -> bool:
    """Whether a folded word begins so, itself or after the Arabic article."""
    return word.startswith(start) or word.startswith("ال" + start)


def _coverage(catalog: Catalog) -> dict[str, int]:
    """How many indexed articles name each entity; nothing where there is no index."""
    try:
        live = index.current(Path(settings.INDEX_DIR))
    except index.IndexUnavailable:
        return {}
    found: dict[str, int] = {}
    for kind in {entity.kind for entity in catalog.entities.values()}:
        column = live.facets[kind]
        found |= dict(zip(column.values, column.counts(live.live).tolist(), strict=True))
    return found
