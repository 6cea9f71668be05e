"""The timeline in words, and its density as bars."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.display.counts import counted
from articles.display.dates import format_date, format_range, month_label
from articles.display.numbers import digits, number
from articles.display.preferences import Preferences
from articles.models import Meeting, localized
from articles.timeline import Strip, Timeline, country_name
from articles.timeline.register import Row

MOST_NAMES = 4  # in a heading; beyond, the chips below it say the rest
BASE, TALL = 46, 40  # of the drawing: where the axis lies, and how high the highest bar is


def heading(timeline: Timeline, prefs: Preferences) -> str:
    """ "25 meetings of two people together on the war": the count, then what it counts."""
    filters = timeline.filters
    parts = [
        counted("meeting", timeline.count, prefs),
        _who(timeline),
        _named(timeline, filters.topic, _("on %(names)s")),
        _named(timeline, filters.place, _("in %(names)s")),
    ]
    if filters.country:
        names = [country_name(code, timeline.language) for code in filters.country]
        parts.append(_("in %(names)s") % {"names": listed(names, "any", timeline.language)})
    parts.append(_when(timeline, prefs))
    if filters.q:
        parts.append(_("with the words “%(words)s”") % {"words": filters.q})
    if not timeline.chips:
        parts.append(_("in the register"))
    return " ".join(part for part in parts if part)


def summary(timeline: Timeline, prefs: Preferences) -> str:
    """How many of each status, from when to when, and the longest silence: one line."""
    language = timeline.language
    if not timeline.first or not timeline.last:
        return ""
    states = [
        _("%(n)s %(status)s")
        % {
            "n": number(option.count, prefs, language),
            "status": Meeting.Status(option.value).label,
        }
        for option in timeline.status_counts
    ]
    sentences = [_(", ").join(states) + "."]
    first, last = (_day(row, prefs, language) for row in (timeline.first, timeline.last))
    ends = {"first": first, "last": last}
    if timeline.count == 1:
        sentences.append(first + ".")
    elif timeline.longest_gap:
        gap = {"days": counted("day", timeline.longest_gap, prefs)}
        sentence = ngettext(
            "First on %(first)s, last on %(last)s; longest gap %(days)s.",
            "First on %(first)s, last on %(last)s; longest gap %(days)s.",
            timeline.count,
        )
        sentences.append(sentence % (ends | gap))
    else:
        sentence = ngettext(
            "First on %(first)s, last on %(last)s.",
            "First on %(first)s, last on %(last)s.",
            timeline.count,
        )
        sentences.append(sentence % ends)
    return " ".join(sentences)


def _day(row: Row, prefs: Preferences, language: str) -> str:
    return format_date(row.start, prefs, language, row.precision)


def _when(timeline: Timeline, prefs: Preferences) -> str:
    first, last, language = timeline.filters.first, timeline.filters.last, timeline.language
    if first and last:
        if first == last:
            return pgettext("day", "on %(day)s") % {"day": format_date(first, prefs, language)}
        # Translators: Arabic ranges say "from" themselves.
        return _("from %(range)s") % {"range": format_range(first, last, prefs, language)}
    if first:
        return _("since %(day)s") % {"day": format_date(first, prefs, language)}
    return _("until %(day)s") % {"day": format_date(last, prefs, language)} if last else ""


def _who(timeline: Timeline) -> str:
    filters, language = timeline.filters, timeline.language
    names = [timeline.short.get(key, key) for key in filters.person]
    if not names:
        return ""
    text = listed(names, filters.match, language)
    if language == "ar":
        text = with_lam(text)
    together = len(names) > 1 and filters.match == "all"
    return (_("of %(names)s together") if together else _("of %(names)s")) % {"names": text}


def _named(timeline: Timeline, keys: tuple[str, ...], pattern: str) -> str:
    language = timeline.language
    named = timeline.named
    names = [str(localized(named[k], "name", language)) if k in named else k for k in keys]
    return pattern % {"names": listed(names, "any", language)} if names else ""


def listed(names: list[str], how: str, language: str) -> str:
    """Names joined by "and" or, of alternatives, by "or"; Arabic repeats the word each time."""
    if len(names) > MOST_NAMES:
        names = [*names[:MOST_NAMES], _("others")]
    if language == "ar":
        return (" و" if how == "all" else " أو ").join(names)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {'and' if how == 'all' else 'or'} {names[-1]}"


def with_lam(text: str) -> str:
    """An Arabic name after the particle lam, which swallows the alef of the article."""
    if text.startswith("ال"):
        return f"لل{text[2:]}"
    return f"ل{text}" if "\u0621" <= text[:1] <= "\u064a" else f"لـ{text}"


@dataclass(frozen=True)
class DensityBar:
    """SVG attributes of one bar: all meetings behind, those kept in front."""

    x: str
    width: str
    y: str
    height: str
    kept_y: str
    kept_height: str


@dataclass(frozen=True)
class DensityPeriod:
    """A month or year on the axis, with a link where meetings are kept."""

    label: str
    href: str
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


def density(timeline: Timeline, prefs: Preferences, address: dict[object, str]) -> Density | None:
    """Lay out the strip; `address` leads from a month's first day to where its list begins."""
    strip, language = timeline.strip, timeline.language
    if not strip.bars:
        return None
    bars = []
    for bar in strip.bars:
        high, kept = (TALL * n / strip.tallest for n in (bar.total, bar.kept))
        width = bar.width * 0.76
        x = _mirrored(bar.x + bar.width * 0.12, width, language)
        bars.append(
            DensityBar(
                f"{x:.2%}",
                f"{width:.2%}",
                f"{BASE - high:.1f}",
                f"{high:.1f}",
                f"{BASE - kept:.1f}",
                f"{kept:.1f}" if kept else "",
            )
        )
    return Density(strip.unit, bars, _periods(strip, prefs, language, address))


def _periods(
    strip: Strip, prefs: Preferences, language: str, address: dict[object, str]
) -> list[DensityPeriod]:
    found = []
    for place, period in enumerate(strip.periods):
        x = _mirrored(period.x, period.width, language)
        begin, by_month = period.first, strip.step == "month"
        year = digits(f"{begin.year}", prefs, language)
        name = month_label(begin.year, begin.month, prefs, language) if by_month else year
        starts = begin.month == 1 or (place == 0 and begin.month < 11)
        crowded = not by_month and len(strip.periods) > 20 and begin.year % 5
        of = {
            "name": name,
            "kept": counted("meeting", period.kept, prefs),
            "total": number(period.total, prefs, language),
        }
        found.append(
            DensityPeriod(
                label=_("%(name)s: %(kept)s of %(total)s") % of,
                href=address.get(period.target, "") if period.target else "",
                x=f"{x:.2%}",
                width=f"{period.width:.2%}",
                middle=f"{x + period.width / 2:.2%}",
                tick=digits(f"{begin.month}", prefs, language) if by_month else "",
                year=year if starts and not crowded else "",
                edge=f"{x + period.width if language == 'ar' else x:.2%}" if starts else "",
            )
        )
    return found


def _mirrored(x: float, width: float, language: str) -> float:
    """SVG knows no direction: in Arabic the early end of the axis is on the right."""
    return 1 - x - width if language == "ar" else x
