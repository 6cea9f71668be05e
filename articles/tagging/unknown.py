"""Names that the register does not know, told by the office before them.

"The minister of ... So-and-so": two or three words that are no words of the language, or given
names, behind an office. They are proposed to the curator and never stored as entities by us."""

from __future__ import annotations

from dataclasses import dataclass

from articles.arabic.clitics import proclitic_splits
from articles.arabic.lexicon import countries, frequencies, plurals, stop_words, whole_words
from articles.tagging.entities import Found, Words
from articles.tagging.vocabulary import cue_kinds, given_names, titles

# An office is followed by what it is over: at most so many words before the name.
_LONGEST_OFFICE = 6
_LONGEST_NAME = 4
_RARE = 30
# What stands between two parts of a name and is none by itself: "bin", "von der".
_BETWEEN = frozenset(["بن", "ابن", "بنت", "ال", "ابو", "عبد", "فون", "دير", "دي", "دو", "فان"])


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name of nobody known, at `start`:`end` of the text."""

    text: str
    kind: str
    start: int
    end: int


def find_unknown(words: Words, found: list[Found]) -> list[Unknown]:
    """Persons behind an office who are none of the entities, each once."""
    taken = {n for each in found for n in range(each.first, each.last)}
    names: dict[str, Unknown] = {}
    at = 0
    while at < len(words.folded):
        if words.folded[at] not in titles() or at in taken:
            at += 1
            continue
        begin, end = _name_after(words, at + 1, taken)
        if end - begin >= 2 and _is_likely(words, begin, end):
            start, stop = words.starts[begin], words.ends[end - 1]
            text = words.text[start:stop]
            names.setdefault(
                " ".join(words.folded[begin:end]), Unknown(text, "person", start, stop)
            )
        at = max(at + 1, end)
    return list(names.values())


def _name_after(words: Words, at: int, taken: set[int]) -> tuple[int, int]:
    """The words of a name that follow an office, as (first, after the last)."""
    for begin in range(at, min(at + _LONGEST_OFFICE, len(words.folded))):
        if begin in taken or not words.beside(begin):
            break
        end = begin
        while end < min(begin + _LONGEST_NAME, len(words.folded)) and _joins(
            words, begin, end, taken
        ):
            end += 1
        while end > begin and words.folded[end - 1] in _BETWEEN:
            end -= 1
        if end - begin >= 2:
            return begin, end
        if not _goes_on(words, begin):
            break
    return at, at


def _joins(words: Words, begin: int, at: int, taken: set[int]) -> bool:
    """Whether a word goes on with the name that began at `begin`."""
    if at in taken or (at > begin and not words.beside(at)):
        return False
    if _is_name(words, at, first=at == begin):
        return True
    if at == begin or words.folded[begin] not in given_names() or words.folded[begin] == "باسم":
        return False
    word = words.folded[at]
    if words.folded[at - 1] in _BETWEEN:
        return len(word) > 2 and word not in titles()
    # Behind a given name, which has no article, an adjective that has one is a name as well.
    return word in _BETWEEN or (len(word) > 4 and word.startswith("ال") and word.endswith("ي"))


def _is_likely(words: Words, begin: int, end: int) -> bool:
    """Whether the words begin with a given name, or are none that is met in texts."""
    said = words.folded[begin:end]
    if words.raw(begin)[0].isascii() or said[0] in given_names():
        return True
    return all(
        frequencies().get(rest, 0) == 0
        for word in said
        for rest in (word, *(rest for _, rest in proclitic_splits(word)))
    )


def _is_name(words: Words, at: int, *, first: bool) -> bool:
    raw, word = words.raw(at), words.folded[at]
    if raw[0].isascii():
        return raw[0].isupper() and word not in titles() and word not in stop_words()
    if word in given_names():
        return True
    if first and word.startswith("ال"):
        return False
    if word in titles() or word in countries() or word in cue_kinds() or word in stop_words():
        return False
    ordinary = word in whole_words() or word in plurals()
    return len(word) > 2 and not ordinary and frequencies().get(word, 0) < _RARE


def _goes_on(words: Words, at: int) -> bool:
    """Whether a word can belong to an office: "of Foreign", "Russian"."""
    word = words.folded[at]
    latin = words.raw(at)[0].isascii()
    if latin:
        return word in ("of", "for", "the") or words.raw(at)[0].isupper()
    return (
        word.startswith(("ال", "لل")) or word in countries() or word in ("في", "لدي", "باسم", "الي")
    )
