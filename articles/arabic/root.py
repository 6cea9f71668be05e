"""Roots: the three (or four) radicals of a word, by the shape of the word.

A table of word shapes after Taghva, Elkhoury and Coombs (Arabic stemming without a root
dictionary, 2005). In a shape 1 2 3 stand for the radicals and letters for themselves. It
expects a word whose particles and endings are gone, and leaves it where no shape fits."""

from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import Any

_SHAPES = (
    # four letters
    "م123", "1ا23", "12ا3", "12و3", "12ي3", "123ه", "ت123", "ا123", "ي123", "ن123", "123ي",
    "123ا", "123ت", "1و23",
    # five letters
    "ا1ت23", "ا1ا23", "م12و3", "م12ا3", "م12ي3", "م123ه", "م1ت23", "ي1ت23", "ت1ت23", "م1ا23",
    "ت1ا23", "ي1ا23", "12و3ه", "12ا3ه", "12ي3ه", "ان123", "من123", "ا12ا3", "123ان", "ت12ي3",
    "1ا2و3", "1وا23", "12اء3", "1ا23ه", "12ا3ي", "م123ي", "ت123ه", "1ي2و3", "123اء",
    "مت123", "يت123", "ين123", "تن123", "ا123ه", "12و3ي", "12ي3ي", "1ا23ي",
    # six letters
    "است123", "مست123", "يست123", "تست123", "ا1ت2ا3", "ان12ا3", "م12ا3ه", "م1ا2ي3", "ت1ا2ي3",
    "مت1ا23", "يت1ا23", "م1ا23ه", "ا12ا3ي", "ا1ا2ي3", "1وا2ي3", "م12و3ه", "م12و3ي", "ا12اء3",
    "م1ت23ه", "ت12ي3ه", "ا123اء", "م12ا3ي",
    # seven letters
    "است12ا3", "ا1ت2ا3ه", "ا1ت2ا3ي", "ان12ا3ي", "مست123ه", "مست12ا3",
)  # fmt: skip

# Takes the fixed letters out of a word, what these must be, and takes its radicals.
_Shape = tuple[Callable[[str], Any], Any, Callable[[str], tuple[str, ...]]]


def _compile() -> dict[int, list[_Shape]]:
    table: dict[int, list[_Shape]] = {}
    for shape in _SHAPES:
        fixed = itemgetter(*(at for at, letter in enumerate(shape) if letter not in "123"))
        radicals = itemgetter(*map(shape.index, "123"))
        table.setdefault(len(shape), []).append((fixed, fixed(shape), radicals))
    return table


_BY_LENGTH = _compile()


@lru_cache(maxsize=1 << 12)
def root_of(base: str) -> str:
    """The root of a folded word that has no particles and endings, or the word."""
    radicals = base if len(base) == 3 else _radicals(base)
    return _weak(radicals) if radicals else base


def has_shape(base: str) -> bool:
    """Whether a folded word has one of the shapes that words of the language have."""
    return len(base) == 3 or bool(_radicals(base))


def _radicals(base: str) -> str:
    for fixed, letters, radicals in _BY_LENGTH.get(len(base), ()):
        if fixed(base) == letters:
            return "".join(radicals(base))
    return ""


def _weak(radicals: str) -> str:
    """One form for the weak letters: a middle alef stands for waw, a last one for ya."""
    middle = "و" if radicals[1] == "ا" else radicals[1]
    last = "ي" if radicals[2] in "اوء" else radicals[2]
    first = "ء" if radicals[0] == "ا" else radicals[0]
    return first + middle + last
