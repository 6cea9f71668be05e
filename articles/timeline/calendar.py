"""The months as a calendar: how many meetings each day had.

A meeting counts on every day it covers; one known by its month on none, and stands beside it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from articles.timeline.register import Row
from articles.timeline.run import Timeline
from articles.timeline.strip import next_month


@dataclass(frozen=True)
class Day:
    """A day of the period shown, with the meetings that are known to have been on it."""

    date: date
    rows: list[Row]


@dataclass(frozen=True)
class CalendarMonth:
    """`days` has None for what lies outside of the period; `count` meetings begin in the month,
    with those that began before the period; `unknown` are the ones without a day."""

    first: date
    days: list[Day | None]
    count: int
    unknown: list[Row]


def calendar(timeline: Timeline) -> list[CalendarMonth]:
    """Every month that has a meeting, in order; those between them without any are left out."""
    if not timeline.rows:
        return []
    filters, rows = timeline.filters, timeline.rows
    first, last = filters.first or date.min, filters.last or date.max
    by_day, unknown, counts = _by_day(rows, first, last)
    months = sorted({day.replace(day=1) for day in by_day} | unknown.keys())
    return [
        CalendarMonth(month, _days(month, first, last, by_day), counts[month], unknown[month])
        for month in months
    ]


def _by_day(
    rows: list[Row], first: date, last: date
) -> tuple[dict[date, list[Row]], defaultdict[date, list[Row]], defaultdict[date, int]]:
    by_day: dict[date, list[Row]] = defaultdict(list)
    unknown: defaultdict[date, list[Row]] = defaultdict(list)
    counts: defaultdict[date, int] = defaultdict(int)
    for row in rows:
        begin = max(row.start, first)
        counts[begin.replace(day=1)] += 1
        if row.by_month:
            unknown[begin.replace(day=1)].append(row)
            continue
        for number in range((min(row.last_on, last) - begin).days + 1):
            by_day[begin + timedelta(days=number)].append(row)
    return by_day, unknown, counts


def _days(month: date, first: date, last: date, by_day: dict[date, list[Row]]) -> list[Day | None]:
    length = (next_month(month) - month).days + (next_month(month) == date.max)
    days = [month + timedelta(days=number) for number in range(length)]
    return [Day(day, by_day.get(day, [])) if first <= day <= last else None for day in days]
