"""Naming a thing so that whoever knows it in either language finds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from django.db.models import Model

from articles.models import Entity, Meeting
from articles.models.reasons import left_to_right


def both_names(thing: Model) -> str:
    """Name a thing in Arabic and in English, so that a curator may know it by either.

    An entity also says its kind, a meeting its day: names alone repeat."""
    names = [getattr(thing, f"name_{code}", "") for code in ("ar", "en")]
    parts = [name for name in dict.fromkeys(names) if name] or [str(thing)]
    if isinstance(thing, Entity):
        parts.append(str(thing.get_kind_display()))
    if isinstance(thing, Meeting):
        parts.append(left_to_right(thing.start.isoformat()))
    return " · ".join(parts)


def told_apart(things: Iterable[Model], named: Callable[[Model], str] = both_names) -> list[str]:
    """Name things that stand in one list: by `named`, those that share a name by both of theirs,
    and those that share these too by their keys as well, which nobody shares."""
    rows = list(things)
    names = [named(row) for row in rows]
    for more in (both_names, _with_key):
        often = Counter(names)
        names = [
            more(row) if often[name] > 1 else name for row, name in zip(rows, names, strict=True)
        ]
    return names


def _with_key(thing: Model) -> str:
    return f"{both_names(thing)} · {left_to_right(str(getattr(thing, 'key', thing.pk)))}"
