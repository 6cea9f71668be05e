"""Bars by month (or by year, where months would not fit), placed in percentages of any width.

The server mirrors x for a page that reads from right to left; SVG itself knows no direction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from articles.display.counts import counted
from articles.display.dates import month_label
from articles.display.numbers import digits, number
from articles.display.preferences import Preferences

MOST_MONTHS = 72  # six years: beyond, a bar would be under 5 px on a phone
TICKED_MONTHS = 24  # beyond, month numbers would run into one another on a phone
_HEAD, _FOOT = 16, 40  # room for a bar's number above, for month and year below


@dataclass(frozen=True)
class Bar:
    """One month or year. Every number is ready for an SVG attribute."""

    label: str
    count: int
    shown: str
    href: str
    selected: bool
    hit_x: str
    hit_width: str
    x: str
    width: str
    y: str
    height: str
    text_y: str
    middle: str
    tick: str
    year: str


@dataclass(frozen=True)
class Strip:
    """The drawing, and the same numbers in words for who cannot see it."""

    bars: list[Bar]
    total_height: int
    hit_height: int
    axis_y: str
    tick_y: int
    year_y: int

    @property
    def kept(self) -> list[Bar]:
        return [bar for bar in self.bars if bar.count]


def month_strip(
    counts: Mapping[str, int],
    *,
    href: Callable[[str], str],
    prefs: Preferences,
    language: str,
    noun: str = "article",
    selected: Collection[str] = (),
    tall: int = 48,
) -> Strip | None:
    """Lay out counts keyed "2025-04", gaps included; None where there is nothing to draw.

    `href` makes a bar's link from its key, "2025-04" or, over long spans, "2025"; a bar of none
    that is not selected has no link."""
    counts = {key: n for key, n in counts.items() if key[:4].isdecimal()}  # "undated" stands apart
    months = _every_month(counts)
    if not months:
        return None
    if len(months) > MOST_MONTHS:
        counts, months = _by_year(counts)
    top = max(1, *(counts.get(key, 0) for key in months))
    step = 100 / len(months)
    base = _HEAD + tall
    bars = []
    for place, key in enumerate(months):
        count = counts.get(key, 0)
        slot = place if language != "ar" else len(months) - 1 - place
        high = count / top * tall
        name = _name(key, prefs, language)
        linked = count or key in selected
        bars.append(
            Bar(
                label=f"{name}: {counted(noun, count, prefs)}",
                count=count,
                shown=number(count, prefs, language) if len(months) <= TICKED_MONTHS else "",
                href=href(key) if linked else "",
                selected=key in selected,
                hit_x=f"{slot * step:.2f}%",
                hit_width=f"{step:.2f}%",
                x=f"{(slot + 0.14) * step:.2f}%",
                width=f"{0.72 * step:.2f}%",
                y=f"{base - high:.1f}",
                height=f"{high:.1f}",
                text_y=f"{base - high - 5:.1f}",
                middle=f"{(slot + 0.5) * step:.2f}%",
                tick=_tick(key, len(months), prefs, language),
                year=_year(key, place, prefs, language),
            )
        )
    return Strip(
        bars=bars,
        total_height=base + _FOOT,
        hit_height=base + _FOOT - 18,
        axis_y=f"{base + 0.5}",
        tick_y=base + 16,
        year_y=base + 34,
    )


def _every_month(counts: Mapping[str, int]) -> list[str]:
    """Return every month from the first to the last that has something."""
    kept = sorted(key for key, count in counts.items() if count)
    if not kept:
        return []
    first, last = (int(key[:4]) * 12 + int(key[5:]) - 1 for key in (kept[0], kept[-1]))
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)]


def _by_year(counts: Mapping[str, int]) -> tuple[dict[str, int], list[str]]:
    years: dict[str, int] = {}
    for key, count in counts.items():
        years[key[:4]] = years.get(key[:4], 0) + count
    span = range(int(min(years)), int(max(years)) + 1)
    return years, [f"{year:04}" for year in span]


def _name(key: str, prefs: Preferences, language: str) -> str:
    if len(key) == 4:
        return digits(key, prefs, language)
    return month_label(int(key[:4]), int(key[5:]), prefs, language)


def _tick(key: str, bars: int, prefs: Preferences, language: str) -> str:
    if len(key) == 4 or bars > TICKED_MONTHS:
        return ""
    return digits(str(int(key[5:])), prefs, language)


def _year(key: str, place: int, prefs: Preferences, language: str) -> str:
    """The year stands under its January, and under the first bar unless a January is too near."""
    if len(key) == 4:
        shows = key.endswith(("0", "5"))
    else:
        shows = key.endswith("-01") or (place == 0 and int(key[5:]) < 11)
    return digits(key[:4], prefs, language) if shows else ""
