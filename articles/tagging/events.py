"""One sentence read: what meetings it tells of, as far as it does.

A sentence may tell of two ("today's meeting comes after one on 11 April"): its cues are parted by
the times beside them, and whom, where and how long belong to the cue in whose part they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from articles.arabic.clitics import with_article
from articles.arabic.lexicon import countries, frequencies
from articles.tagging.known import Known, plain
from articles.tagging.sentences import Sentence, Who
from articles.tagging.vocabulary import is_cue, titles
from articles.tagging.when import When, durations_in, times_in

_TELLING = ("meet", "with", "talks", "many", "call", "video", "visit", "arrive", "attend", "round")
# Words that make of a round one of talks: "the third round".
_ORDINALS = re.compile(
    "ال(?:اولي|ثانيه|ثالثه|رابعه|خامسه|سادسه|سابعه|ثامنه|اخيره|سابقه|تاليه|جديده)"
    "|first|second|third|fourth|fifth|sixth|latest"
)
_CITY_WORDS = frozenset(("مدينه", "بمدينه", "لمدينه", "العاصمه", "بالعاصمه", "منتجع", "بمنتجع",
                         "ولايه", "بولايه", "the", "city", "of"))  # fmt: skip
_NOT = frozenset(("لم", "لن", "not", "never", "no", "لا"))
_HEADS = frozenset(("الرءيس", "للرءيس", "الوزير", "للوزير", "المنتخب", "الحالي", "السابق",
                    "الاسبق", "president"))  # fmt: skip
_NEVER = frozenset(("لم", "لن"))
# How far before a cue a denial reaches, and how far after one.
_DENIED_BEFORE, _DENIED_AFTER = 16, 3
_FAR = 25


@dataclass
class Event:
    """What a part of a sentence tells of a meeting. `kinds` are those of its cues."""

    sentence: Sentence
    order: int
    who: list[str]
    kinds: frozenset[str]
    when: When | None = None
    place: str | None = None
    minutes: int | None = None
    planned: bool = False
    past: bool = False
    is_call: bool = False

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
    said = _without_speech(said, sentence)
    groups = _grouped(sentence, cues, _assigned(sentence, said, cues))
    lengths = durations_in(sentence)
    events = []
    for n, (at, members, when) in enumerate(groups):
        begin = 0 if n == 0 else at
        end = groups[n + 1][0] if n + 1 < len(groups) else len(sentence.words)
        kinds = frozenset().union(*(sentence.kinds(cue) for cue in members))
        planned = any(_is_ahead(sentence, word) for word in range(end))
        who = participants(sentence, begin, end, known)
        if len(who) < 2 and n:
            who = participants(sentence, 0, len(sentence.words), known)
        if who and before is not None:
            who = [*_meant(sentence, members, before, who, known), *who]
        if _is_after(sentence, at) and n:
            planned = False
        event = Event(sentence, order, who, kinds, when, planned=planned)
        event.is_call = _is_call(sentence, members)
        later = when and next((each for each in ahead if each.first == when.first), None)
        if later and (planned or _is_now(sentence, members[0])):
            event.when = later
        if not event.is_call:
            event.place = _place(sentence, begin, end, known)
        event.minutes = next((m for word, m in lengths if begin <= word < end), None)
        event.past = _is_after(sentence, at) or any(
            "back" in sentence.kinds(word) for word in range(begin, end)
        )
        events.append(event)
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


def _assigned(sentence: Sentence, said: list[When], cues: list[int]) -> dict[int, list[When]]:
    """Each time to the nearest cue, rather one before it than one after it."""
    taken: dict[int, list[When]] = {}
    for when in said:
        nearest = min(
            cues, key=lambda at: when.first - at if at < when.first else at - when.last + 4
        )
        if abs(when.first - nearest) <= _FAR and not _is_aside(sentence, nearest, when):
            taken.setdefault(nearest, []).append(when)
    return taken


def _is_aside(sentence: Sentence, cue: int, when: When) -> bool:
    """Whether a time is that of something else: behind "since", or in a clause of its own."""
    if any("since" in sentence.kinds(n) for n in range(max(0, when.first - 4), when.first)):
        return True
    return any("which" in sentence.kinds(n) for n in range(cue + 3, when.first))


def _grouped(
    sentence: Sentence, cues: list[int], taken: dict[int, list[When]]
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
        if after or (when and known and when.start != known.start):
            groups.append((at, [at], when))
        else:
            groups[-1] = (begin, [*members, at], known or when)
    return groups


def _is_after(sentence: Sentence, at: int) -> bool:
    """Whether a meeting is told only as what something else came after, or before."""
    return "after" in sentence.kinds(at - 1) and bool(
        sentence.kinds(at) & {"meet", "talks", "many"}
    )


# --- who -----------------------------------------------------------------------------------------
def participants(sentence: Sentence, begin: int, end: int, known: Known) -> list[str]:
    """The persons in a part of a sentence who meet; with one alone, the organization on the other
    side. Left out are those who only say so, and those that an office or a plan is named after."""
    inside = [who for who in sentence.who if begin <= who.first < end]
    persons = [who for who in inside if who.kind == "person"]
    kept = [who for who in persons if not _is_owner(sentence, who, known)]
    kept = [who for who in kept if not _is_matter(sentence, who)]
    speaking = _speakers(sentence, kept)
    kept = [who for who in kept if who not in speaking]
    found = list(dict.fromkeys(who.entity for who in kept))
    if len(found) < 2:
        sides = [who for who in inside if who.kind == "organization" and _is_side(sentence, who)]
        found += [who.entity for who in sides if who.entity not in found]
    return found


def _is_owner(sentence: Sentence, who: Who, known: Known) -> bool:
    """Whether something else is named after this person: an adviser, a plan, somebody's son."""
    if "،" in sentence.text[sentence.ends[who.first - 1] : sentence.offsets[who.first]]:
        return False
    raw = sentence.text[sentence.offsets[who.first] : sentence.ends[who.last - 1]]
    if raw.endswith(("'s", "’s")) and who.last < len(sentence.words):
        return _named_again(sentence, who)
    if "ل" in who.joined and any(
        is_cue(word.removeprefix("ال"), "of")
        for word in sentence.words[max(0, who.first - 2) : who.first]
    ):
        return True  # "the special representative of"
    heads = {head for head, _ in known.roles.get(who.entity, ())}
    for at in range(who.first - 1, max(-1, who.first - 5), -1):
        word = sentence.words[at]
        if "of" in sentence.kinds(at) and not word.startswith(("ال", "وال")):
            # "the minister's adviser So-and-so" is the adviser if that is his office.
            return word.startswith("لل") or plain(with_article(word)) not in heads
        if not _is_office_word(word):
            return False
    return False


