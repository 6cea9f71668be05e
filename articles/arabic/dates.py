"""Dates as people write them, from Cairo to Casablanca, in Arabic, English and French.

Here a text is known to be a date: `parse_date` says all that it tells, `parse_partial` the days
that a filter means by it. times/ finds dates in a text, with the same tables and patterns."""

import calendar
import datetime as dt
import re
from datetime import date, timedelta
from typing import NamedTuple

from articles.arabic.hours import Hour, agree, take_hours
from articles.arabic.months import TRANSLATED, any_of, day_of, either, from_day_of, month_of
from articles.arabic.normalize import fold
from articles.arabic.times.days import Days, days_of, latest_days
from articles.arabic.times.find import find_times
from articles.arabic.times.line import Line
from articles.arabic.times.marks import marks_of
from articles.arabic.times.patterns import AMERICAN, ERA, FIGURES, NUMBERED, WRITTEN
from articles.arabic.times.relative import WEEKDAY_OF, WHICH

_ALONE = re.compile(rf"(?:{any_of(('عام', 'سنة'))} )?(?P<year>\d{{4}}){ERA}")
_FOREIGN = re.compile(rf"(?<!\w){any_of(TRANSLATED)}(?!\w)")
_ABOUT = re.compile(
    r"(?<!\w)(?:في حدود|ما يقارب|"
    + either("نحو|حوالي|قرابة|زهاء|تقريبا|about|around|circa|c.|ca.|approximately|roughly")
    + r"|approx\.?|vers|environ)(?!\w)|[≈~]"
)
_NIGHT = re.compile(
    r"(?<!\w)(?:في |during |in |on )?(?:(?:ال)?ليله?(?:(?: ما)? بين)?"
    r"|(?:the )?night(?: of(?: the)?)?|overnight(?: on| of)?|(?:la )?nuit)(?!\w)"
)
_WEEKDAY = re.compile(
    rf"(?<!\w)(?<!last )(?<!this )(?<!next )(?P<name>{any_of(WEEKDAY_OF)})(?! {WHICH}),?(?!\w)"
)
_FILLING = re.compile(
    r"(?<!\w)(?:يوم|مساء|صباح|ظهر|فجر|عصر|في|بتاريخ|on|le|(?:in )?the (?:morning|evening) of"
    r"|the(?= \d))(?!\w)"
)
_ALSO = re.compile(r" (?:ال)?موافق[هة]? (?:ل(?:يوم )?)?| corresponding to |[=/] | /")
# Any two days will do: what is read alike on both does not hang on the day it is read.
_SOME_DAYS = date(2001, 2, 3), date(2042, 10, 19)
_Reading = tuple[Days, str]


class WrittenDate(NamedTuple):
    """What a written date tells, in the terms of a meeting.

    `end` is the last day where there are several. `precision` is day, month, approx (about then,
    or a part of a month or year, somewhere from start to end) or night (the one that begins on
    the evening of `start`). `zone` is an IANA name; "" where none is said, or the local one."""

    start: date
    end: date | None = None
    precision: str = "day"
    time: dt.time | None = None
    zone: str = ""

    @property
    def last(self) -> date:
        """The last day on which it can have been."""
        if self.precision == "month":
            last = self.end or self.start
            return last.replace(day=calendar.monthrange(last.year, last.month)[1])
        morning = timedelta(days=self.precision == "night")
        return (self.end or self.start) + morning


def parse_date(text: str, *, today: date | None = None) -> WrittenDate | None:
    """All that `text` tells of a date, or None where any of it cannot be understood.

    A text that contradicts itself, in its day of the week, its other calendar or its two clocks,
    is no date. Days told from today ("yesterday", "last April", a day without its year) are
    understood where `today` is given."""
    if today is None:
        one, other = (_read(text, day) for day in _SOME_DAYS)
        return one if one == other else None
    return _read(text, today)


