"""Naming a thing so that whoever knows it in either language finds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from django.db.models import Model
from django.utils.translation import gettext as _

from articles.models import Entity, Meeting
from articles.models.reasons import left_to_right


def both_names(thing: Model) -> str:
    """Name a thing in Arabic and in English, so that a curator may know it by either.

    An entity also says its kind; a meeting says its day, who was there and where."""
    if isinstance(thing, Meeting):
        return _meeting(thing)
    names = [getattr(thing, f"name_{code}", "") for code in ("ar", "en")]
    parts = [name for name in dict.fromkeys(names) if name] or [str(thing)]
    if isinstance(thing, Entity):
        parts.append(str(thing.get_kind_display()))
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


def _meeting(meeting: Meeting) -> str:
    """The same people meet again and again, and titles repeat: the day comes first. Left out is a
    title that only names those who were there."""
    day = meeting.start.isoformat()
    if meeting.precision == Meeting.Precision.MONTH:
        day = day[:7]
    rows = sorted(meeting.participants.all(), key=lambda row: (row.position, row.pk))
    people = [str(row.entity) for row in rows]
    parts = [left_to_right(day), _(", ").join(people), str(meeting.place or "")]
    if not people or any(name not in str(meeting) for name in people):
        parts.append(str(meeting))
    if meeting.review != Meeting.Review.CONFIRMED:
        parts.append(str(meeting.get_review_display()))
    return " · ".join(part for part in parts if part)
