"""Days that "and" joins: "on Thursday and Friday", "on 3 and 7 December".

One verb of meeting with two days tells of two meetings. Talks, a round or a visit that a sentence
gives two days running are one that lasted so long, as is what was held "over" them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from articles.tagging.sentences import Sentence
from articles.tagging.when import When

_AND = frozenset(("و", "and", "ويوم", "وفي"))
_BESIDE = frozenset(("on", "يوم", "في"))
# What stands between the ends of a period, before it, and anywhere where days are told as one time.
_TO = frozenset(("بين", "between", "الي", "حتي", "لغايه", "to", "until", "till", "through"))
_FROM = frozenset(("من", "from"))
_OVER = frozenset(("مدي", "مدار", "طوال", "طيله", "over", "throughout"))
_ONE_TIME = frozenset(("talks", "round", "many", "visit", "arrive", "attend"))


def join_days(times: list[When], sentence: Sentence) -> list[When]:
    """The times of a sentence, in order; those that "and" joins are one, which has `others`."""
    if _OVER & set(sentence.words):
        return times
    found: list[When] = []
    for when in times:
        if when.end and _is_pair(when, sentence):
            when = _with_days(when, [*_days(when), when.end])
        before = found[-1] if found else None
        if before and _is_joined(before, when, sentence):
            found[-1] = _with_days(replace(before, last=when.last), [*_days(before), *_days(when)])
        else:
            found.append(when)
    return found


def told_apart(when: When | None, kinds: frozenset[str]) -> When | None:
    """The time of an event of these kinds: its days stay apart where each is that of a meeting."""
    if when is None or not when.others:
        return when
    each = kinds & {"each", "call"} and not kinds & _ONE_TIME
    return when if each or when.end is None else replace(when, others=())


def _days(when: When) -> list[date]:
    assert when.start is not None
    return [when.start, *when.others]


def _with_days(when: When, days: list[date]) -> When:
    """A time of several days, with an end where they follow one upon the other."""
    running = (days[-1] - days[0]).days == len(days) - 1
    return replace(when, others=tuple(days[1:]), end=days[-1] if running else None)


def _is_pair(when: When, sentence: Sentence) -> bool:
    """Whether a time of two days is told as the one and the other, not from one to the other."""
    said = sentence.words[when.first : when.last]
    before = sentence.words[max(0, when.first - 1) : when.first + 1]
    if when.precision != "day" or _TO & {*said, *before} or _FROM & set(before):
        return False
    return any(word in _AND or word.startswith("و") for word in said[1:])


def _is_joined(before: When, when: When, sentence: Sentence) -> bool:
    if (
        before.start is None
        or when.start is None
        or not before.precision == when.precision == "day"
    ):
        return False
    if (before.end and not before.others) or when.end or when.start <= _days(before)[-1]:
        return False
    between = sentence.words[before.last : when.first]
    joint = _AND & set(between) or sentence.words[when.first].startswith("و")
    return bool(joint) and len(between) < 3 and set(between) <= _AND | _BESIDE


def one_day_each(when: When) -> list[tuple[When, tuple[date, ...]]]:
    """The days of a time each by itself, with the others beside it. Each is exact: it is told with
    another, so that neither is the day beside."""
    days = _days(when)
    return [
        (
            replace(when, start=day, end=None, others=(), named=True),
            tuple(other for other in days if other != day),
        )
        for day in days
    ]
