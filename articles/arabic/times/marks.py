"""The dates and times that stand in a text, one by one: `marks_of`.

What stands around them (prepositions, "the end of", another date) is read by find.py."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from articles.arabic.months import day_of, from_day_of, month_of
from articles.arabic.times import nearby as near
from articles.arabic.times.days import Days, days_of, hijri_year, latest_days
from articles.arabic.times.line import Line
from articles.arabic.times.patterns import AMERICAN, END, ERA, FIGURES, FREE, NUMBERED, WRITTEN
from articles.arabic.times.relative import relative

_YEARS = re.compile(rf"{FREE}(?P<year>(?:19|20)\d\d) ?[-–/] ?(?P<second>(?:19|20)\d\d){END}")
_BARE_YEAR = re.compile(
    rf"(?<!\w)(?P<particle>[وف]?[بل]?)(?P<word>(?:ال)?عام |(?:ال)?سنه |year )?"
    rf"(?<![0-9a-z/.,:@#$€£%+=&\\_–-])(?P<year>\d{{4}}){ERA}{END}"
)


@dataclass(frozen=True)
class Mark:
    """A time seen in a line. `core` is where it begins without a particle.

    `year` is set if the year is said. `doubtful`: a time only if something beside it says so;
    `part_only`: only as a part ("the end of the year"); `several`: `months` limit `days`."""

    begin: int
    core: int
    end: int
    kind: str
    days: Days | None = None
    year: int | None = None
    months: tuple[int, ...] = ()
    day: int | None = None
    hijri: bool = False
    doubtful: bool = False
    part_only: bool = False
    several: bool = False
    between: tuple[int, int] | None = None  # "2 to 5 December"
    void: bool = False
    open_days: tuple[date | None, date | None] = (None, None)


def marks_of(line: Line, today: date) -> list[Mark]:
    """The times of a line in order, none overlapping. An impossible date hides its parts."""
    taken = bytearray(len(line.text) + 1)
    found = []
    for reader in (_figures, _numbered, _american, _written, _told_from_today, _bare_years):
        for mark in reader(line, today):
            if not any(taken[mark.begin : mark.end]):
                taken[mark.begin : mark.end] = b"\1" * (mark.end - mark.begin)
                found.append(mark)
    return sorted((mark for mark in found if not mark.void), key=lambda mark: mark.begin)


def _figures(line: Line, today: date) -> Iterator[Mark]:
    for match in _YEARS.finditer(line.text):
        first, last = sorted((int(match["year"]), int(match["second"])))
        whole = (date(first, 1, 1), date(last, 12, 31))
        yield Mark(match.start(), match.start(), match.end(), "range", whole, last)
    for pattern in FIGURES:
        for match in pattern.finditer(line.text):
            parts = match.groupdict()
            year, month, day = int(match["year"]), int(match["month"]), day_of(parts)
            hijri = bool(match["hijri"]) or bool(day and 1343 <= year <= 1500)
            known = 1900 <= year <= 2100 or hijri
            days: Days | None = days_of(year, month, day, hijri=hijri) if known else None
            yield Mark(match.start(), match.start(), match.end(), "day" if day else "month",
                       days, year, (month,), day, hijri, void=days is None)  # fmt: skip


def _told_from_today(line: Line, today: date) -> Iterator[Mark]:
    for match, kind, days in relative(line.text, today):
        core = match.end("particle") if "particle" in match.re.groupindex else match.start()
        part_only = kind.endswith(" in part")
        kind = kind.removesuffix(" in part")
        yield Mark(match.start(), core, match.end(), kind, days, part_only=part_only)


def _american(line: Line, today: date) -> Iterator[Mark]:
    for match in AMERICAN.finditer(line.text):
        # "May 20 countries ...": a word after the figure counts with it.
        if (
            match["year"] is None
            and match["month"] in near.DOUBTFUL
            and not line.before(near.SURELY_A_DAY, match.start())
            and re.match(
                r" (?!in |at |by |and |to |with )[a-z]", line.text[match.end() : match.end() + 6]
            )
        ):
            continue
        yield _dated(match, match.end(), today)


def _numbered(line: Line, today: date) -> Iterator[Mark]:
    for match in NUMBERED.finditer(line.text):
        mark = _dated(match, match.end(), today)
        yield _pointed(line, mark, today) or mark


def _written(line: Line, today: date) -> Iterator[Mark]:
    at = 0
    while match := WRITTEN.search(line.text, at):
        end = match.end()
        if match["second"] and month_of(match["second"]) != month_of(match["month"]):
            end = match.end("month")
        mark = _dated(match, end, today)
        if pointed := _pointed(line, mark, today):
            mark = pointed
        elif _is_named_after(line, mark):
            mark = replace(mark, void=True)
        at = mark.end
        if mark.void or match["month"] not in near.DOUBTFUL:
            yield mark
        elif (judged := _judged(line, match, mark)) is not None:
            yield judged


def _dated(match: re.Match[str], end: int, today: date) -> Mark:
    """What a match of WRITTEN (as far as `end`) or AMERICAN says."""
    parts = match.groupdict()
    month, hijri = month_of(match["month"])
    day = day_of(parts)
    from_day = from_day_of(parts)
    year = int(match["year"]) if match["year"] and match.end("year") <= end else None
    begin = match.start()
    core = match.end("particle") if "particle" in parts else begin
    if from_day and day and from_day >= day and parts.get("beside") == " ":
        begin = core = match.start("day")  # "28 points, 3 December" without its sign
        from_day = None
    void = month is None or bool(from_day and day and from_day >= day)
    days = None
    if year is not None:
        if not hijri and not 1800 <= year <= 2100:
            void = True
        elif hijri and year > 1500:
            year = _hijri_within(year, month or 1, day) or year
        days = days_between(year, month, day, from_day, hijri=hijri)
        void = void or days is None
    elif hijri:
        void = void or not 1 <= (day or 1) <= 30
    else:
        void = void or days_of(2024, month, day) is None
    kind = "range" if from_day else "day" if day else "month"
    doubtful = match["month"] in near.DOUBTFUL and not (day or year or parts.get("named"))
    return Mark(begin, core, end, kind, days, year, (month or 0,), None if from_day else day,
                hijri, doubtful=doubtful, void=void,
                between=(from_day, day) if from_day and day else None)  # fmt: skip


def days_between(
    year: int, month: int | None, day: int | None, from_day: int | None, *, hijri: bool = False
) -> Days | None:
    days = days_of(year, month, day, hijri=hijri)
    begins = days_of(year, month, from_day, hijri=hijri) if from_day else days
    return (begins[0], days[1]) if begins and days else None


def _hijri_within(year: int, month: int, day: int | None) -> int | None:
    """The hijri year whose month begins in a year of our era: "Ramadan 2025"."""
    near_year = hijri_year(date(year, 1, 1))
    for candidate in range(near_year - 2, near_year + 3):
        days = days_of(candidate, month, day, hijri=True)
        if days and days[0].year == year:
            return candidate
    return None


def _pointed(line: Line, mark: Mark, today: date) -> Mark | None:
    """ "Last April", "the coming March": the month of a year told from today."""
    if mark.year is not None or mark.void:
        return None
    end, begin = mark.end, mark.begin
    if match := near.TAIL.match(line.text, mark.end):
        end = match.end()
    elif match := line.before(near.POINTING_ENGLISH, mark.begin):
        begin = match.start()
    else:
        return None
    said = {key for key, value in match.groupdict().items() if value}
    month, this_month = mark.months[0], today.replace(day=1)
    from_day, day = mark.between or (None, mark.day)
    one_day = timedelta(days=1)
    if "last" in said:
        if mark.hijri:
            days = latest_days(month, mark.day, today=today - one_day, hijri=True)
        else:
            past = latest_days(month, None, today=this_month - one_day)
            days = days_between(past[0].year, month, day, from_day) if past else None
    elif mark.hijri:
        return None
    else:
        later = "next" in said and month <= today.month
        days = days_between(today.year + later - ("last_year" in said), month, day, from_day)
    return replace(mark, begin=begin, core=begin if begin < mark.begin else mark.core, end=end,
                   days=days, doubtful=False, void=days is None)  # fmt: skip


def _is_named_after(line: Line, mark: Mark) -> bool:
    """The October war, the borders of 4 June 1967, the coalition of 14 March, Black September."""
    if mark.year is None and mark.day is None:
        goes_on = near.names_with_months()["anywhere"].match(line.text, mark.end)
        if goes_on or near.PAST_WAR_AFTER.match(line.text, mark.end):
            return True
    return line.before(near.NAMED_AFTER, mark.begin) is not None


def _judged(line: Line, match: re.Match[str], mark: Mark) -> Mark | None:
    """A doubtful name of a month: no month at all (None), one for sure, or still doubtful."""
    name, particle = match["month"], match["particle"]
    said = mark.day is not None or mark.between is not None
    written = line.original(match.start(), match.end("month"))
    names = near.names_with_months()
    if not said and line.before(names["before"], mark.begin):
        return None
    if mark.year is None and (
        names["after"].match(line.text, mark.end) or near.MODAL_AFTER.match(line.text, mark.end)
    ):
        return None
    if written.endswith(("'s", "’s")) and not said and mark.year is None:
        return None
    if name == "صفر" and mark.year is None and not match["named"]:
        return None
    # With a hamza it is "father", and with a particle "door" or a computer on the lap.
    other = (particle and "آ" not in written) or "أ" in written
    if name == "اب" and other and not said and mark.year is None:
        return None
    if mark.doubtful and particle[-1:] in ("ب", "ل", "ك") and particle:
        sure = particle[-1] == "ب" and name in near.PREPOSITION_ENOUGH
        return replace(mark, doubtful=False) if sure else None
    return mark


def _bare_years(line: Line, today: date) -> Iterator[Mark]:
    text = line.text
    for match in _BARE_YEAR.finditer(text):
        year, worded = int(match["year"]), bool(match["word"])
        hijri = bool(match["hijri"]) or (worded and 1400 <= year <= 1500)
        begin, end = match.start(), match.end()
        if not (1900 <= year <= 2100 or hijri or (worded and 1500 < year < 1900)):
            continue
        if line.before(near.NAMED_AFTER, begin):
            continue
        if not worded and (
            line.before(near.NOT_A_YEAR_AFTER, begin) or near.COUNTED.match(text, end)
        ):
            continue
        days = days_of(year, hijri=hijri)
        doubtful = not worded and not hijri and (year % 100 == 0 or year > today.year + 1)
        doubtful = doubtful and not match["particle"].endswith("ب")
        yield Mark(begin, match.end("particle"), end, "year", days, year, hijri=hijri,
                   doubtful=doubtful, void=days is None)  # fmt: skip


def joined(one: Mark, two: Mark) -> Mark | None:
    """The period between `one` and `two`, whichever comes first.

    The year said with one end is that of the other too."""
    days: Days | None = None
    if one.days and two.days:
        if one.days[0] <= two.days[0]:
            days = one.days[0], two.days[1]
        elif one.year and two.year:  # the later end said first
            days = two.days[0], one.days[1]
    elif one.hijri or two.hijri or not (one.months and two.months):
        return None
    elif two.days and one.days is None:
        years = (two.days[0].year, two.days[0].year - 1)
        begins = [days_of(year, one.months[0], one.day) for year in years]
        days = next(((b[0], two.days[1]) for b in begins if b and b[0] <= two.days[0]), None)
    elif one.days:
        years = (one.days[0].year, one.days[0].year + 1)
        ends = [days_of(year, two.months[0], two.day) for year in years]
        days = next(((one.days[0], e[1]) for e in ends if e and e[0] >= one.days[0]), None)
    else:
        first, last = one.months[0], two.months[0]
        months = tuple((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))
        return replace(two, begin=one.begin, months=months, day=None, between=None,
                       kind="range")  # fmt: skip
    if days is None:
        return None
    return replace(two, begin=one.begin, days=days, kind="range")
