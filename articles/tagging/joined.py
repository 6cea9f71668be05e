"""Days that "and" joins: "on Thursday and Friday", "on 3 and 7 December".

One verb of meeting with two days tells of two meetings. Talks, a round or a visit that a sentence
gives two days running are one that lasted so long, as is what was held "over" them, and what
«اجتمع» tells of both days («يومي»). Where the last day has a verb of its own ("and on Monday met
Z"), it opens a clause, and no day before it is joined to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from articles.arabic.months import MONTHS
from articles.arabic.times.relative import WEEKDAY_OF
from articles.arabic.tokens import words
from articles.tagging.clauses import AND, BESIDE, goes_its_own_way, has_verb_before, lead_of
from articles.tagging.sentences import Sentence
from articles.tagging.vocabulary import with_particles
from articles.tagging.when import When

_AND = AND | {"ويوم", "وفي", "ومساء", "وصباح"}
# What stands between the ends of a period, and before it.
_TO = frozenset(("بين", "between", "الي", "حتي", "لغايه", "to", "until", "till", "through"))
_FROM = frozenset(("من", "from"))
# What stands before days that are told as one time, and what may stand between.
_OVER = frozenset(("مدي", "مدار", "طوال", "طيله", "over", "throughout"))
_COUNTED = frozenset(
    words("يومي يوم أيام يومين متتاليين هما the both two three days day on in course period of")
)
_DUAL = frozenset(("يومي", "ليومي", "ايام"))
_ONE_TIME = frozenset(("talks", "round", "many", "visit", "arrive", "attend"))


def join_days(times: list[When], sentence: Sentence) -> list[When]:
    """The times of a sentence, in order; those that "and" joins are one, which has `others`, and
    the one that opens a clause says so."""
    chains: list[list[When]] = []
    for when in times:
        for part in _parted(when, sentence):
            if chains and _is_joined(chains[-1][-1], part, sentence):
                chains[-1].append(part)
            else:
                chains.append([part])
    found: list[When] = []
    for n, chain in enumerate(chains):
        opening = _opening(chain, sentence, is_first=n == 0)
        if opening is None:
            found.append(_as_one(chain, sentence))
            continue
        if opening:
            found.append(_as_one(chain[:opening], sentence))
        found.append(replace(_as_one(chain[opening:], sentence), opens=True))
    return found


def told_apart(when: When | None, kinds: frozenset[str], sentence: Sentence) -> When | None:
    """The time of an event of these kinds: its days stay apart where each is that of a meeting."""
    if when is None or not when.others or when.end is None:
        return when
    each = kinds & {"each", "call"}
    if "gather" in kinds:
        each = each or not _DUAL & set(sentence.words[max(0, when.first - 1) : when.first + 1])
    return when if each and not kinds & _ONE_TIME else replace(when, others=())


def _parted(when: When, sentence: Sentence) -> list[When]:
    """The two days that were read as one time, each by itself if it can stand so."""
    if not when.end or not _is_pair(when, sentence):
        return [when]
    said = sentence.words
    for at in range(when.first + 1, when.last):
        begin = at + (said[at] in AND)
        joint = begin > at or said[at].startswith("و")
        parts = said[when.first : at], said[begin : when.last]
        if joint and all(any(word in _names() for word in part) for part in parts):
            one = replace(when, last=at, end=None)
            return [one, replace(when, first=begin, start=when.end, end=None)]
    return [_with_days(when, [*_days(when), when.end])]


def _opening(chain: list[When], sentence: Sentence, *, is_first: bool) -> int | None:
    """Which day of several opens a clause that goes on after them."""
    if chain[-1].precision != "day" or not has_verb_before(sentence, chain[0]):
        return None
    leads = [lead_of(sentence, when) for when in chain]
    joint, repeated = leads[0]
    if joint:
        own = not is_first and goes_its_own_way(sentence, chain[0], chain[-1], repeated=repeated)
        return 0 if own else None
    if len(chain) == 1:
        return None
    again = [n for n, lead in enumerate(leads) if n and lead[1]]
    if goes_its_own_way(sentence, chain[0], chain[-1], repeated=bool(again)):
        return again[-1] if again else len(chain) - 1
    return None


def _as_one(chain: list[When], sentence: Sentence) -> When:
    if len(chain) == 1 and not chain[0].others:
        return chain[0]
    days = [day for when in chain for day in _days(when)]
    whole = _with_days(replace(chain[0], last=chain[-1].last), days)
    return replace(whole, others=()) if whole.end and _is_over(whole, sentence) else whole


def _is_over(when: When, sentence: Sentence) -> bool:
    """Whether "over" stands directly before days: "over the ceasefire" is behind them."""
    if _OVER & set(sentence.words[when.first : when.first + 1]):
        return True
    at = when.first - 1
    while at >= 0 and sentence.words[at] in _COUNTED:
        at -= 1
    return at >= 0 and sentence.words[at] in _OVER


@cache
def _names() -> frozenset[str]:
    """Words that make a day of what is beside them: days of the week and months."""
    return with_particles(word for name in (*MONTHS, *WEEKDAY_OF) for word in name.split())


def _first(when: When) -> date:
    assert when.start is not None
    return when.start


def _days(when: When) -> list[date]:
    return [_first(when), *when.others]


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
    return bool(joint) and len(between) < 3 and set(between) <= _AND | BESIDE


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
