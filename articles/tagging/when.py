"""When and how long: the times and durations that a sentence tells, for a day of publication.

articles.arabic.times reads the dates; here bare days of the week, "tomorrow" and lengths of a
meeting are added, and what leaves the year or the week open is settled by the day of publication:
the last such day not after it, or the next one for what is planned."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from articles.arabic.months import DAYS, MONTHS, any_of
from articles.arabic.normalize import fold
from articles.arabic.times import TimeSpan, find_times
from articles.arabic.times.days import days_of, latest_days
from articles.arabic.times.relative import WEEKDAY_OF
from articles.tagging.sentences import Sentence
from articles.arabic.tokens import words
from articles.tagging.vocabulary import is_cue, with_particles

# Without a day of publication a text is read for any day: only what does not hang on it is kept.
_ANY_DAY = date(2001, 2, 3)
# A meeting that an article tells of without a year may lie ahead by so much.
_AHEAD = timedelta(days=120)
_LONG_AGO, _SOON = timedelta(days=300), timedelta(days=45)
_LONGEST_VISIT = 7
# "The second of this month": the month is read as one, the day stands before it.
_DAY_BEFORE = re.compile(rf"(?<!\w)(?P<day>{any_of(DAYS)}|\d{{1,2}}) (?:من )?$")
_TOMORROW = frozenset(("غدا", "غد", "tomorrow"))
_UNTIL = frozenset(("حتي", "لغايه", "until", "by"))
_FOLLOWING = frozenset(("التالي", "التاليه", "اللاحق", "ذاته", "نفسه"))
_OTHER_TIMES = (
    "اليوم يوم يومين أمس الأمس البارحة أيام أسبوع أسبوعين أسابيع الأسبوع شهر شهرين الشهر أشهر سنة عام"
    " العام today yesterday tonight day days week weeks month months year years ago last first"
)


@dataclass(frozen=True, slots=True)
class When:
    """A time told by the words `first` up to `last`. Where no day of publication settles it, start
    is None and `weekday`, or `month` with `day`, limit it."""

    first: int
    last: int
    start: date | None = None
    end: date | None = None
    precision: str = "day"
    weekday: int | None = None
    month: int | None = None
    day: int | None = None


def times_in(sentence: Sentence, published: date | None) -> tuple[list[When], list[When]]:
    """The times a sentence tells, in order: as of what was, and as of what is planned.

    Those too wide to date a meeting are left out."""
    if not any(word[0].isdigit() or word in _time_words() for word in sentence.words):
        return [], []
    spans = find_times(sentence.text, today=published or _ANY_DAY)
    return (
        _times(spans, sentence, published, planned=False),
        _times(spans, sentence, published, planned=True),
    )


@cache
def _time_words() -> frozenset[str]:
    """Words without which no sentence tells a time, with what may be joined before them."""
    listed = {word for name in (*MONTHS, *WEEKDAY_OF, *_TOMORROW) for word in name.split()}
    listed.update(words(_OTHER_TIMES))
    return with_particles(listed)


@cache
def _weekday_words() -> dict[str, int]:
    # Spoken "Sunday" is written like "limit", which is met far more often in the press.
    days = {word: day for word, day in WEEKDAY_OF.items() if word != "الحد"}
    return {form: day for word, day in days.items() for form in with_particles([word])}


def _times(
    spans: list[TimeSpan], sentence: Sentence, published: date | None, *, planned: bool
) -> list[When]:
    found = []
    taken: set[int] = set()
    for span in spans:
        first, last = sentence.word_at(span.start), sentence.word_at(span.end)
        taken.update(range(first, last))
        if when := _of_span(span, first, last, sentence, published, planned):
            found.append(when)
    found += _weekdays(sentence, taken, published, planned)
    return sorted(found, key=lambda when: when.first)


def _of_span(
    span: TimeSpan, first: int, last: int, sentence: Sentence, published: date | None, planned: bool
) -> When | None:
    if span.order or span.kind in ("year", "season", "recent") or span.hijri_month:
        return None
    if span.months:
        return _without_year(span, first, last, published, planned)
    if span.first is None or span.last is None:
        return None
    said = sentence.text[span.start : span.end]
    if published is None and not re.search(r"\d{4}|[٠-٩]{4}", said):
        return None
    if span.first == span.last:
        return When(first, last, span.first)
    if span.kind == "month":
        if match := _DAY_BEFORE.search(fold(sentence.text[: span.start])):
            day = DAYS.get(match["day"]) or int(match["day"])
            days = days_of(span.first.year, span.first.month, day)
            return When(first, last, days[0]) if days else None
        return When(first, last, span.first, precision="month")
    if span.kind == "week" and published and not planned:
        end = min(span.last, published)
        return When(first, last, span.first, end, "approx") if span.first <= end else None
    named = re.search(rf"\d|{any_of(DAYS)}", fold(said))
    several = (span.last - span.first).days <= _LONGEST_VISIT and named
    return When(first, last, span.first, span.last, "day" if several else "approx")


def _without_year(
    span: TimeSpan, first: int, last: int, published: date | None, planned: bool
) -> When | None:
    if len(span.months) > 1:
        return None
    month = span.months[0]
    if published is None:
        return When(first, last, None, None, "day" if span.day else "month", None, month, span.day)
    year = _year_of(month, span.day, published, planned)
    days = days_of(year, month, span.day) if year else None
    if days is None:
        return None
    if span.last_day:
        ends = days_of(days[0].year, month, span.last_day)
        return When(first, last, days[0], ends[1]) if ends else None
    return When(first, last, days[0], precision="day" if span.day else "month")


def _year_of(month: int, day: int | None, published: date, planned: bool) -> int | None:
    if planned:
        for year in (published.year, published.year + 1):
            days = days_of(year, month, day)
            if days and published <= days[1] and days[0] - published <= _AHEAD:
                return year
    days = latest_days(month, day, today=published)
    coming = days_of(published.year + 1, month, day)
    if days and coming and published - days[0] > _LONG_AGO and coming[0] - published <= _SOON:
        return published.year + 1  # told in January of what is to be in a few days, not a year ago
    this_year = days_of(published.year, month, day)
    if days and this_year and days[0].year < published.year:
        if published - days[0] > _LONG_AGO and this_year[0] - published <= _SOON:
            return published.year
    return days[0].year if days else None


def _weekdays(
    sentence: Sentence, taken: set[int], published: date | None, planned: bool
) -> list[When]:
    """Bare days of the week and "tomorrow"; two days joined by "and" are from one to the other."""
    named = [
        (at, offset)
        for at, word in enumerate(sentence.words)
        if at not in taken and not {at - 1, at + 1} & taken and not _hangs(sentence, at)
        if (offset := _weekday_words().get(word)) is not None
    ]
    found: list[When] = []
    ahead = [at for at, word in enumerate(sentence.words) if word.removeprefix("و") in _TOMORROW]
    for at in ahead:
        if published:
            days = 2 if at and sentence.words[at - 1] == "بعد" else 1
            found.append(When(at, at + 1, published + timedelta(days=days)))
    named = [pair for pair in named if not any(abs(pair[0] - at) < 2 for at in ahead)]
    skip = -1
    for n, (at, weekday) in enumerate(named):
        if at == skip:
            continue
        following = named[n + 1] if n + 1 < len(named) else None
        pair = following and following[0] - at <= 2 and (weekday + 1) % 7 == following[1]
        if published is None:
            found.append(When(at, at + 1, weekday=weekday))
        elif pair and following:
            skip = following[0]
            end = _day_of(following[1], published, planned)
            start = end - timedelta(days=1)
            found.append(When(at, following[0] + 1, start, end))
        else:
            found.append(When(at, at + 1, _day_of(weekday, published, planned)))
    return found


def _hangs(sentence: Sentence, at: int) -> bool:
    """Whether a day is told from another ("the following Monday") or bounds a period ("until")."""
    after = sentence.words[at + 1] if at + 1 < len(sentence.words) else ""
    before = range(max(0, at - 2), at)
    bounded = any("after" in sentence.kinds(n) or sentence.words[n] in _UNTIL for n in before)
    return bounded or after in _FOLLOWING


def _day_of(weekday: int, published: date, planned: bool) -> date:
    if planned:
        return published + timedelta(days=(weekday - published.weekday()) % 7)
    return published - timedelta(days=(published.weekday() - weekday) % 7)


# --- how long ------------------------------------------------------------------------------------
_NUMBERS = {
    "ثلاث": 3, "ثلاثه": 3, "اربع": 4, "اربعه": 4, "خمس": 5, "خمسه": 5, "ست": 6, "سته": 6,
    "سبع": 7, "سبعه": 7, "ثماني": 8, "ثمان": 8, "ثمانيه": 8, "تسع": 9, "تسعه": 9, "عشر": 10,
    "عشره": 10, "عشرين": 20, "عشرون": 20, "ثلاثين": 30, "ثلاثون": 30, "اربعين": 40, "اربعون": 40,
    "خمسين": 50, "خمسون": 50, "تسعين": 90, "تسعون": 90,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "ninety": 90,
}  # fmt: skip
_COUNT = rf"(?:\d{{1,3}}(?:\.5)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_MORE = (
    r"(?: (?P<half>ونصف(?: الساعه)?|and a half)| (?P<quarter>وربع(?: الساعه)?)"
    r"| (?P<third>وثلث(?: الساعه)?)"
    rf"| (?:و ?|and )?(?P<minutes>{_COUNT}) (?:دقيقه|دقاءق|minutes?)"
    rf"| و(?P<more>{_COUNT}) (?:دقيقه|دقاءق))?"
)
_LENGTH = re.compile(
    rf"(?<!\S)(?:(?:ل|ب|و)?(?P<two>ساعتين|ساعتان)|(?P<halfhour>نصف ساعه|half an hour|half hour)"
    rf"|(?:ل|و)?(?P<hours>{_COUNT})(?P<andhalf> and a half)? (?:ساعات|ساعه|hours?)"
    rf"|(?P<only>{_COUNT}) (?:دقيقه|دقاءق|minutes?)"
    rf"|(?P<one>ساعه|لساعه|an hour)){_MORE}(?!\S)"
)


def durations_in(sentence: Sentence) -> list[tuple[int, int]]:
    """The lengths of time a sentence tells of something: (word at which it begins, minutes)."""
    line = sentence.line()
    starts = [0, *accumulate(len(word) + 1 for word in sentence.words)]
    found = []
    for match in _LENGTH.finditer(line):
        at = bisect_right(starts, match.start()) - 1
        before = [sentence.words[n] for n in range(max(0, at - 3), at)]
        if before and (is_cue(before[-1], "after") or is_cue(sentence.words[at - 1], "after")):
            continue
        after = line[match.end() :].split()[:1]
        minutes = _minutes(match.groupdict())
        if after == ["ago"] or (
            match["one"] == "ساعه"
            and not any(is_cue(w, "lasted", "call") for w in before)
            and not match["half"]
            and not match["minutes"]
        ):
            if not any(is_cue(word, "talks", "call") for word in before):
                continue
        if 0 < minutes < 24 * 60:
            found.append((at, minutes))
    return found


def _minutes(parts: dict[str, str | None]) -> int:
    total = 0.0
    if parts["two"]:
        total = 120
    elif parts["halfhour"]:
        return 30
    elif hours := parts["hours"]:
        total = 60 * _number(hours) + (30 if parts["andhalf"] else 0)
    elif parts["only"]:
        return int(_number(parts["only"]))
    elif parts["one"]:
        total = 60
    total += 30 * bool(parts["half"]) + 15 * bool(parts["quarter"]) + 20 * bool(parts["third"])
    minutes = parts["minutes"] or parts["more"]
    return int(total + (_number(minutes) if minutes else 0))


def _number(word: str) -> float:
    return float(word) if word[0].isdigit() else _NUMBERS[word]
