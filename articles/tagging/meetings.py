"""The meetings an article reports: one proposal for each, however many sentences tell of it.

A sentence that goes on about a meeting ("the talks lasted ...", "also present was ...") adds to the
one before it; an arrival lends its day and place to the meeting told next. A meeting without a day
is that of the day of publication only in the opening sentences, and then only about. What is
denied, what lies ahead without a date, and what happened before without one is not proposed. What
the present alone sets ahead is what the article tells as past, if it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from articles.tagging.events import Event, events_in, with_planned
from articles.tagging.joined import one_day_each
from articles.tagging.known import Known
from articles.tagging.matching import find_known, last_day
from articles.tagging.sentences import Sentence
from articles.tagging.when import When

# Sentences, the headline among them, in which the news itself is told.
_OPENING = 4
_REACH = 3
_LAST = frozenset(("الماضي", "الماضيين", "الماضيه", "last"))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A meeting as an article tells it. `matches` is the key of the known meeting that it is;
    `is_named` if its day is written out with its month. `beside` are the days on which the same
    words tell of another meeting of the same persons."""

    date: date
    precision: str
    end: date | None
    place: str | None
    participants: tuple[str, ...]
    duration_minutes: int | None
    sentence: str
    matches: str | None
    planned: bool
    is_call: bool
    is_named: bool = False
    beside: tuple[date, ...] = ()


def find_meetings(
    sentences: list[Sentence], published: date | None, known: Known
) -> list[Proposal]:
    """The meetings that the sentences tell of, by date."""
    earlier = [None, *(None if each.is_title else each for each in sentences[:-1])]
    told = _linked(
        [
            [with_planned(e, published) for e in events_in(sentence, n, published, known, before)]
            for n, (before, sentence) in enumerate(zip(earlier, sentences, strict=True))
        ]
    )
    settled = [_settled(event, told) for event in told]
    merged = [part for event in _merged(settled) for part in _by_day(event, published, known)]
    proposals = [p for event in merged if (p := _proposal(event, published, known))]
    return sorted(_distinct(proposals), key=lambda proposal: proposal.date)


def _linked(by_sentence: list[list[Event]]) -> list[Event]:
    """Events with what the sentences before and after lend them."""
    made: list[Event] = []
    for events in by_sentence:
        for event in events:
            if _says_nothing(event):
                continue
            before = _before(event, made)
            if before is None:
                made.append(event)
            elif _goes_on(event, before):
                _add(before, event)
            else:
                _inherit(event, before)
                made.append(event)
    return made


def _before(event: Event, made: list[Event]) -> Event | None:
    for one in reversed(made):
        if event.order - one.order > 2 * _REACH:
            break
        # Who took part may be said some way below where the talks were told of.
        reach = _REACH if one.who else 2 * _REACH
        if event.order - one.order <= reach and not one.sentence.is_title:
            return one
    return None


def _says_nothing(event: Event) -> bool:
    """Whether a sentence speaks of talks in general: neither day nor place, nor two who met."""
    if event.when or event.place or event.minutes:
        return False
    return not event.who or (len(event.who) == 1 and not event.kinds & {"attend", "meet"})


def _goes_on(event: Event, before: Event) -> bool:
    """Whether an event only says more of the one before it."""
    if event.order == before.order or event.planned != before.planned:
        return False
    if event.when and before.when and _is_other_time(event.when, before.when):
        return False
    if event.place and before.place and event.place != before.place and event.when:
        return False
    if event.when and event.past:
        return False
    if event.when and not before.when and before.is_meeting and len(before.who) > 1:
        return set(event.who) <= set(before.who)
    if not event.who:
        return True
    if not before.who and len(event.who) < 2 and not event.kinds & {"attend", "meet"}:
        return False
    if "attend" in event.kinds or not before.who:
        return not event.when or not before.when or not _is_other_time(event.when, before.when)
    if len(event.who) == 1:
        return not event.when and not event.kinds & {"visit", "arrive"}
    return before.is_meeting and set(event.who) <= set(before.who)


def _is_other_time(one: When, two: When) -> bool:
    return (one.start, one.weekday, one.month) != (two.start, two.weekday, two.month)


def _add(before: Event, event: Event) -> None:
    """Take over what the later sentence says and the earlier does not."""
    if event.who and (event.kinds & {"attend", "meet"} or not before.who):
        before.who = list(dict.fromkeys((*before.who, *event.who)))
    before.when = before.when or event.when
    before.place = before.place or (None if before.is_call else event.place)
    before.minutes = before.minutes or event.minutes
    if not before.is_meeting:
        before.kinds = before.kinds | event.kinds
        before.sentence = event.sentence if event.is_meeting else before.sentence


def _inherit(event: Event, before: Event) -> None:
    """Let a meeting have the persons of the sentence before, or the day and place of an arrival."""
    kin = set(event.who) & set(before.who)
    if len(event.who) < 2 and event.is_meeting and (kin or not event.who):
        event.who = list(dict.fromkeys((*event.who, *before.who)))
        return
    came = before.kinds & {"visit", "arrive"} and not (before.is_meeting and len(before.who) > 1)
    if event.is_meeting and (came or not before.who) and (kin or not before.who):
        if not event.is_call:
            event.place = event.place or before.place
        if event.when is None and not event.past and not event.planned:
            event.when = before.when


def _settled(event: Event, told: list[Event]) -> Event:
    """An event as past where the present alone sets it ahead, as in a headline, and the article
    tells of it as past. What is planned in words stays ahead."""
    if event.said is None or any(one.planned and _is_then(one, event) for one in told):
        return event
    was = replace(event, when=event.said, said=None, planned=False, beside=())
    return was if any(_is_told_as_past(one) and _is_then(one, was) for one in told) else event


