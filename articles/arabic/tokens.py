"""Words of a text, folded, each with its place in the original.

A hyphen parts words (the parts of a hyphenated name stay neighbors), an apostrophe inside a
word does not; dotted initials, decimal numbers and times are one token."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from articles.arabic.normalize import FORMAT_MARKS, MARKS, fold


@dataclass(frozen=True, slots=True)
class Token:
    """A word: folded `text`, `start` and `end` in the original, `position` among the words."""

    text: str
    start: int
    end: int
    position: int


_MARKS = re.escape(MARKS)
_JOIN = f"[{re.escape(FORMAT_MARKS.replace(chr(0x200B), ''))}]"  # a zero-width space parts words
_ARABIC = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06fc"
    "\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdf9\ufe70-\ufefc"
)
_HEBREW = "\u05d0-\u05ea\u05ef-\u05f2\ufb1d-\ufb4f"
_DIGIT = "[0-9\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]"
# Any other letter or digit: Latin, Cyrillic, Greek ... (Arabic and Hebrew have their own runs,
# so that a particle glued to a Latin name or to a number is a word of its own).
_OTHER = r"[^\W_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_APOSTROPHE = "['\u2019\u02bc`\u00b4]"

_WORD = re.compile(
    # the usual word of this archive first; a single letter may be an initial and comes last
    f"(?P<arabic>[{_ARABIC}][{_ARABIC}{_MARKS}]+(?:{_JOIN}+[{_ARABIC}{_MARKS}]+)*)"
    # 1,500  3.5  14:30, in either kind of digits
    f"|(?P<number>{_DIGIT}+(?:[.,:\u066b\u066c]{_DIGIT}+)*(?!{_OTHER}))"
    # U.S.  and  ا.ف.ب
    f"|(?P<initials>(?<![^\\W_])(?:{_OTHER}(?:\\.{_OTHER})+|[{_ARABIC}](?:\\.[{_ARABIC}])+)\\.?(?![^\\W_]))"
    f"|(?P<other>{_OTHER}(?:{_OTHER}|[{_MARKS}\u00ad]|{_APOSTROPHE}(?={_OTHER}))*)"
    f"|(?P<hebrew>[{_HEBREW}](?:[{_HEBREW}{_MARKS}]|{_JOIN}|[\"'\u05f3\u05f4](?=[{_HEBREW}]))*)"
    f"|(?P<letter>[{_ARABIC}])"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
_POSSESSIVE = re.compile(r"(?<=\w)'s\Z")
_ELISION = re.compile(f"(?:[cdjlmnstCDJLMNST]|[Qq]u){_APOSTROPHE}(?=..)")


@lru_cache(maxsize=1 << 13)
def _folded(raw: str, kind: str) -> str:
    """The matching form of one matched word."""
    text = fold(raw)
    if kind in ("arabic", "letter"):
        return raw if text == raw else text  # one object, for most words are kept in both forms
    if kind == "number":
        return text.replace(",", "") if _THOUSANDS.match(text) else text.replace(",", ".")
    if kind == "initials":
        return text.replace(".", "")
    return _POSSESSIVE.sub("", text).replace("'", "").replace('"', "")


def pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of `text` as bare (folded, start, end): a tenth of the cost of tokens."""
    for match in _WORD.finditer(text):
        kind = match.lastgroup or "other"
        start, end = match.span()
        if kind == "other" and end - start > 3:
            # French and Italian elision: the article before the apostrophe is a word.
            elided = _ELISION.match(text, start, end)
            if elided and not text.startswith("s", elided.end(), end):
                yield _folded(text[start : elided.end() - 1], kind), start, elided.end() - 1
                start = elided.end()
        yield _folded(text[start:end], kind), start, end


def tokenize(text: str) -> list[Token]:
    """The words of `text` in order."""
    position = 0
    found: list[Token] = []
    for word, start, end in pieces(text):
        if word:
            found.append(Token(word, start, end, position))
            position += 1
    return found


def words(text: str) -> list[str]:
    """The folded words of `text` alone: what queries and name tables need."""
    return [word for word, _, _ in pieces(text) if word]
