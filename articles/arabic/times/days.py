"""The days of a year, a month or a day, by either calendar."""

import calendar
from datetime import date, timedelta

Days = tuple[date, date]


def days_of(
    year: int, month: int | None = None, day: int | None = None, *, hijri: bool = False
) -> Days | None:
    """The days of a year, a month or a day; None if there is no such day.

    A year of the fourteenth or fifteenth century is a hijri one if it has a hijri month, or
    figures only that would otherwise name a day in the middle ages."""
    if year < 1 or (month is not None and not 1 <= month <= 12):
        return None
    if hijri or (1343 <= year <= 1500 and month):
        return _hijri_days(year, month, day)
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    return (date(year, month, day), date(year, month, day)) if 1 <= day <= last else None


def _hijri_days(year: int, month: int | None, day: int | None) -> Days | None:
    """By the Umm al-Qura calendar, which is known for the years 1343 to 1500."""
    from hijridate import Hijri  # rarely needed

    try:
        first = Hijri(year, month or 1, day or 1)
        last = first if day else Hijri(year, month or 12, 1)
        length = 0 if day else last.month_length() - 1
        begins, ends = (date(*each.to_gregorian().datetuple()) for each in (first, last))
        return begins, ends + timedelta(days=length)
    except (OverflowError, ValueError):
        return None


def hijri_year(day: date) -> int:
    """The hijri year of a day, near enough to search from."""
    return int((day.year - 622) * 33 / 32) + 1


def latest_days(month: int, day: int | None, *, today: date, hijri: bool = False) -> Days | None:
    """The last such month or day that has begun by `today`."""
    year = hijri_year(today) + 1 if hijri else today.year
    for candidate in range(year, year - 9, -1):
        days = days_of(candidate, month, day, hijri=hijri)
        if days and days[0] <= today:
            return days
    return None
