"""The strip above the timeline: meetings stand on its axis, what was published on them hangs below.

Every number is ready for an SVG attribute, in percentages of any width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from articles.display.counts import counted
from articles.display.dates import month_label
from articles.display.numbers import digits
from articles.display.preferences import Preferences
from articles.timeline import Strip, Timeline
from articles.timeline.strip import Bar, Period

BASE, TALL, DEEP = 46, 40, 24  # where the axis lies; how far the longest bars go up and down
Href = Callable[[date, date], str]


@dataclass(frozen=True)
class DensityBar:
    """All meetings behind, those kept in front, and below the axis a thinner one of articles."""

    x: str
    width: str
    y: str
    height: str
    kept_y: str
    kept_height: str
    thin_x: str
    thin_width: str
    articles: str


@dataclass(frozen=True)
class DensityPeriod:
    """A month or year on the axis, with a link where there are meetings."""

    name: str
    label: str
    first: str
    last: str
    href: str
    selected: bool
    x: str
    width: str
    middle: str
    tick: str
    year: str
    edge: str  # where a year begins on the axis, else empty


@dataclass(frozen=True)
class Density:
    unit: str
    bars: list[DensityBar]
    periods: list[DensityPeriod]
    articles: int
    undated: int

    @property
    def stops(self) -> str:
        """Every period for the brush: "2025-01-01|2025-01-31|January 2025;..."."""
        return ";".join(f"{one.first}|{one.last}|{one.name}" for one in self.periods)


def density(timeline: Timeline, prefs: Preferences, href: Href) -> Density | None:
    """Lay out the strip; `href` leads from the first and last day of a period to its page."""
    strip, language = timeline.strip, timeline.language
    if not strip.bars:
        return None
    articles = sum(bar.articles for bar in strip.bars)
    return Density(
        strip.unit,
        [_bar(bar, strip, language) for bar in strip.bars],
        [_period(n, one, timeline, prefs, href) for n, one in enumerate(strip.periods)],
        articles + strip.undated,
        strip.undated,
    )


def _bar(bar: Bar, strip: Strip, language: str) -> DensityBar:
    high, kept = (TALL * n / strip.tallest for n in (bar.total, bar.kept))
    deep = DEEP * bar.articles / strip.most_articles if bar.articles else 0
    width, thin = bar.width * 0.76, bar.width * 0.36
    return DensityBar(
        x=f"{_mirrored(bar.x + bar.width * 0.12, width, language):.2%}",
        width=f"{width:.2%}",
        y=f"{BASE - high:.1f}",
        height=f"{high:.1f}" if high else "",
        kept_y=f"{BASE - kept:.1f}",
        kept_height=f"{kept:.1f}" if kept else "",
        thin_x=f"{_mirrored(bar.x + bar.width * 0.32, thin, language):.2%}",
        thin_width=f"{thin:.2%}",
        articles=f"{max(deep, 1):.1f}" if deep else "",
    )


def _period(
    place: int, period: Period, timeline: Timeline, prefs: Preferences, href: Href
) -> DensityPeriod:
    strip, language, filters = timeline.strip, timeline.language, timeline.filters
    x = _mirrored(period.x, period.width, language)
    begin, by_month = period.first, strip.step == "month"
    year = digits(f"{begin.year}", prefs, language)
    name = month_label(begin.year, begin.month, prefs, language) if by_month else year
    starts = begin.month == 1 or (place == 0 and begin.month < 11)
    crowded = not by_month and len(strip.periods) > 20 and begin.year % 5
    selected = (filters.first, filters.last) == (period.first, period.last)
    parts = [counted("meeting", period.count, prefs)]
    if period.articles:
        parts.append(counted("article", period.articles, prefs))
    return DensityPeriod(
        name=name,
        label=f"{name}: {('، ' if language == 'ar' else ', ').join(parts)}",
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        href=href(period.first, period.last) if period.count or selected else "",
        selected=selected,
        x=f"{x:.2%}",
        width=f"{period.width:.2%}",
        middle=f"{x + period.width / 2:.2%}",
        tick=digits(f"{begin.month}", prefs, language) if by_month else "",
        year=year if starts and not crowded else "",
        edge=f"{x + period.width if language == 'ar' else x:.2%}" if starts else "",
    )


def _mirrored(x: float, width: float, language: str) -> float:
    """SVG knows no direction: in Arabic the early end of the axis is on the right."""
    return 1 - x - width if language == "ar" else x
