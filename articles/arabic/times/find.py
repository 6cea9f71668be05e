"""Words of time found in a text: dates, periods, and words that ask for an order.

`find_times` would rather miss a time than see one that is none, for a false period hides
answers. Its rules:
- A month without a year leaves the year open: `months` (and `day`) are given, no first and
  last. Only words told from today ("last April", "since April") are resolved.
- A name that is also a word or a person ("may", the verb "march") is a month only with a
  day, a year, the word "month", another month, or a preposition or part ("in", "the end
  of") right beside it.
- Four figures are a year only standing alone, from 1900 to 2100; round or coming ones need
  "the year" or a preposition. Nothing is read inside quotation marks.
- A date that something is named after ("the borders of 1967") is not a time, nor is a day
  the calendar does not have.
- An order word ("first", "latest") counts only beside a noun for an event or a report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from articles.arabic.times import nearby as near
from articles.arabic.times.days import Days, days_of, hijri_year, latest_days
from articles.arabic.times.line import Line
from articles.arabic.times.marks import Mark, days_between, joined, marks_of
from articles.arabic.times.relative import narrowed


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time said at `start`:`end` of the text, with the prepositions that belong to it.

    `first` and `last` bound it; one of them alone is an open end ("since 2024"). `months`
    (with `day`, and `last_day` where it is several days) limit it to those months of whichever
    years the bounds allow: of all years if there are none. A hijri month of any year is
    `hijri_month` (with the same days). Order words have `order` "oldest" or "newest" and
    nothing else."""

    start: int
    end: int
    kind: str  # day month year season week range recent order
    first: date | None = None
    last: date | None = None
    months: tuple[int, ...] = ()
    day: int | None = None
    order: str = ""
    hijri_month: int = 0
    last_day: int | None = None

    def periods(self, since: date, until: date) -> list[Days]:
        """The days meant, oldest first, as far as they lie between `since` and `until`."""
        since, until = max(since, self.first or since), min(until, self.last or until)
        if since > until or self.order:
            return []
        if self.hijri_month:
            hijri_years = range(hijri_year(since) - 1, hijri_year(until) + 2)
            all_days = [self._days(y, self.hijri_month, hijri=True) for y in hijri_years]
        elif self.months:
            years = range(since.year, until.year + 1)
            all_days = [self._days(y, m) for y in years for m in sorted(self.months)]
        else:
            all_days = [(since, until)]
        cut = [(max(days[0], since), min(days[1], until)) for days in all_days if days]
        return [days for days in cut if days[0] <= days[1]]

    def _days(self, year: int, month: int, *, hijri: bool = False) -> Days | None:
        return days_between(year, month, self.last_day or self.day, self.day, hijri=hijri)


_JOINT = re.compile(
    r"(?P<to> ?[-–—/] ?| (?:و?الي|و?حتي|لغايه|to|until|till|through)(?: شهر| عام| سنه)? (?:يوم )?)"
    r"|(?P<both> وب?| and )|(?P<comma>[،,] ?و?)"
)


def find_times(text: str, *, today: date) -> list[TimeSpan]:
    """The times `text` speaks of, in the order of the text; none of them overlap."""
    line = Line(text)
    marks = [part for mark in marks_of(line, today) if (part := _with_part(line, mark))]
    spans = _spans(line, marks, today)
    for begin, end, order in _order_words(line):
        if begin < end and all(end <= span.start or span.end <= begin for span in spans):
            spans.append(TimeSpan(begin, end, "order", order=order))
    return sorted(spans, key=lambda span: span.start)


def _order_words(line: Line) -> Iterator[tuple[int, int, str]]:
    for pattern in near.ORDER:
        for match in pattern.finditer(line.text):
            order = "oldest" if match.groupdict().get("oldest") else "newest"
            yield line.word_at(match.start(order)), line.stop(match.end(order)), order