def _read(text: str, today: date) -> WrittenDate | None:
    if (taken := take_hours(_plain(text))) is None:
        return None
    hours, line = taken
    line, about = _ABOUT.subn(" ", _without_brackets(line))
    line, night = _NIGHT.subn(" ", line)
    weekdays = {WEEKDAY_OF[match["name"]] for match in _WEEKDAY.finditer(line)}
    line = _FILLING.sub(" ", _WEEKDAY.sub(" ", line))
    readings = [_days(part, today) for part in map(_tidy, _ALSO.split(_tidy(line))) if part]
    found = [reading for reading in readings if reading]
    if not found or len(found) < len(readings):
        return None
    days, precision = found[0]
    # By the eye the new moon comes a day before or after that of the tables.
    if any(abs((days[0] - other[0]).days) > 1 for other, _precision in found):
        return None
    if night:
        precision = "night" if precision == "day" else ""
    elif about:
        precision = "approx"
    return _told(days, precision, weekdays, hours)


def _told(days: Days, precision: str, weekdays: set[int], hours: list[Hour]) -> WrittenDate | None:
    """One date of its parts, if they go together."""
    first, last = days
    night = precision == "night"
    margin = timedelta(days=1 if night else 0)  # it belongs to the day before or to that after
    near = {(first - margin).weekday(), first.weekday(), last.weekday(), (last + margin).weekday()}
    together = precision and weekdays <= near and len(hours) < 3 and agree(first, hours)
    if not together or (hours and precision == "month") or (night and (last - first).days > 1):
        return None
    one_month = precision == "month" and (first.year, first.month) == (last.year, last.month)
    end = None if first == last or night or one_month else last
    told = hours[0] if hours else None
    return WrittenDate(first, end, precision, told and told.time, told.zone if told else "")


def _days(text: str, today: date) -> _Reading | None:
    """The days a text without hours names, and how well: day, month, or approx for the rest."""
    if days := parse_partial(text, today=today):
        return days, "day" if days[0] == days[1] else "month" if _are_months(days) else "approx"
    spans = find_times(text, today=today)
    if len(spans) != 1 or (spans[0].start, spans[0].end) != (0, len(text)):
        return None
    first, last = spans[0].first, spans[0].last
    if spans[0].months or spans[0].hijri_month:  # of no year: the last that has begun
        since, until = (today.replace(year=today.year + step, day=1) for step in (-2, 1))
        begun = [days for days in spans[0].periods(since, until) if days[0] <= today]
        first, last = begun[-1] if begun else (None, None)
    if first is None or last is None:
        return None
    marks = marks_of(Line(text), today)
    kinds = {"day" if mark.between else mark.kind for mark in marks}
    if "day" in kinds:
        return ((first, last), "day") if len(kinds) == 1 else None
    whole = kinds == {"month"} and _are_months((first, last))
    return (first, last), "month" if whole else "approx"


def _are_months(days: Days) -> bool:
    """Whether the days are one month or several, but no whole year said by its number."""
    first, last = days
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    return whole and (first.month, last.month) != (1, 12)


def _plain(text: str) -> str:
    """`text` folded, in words that the patterns know, an ISO moment as a day and an hour."""
    text = re.sub(r"(?<=\d\d-\d\d)t(?=\d\d:\d\d)", " ", " ".join(fold(text).split()))
    return _FOREIGN.sub(lambda match: TRANSLATED[match[0]], text)


def _without_brackets(line: str) -> str:
    """Another name of the month as "/name", another calendar as "= date", all else without."""
    line = re.sub(r" ?\( ?([^\W\d][^()\d]*)\)", r"/\1", line)
    return re.sub(r"[()\[\]]", " ", re.sub(r"\(([^()]*\d[^()]*)\)", r"= \1", line))


def _tidy(line: str) -> str:
    line = " ".join(line.split()).strip(" .,،;؛:-–")
    return re.sub(r" (?=[,،])", "", line)


def parse_partial(text: str, *, today: date | None = None) -> Days | None:
    """The first and last day of the date `text` names, or None.

    Where no year is named, the last such day not after `today` is meant; without `today`
    such a text is no date."""
    text = " ".join(fold(text).split())
    for pattern in (_ALONE, *FIGURES, WRITTEN, AMERICAN, NUMBERED):
        if match := pattern.fullmatch(text):
            break
    else:
        return None
    parts = match.groupdict()
    month, hijri = month_of(parts.get("month") or "")
    second = parts.get("second")
    if from_day_of(parts) or (second and month_of(second) != (month, hijri)):
        return None
    day = day_of(parts)
    if parts["year"]:
        hijri = hijri or bool(parts.get("hijri"))
        return days_of(int(parts["year"]), month, day, hijri=hijri)
    return latest_days(month or 0, day, today=today, hijri=hijri) if today else None
