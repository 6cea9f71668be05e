"""The word lists of data/, folded, each read at first use."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from articles.arabic.normalize import fold
from articles.arabic.tokens import words

# What may be joined before an Arabic word of these lists.
_JOINED = ("و", "ف", "ب", "ل", "ك", "ال", "وال", "فال", "بال", "كال", "لل", "ولل", "وب", "ول",
           "فب", "فل", "وبال")  # fmt: skip


def _lines(name: str) -> list[str]:
    text = files("articles.tagging").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def given_names() -> frozenset[str]:
    """Names that stand before a family name, in both scripts."""
    return frozenset(fold(word) for line in _lines("given.txt") for word in line.split())


@cache
def ordinary_words() -> frozenset[str]:
    """Family names that are ordinary words too, or those of others who are in the news."""
    return frozenset(fold(word) for line in _lines("ordinary.txt") for word in line.split())


@cache
def titles() -> frozenset[str]:
    """Words that stand before a person's name, with what may be joined before them."""
    return with_particles(fold(word) for line in _lines("titles.txt") for word in line.split())


@cache
def other_things() -> tuple[str, ...]:
    """Expressions that hold a known name and are something else."""
    return tuple(text.strip() for line in _lines("others.txt") for text in line.split("|"))


@cache
def cue_kinds() -> dict[str, frozenset[str]]:
    """A word to the kinds of cue that it is, with what may be joined before it."""
    kinds: dict[str, set[str]] = {}
    for line in _lines("cues.txt"):
        kind, _, listed = line.partition(":")
        for word in with_particles(words(listed)):
            kinds.setdefault(word, set()).add(kind)
    return {word: frozenset(of_word) for word, of_word in kinds.items()}


def is_cue(word: str, *kinds: str) -> bool:
    """Whether a folded word is a cue of any of the kinds."""
    return not cue_kinds().get(word, frozenset()).isdisjoint(kinds)


def with_particles(listed: Iterable[str]) -> frozenset[str]:
    """Folded words, and the Arabic ones with what may be joined before them."""
    found: set[str] = set()
    for word in listed:
        found.add(word)
        if "ء" <= word[0] <= "ي":
            found.update(particle + word for particle in _JOINED)
    return frozenset(found)
