"""When: the times that a sentence tells, for a day of publication.

articles.arabic.times reads the dates; here bare days of the week and "tomorrow" are added, and
what leaves the year or the week open is settled by the day of publication: the last such day not
after it, or the next one for what is planned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from articles.arabic.months import DAYS, MONTHS, any_of
from articles.arabic.normalize import fold
from articles.arabic.times import TimeSpan, find_times
from articles.arabic.times.days import days_of, latest_days
from articles.arabic.times.relative import WEEKDAY_OF
from articles.arabic.tokens import words
from articles.tagging.sentences import Sentence
from articles.tagging.vocabulary import with_particles

# Without a day of publication a text is read for any day: only what does not hang on it is kept.
_ANY_DAY = date(2001, 2, 3)
# A meeting that an article tells of without a year may lie ahead by so much.
_AHEAD = timedelta(days=120)
_LONG_AGO, _SOON = timedelta(days=300), timedelta(days=45)
_LONGEST_VISIT = 7
# "The second of this month": the month is read as one, the day stands before it.
_DAY_BEFORE = re.compile(rf"(?<!\w)(?P<day>{any_of(DAYS)}|\d{{1,2}}) (?:من )?$")
# A month, or a date in numbers.
_WRITTEN_OUT = re.compile(rf"(?<!\w){any_of(MONTHS)}(?!\w)|\d[/.-]\d")
_TOMORROW = frozenset(("غدا", "غد", "tomorrow"))
_UNTIL = frozenset(("حتي", "لغايه", "until", "by"))
# What may stand between two days that are told together; anything else has a day of its own.
_BETWEEN = frozenset(words("و and or أو إلى حتى وحتى لغاية to until till through يوم ويوم وفي on"))
_DURING = frozenset(("خلال", "during"))
_FOLLOWING = frozenset(("التالي", "التاليه", "اللاحق", "ذاته", "نفسه"))
_OTHER_TIMES = (
    "اليوم يوم يومين أمس الأمس البارحة أيام أسبوع أسبوعين أسابيع الأسبوع شهر شهرين الشهر أشهر"
    " سنة عام العام today yesterday tonight day days week weeks month months year"
    " years ago last first"
)


@dataclass(frozen=True, slots=True)
class When:
    """A time told by the words `first` up to `last`. Where no day of publication settles it, start
    is None and `weekday`, or `month` with `day`, limit it. `named` if it is a day of a month that
    is written out, and not one counted from another ("yesterday", "on Thursday"). `others` are the
    further days of several that "and" joins; where they follow one another, end is the last. One
    that `opens` a clause tells the time of the verb after it, and of none before."""

    first: int
    last: int
    start: date | None = None
    end: date | None = None
    precision: str = "day"
    weekday: int | None = None
    month: int | None = None
    day: int | None = None
    named: bool = False
    others: tuple[date, ...] = ()
    opens: bool = False


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
        return When(first, last, span.first, named=_is_written_out(said))
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


def _is_written_out(said: str) -> bool:
    """Whether words that mean one day name its month: "two days ago" does not."""
    return bool(_WRITTEN_OUT.search(fold(said)))


def names_day(text: str, day: date, published: date | None) -> bool:
    """Whether a text writes out a day: with its month, and its year or none."""
    for span in find_times(text, today=published or _ANY_DAY):
        if span.months:
            said = len(span.months) == 1 and (span.months[0], span.day) == (day.month, day.day)
        else:
            said = span.first == span.last == day
        if said and _is_written_out(text[span.start : span.end]):
            return True
    return False


def _without_year(
    span: TimeSpan, first: int, last: int, published: date | None, planned: bool
) -> When | None:
    if len(span.months) > 1:
        return None
    month = span.months[0]
    if published is None:
        precision = "day" if span.day else "month"
        return When(first, last, None, None, precision, None, month, span.day, bool(span.day))
    year = _year_of(month, span.day, published, planned)
    days = days_of(year, month, span.day) if year else None
    if days is None:
        return None
    if span.last_day:
        ends = days_of(days[0].year, month, span.last_day)
        return When(first, last, days[0], ends[1]) if ends else None
    precision = "day" if span.day else "month"
    return When(first, last, days[0], precision=precision, named=bool(span.day))


def _year_of(month: int, day: int | None, published: date, planned: bool) -> int | None:
    """The year of a day told without one. Told in December of 5 January, it is the next."""
    days = latest_days(month, day, today=published)
    for year in (published.year, published.year + 1):
        coming = days_of(year, month, day)
        if coming is None or coming[1] < published:
            continue
        ahead = coming[0] - published
        near = days is None or (published - days[0] > _LONG_AGO and ahead <= _SOON)
        if near or (planned and ahead <= _AHEAD):
            return year
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
        pair = (
            following
            and following[0] - at <= 2
            and (weekday + 1) % 7 == following[1]
            and _BETWEEN.issuperset(sentence.words[at + 1 : following[0]])
        )
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
    bounded = any(
        ("after" in sentence.kinds(n) and sentence.words[n] not in _DURING)
        or sentence.words[n] in _UNTIL
        for n in before
    )
    return bounded or after in _FOLLOWING


def _day_of(weekday: int, published: date, planned: bool) -> date:
    if planned:
        return published + timedelta(days=(weekday - published.weekday()) % 7)
    return published - timedelta(days=(published.weekday() - weekday) % 7)
