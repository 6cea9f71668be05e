"""How dense the meetings lie: bars by week, month or year, of all meetings and of those kept.

Places are fractions of the axis from its early end; which side that is, is for the page to say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from articles.timeline.register import Row

WEEKS = 80 * 7  # days of axis drawn by week; beyond, bars would be thinner than a finger or a pixel
MONTHS = 20 * 366  # ... by month; beyond, by year


@dataclass(frozen=True)
class Bar:
    """A week, month or year that has meetings: when, where on the axis, how many."""

    first: date
    x: float
    width: float
    kept: int
    total: int


@dataclass(frozen=True)
class Period(Bar):
    """A stretch of the axis that carries a label and, where meetings are kept, a link to them.

    `target` is the first month of it that has any."""

    last: date
    target: date | None = None


@dataclass(frozen=True)
class Strip:
    unit: str  # week, month or year: of the bars
    step: str  # month or year: of the labels
    bars: list[Bar]
    periods: list[Period]
    tallest: int


def strip(rows: list[Row], kept: set[int]) -> Strip:
    """Draw all meetings; `kept` are the ones that pass the filter. Each counts where it starts."""
    if not rows:
        return Strip("week", "month", [], [], 0)
    first = rows[0].start.replace(day=1)
    last = _next_month(max(row.start for row in rows))
    days = (last - first).days
    unit = "week" if days <= WEEKS else "month" if days <= MONTHS else "year"
    step = "month" if unit == "week" else "year"
    total = Counter(_begin(row.start, unit) for row in rows)
    passed = Counter(_begin(row.start, unit) for row in rows if row.pk in kept)
    bars = []
    for begin in sorted(total):
        x, width = _span(begin, _end(begin, unit), first, last)
        bars.append(Bar(begin, x, width, passed[begin], total[begin]))
    return Strip(unit, step, bars, _periods(rows, kept, first, last, step), max(total.values()))


def _periods(rows: list[Row], kept: set[int], first: date, last: date, step: str) -> list[Period]:
    total = Counter(_begin(row.start, step) for row in rows)
    passed = Counter(_begin(row.start, step) for row in rows if row.pk in kept)
    targets: dict[date, date] = {}
    for row in rows:
        if row.pk in kept:
            targets.setdefault(_begin(row.start, step), row.start.replace(day=1))
    found, begin = [], _begin(first, step)
    while begin < last:
        end = _end(begin, step)
        x, width = _span(begin, end, first, last)
        found.append(Period(begin, x, width, passed[begin], total[begin], end, targets.get(begin)))
        begin = end
    return found


def _span(begin: date, end: date, first: date, last: date) -> tuple[float, float]:
    """Place and width of [begin, end) on the axis [first, last), cut to it."""
    days = (last - first).days
    left, right = max(begin, first), min(end, last)
    return (left - first).days / days, (right - left).days / days


def _begin(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _end(begin: date, unit: str) -> date:
    """The first day after the unit; the last month of year 9999 ends with the calendar."""
    if unit == "week":
        return _later(begin, 7)
    return _next_month(begin) if unit == "month" else _next_month(begin.replace(month=12))


def _next_month(day: date) -> date:
    if (day.year, day.month) == (date.max.year, 12):
        return date.max
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _later(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
