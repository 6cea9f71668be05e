"""The calendar of meetings: which day a week begins with, and months cut into weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale
from hijridate import Gregorian

from articles.display.dates import month_label, weekday_name
from articles.display.numbers import digits
from articles.display.preferences import Preferences
from articles.models import Meeting
from articles.timeline.calendar import CalendarMonth, Day

# Where the names of the months that a reader chose are at home. Unicode's tables say with which day
# the week begins there: Saturday in Cairo and Damascus, Monday in Tunis.
HOMES = {"eg": "ar_EG", "levant": "ar_SY", "maghreb": "ar_TN"}


@dataclass(frozen=True)
class Week:
    """Seven days; None where another month, or another period, is."""

    days: list[Day | None]


@dataclass(frozen=True)
class MonthSheet:
    """A month in weeks. `months_before` without any meeting lie between it and the one before;
    `unknown` are its meetings without a day."""

    month: CalendarMonth
    label: str
    weeks: list[Week]
    months_before: int
    unknown: list[Meeting]


def week_start(prefs: Preferences, language: str) -> int:
    """The first day of the week, 0 for Monday."""
    return _week_start("en_GB" if language == "en" else HOMES[prefs.months])


@cache
def _week_start(locale: str) -> int:
    return int(Locale.parse(locale).first_week_day)


def weekdays(prefs: Preferences, language: str) -> list[tuple[str, str]]:
    """The days of a week in their order: in a letter or two, and in full."""
    known = Locale.parse("en" if language == "en" else "ar")
    short = known.days["stand-alone"]["short" if language == "en" else "narrow"]
    start = week_start(prefs, language)
    order = [(start + number) % 7 for number in range(7)]
    # The 6th of January 2025 was a Monday.
    return [(short[day], weekday_name(date(2025, 1, 6 + day), language)) for day in order]


def sheets(months: list[CalendarMonth], prefs: Preferences, language: str) -> list[MonthSheet]:
    """Cut months into weeks, and count the silent months between them."""
    start, found = week_start(prefs, language), []
    dayless = Meeting.objects.in_bulk([row.pk for month in months for row in month.unknown])
    before: date | None = None
    for month in months:
        first = month.first
        blank = (first.weekday() - start) % 7
        days = [*[None] * blank, *month.days]
        days += [None] * (-len(days) % 7)
        weeks = [Week(days[at : at + 7]) for at in range(0, len(days), 7)]
        between = 0
        if before:
            between = (first.year - before.year) * 12 + first.month - before.month - 1
        label = month_label(first.year, first.month, prefs, language)
        unknown = [dayless[row.pk] for row in month.unknown]
        found.append(MonthSheet(month, label, weeks, between, unknown))
        before = first
    return found


def hijri_day(day: date, prefs: Preferences, language: str) -> str:
    """The number of the Hijri day, or "" outside the tables of Umm al-Qura."""
    try:
        return digits(str(Gregorian.fromdate(day).to_hijri().day), prefs, language)
    except OverflowError:
        return ""
