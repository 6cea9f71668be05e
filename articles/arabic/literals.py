"""What stands in every word of a stem, letter by letter: so that a text is not read word by word.

Most words are passed over by looking for a few strings, and those that hold one are stemmed: what
grep does with the literals of an expression (Cox, "Regular Expression Matching with a Trigram
Index", 2012). This is the way back from a stem, as far as letters tell it; stem.py is the way."""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import accumulate

from articles.arabic.lexicon import cities, countries, singulars, spellings
from articles.arabic.normalize import fold
from articles.arabic.stem import HABITS

# What the folded words of tokens.py are without, of numbers, initials and possessives; a grave
# accent is kept or not (fold), and looked for in neither.
_LEFT_OUT = ".,'\"`"

# What may have been added to the end of a word without its ending.
_ADDED = ("اه", "ه", "ء")
# Stems whose words begin in another way (Porter, "The English (Porter2) stemming algorithm").
_IRREGULAR = {"die": "dy", "lie": "ly", "tie": "ty", "sky": "ski"}


@lru_cache(maxsize=1 << 10)
def literals_of(stem: str) -> frozenset[str]:
    """Strings of which every folded word with this stem has at least one, whatever names are
    protected; an empty one, which is in every word, where nothing is known."""
    if "a" <= stem[:1] <= "z":
        return frozenset({stem[:-1], _IRREGULAR.get(stem, stem[:-1])})
    if not "ء" <= stem[:1] <= "ي":
        return frozenset({stem})
    spelled = {way for start in _beginnings(stem) for way in _ways_to_write(start)}
    return frozenset(_in_any_article(start) for start in spelled)


def _beginnings(stem: str) -> set[str]:
    """How words with this stem begin once their particles are off."""
    found: set[str] = set()
    left, met = [stem], {stem}
    while left:
        word = left.pop()
        start = _without_added(word)
        found.add(start)
        ways = [form for form, place in _places() if place == word]
        ways += [form for form, usual in _listed() if usual.startswith(start)]
        left += [form for form in ways if form not in met]
        met.update(ways)
    return found


@cache
def _places() -> list[tuple[str, str]]:
    return [*countries().items(), *cities().items()]


@cache
def _listed() -> list[tuple[str, str]]:
    """Words that are listed with another one, which may then lose an ending in its turn."""
    return [*singulars().items(), *spellings().items()]


def _without_added(word: str) -> str:
    for ending in _ADDED:
        if word.endswith(ending):
            return word[: -len(ending)]
    return word


def _ways_to_write(start: str) -> set[str]:
    """A beginning as it is, and with each habit that stands where our spelling does, or goes on
    behind it."""
    found = {start}
    for habit, ours in HABITS:
        found.add(start.replace(ours, habit, 1))
        found |= {
            start[:-size] + habit for size in range(1, len(ours)) if start.endswith(ours[:size])
        }
    return found


def _in_any_article(start: str) -> str:
    """After lam the article is without its alef."""
    return start[1:] if start.startswith("ال") or start == "ا" else start


def letters(text: str) -> str:
    """`text` folded, line by line, without what may stand between the letters of a word."""
    text = fold(text)
    for sign in _LEFT_OUT:
        text = text.replace(sign, "")
    return text


def fewest(literals: Iterable[str]) -> list[str]:
    """The letters of those strings that hold no other of them: who holds any holds one of these."""
    kept: list[str] = []
    for literal in sorted(map(letters, literals), key=len):
        if not any(shorter in literal for shorter in kept):
            kept.append(literal)
    return kept


def lines_with(literals: Iterable[str], text: str) -> set[int]:
    """The numbers of the lines of `text`, both of them mere letters, that hold any literal."""
    found: set[int] = set()
    ends: list[int] = []
    for literal in literals:
        at = text.find(literal)
        while 0 <= at < len(text):
            ends = ends or list(accumulate(len(line) + 1 for line in text.split("\n")))
            number = bisect_right(ends, at)
            found.add(number)
            at = text.find(literal, ends[number])
    return found
