"""How dense meetings and their coverage lie: bars by week, month or year.

Places are fractions of the axis from its early end; which side that is, is for the page to say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from articles.timeline.coverage import Coverage
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
    articles: int  # published in it on the meetings kept


@dataclass(frozen=True)
class Period(Bar):
    """A stretch of the axis that carries a label and leads to the meetings in it.

    `last` is its last day. `count` meetings touch it and pass all filters but that of dates: what
    a reader finds there. It can be more than `kept`, which counts every meeting once."""

    last: date
    count: int


@dataclass(frozen=True)
class Strip:
    unit: str  # week, month or year: of the bars
    step: str  # month or year: of the labels
    bars: list[Bar]
    periods: list[Period]
    tallest: int
    most_articles: int
    undated: int  # articles without a date, which no bar holds

    @property
    def first(self) -> date | None:
        return self.periods[0].first if self.periods else None

    @property
    def last(self) -> date | None:
        return self.periods[-1].last if self.periods else None


def strip(rows: list[Row], kept: set[int], near: set[int], reports: Coverage) -> Strip:
    """Draw all meetings and what was published on them. Each meeting counts where it starts.

    `kept` are those that pass the filter, `near` those that would pass with any dates. The axis is
    the same for every filter: it holds the whole register."""
    if not rows:
        return Strip("week", "month", [], [], 0, 0, 0)
    published = [day for day in reports.published.values() if day]
    first = min([rows[0].start, *published]).replace(day=1)
    last = next_month(max([max(row.start for row in rows), *published]))
    days = (last - first).days
    unit = "week" if days <= WEEKS else "month" if days <= MONTHS else "year"
    step = "month" if unit == "week" else "year"
    said = reports.of(kept)
    counts = _Counts(rows, kept, [day for day in said if day])
    bars = []
    for begin, total, passed, articles in counts.by(unit):
        x, width = _span(begin, _end(begin, unit), first, last)
        bars.append(Bar(begin, x, width, passed, total, articles))
    return Strip(
        unit,
        step,
        bars,
        _periods(counts, [row for row in rows if row.pk in near], first, last, step),
        max(bar.total for bar in bars),
        max(bar.articles for bar in bars),
        said.count(None),
    )


@dataclass(frozen=True)
class _Counts:
    """What is counted by unit: all meetings, those kept, and articles."""

    rows: list[Row]
    kept: set[int]
    published: list[date]

    def by(self, unit: str) -> list[tuple[date, int, int, int]]:
        """(begin, meetings, meetings kept, articles) of every unit that has any."""
        total = Counter(_begin(row.start, unit) for row in self.rows)
        passed = Counter(_begin(row.start, unit) for row in self.rows if row.pk in self.kept)
        said = Counter(_begin(day, unit) for day in self.published)
        return [(at, total[at], passed[at], said[at]) for at in sorted(total | said)]


def _periods(counts: _Counts, near: list[Row], first: date, last: date, step: str) -> list[Period]:
    by_begin = {begin: row for begin, *row in counts.by(step)}
    found, begin = [], _begin(first, step)
    while begin < last:
        end = _end(begin, step)
        final = date.fromordinal(end.toordinal() - (end != date.max))
        x, width = _span(begin, end, first, last)
        total, kept, articles = by_begin.get(begin, (0, 0, 0))
        count = sum(row.start <= final and row.last_on >= begin for row in near)
        found.append(Period(begin, x, width, kept, total, articles, final, count))
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
    return next_month(begin) if unit == "month" else next_month(begin.replace(month=12))


def next_month(day: date) -> date:
    """The first day of the month after; of the last month of all, the last day."""
    if (day.year, day.month) == (date.max.year, 12):
        return date.max
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _later(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
