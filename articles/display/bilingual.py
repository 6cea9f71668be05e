"""Naming a thing so that whoever knows it in either language finds it."""

from __future__ import annotations

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
