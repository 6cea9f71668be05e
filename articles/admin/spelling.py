"""Finding a name on the desk however it is spelled, by the database's own regular expressions.

The site's search folds text when it is indexed; the desk must find what is not published too, so
it folds the question instead: each letter becomes the class of all letters that fold to it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from articles.arabic.normalize import MARKS, fold

# A longer word is no name; the bound keeps a pattern small whatever is pasted into the box.
LONGEST_WORD = 64


@cache
def _classes() -> dict[str, str]:
    """Each Arabic letter in folded form, with every letter of the block that folds to it."""
    classes: dict[str, str] = defaultdict(str)
    for code in (*range(0x0621, 0x064B), *range(0x0671, 0x06D4)):
        classes[fold(chr(code))] += chr(code)
    return classes


def pattern(word: str) -> str:
    """Return a regular expression, for SQLite and PostgreSQL alike, of all spellings of `word`."""
    marks = f"[{MARKS}]*"
    letters = []
    for letter in fold(word[:LONGEST_WORD]):
        kin = _classes().get(letter, "")
        letters.append(f"[{kin}]{marks}" if kin else re.escape(letter))
    return "".join(letters)
