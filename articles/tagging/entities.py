"""Known entities in a text, each occurrence with its exact place, and none that is not meant.

The name table finds the words; here is decided which of them are believed. A family name behind
somebody else's given name, a word that is a name and a word, and a guessed spelling each need more
than the word itself: the full name nearby, or the same entity named beyond doubt in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from articles.arabic.clitics import is_noun, proclitic_splits
from articles.arabic.lexicon import frequencies, spellings, stop_words
from articles.arabic.names import Form, NameMatch
from articles.arabic.normalize import FORMAT_MARKS, MARKS
from articles.arabic.stem import is_better_known
from articles.arabic.tokens import pieces
from articles.arabic.variants import skeleton
from articles.tagging.known import OTHER, Known
from articles.tagging.vocabulary import cue_kinds, given_names, ordinary_words, titles

_INVISIBLE = frozenset(MARKS + FORMAT_MARKS)
_BREAK = re.compile(r"[\n.!?؟؛:]")
_ROLES_OF_SONS = frozenset(("بن", "ابن", "bin", "bint", "بنت"))
_HOUSES = frozenset(("ال", "al"))
_JUNIOR = frozenset(("جونيور", "الابن", "jr", "junior"))


@dataclass(frozen=True, slots=True)
class Found:
    """An entity named at `start`:`end` of the text, by its words `first` up to `last`."""

    entity: str
    text: str
    start: int
    end: int
    first: int
    last: int


@dataclass(slots=True)
class Words:
    """The words of a text, folded, in their usual spelling, with their places."""

    text: str
    folded: list[str]
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, text: str) -> Words:
        usual = spellings()
        rows = [(usual.get(word, word), start, end) for word, start, end in pieces(text) if word]
        return cls(text, [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])

    def beside(self, at: int) -> bool:
        """Whether nothing but a space parts the words `at` - 1 and `at`."""
        return 0 < at < len(self.starts) and self.text[self.ends[at - 1] : self.starts[at]] == " "

    def before(self, at: int) -> str:
        return self.folded[at - 1] if self.beside(at) else ""

    def raw(self, at: int) -> str:
        return self.text[self.starts[at] : self.ends[at]]


def find_entities(words: Words, known: Known) -> list[Found]:
    """Every occurrence of a known entity in the order of the text; none of them overlap."""
    sure: list[tuple[NameMatch, int]] = []
    doubtful: list[tuple[NameMatch, int]] = []
    matches = known.table.match(words.folded)
    named = frozenset(n for match in matches for n in range(match.start, match.end))
    for match in matches:
        if match.entity == OTHER or _is_broken(words, match):
            continue
        form, skipped = _read_as(words, match, known)
        # What stands before a particle, or is a name of somebody else's, is no given name.
        apart = bool(skipped) or match.start - 1 in named
        before = "" if apart else words.before(match.start)
        verdict = _judge(words, match, form, before, known)
        if verdict is not None:
            (sure if verdict else doubtful).append((match, skipped))
    beyond_doubt = {match.entity for match, _ in sure}
    believed = [*sure, *(each for each in doubtful if each[0].entity in beyond_doubt)]
    believed = _without_rivals(believed)
    believed.sort(key=lambda each: each[0].start)
    return [_found(words, match, skipped) for match, skipped in believed]


def find_topics(words: Words, known: Known) -> list[Found]:
    """Every occurrence of a known topic, by its exact names."""
    matches = known.topics.match(words.folded, fuzzy=False)
    return [_found(words, match, 0) for match in matches if not _is_broken(words, match)]


def _without_rivals(matches: list[tuple[NameMatch, int]]) -> list[tuple[NameMatch, int]]:
    """A name that several entities bear is that of the one named otherwise too, or of none."""
    at: dict[int, list[tuple[NameMatch, int]]] = {}
    for each in matches:
        at.setdefault(each[0].start, []).append(each)
    alone = {each[0].entity for rivals in at.values() if len(rivals) == 1 for each in rivals}
    kept = []
    for rivals in at.values():
        chosen = rivals if len(rivals) == 1 else [r for r in rivals if r[0].entity in alone]
        kept += chosen if len(chosen) == 1 else []
    return kept


def _is_broken(words: Words, match: NameMatch) -> bool:
    """Whether the words of the name stand in two sentences."""
    gaps = range(match.start + 1, match.end)
    return any(_BREAK.search(words.text[words.ends[n - 1] : words.starts[n]]) for n in gaps)


def _read_as(words: Words, match: NameMatch, known: Known) -> tuple[Form, int]:
    """The form of the name that was met, and how many letters are joined before it."""
    said = tuple(words.folded[match.start : match.end])
    forms = {form for form in known.table.forms(match.entity) if len(form) == len(said)}
    if said in forms or match.fuzzy:
        return said, 0
    for particle, rest in proclitic_splits(said[0]):
        if (rest, *said[1:]) in forms:
            # "li" before the article has swallowed its alef: there is nothing to cut off.
            joined = said[0].startswith(particle + rest)
            return (rest, *said[1:]), len(particle) if joined else 0
    return said, 0


def _judge(words: Words, match: NameMatch, form: Form, before: str, known: Known) -> bool | None:
    """True: it is meant. False: only if the entity is named elsewhere too. None: it is not."""
    raw = words.raw(match.start)
    short = form in known.capitals and not raw.isupper()
    if raw[0].isascii() and raw[0].isalpha() and (short or not raw[0].isupper()):
        return None
    if known.kinds[match.entity] != "person":
        if len(form) == 1 and _bare(before) in given_names() and not raw.startswith(("ب", "ل")):
            return None if raw[0].isascii() else False
        ordinary = words.folded[match.start] in ordinary_words()
        return not (match.fuzzy or ordinary or known.is_doubtful(match.entity, form))
    if words.beside(match.end) and words.folded[match.end] in _JUNIOR:
        return None
    own = known.given.get(match.entity, frozenset())
    kin = any(_is_like(_bare(before), name) for name in own)
    if match.fuzzy:
        return kin or None if not _sounds_alike(form[0], match.entity, known) else kin
    if (
        len(form) > 1
        and (match.entity, form) in known.spelled
        and not known.is_family_name(match.entity, form)
    ):
        return True
    return kin or _stands_alone(words, match, form, before, known)


def _stands_alone(
    words: Words, match: NameMatch, form: Form, before: str, known: Known
) -> bool | None:
    """Judge a family name without its given name by what stands beside it."""
    bare = _bare(before)
    if form[0] in _HOUSES and (match.entity, form) not in known.spelled:
        return None  # a whole family
    if form[0] in _ROLES_OF_SONS and before and not _may_stand_before(before):
        return None
    if before in _ROLES_OF_SONS or bare in known.first_names:
        return None
    if form[-1] in known.first_names and _goes_on(words, match.end, known):
        return None
    latin = words.raw(match.start)[0].isascii()
    if latin:
        stranger = _is_capital_name(words, match.start - 1) if before else False
    else:
        stranger = bool(before) and _is_unheard_of(before, known)
    return not (stranger or known.is_doubtful(match.entity, form))


def _goes_on(words: Words, at: int, known: Known) -> bool:
    """Whether the word `at` looks like a family name, so that a given name stands before it."""
    if not words.beside(at):
        return False
    raw, word = words.raw(at), words.folded[at]
    if raw[0].isascii():
        return raw[0].isupper()
    return len(word) > 2 and not _may_stand_before(word) and is_noun(word) < 20


def _may_stand_before(word: str) -> bool:
    """Whether an Arabic word is none of a name: an office, a particle, a noun with its article."""
    return word.startswith("ال") or word in titles() or word in stop_words() or word in cue_kinds()


def _is_capital_name(words: Words, at: int) -> bool:
    """Whether a Latin word is written as a name and is no title and no first word."""
    raw = words.raw(at)
    first = at == 0 or _BREAK.search(words.text[words.ends[at - 1] : words.starts[at]])
    return raw[0].isupper() and not first and words.folded[at] not in titles()


def _is_unheard_of(word: str, known: Known) -> bool:
    """Whether an Arabic word is none that is met in texts: the given name of a stranger."""
    if not "ء" <= word[0] <= "ي" or word.startswith("ال") or word in titles():
        return False
    rests = [word, *(rest for _, rest in proclitic_splits(word))]
    heard = any(frequencies().get(rest, 0) > 0 for rest in rests)
    return len(word) > 3 and not heard


def _bare(word: str) -> str:
    """A given name without what may be joined before it."""
    names = given_names()
    if word in names or len(word) < 4 or word[0] not in "وفبلك":
        return word
    return word[1:] if word[1:] in names else word


def _is_like(word: str, name: str) -> bool:
    if not word or len(word) < 3:
        return False
    near = word == name or (word[0] in "وفبلك" and word[1:] == name)
    return near or (
        len(name) > 3
        and OSA.distance(word, name, score_cutoff=2) <= 2
        and skeleton(word)[:2] == skeleton(name)[:2]
    )


def _sounds_alike(word: str, entity: str, known: Known) -> bool:
    """Whether a guessed spelling is the name by its sound, particles aside."""
    sounds = {skeleton(f[0]) for f in known.table.forms(entity) if len(f) == 1}
    spelled = [
        word,
        *(rest for _, rest in proclitic_splits(word) if not is_better_known(word, rest)),
    ]
    return any(len(skeleton(each)) >= 3 and skeleton(each) in sounds for each in spelled)


def _found(words: Words, match: NameMatch, skipped: int) -> Found:
    start, end = words.starts[match.start], words.ends[match.end - 1]
    while skipped:
        skipped -= words.text[start] not in _INVISIBLE
        start += 1
    while words.text[start] in _INVISIBLE:
        start += 1
    return Found(match.entity, words.text[start:end], start, end, match.start, match.end)