def _named_again(sentence: Sentence, who: Who) -> bool:
    """Whether "X's" is followed by another person: X's envoy. "Ukraine's X" is X."""
    following = sentence.words[who.last]
    return is_cue(following, "of") or following in titles()


def _is_office_word(word: str) -> bool:
    bare = word.removeprefix("لل").removeprefix("ال")
    return word in _HEADS or bare in countries() or word in countries()


def _is_matter(sentence: Sentence, who: Who) -> bool:
    return who.first > 0 and "about" in sentence.kinds(who.first - 1)


def _speakers(sentence: Sentence, kept: list[Who]) -> list[Who]:
    """Those between a word of saying and "that": unless it goes on with "he", they only report."""
    found: list[Who] = []
    for at in range(len(sentence.words)):
        if "say" not in sentence.kinds(at):
            continue
        stop = next(
            (n for n in range(at + 1, min(len(sentence.words), at + 26))
             if "that" in sentence.kinds(n)), None,
        )  # fmt: skip
        if stop is None:
            latin = sentence.words[at].isascii()
            beside = [w for w in kept if (latin and w.last == at) or at < w.first < at + 4]
            if len(kept) - len(beside) >= 2:
                found += beside
        elif "he" not in sentence.kinds(stop) and not _is_party(sentence, kept, stop):
            found += [who for who in kept if at < who.first < stop]
    return found


def _is_party(sentence: Sentence, kept: list[Who], stop: int) -> bool:
    """Whether the speaker is one of those who met: "X said that talks were held with Y"."""
    after = [who for who in kept if who.first > stop]
    return bool(after) and "with_word" in sentence.kinds(after[0].first - 1)


