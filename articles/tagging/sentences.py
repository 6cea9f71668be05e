"""A text as sentences: words with their cues, the entities in them, and persons told by office."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from articles.arabic.clitics import with_article
from articles.arabic.lexicon import stop_words
from articles.tagging.entities import Found, Words
from articles.tagging.known import Known, plain
from articles.tagging.vocabulary import cue_kinds

_END = re.compile(r"\n+|(?<!\d)[.!؟?…]+[\"»”’)\]]*(?=\s|$)|(?<=\d)[.!؟?]+[\"»”’)\]]*(?=\s|$)")
# A dot after these ends no sentence: months and titles cut short, and an initial.
_SHORT = re.compile(
    r"(?:\b[A-Z]|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep"
    r"|Gov|Lt|Col)|(?<!\w)[دمأا])$"
)
LONGEST_OFFICE = 4
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Who:
    """An entity named by the words `first` up to `last` of a sentence."""

    entity: str
    kind: str
    first: int
    last: int
    joined: str = ""  # what is written together with it: "in", "and"
    by_office: bool = False


@dataclass(slots=True)
class Sentence:
    """One sentence: its text and place, its words, and whom it names."""

    text: str
    start: int
    words: list[str]
    offsets: list[int]
    ends: list[int]
    who: list[Who] = field(default_factory=list)
    is_title: bool = False

    cues: list[frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        kinds = cue_kinds()
        self.cues = [kinds.get(word, _NONE) for word in self.words]

    def kinds(self, at: int) -> frozenset[str]:
        """What kinds of cue a word is; of no word, none."""
        return self.cues[at] if 0 <= at < len(self.cues) else _NONE

    def line(self) -> str:
        return " ".join(self.words)

    def word_at(self, offset: int) -> int:
        """The number of the word that begins at or after a letter of the sentence."""
        return bisect_left(self.offsets, offset)

    def of_kind(self, *kinds: str) -> list[Who]:
        return [who for who in self.who if who.kind in kinds]


def sentences_of(
    words: Words, found: list[Found], known: Known, *, is_title: bool = False
) -> list[Sentence]:
    """The sentences of a text in order, with the entities found in it."""
    made: list[Sentence] = []
    found = sorted(found, key=lambda each: each.first)
    firsts = [each.first for each in found]
    for start, stop in _bounds(words.text):
        begin = bisect_left(words.starts, start)
        end = bisect_left(words.starts, stop)
        if begin == end:
            continue
        sentence = Sentence(
            words.text[start:stop].strip(), start, words.folded[begin:end],
            [offset - start for offset in words.starts[begin:end]],
            [offset - start for offset in words.ends[begin:end]], is_title=is_title,
        )  # fmt: skip
        sentence.who = [
            Who(
                each.entity,
                known.kinds[each.entity],
                each.first - begin,
                each.last - begin,
                words.text[words.starts[each.first] : each.start],
            )
            for each in found[bisect_left(firsts, begin) : bisect_left(firsts, end)]
        ]
        made.append(sentence)
    return made


def _bounds(text: str) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for match in _END.finditer(text):
        if match.group()[0] == "." and _SHORT.search(
            text, max(0, match.start() - 6), match.start()
        ):
            continue
        bounds.append((start, match.end()))
        start = match.end()
    bounds.append((start, len(text)))
    return [
        (begin + len(text[begin:end]) - len(text[begin:end].lstrip()), end)
        for begin, end in bounds
        if text[begin:end].strip()
    ]


def add_offices(sentences: list[Sentence], known: Known) -> None:
    """Add the persons that a sentence calls by office alone, where the article names one such."""
    named = {who.entity for s in sentences for who in s.of_kind("person")}
    offices = [(key, *role) for key in sorted(named) for role in known.roles.get(key, ())]
    heads = {head for _, head, _ in offices}
    if not heads:
        return
    for sentence in sentences:
        named_at = {
            n: who.entity
            for who in sentence.who
            if who.kind == "person"
            for n in range(who.first, who.last)
        }
        added = []
        for at, word in enumerate(sentence.words):
            head = plain(with_article(word))
            if head not in heads or (at and "of" in sentence.kinds(at - 1)):
                continue
            end, said = _office(sentence.words, at)
            held = {key for key, first, all_of in offices if first == head and said <= all_of}
            if len(said) < 2 or len(held) != 1:
                continue
            # A name that follows is that of the office, unless its bearer is known for another.
            beside = {named_at[n] for n in range(at, end + 2) if n in named_at}
            if not beside or (not beside & held and all(known.roles.get(key) for key in beside)):
                added.append(Who(held.pop(), "person", at, end, by_office=True))
        present = {who.entity for who in sentence.who}
        sentence.who += [who for who in added if who.entity not in present]
        sentence.who.sort(key=lambda who: who.first)


def _office(words: list[str], at: int) -> tuple[int, frozenset[str]]:
    """Where the office that begins at a word ends, and its words."""
    said = {plain(with_article(words[at]))}
    end = at + 1
    while end < min(len(words), at + LONGEST_OFFICE):
        word = words[end]
        if not word.startswith("ال") or word in stop_words():
            break
        said.add(plain(word))
        end += 1
    return end, frozenset(said)