def _is_then(one: Event, two: Event) -> bool:
    """Whether an event of a day, which it has by more than the present, is the other one."""
    dated = one.said is None and one.when and one.when.precision == "day"
    return bool(dated) and _is_same(one, two)


def _is_told_as_past(event: Event) -> bool:
    """Whether an event may be the news: "they had met last Tuesday" is of another one."""
    if event.planned or not (event.is_meeting or len(event.who) > 1) or event.when is None:
        return False
    said = event.sentence.words[event.when.first : event.when.last + 1]
    return not (event.past and _LAST.intersection(said))


def _merged(told: list[Event]) -> list[Event]:
    """One event for all that tell of one meeting; those with a time first, and of these the ones
    of several days, one of which may be told of again."""
    kept: list[Event] = []
    for event in sorted(told, key=_rank):
        if not (event.is_meeting or event.kinds & {"visit", "plan", "attend", "arrive", "many"}):
            continue
        same = next((one for one in kept if _is_same(one, event)), None)
        if same is None:
            kept.append(event)
            continue
        if not event.sentence.is_title and not event.past:
            same.who = list(dict.fromkeys((*same.who, *event.who)))
        same.place = same.place or event.place
        same.kinds = same.kinds | event.kinds
        if not event.past or event.when:
            same.minutes = same.minutes or event.minutes
        same.order = min(same.order, event.order)
        if same.when and event.when and same.when.precision != "day":
            same.when = event.when if event.when.precision == "day" else same.when
    return kept


def _rank(event: Event) -> tuple[bool, bool, bool, int]:
    when = event.when
    lasted = when and when.end and when.precision == "day" and event.is_meeting
    several = when and (when.others or (lasted and not event.kinds & {"visit", "arrive"}))
    return (when is None, len(event.who) < 2, not several, event.order)


def _by_day(event: Event, published: date | None, known: Known) -> list[Event]:
    """One event for each day that is told of, but for what the register knows to have lasted so
    long. What it says of a length is said of nobody knows which."""
    when = event.when
    if when is None or not when.others:
        return [event]
    if when.end:
        match = find_known(event.who, when, event.place, known, is_call=event.is_call)
        if match and when.start and match.start <= when.start and match.last >= when.end:
            return [event]
    parts = [
        replace(event, when=day, beside=beside, minutes=None) for day, beside in one_day_each(when)
    ]
    return [with_planned(part, published) for part in parts]


def _is_same(one: Event, two: Event) -> bool:
    common = set(one.who) & set(two.who)
    if len(common) < min(2, len(one.who), len(two.who)) or not common:
        return False
    if one.place and two.place and one.place != two.place:
        return False
    if one.when is None or two.when is None:
        return not (one.planned ^ two.planned) and (two.order <= _OPENING or not two.past)
    if one.is_call != two.is_call:
        return False
    if one.when.start is None or two.when.start is None:
        return not _is_other_time(one.when, two.when)
    exact = one.when.precision == two.when.precision == "day"
    if exact:
        return one.when.start <= last_day(two.when) and two.when.start <= last_day(one.when)
    wide = one.when if one.when.precision != "day" else two.when
    narrow = two.when if wide is one.when else one.when
    assert wide.start is not None
    assert narrow.start is not None
    return wide.start <= narrow.start <= last_day(wide)


def _proposal(event: Event, published: date | None, known: Known) -> Proposal | None:
    when = event.when
    if event.planned and (when is None or (published and when.start and when.start < published)):
        return None
    if when is None and published and not _is_news(event):
        return None
    if when is None and published:
        when = When(0, 0, published, None, "approx")
    if not event.who or not (event.is_meeting or event.kinds & {"plan", "visit", "attend", "many"}):
        return None
    if not (event.is_meeting or event.kinds & {"plan"}) and when and when.precision != "day":
        return None  # "after meetings in February and March"
    match = find_known(event.who, when, event.place, known, is_call=event.is_call)
    if len(event.who) < 2 and match is None:
        return None
    if when is None or when.start is None:
        if match is None:
            return None
        when = _as_known(when, match.start, match.end, match.precision)
    elif match and when.precision == "approx":
        when = replace(when, start=match.start, end=match.end)
    assert when.start is not None
    return Proposal(
        date=when.start,
        precision=when.precision,
        end=when.end,
        place=event.place or (match.place if match else None),
        participants=tuple(event.who),
        duration_minutes=event.minutes,
        sentence=event.sentence.text,
        matches=match.key if match else None,
        planned=event.planned,
        is_call=event.is_call,
        is_named=when.named,
        beside=event.beside,
    )


def _as_known(when: When | None, start: date, end: date | None, precision: str) -> When:
    """A date that the article leaves open, as far as it goes, by the known meeting."""
    if when and when.month and not when.day:
        return When(0, 0, start.replace(day=1), None, "month")
    return When(0, 0, start, end, "day" if precision == "night" else precision)


def _is_news(event: Event) -> bool:
    """Whether an undated event is what the article reports, not what it remembers."""
    verbs = event.kinds & {"meet", "with"} or (
        event.kinds & {"arrive", "visit"} and event.is_meeting
    )
    return event.order < _OPENING and bool(verbs) and not event.past and len(event.who) > 1


def _distinct(proposals: list[Proposal]) -> list[Proposal]:
    """One proposal for each known meeting: the most exact one."""
    best: dict[str, Proposal] = {}
    rest = []
    rank = {"day": 0, "month": 1, "approx": 2}
    for proposal in proposals:
        key = proposal.matches
        if key is None:
            rest.append(proposal)
        elif key not in best or rank[proposal.precision] < rank[best[key].precision]:
            best[key] = proposal
    return [*rest, *best.values()]
