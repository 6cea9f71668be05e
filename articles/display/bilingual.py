"""Naming a thing so that whoever knows it in either language finds it."""

from __future__ import annotations

from django.db.models import Model

from articles.models import Entity, Meeting


def left_to_right(text: str) -> str:
    """Keep the parts of a date or a number in their order: beside Arabic they would be turned
    around where no element isolates them, as in the choices of a field."""
    return f"\u2066{text}\u2069"


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
