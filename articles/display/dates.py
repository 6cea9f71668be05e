"""Dates as a careful editor writes them, in Arabic and in English, with the Hijri day beside.

The words stand here rather than in the translation files: each function takes the language it
writes in, whatever language is active, so that a citation in either can stand on one page."""

from __future__ import annotations

from datetime import date, time

from hijridate import Gregorian

from articles.arabic.months import (
    EGYPTIAN,
    ENGLISH,
    HIJRI,
    HIJRI_ENGLISH,
    LEVANTINE,
    MAGHREBI,
)
from articles.display.numbers import digits
from articles.display.preferences import Preferences

_MONTHS = {"eg": EGYPTIAN, "levant": LEVANTINE, "maghreb": MAGHREBI, "en": ENGLISH}
_HIJRI_MONTHS = {"ar": HIJRI, "en": HIJRI_ENGLISH}
_WEEKDAYS = {
    "ar": ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_RANGE = {"ar": "من {} إلى {}", "en": "{} to {}"}
_ABOUT = {"ar": "{} تقريبًا", "en": "about {}"}
# The night that begins on the evening of a day. With the day of the week Arabic says "layl": to
# many the "layla" of Tuesday is the one before it.
_NIGHT = {"ar": "ليلة {}", "en": "night of {}"}
_NIGHTS = {"ar": "ليلًا {}", "en": "nights of {}"}
_NIGHT_OF_WEEKDAY = {"ar": "ليل {}", "en": "night of {}"}
_ERA = {"ar": "{} هـ", "en": "{} AH"}


def month_name(month: int, prefs: Preferences, language: str) -> str:
    """Return the name of a month, 1 to 12; in Arabic by the reader's region."""
    return _MONTHS["en" if language == "en" else prefs.months][month - 1]


def weekday_name(day: date, language: str) -> str:
    return _WEEKDAYS[_known(language)][day.weekday()]


def month_label(year: int, month: int, prefs: Preferences, language: str) -> str:
    """Return "December 2025"."""
    return f"{month_name(month, prefs, language)} {digits(str(year), prefs, language)}"


def format_date(
    day: date,
    prefs: Preferences,
    language: str,
    precision: str = "day",
    weekday: bool = False,
) -> str:
    """Return "2 December 2025", with its weekday if asked; less where less is known.

    `precision` is "day", "month" (the day is unknown), "approx" or "night"."""
    if precision == "month":
        return month_label(day.year, day.month, prefs, language)
    known = _known(language)
    text = f"{digits(str(day.day), prefs, language)} " + month_label(
        day.year, day.month, prefs, language
    )
    if precision == "approx":
        return _ABOUT[known].format(text)
    named = f"{weekday_name(day, language)} {text}" if weekday else text
    if precision == "night":
        return (_NIGHT_OF_WEEKDAY if weekday else _NIGHT)[known].format(named)
    return named


def format_range(
    start: date,
    end: date | None,
    prefs: Preferences,
    language: str,
    precision: str = "day",
    weekday: bool = False,
) -> str:
    """Return one date, or "from 15 to 16 November 2025" without repeating what both ends share."""
    by_month = precision == "month"
    same_month = end is not None and (start.year, start.month) == (end.year, end.month)
    if end is None or end == start or (by_month and same_month):
        return format_date(start, prefs, language, precision, weekday)
    last = format_date(end, prefs, language, "month" if by_month else "day")
    name = month_name(start.month, prefs, language)
    if same_month:
        first = digits(str(start.day), prefs, language)
    elif start.year == end.year:
        first = name if by_month else f"{digits(str(start.day), prefs, language)} {name}"
    else:
        first = format_date(start, prefs, language, "month" if by_month else "day")
    text = _RANGE[_known(language)].format(first, last)
    about = {"approx": _ABOUT, "night": _NIGHTS}.get(precision)
    return about[_known(language)].format(text) if about else text


def format_time(moment: time, prefs: Preferences, language: str) -> str:
    """Return "14:05" in the reader's digits."""
    return digits(f"{moment:%H}", prefs, language) + ":" + digits(f"{moment:%M}", prefs, language)


def iso_range(start: date, end: date | None = None, precision: str = "day") -> str:
    """Return the value of a `datetime` attribute: a day, or a month where only that is known.

    HTML knows no ranges: of several days the first is named."""
    return f"{start:%Y-%m}" if precision == "month" else start.isoformat()


def hijri(day: date, language: str, prefs: Preferences | None = None) -> str:
    """Return "12 Jumada II 1447 AH" by the Umm al-Qura calendar, or "" outside its tables."""
    try:
        there = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return ""
    known = _known(language)
    month = _HIJRI_MONTHS[known][there.month - 1]
    chosen = prefs or Preferences()
    parts = (digits(str(there.day), chosen, known), month, digits(str(there.year), chosen, known))
    return _ERA[known].format(" ".join(parts))


def _known(language: str) -> str:
    return "en" if language == "en" else "ar"
