"""The time axis of the lanes: from years to days, in whole units, and which of these to begin with.

Places are fractions of the axis from its early end; which side that is, is for the page to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from articles.timeline.strip import next_month

ZOOMS = ("years", "quarters", "months", "weeks", "days")
# Pixels that a day takes: a year is 80 px wide, a quarter 75, a month 67, a week 40, a day 24.
SCALE = {"years": 0.22, "quarters": 0.82, "months": 2.2, "weeks": 5.7, "days": 24.0}
# A page begins with the nearest view in which all fits its width; beyond, it scrolls.
FITTING = 1_000
# A drawing is not cut into more parts than this: days up to two years, weeks up to fifteen.
MOST_UNITS = 800


@dataclass(frozen=True)
class Unit:
    """A year, quarter, month, week or day: [first, last], a place and its share of the axis."""

    first: date
    last: date
    x: float
    days: int


@dataclass(frozen=True)
class Axis:
    """`units` make up the whole axis; `months` are those they lie in, where units are shorter.

    `finer` and `coarser` are the next zooms that can be drawn, empty at either end."""

    zoom: str
    first: date
    last: date
    units: list[Unit]
    months: list[Unit]
    finer: str
    coarser: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def width(self) -> int:
        """Of the drawing in pixels, where the page is not wider."""
        return round(self.days * SCALE[self.zoom])

    def place(self, day: date) -> float:
        """The middle of a day on the axis; what lies outside stands at its end."""
        at = ((day - self.first).days + 0.5) / self.days
        return min(1.0, max(0.0, at))


def axis(first: date, last: date, zoom: str = "") -> Axis:
    """Lay an axis over a period: in the zoom asked for, or the nearest to it that can be drawn.

    Without one, in the finest in which the whole fits a page."""
    can = [name for name in ZOOMS if _length(first, last, name) <= MOST_UNITS] or ["years"]
    fitting = [name for name in can if (last - first).days * SCALE[name] <= FITTING]
    wanted = zoom or (fitting or can)[-1 if fitting else 0]
    chosen = wanted if wanted in can else can[-1]
    at = can.index(chosen)
    begin, end = _begin(first, chosen), _begin(last, chosen)
    end = _last(end, chosen)
    return Axis(
        zoom=chosen,
        first=begin,
        last=end,
        units=_units(begin, end, chosen),
        months=_units(begin, end, "months") if chosen in ("weeks", "days") else [],
        finer=can[at + 1] if at + 1 < len(can) else "",
        coarser=can[at - 1] if at else "",
    )


def _length(first: date, last: date, zoom: str) -> float:
    """About how many units there are in a period."""
    return (last - first).days / {"years": 365, "quarters": 91, "months": 30, "weeks": 7}.get(
        zoom, 1
    )


def _begin(day: date, zoom: str) -> date:
    """The first day of the whole unit of the axis: weeks and days are shown by whole months."""
    if zoom == "years":
        return day.replace(month=1, day=1)
    if zoom == "quarters":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(day=1)


def _last(begin: date, zoom: str) -> date:
    """The last day of the unit of the axis that begins on a day."""
    months = {"years": 12, "quarters": 3}.get(zoom, 1)
    for _ in range(months):
        begin = next_month(begin)
    return begin if begin == date.max else begin - timedelta(days=1)


def _units(first: date, last: date, zoom: str) -> list[Unit]:
    days = (last - first).days + 1
    found, begin = [], first
    while begin <= last:
        end = min(last, _end(begin, zoom))
        x = (begin - first).days / days
        found.append(Unit(begin, end, x, (end - begin).days + 1))
        if end == date.max:
            break
        begin = end + timedelta(days=1)
    return found


def _end(begin: date, zoom: str) -> date:
    """The last day of a unit. Weeks are cut where a month ends, so that each lies in one."""
    if zoom == "days":
        return begin
    if zoom == "weeks":
        left = 6 - begin.weekday()
        sunday = date.fromordinal(min(begin.toordinal() + left, date.max.toordinal()))
        return min(sunday, _last(begin.replace(day=1), "months"))
    return _last(begin, zoom)
