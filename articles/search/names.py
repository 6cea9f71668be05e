"""Finding names by what somebody types: one answer for the page of names and for the API."""

from __future__ import annotations

from articles.arabic.tokens import words
from articles.search import catalog
from articles.search.suggest import begins


def find_names(text: str) -> list[int] | None:
    """The numbers of the entities one of whose spellings, or whose key, has words that begin as
    every word of `text` does; None where `text` has no word at all.

    Spellings are folded and may carry the Arabic article. An old key of a merged entity counts."""
    wanted = words(text)
    if not wanted:
        return None
    names = catalog.current()
    keys: dict[str, list[tuple[str, ...]]] = {key: [tuple(words(key))] for key in names.entities}
    for old, key in names.moved.items():
        keys.setdefault(key, []).append(tuple(words(old)))
    return [
        entity.pk
        for key, entity in names.entities.items()
        if any(_holds(form, wanted) for form in (*names.table.forms(key), *keys[key]))
    ]


def _holds(form: tuple[str, ...], wanted: list[str]) -> bool:
    return all(any(begins(word, start) for word in form) for start in wanted)
