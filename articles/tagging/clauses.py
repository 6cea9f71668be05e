"""Clauses: where a day opens one of its own, as in "met X on Sunday and on Monday met Z".

There is no grammar here: a clause is told by a known verb that follows the day, or, where the
preposition is repeated, by words that cannot go on from it."""

from __future__ import annotations

import re
from functools import cache

from articles.arabic.clitics import split
from articles.arabic.tokens import words
from articles.tagging.sentences import Sentence
from articles.tagging.vocabulary import cue_kinds, is_cue
from articles.tagging.when import When

AND = frozenset(("و", "and"))
_THEN = frozenset(("ثم", "then", "but"))
BESIDE = frozenset(("on", "يوم", "في", "مساء", "صباح", "ليل", "فجر", "ظهر"))
_LEADING = BESIDE | {"يومي", "ايام"}
_VERBS = ("each", "gather", "act", "with")
_NOUNS = frozenset(("talks", "many", "round", "visit", "call", "video", "meet", "attend", "arrive"))
_STOP = frozenset(("after", "that", "which"))
_FUTURE = ("سي", "ست")
_BOUND = re.compile(r"[;:؛()—–«»“”\"\n]")
_COMMA = re.compile(r"[,،]")
# How far after a day its verb may stand: a subject with its office, and a place.
_FAR = 10


@cache
def _beginning() -> frozenset[str]:
    """Words that begin another clause or another time."""
    return frozenset(
        words(
            "حيث فيما بينما إذ لكن ثم كما بعدما عندما حين لأن إذا لو أن التي الذي"
            " as while when where but then because since who whom which that or"
        )
    )


@cache
def _going_on() -> frozenset[str]:
    """Words by which a clause goes on after a day."""
    return frozenset(
        words(
            "في مع عن على إلى بين خلال قبل بعد عقب إثر قبيل ضمن وسط حول بشأن من عند لدى تحت منذ حتى"
            " بحسب وفق رغم برفقة الماضي الماضيين الماضية الجاري الجاريين الحالي المقبل المقبلين"
            " القادم القادمين معا أيضا مجددا تباعا صباحا مساء ليلا ظهرا مرة مرتين"
            " in at with to for about over during before after amid by between near from until"
            " within ahead following despite without under of on through alongside regarding"
            " inside outside respectively again too also together both last next this local time"
            " morning afternoon evening night alone"
        )
    ) | _beginning()  # fmt: skip


def is_verb(sentence: Sentence, at: int) -> bool:
    """Whether a word is a known verb of a clause, and neither "to meet" nor "hosted by"."""
    word, before = sentence.words[at], sentence.words[at - 1] if at else ""
    after = sentence.words[at + 1] if at + 1 < len(sentence.words) else ""
    kinds = sentence.kinds(at)
    if before in ("to", "ان", "the", "a") or after == "by":
        return False
    if word.startswith("ل") and is_cue(word[1:], *_VERBS):
        return False
    return bool(kinds & set(_VERBS)) or (
        "plan" in kinds and word.removeprefix("و").startswith(_FUTURE)
    )


def lead_of(sentence: Sentence, when: When) -> tuple[bool, bool]:
    """Whether "and" stands before a day, and whether a preposition does."""
    begin = when.first
    while begin and sentence.words[begin - 1].removeprefix("و") in _LEADING:
        begin -= 1
        if sentence.words[begin].startswith("و"):
            break
    said = sentence.words[begin : min(when.last, when.first + 2)]
    repeated = any(word.removeprefix("و") in BESIDE for word in said)
    if said[0].startswith("و"):
        return True, repeated
    joint = bool(begin) and sentence.words[begin - 1] in AND | _THEN
    return joint, repeated


def has_verb_before(sentence: Sentence, when: When) -> bool:
    """Whether a verb comes before a day, so that a verb after it is another one."""
    return any(
        is_verb(sentence, n) and not sentence.kinds(n - 1) & _STOP for n in range(when.first)
    )


def goes_its_own_way(sentence: Sentence, first: When, last: When, *, repeated: bool) -> bool:
    """Whether what follows the day `last` is a clause of its own, and not that of `first`."""
    at = last.last
    if at >= len(sentence.words):
        return False
    if _verb_follows(sentence, at, past_commas=repeated):
        return True
    return repeated and _has_other_words(sentence, first, at)


def _verb_follows(sentence: Sentence, at: int, *, past_commas: bool) -> bool:
    comma = False
    for n in range(at, min(len(sentence.words), at + _FAR)):
        gap, kinds = _gap(sentence, n), sentence.kinds(n)
        comma = comma or bool(_COMMA.search(gap))
        if _BOUND.search(gap) or (comma and not past_commas):
            return False
        if is_conjoined(sentence, n):
            # "On Monday X and Y met Z": what "and" joins may be two who act.
            if n > at and any(who.first in (n, n + 1) for who in sentence.who):
                continue
            return False
        if is_verb(sentence, n):
            return True
        if "say" in kinds:
            return not comma
        if kinds & (_NOUNS | _STOP) or sentence.words[n] in _beginning():
            return False
    return False


def _has_other_words(sentence: Sentence, first: When, at: int) -> bool:
    """Whether a word follows by which the clause before cannot go on."""
    word, gap = sentence.words[at], _gap(sentence, at)
    if _BOUND.search(gap) or _COMMA.search(gap) or is_conjoined(sentence, at):
        return False
    named = any(who.first == at and not who.joined for who in sentence.who)
    if word in _going_on() or (word.startswith(("ل", "ب")) and not named):
        return False
    if re.fullmatch(r"[a-z]+ed", word):
        return sentence.words[at + 1 : at + 2] != ["by"]
    # "X received on Sunday and on Monday Y": the verb still wants whom.
    parties = sentence.of_kind("person", "organization")
    before = [who for who in parties if who.first < first.first]
    after = [who for who in parties if at <= who.first < at + _FAR]
    return len(before) > 1 or not after


def _gap(sentence: Sentence, at: int) -> str:
    return sentence.text[sentence.ends[at - 1] : sentence.offsets[at]] if at else ""


def is_conjoined(sentence: Sentence, at: int) -> bool:
    """Whether "and" stands before a word, or is it: و may be a letter of the word as well."""
    word = sentence.words[at]
    if word in AND:
        return True
    if not word.startswith("و"):
        return False
    if any(who.first == at and "و" in who.joined for who in sentence.who):
        return True
    return word[1:] in cue_kinds() or not split(word)[1].startswith("و")
