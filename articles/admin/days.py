"""Days before and after a day, also where the calendar ends."""

from __future__ import annotations

from datetime import date, timedelta


def shifted(day: date, days: int) -> date:
    """The day so many days later, or the first or the last one that a date can hold."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def around(day: date, days: int) -> tuple[date, date]:
    """The first and the last day of so many on either side."""
    return shifted(day, -days), shifted(day, days)
