"""What entered the register, or changed there, between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from articles.models import Meeting
from articles.timeline.run import Timeline


@dataclass(frozen=True)
class Changes:
    """Meetings that pass the filter, the latest first.

    Of each the register knows when it entered and when it was last changed: one that was changed
    after the last day again is told by that change alone."""

    since: date
    until: date | None
    added: list[Meeting]
    changed: list[Meeting]

    @property
    def count(self) -> int:
        return len(self.added) + len(self.changed)


def changes(timeline: Timeline, since: date, until: date | None = None) -> Changes:
    """Find what is new since a day, that day included, and up to another."""
    first = _start(since)
    last = _start(until + timedelta(days=1)) if until and until < date.max else None
    kept = {row.pk for row in timeline.rows}
    found = Meeting.objects.confirmed().filter(updated_at__gte=first).select_related("place")
    added, changed = [], []
    for meeting in found.order_by("-updated_at", "-pk"):
        if meeting.pk not in kept:
            continue
        if meeting.entered_at >= first:
            if last is None or meeting.entered_at < last:
                added.append(meeting)
        elif last is None or meeting.updated_at < last:
            changed.append(meeting)
    return Changes(since, until, added, changed)


def _start(day: date) -> datetime:
    # Of the first and the last days of all, universal time may have none.
    inner = min(max(day, date.min + timedelta(days=1)), date.max - timedelta(days=1))
    return datetime.combine(inner, time(), timezone.get_current_timezone())
