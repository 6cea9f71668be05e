"""What stands in every word of a stem, letter by letter: so that a text is not read word by word.

Most words are passed over by looking for a few strings, and those that hold one are stemmed: what
grep does with the literals of an expression (Cox, "Regular Expression Matching with a Trigram
Index", 2012). This is the way back from a stem, as far as letters tell it; stem.py is the way."""

from bisect import bisect_left, bisect_right
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
# English stems end otherwise than words (Porter, "The English (Porter2) stemming algorithm"): hope,
# happi, sensibl of hoping, happily, sensibility.
_CHANGED = ("e", "i", "bl")


@lru_cache(maxsize=1 << 10)
def literals_of(term: str) -> frozenset[str]:
    """Strings of which every folded word with this stem has at least one, whatever names are
    protected; an empty one, which is in every word, where nothing is known."""
    if "a" <= term[:1] <= "z":
        return _english(term)
    if not "ء" <= term[:1] <= "ي":
        return frozenset({term})
    spelled = {way for start in _beginnings(term) for way in _ways_to_write(start)}
    return frozenset(_in_any_article(start) for start in spelled)


def _english(term: str) -> frozenset[str]:
    if term == "sky":
        return frozenset({term, "ski"})
    found = {term[:-1] if term.endswith(_CHANGED) else term}
    if term[1:] == "ie":
        found.add(term[0] + "y")  # dying, vying
    return frozenset(found)


def _beginnings(term: str) -> set[str]:
    """How words with this stem begin once their particles are off."""
    found: set[str] = set()
    left, met = [term], {term}
    while left:
        word = left.pop()
        start = _without_added(word)
        found.add(start)
        ways = [form for form, place in _places() if place == word]
        ways += _listed_with(start)
        left += [form for form in ways if form not in met]
        met.update(ways)
    return found


@cache
def _places() -> list[tuple[str, str]]:
    return [*countries().items(), *cities().items()]


def _listed_with(start: str) -> list[str]:
    """Words that are listed with another one that begins so, and may lose its ending in turn."""
    others, forms = _listed()
    return forms[bisect_left(others, start) : bisect_right(others, f"{start}\uffff")]


@cache
def _listed() -> tuple[list[str], list[str]]:
    """In the order of the alphabet what words are listed with, and beside it the words."""
    pairs = sorted(
        (other, form) for known in (singulars(), spellings()) for form, other in known.items()
    )
    return [other for other, _form in pairs], [form for _other, form in pairs]


def _without_added(word: str) -> str:
    for ending in _ADDED:
        if word.endswith(ending):
            return word[: -len(ending)]
    return word


def _ways_to_write(start: str) -> set[str]:
    """A beginning as it is, and with each habit that stands where our spelling does, or goes on
    behind it; one habit at a time, as no word has two."""
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
    """`text` folded, without what may stand between the letters of a word, and with one sigma:
    which one it is depends on the letters beside it."""
    text = fold(text)
    for sign in _LEFT_OUT:
        text = text.replace(sign, "")
    return text.replace("ς", "σ")


def fewest(literals: Iterable[str]) -> list[str]:
    """The letters of those strings that hold no other of them: who holds any holds one of these."""
    kept: list[str] = []
    for literal in sorted(map(letters, literals), key=len):
        if not any(shorter in literal for shorter in kept):
            kept.append(literal)
    return kept


def lines_with(literals: Iterable[str], text: str) -> set[int]:
    """The numbers of the lines of `text` that hold any of the literals; `letters` made both."""
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