def _with_part(line: Line, mark: Mark) -> Mark | None:
    """`mark` with "the end of" or "summer" before it, and with the day of the week."""
    if part := line.before(near.PART, mark.begin):
        days = narrowed(part.groupdict(), mark.days) if mark.days else None
        # Of a month in any year its part cannot be told; the whole month holds it.
        if days or (mark.days is None and mark.months):
            mark = replace(mark, begin=part.start(), core=part.end("particle"), days=days,
                           kind=mark.kind if days == mark.days else "range",
                           doubtful=False, part_only=False)  # fmt: skip
    if mark.part_only:
        return None
    name = None if mark.doubtful else line.before(near.DAY_NAME, mark.begin)
    return replace(mark, begin=name.start(), core=name.start()) if name else mark


def _spans(line: Line, marks: list[Mark], today: date) -> list[TimeSpan]:
    spans: list[TimeSpan] = []
    at, linked = 0, False
    while at < len(marks):
        one, two = marks[at], marks[at + 1] if at + 1 < len(marks) else None
        lead = line.before(near.LEAD, one.begin)
        role = (lead.lastgroup or "") if lead else ""
        begin = lead.start() if lead else one.begin
        joint = _joint(line, one, two) if two else ""
        whole = _whole(one, two, joint, role) if two else None
        if two and whole:
            begin = begin if role not in ("until", "before", "after") else one.begin
            spans.append(_span(line, whole, begin))
            at, linked = at + 2, False
            continue
        at += 1
        sure = role not in ("", "from") or linked or bool(joint and two and not two.doubtful)
        linked = False
        if one.doubtful and not sure:
            continue
        # After a comma a verb may follow: "in February, marched ...".
        linked = bool(joint) and not (
            two and joint == "comma" and re.match(r" (?!و)\w", line.text[two.end : two.end + 2])
        )
        if limited := _limited(one, role, today):
            used = role not in ("", "from", "between") or (role and one.kind == "range")
            spans.append(_span(line, limited, begin if used else one.begin))
    return spans


def _joint(line: Line, one: Mark, two: Mark) -> str:
    match = _JOINT.fullmatch(line.text, one.end, two.core)
    return (match.lastgroup or "") if match else ""


def _whole(one: Mark, two: Mark, joint: str, role: str) -> Mark | None:
    """One mark for two that name the ends of a period, or several months of a year."""
    if one.doubtful and two.doubtful and role not in ("between", "from"):
        return None
    if joint == "to" or (joint == "both" and role == "between"):
        return joined(one, two)
    months = one.kind == two.kind == "month" and one.months and two.months
    if joint == "both" and months and one.days is None and not (one.hijri or two.hijri):
        begins = days_of(two.year, one.months[0]) if two.year else None
        if two.days is None:
            return replace(two, months=one.months + two.months, between=None)
        if begins and two.days and begins[0] < two.days[0]:
            return replace(two, months=one.months + two.months, days=(begins[0], two.days[1]),
                           kind="range", several=True, between=None)  # fmt: skip
    return None


def _limited(mark: Mark, role: str, today: date) -> Mark | None:
    """`mark` as the preposition before it wants it: since, until, before or after."""
    if role not in ("since", "until", "before", "after"):
        return mark
    days = mark.days
    if days is None and role == "since":
        days = latest_days(mark.months[0], mark.day, today=today, hijri=mark.hijri)
    if days is None or (role in ("before", "after") and mark.year is None):
        return None
    one_day = timedelta(days=1)
    first = {"since": days[0], "after": days[1] + one_day}.get(role)
    last = {"until": days[1], "before": days[0] - one_day}.get(role)
    return replace(mark, kind="range", open_days=(first, last), days=None, months=())


def _span(line: Line, mark: Mark, begin: int) -> TimeSpan:
    first, last = mark.days or mark.open_days
    free = mark.several or not (mark.days or any(mark.open_days))
    day, last_day = mark.between or (mark.day, None)
    return TimeSpan(
        start=line.word_at(begin),
        end=line.stop(mark.end),
        kind=mark.kind,
        first=first,
        last=last,
        months=mark.months if free and not mark.hijri else (),
        day=day if free else None,
        last_day=last_day if free else None,
        hijri_month=mark.months[0] if free and mark.hijri else 0,
    )
