"""One sentence read: what meetings it tells of, as far as it does.

A sentence may tell of two ("today's meeting comes after one on 11 April"): its cues are parted by
the times beside them, and whom, where and how long belong to the cue in whose part they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date

from articles.arabic.lexicon import frequencies
from articles.tagging.clauses import is_conjoined, is_verb
from articles.tagging.joined import join_days, told_apart
from articles.tagging.known import Known
from articles.tagging.lengths import durations_in
from articles.tagging.people import meant, participants
from articles.tagging.places import place_in
from articles.tagging.sentences import Sentence
from articles.tagging.when import When, times_in

_TELLING = ("meet", "with", "talks", "many", "call", "video", "visit", "arrive", "attend", "round")
# Words that make of a round one of talks: "the third round".
_ORDINALS = re.compile(
    "ال(?:اولي|ثانيه|ثالثه|رابعه|خامسه|سادسه|سابعه|ثامنه|اخيره|سابقه|تاليه|جديده)"
    "|first|second|third|fourth|fifth|sixth|latest"
)
_NOT = frozenset(("لم", "لن", "not", "never", "no", "لا"))
_NEVER = frozenset(("لم", "لن"))
# How far before a cue a denial reaches, and how far after one.
_DENIED_BEFORE, _DENIED_AFTER = 16, 3
_FAR = 25


@dataclass
class Event:
    """What a part of a sentence tells of a meeting. `kinds` are those of its cues; `said` is its
    time as of what was, where the present alone sets it ahead ("X meets Y on Tuesday")."""

    sentence: Sentence
    order: int
    who: list[str]
    kinds: frozenset[str]
    when: When | None = None
    said: When | None = None
    place: str | None = None
    minutes: int | None = None
    planned: bool = False
    past: bool = False
    is_call: bool = False
    beside: tuple[date, ...] = ()  # days of which the same words tell of another meeting

    @property
    def is_meeting(self) -> bool:
        """Whether it is told that somebody met, rather than that somebody came."""
        return bool(self.kinds & {"meet", "with", "talks", "call"})


def events_in(
    sentence: Sentence,
    order: int,
    published: date | None,
    known: Known,
    before: Sentence | None = None,
) -> list[Event]:
    """The meetings a sentence tells of, in its order; none if it denies them.

    `before` is the sentence in which its pronouns may be named."""
    cues = _cues(sentence)
    if not cues or _is_denied(sentence, cues):
        return []
    said, ahead = times_in(sentence, published)
    said, ahead = (join_days(times, sentence) for times in (_without_speech(said, sentence), ahead))
    opens = [when.first for when in said if when.opens]
    groups = _grouped(sentence, cues, _assigned(sentence, said, cues, opens), opens)
    lengths = durations_in(sentence)
    events = []
    for n, (begin, members, when) in enumerate(groups):
        at = members[0]
        begin = 0 if n == 0 else begin
        end = groups[n + 1][0] if n + 1 < len(groups) else len(sentence.words)
        kinds = frozenset().union(*(sentence.kinds(cue) for cue in members))
        planned = _is_planned(sentence, at, when, end)
        who = participants(sentence, begin, end, known)
        own = n > 0 and begin in opens
        if len(who) < 2 and own:
            who = _with_subject(sentence, who, events[-1].who, groups[n - 1][1][0], begin, at)
        elif len(who) < 2 and n:
            who = participants(sentence, 0, len(sentence.words), known)
        if who and before is not None and not own:
            who = [*meant(sentence, members, before, who, known), *who]
        if _is_after(sentence, at) and n:
            planned = False
        event = Event(sentence, order, who, kinds, when, planned=planned)
        event.is_call = _is_call(sentence, members)
        later = when and next((each for each in ahead if each.first == when.first), None)
        if later and (planned or _is_now(sentence, members[0])):
            event.when = later
            if not planned and _is_counted_on(when, later):
                event.said = told_apart(when, kinds, sentence)
        event.when = told_apart(event.when, kinds, sentence)
        if not event.is_call:
            event.place = place_in(sentence, begin, end, known)
        event.minutes = next((m for word, m in lengths if begin <= word < end), None)
        event.past = _is_after(sentence, at) or any(
            "back" in sentence.kinds(word) for word in range(begin, end)
        )
        events.append(event)
    return _told_together(events)


def _with_subject(
    sentence: Sentence, who: list[str], before: list[str], verb: int, begin: int, at: int
) -> list[str]:
    """Who met, by a verb that leaves out who acts: those who acted in the clause before, which are
    all for "they" and the dual, else whom English names before its verb and Arabic names first."""
    word = sentence.words[at]
    they = any("they" in sentence.kinds(n) for n in range(begin, at))
    dual = word.endswith("ا") and is_verb(sentence, at)
    alone = not who and not sentence.kinds(at) & {"visit", "arrive"}  # "and met again"
    if they or dual or alone:
        acting = before
    else:
        ahead = {each.entity for each in sentence.who if each.first < verb}
        latin = word.isascii()
        acting = [key for key in before if latin and key in ahead] or before[:1]
    return list(dict.fromkeys((*acting, *who)))


def _told_together(events: list[Event]) -> list[Event]:
    """Events of the same persons by two verbs, each exact: neither day is the one beside."""
    told = [
        event
        for event in events
        if event.kinds & {"each", "gather"} and event.when and event.when.precision == "day"
    ]
    for event in told:
        same = [one for one in told if set(one.who) == set(event.who) and one.when and event.when]
        days = {day for one in same if one.when and (day := one.when.start)}
        if len(days) > 1 and event.when and not event.when.others and event.when.start:
            event.when = replace(event.when, named=True)
            event.beside = tuple(sorted(days - {event.when.start}))
    return events


def _cues(sentence: Sentence) -> list[int]:
    """The words that tell of a meeting, a visit or an arrival."""
    found = []
    for at, word in enumerate(sentence.words):
        kinds = sentence.kinds(at)
        if not kinds:
            continue
        alone = not kinds & set(_TELLING)
        if alone and not ("plan" in kinds and word.startswith(("سي", "ست", "وسي", "وست"))):
            continue
        if kinds == {"round"} and not _is_of_talks(sentence, at):
            continue
        if kinds == {"with"} and not _goes_with(sentence, at):
            continue
        found.append(at)
    return found


def _is_of_talks(sentence: Sentence, at: int) -> bool:
    """Whether a round is one of talks, rather than a tour."""
    near = range(max(0, at - 1), min(len(sentence.words), at + 4))
    return any(_ORDINALS.fullmatch(sentence.words[n]) or "talks" in sentence.kinds(n) for n in near)


def _is_planned(sentence: Sentence, at: int, when: When | None, end: int) -> bool:
    """Whether words before `end` tell a meeting, by the cue `at`, as one to come.

    After "met" only "next" beside its time does: what they met about may lie ahead."""
    if "met" not in sentence.kinds(at):
        return any(_is_ahead(sentence, word) for word in range(end))
    around = range(when.first - 1, min(when.last + 1, end)) if when else ()
    before = any(_is_ahead(sentence, word) for word in range(at))
    return before or any("next" in sentence.kinds(word) for word in around)


def _is_ahead(sentence: Sentence, at: int) -> bool:
    """Whether a word tells of what is to come: "will", "is to"."""
    bound = sentence.words[at] == "to" and at and sentence.words[at - 1] in ("is", "are")
    word = sentence.words[at].removeprefix("و")
    known = frequencies()
    future = (
        word.startswith(("سي", "ست"))
        and len(word) > 3
        and (known.get(word[1:], 0) >= max(20, known.get(word, 0)))
    )
    after = sentence.words[at + 1] if at + 1 < len(sentence.words) else ""
    maybe = word == "قد" and after.startswith("ي")  # "may"; before the past it is "has"
    return "plan" in sentence.kinds(at) or bool(bound) or future or maybe


def _is_call(sentence: Sentence, members: list[int]) -> bool:
    """Whether a meeting is told as a call: one that follows upon a call is none."""
    kinds = [sentence.kinds(at) for at in members]
    told = any(each & {"call", "video"} for each in kinds)
    return told and (
        bool(kinds[0] & {"call", "video"})
        or not any(each & {"meet", "visit", "arrive"} for each in kinds)
    )


def _is_now(sentence: Sentence, at: int) -> bool:
    """Whether a verb is of the present: "meets on Friday" is told of the Friday to come."""
    word = sentence.words[at].removeprefix("و")
    present = word.startswith("ي") or word in (
        "تلتقي",
        "تجتمع",
        "تستقبل",
        "تستضيف",
        "meets",
        "hosts",
    )
    before = range(max(0, at - 3), at)
    return (
        present
        and "meet" in sentence.kinds(at)
        and not any("back" in sentence.kinds(n) or sentence.words[n] in _NOT for n in before)
    )


def _is_counted_on(when: When | None, later: When) -> bool:
    """Whether a time is another day for what was than for what is ahead, as a bare weekday is."""
    named = later.named or later.precision != "day"
    return bool(when and when.start != later.start and not named)


def _goes_with(sentence: Sentence, at: int) -> bool:
    """Whether "with" or "by phone" follows a verb that tells of a meeting only so."""
    following = range(at + 1, min(len(sentence.words), at + 12))
    return any(sentence.kinds(n) & {"with_word", "call"} for n in following)


def _is_denied(sentence: Sentence, cues: list[int]) -> bool:
    for at in cues:
        if not sentence.kinds(at) & {"meet", "with", "talks", "call", "plan", "many", "visit"}:
            continue
        before = range(max(0, at - _DENIED_BEFORE), at)
        after = range(at + 1, min(len(sentence.words), at + 1 + _DENIED_AFTER))
        if any("deny" in sentence.kinds(n) for n in (*before, *after)):
            return True
        if _NOT & set(sentence.words[max(0, at - 2) : at]):
            return True
        if _NEVER & set(sentence.words[max(0, at - 4) : at]):
            return True
    return False


def _without_speech(said: list[When], sentence: Sentence) -> list[When]:
    """Leave out the day on which something was said, where another day is told too."""
    if len(said) < 2:
        return said
    spoken = [
        when
        for when in said
        if any("say" in sentence.kinds(n) for n in range(max(0, when.first - 2), when.first))
        or any("say" in sentence.kinds(n) for n in range(when.last, when.last + 1))
    ]
    return [when for when in said if when not in spoken] or said


def _assigned(
    sentence: Sentence, said: list[When], cues: list[int], opens: list[int]
) -> dict[int, list[When]]:
    """Each time to the nearest cue of its clause, rather one before it than one after it."""
    taken: dict[int, list[When]] = {}
    for when in said:
        clause = bisect_right(opens, when.first)
        beside = [at for at in cues if bisect_right(opens, at) == clause]
        if any(at < when.first for at in beside):
            # "On Sunday and met Z": the verb behind "and" is another one.
            stop = next((at for at in beside if at >= when.last and _is_added(sentence, at)), None)
            beside = [at for at in beside if stop is None or at < stop]
        if not beside:
            continue
        nearest = min(
            beside, key=lambda at: when.first - at if at < when.first else at - when.last + 4
        )
        if abs(when.first - nearest) <= _FAR and not _is_aside(sentence, nearest, when):
            taken.setdefault(nearest, []).append(when)
    for cue, before in zip(cues[1:], cues, strict=False):
        # "They met on the 11th of April, and met again on the 12th": two days, and each its own.
        days = taken.get(cue, [])
        if bisect_right(opens, before) != bisect_right(opens, cue):
            continue
        if before in taken or len(days) < 2 or not (days[0].named and days[-1].named):
            continue
        if before < days[0].first < cue <= days[-1].first and days[0].start != days[-1].start:
            taken[before], taken[cue] = days[:1], days[1:]
    return taken


def _is_added(sentence: Sentence, at: int) -> bool:
    """Whether a cue is a verb that "and" joins to what was told before."""
    return is_verb(sentence, at) and (
        is_conjoined(sentence, at) or (at > 0 and sentence.words[at - 1] == "and")
    )


def _is_aside(sentence: Sentence, cue: int, when: When) -> bool:
    """Whether a time is that of something else: behind "since", or in a clause of its own."""
    if any("since" in sentence.kinds(n) for n in range(max(0, when.first - 4), when.first)):
        return True
    return any("which" in sentence.kinds(n) for n in range(cue + 3, when.first))


def _grouped(
    sentence: Sentence, cues: list[int], taken: dict[int, list[When]], opens: list[int]
) -> list[tuple[int, list[int], When | None]]:
    """Cues that tell of one meeting, each group with where it begins and its time."""
    groups: list[tuple[int, list[int], When | None]] = []
    for at in cues:
        when = taken[at][0] if at in taken else None
        if not groups:
            groups.append((at, [at], when))
            continue
        begin, members, known = groups[-1]
        after = _is_after(sentence, at)
        clause = bisect_right(opens, at)
        if clause != bisect_right(opens, members[-1]):
            groups.append((opens[clause - 1], [at], when))
        elif after or (when and known and when.start != known.start):
            groups.append((at, [at], when))
        else:
            groups[-1] = (begin, [*members, at], known or when)
    return groups


def _is_after(sentence: Sentence, at: int) -> bool:
    """Whether a meeting is told only as what something else came after, or before."""
    return "after" in sentence.kinds(at - 1) and bool(
        sentence.kinds(at) & {"meet", "talks", "many"}
    )


def with_planned(event: Event, published: date | None) -> Event:
    """What lies ahead of the day of publication is planned, whatever the verb."""
    start = event.when.start if event.when else None
    ahead = bool(published and start and start > published)
    return replace(event, planned=event.planned or ahead)