def _is_side(sentence: Sentence, who: Who) -> bool:
    """Whether an organization is one that was met: "with a delegation of ..."."""
    before = range(max(0, who.first - 4), who.first)
    return any("with_word" in sentence.kinds(n) for n in before) or any(
        sentence.words[n] in ("وفد", "وفدا", "ووفد", "بوفد", "وفدي", "delegation") for n in before
    )


def _meant(
    sentence: Sentence, cues: list[int], before: Sentence, named: list[str], known: Known
) -> list[str]:
    """Whom a pronoun, or a verb without a subject, means: somebody of the sentence before.

    "He" is whom that sentence named first, "they" and "them" are all of those who acted in it."""
    verbs = [at for at in cues if "meet" in sentence.kinds(at)]
    if not verbs:
        return []
    near = range(max(0, verbs[0] - 3), min(len(sentence.words), verbs[0] + 4))
    they = any("they" in sentence.kinds(n) for n in near)
    first = next((who.first for who in sentence.who if who.entity == named[0]), 0)
    unsaid = verbs[0] < 2 and not sentence.words[0].isascii() and first > verbs[0]
    one = len(named) == 1 and (unsaid or any("one" in sentence.kinds(n) for n in near))
    if not (they or one):
        return []
    meant = participants(before, 0, len(before.words), known)
    meant = [who for who in meant if who not in named and known.kinds[who] == "person"]
    return meant if they else meant[:1]


# --- where ---------------------------------------------------------------------------------------
def _place(sentence: Sentence, begin: int, end: int, known: Known) -> str | None:
    """Where it was: a place behind "in", else a hall whose place is known, a place visited or host,
    or one that the talks are called by. A city rather than its country."""
    places = [w for w in sentence.of_kind("place") if begin <= w.first < end]
    told = [who for who in places if _is_in(sentence, who)]
    towns = [who for who in told if not _is_country(sentence, who)]
    if towns:
        return max(towns, key=lambda who: (known.hosts[who.entity], -who.first)).entity
    halls = [w for w in sentence.of_kind("organization") if begin <= w.first < end]
    for who in halls:
        form = sentence.words[who.first : who.last]
        form[0] = form[0][len(who.joined) :] if who.joined else form[0]
        if _is_in(sentence, who) and tuple(form) in known.venues:
            return known.venues[tuple(form)]
    if told:
        return told[0].entity
    for who in places:
        if any("host" in sentence.kinds(n) for n in range(max(0, who.first - 9), who.first)):
            return who.entity
    for who in places:  # "the Geneva talks", "Geneva brought together"
        if sentence.kinds(who.first - 1) & {"meet", "talks", "round"} and not who.joined:
            return who.entity
    return None


def _is_in(sentence: Sentence, who: Who) -> bool:
    if _is_side_of(sentence, who) or _is_of_matter(sentence, who):
        return False
    if "ب" in who.joined:
        return True
    at = who.first - 1
    while at >= 0 and sentence.words[at] in _CITY_WORDS:
        if sentence.words[at].startswith("ب"):
            return True
        at -= 1
    if at >= 0 and "to" in sentence.kinds(at):  # "flew to"; "ambassador to" is no place
        return any(sentence.kinds(n) & {"arrive", "visit"} for n in range(max(0, at - 8), at))
    return at >= 0 and "in" in sentence.kinds(at)


def _is_of_matter(sentence: Sentence, who: Who) -> bool:
    """Whether a place is that of what is spoken of: "the war in", "the deal on"."""
    before = range(max(0, who.first - 3), who.first)
    return any(sentence.kinds(n) & {"matter", "insider"} for n in before)


def _is_side_of(sentence: Sentence, who: Who) -> bool:
    """Whether a place stands for a party: "between Moscow and Washington"."""
    return any("between" in sentence.kinds(n) for n in range(max(0, who.first - 4), who.first))


def _is_country(sentence: Sentence, who: Who) -> bool:
    words = [word.removeprefix("ال") for word in sentence.words[who.first : who.last]]
    words[0] = words[0].removeprefix(who.joined) if who.joined else words[0]
    return any(word in countries() for word in words)


def with_planned(event: Event, published: date | None) -> Event:
    """What lies ahead of the day of publication is planned, whatever the verb."""
    start = event.when.start if event.when else None
    ahead = bool(published and start and start > published)
    return replace(event, planned=event.planned or ahead)
