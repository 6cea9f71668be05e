"""Which part of a text is what was typed: whole words first, the last one perhaps unfinished."""

from __future__ import annotations

from collections.abc import Sequence

from articles.arabic.clitics import proclitic_splits
from articles.arabic.names import Form
from articles.arabic.normalize import fold
from articles.arabic.tokens import Token, tokenize
from articles.search.page import Fragment

ARTICLE = "ال"


def begins(word: str, start: str) -> bool:
    """Whether a folded word begins so, itself or after the Arabic article."""
    return word.startswith((start, ARTICLE + start))


def with_and_without_article(tokens: Form) -> list[Form]:
    """The words, with the article before the first or the last, or gone from the first."""
    *whole, last = tokens
    lasts = [last, ARTICLE + last]
    if not whole:
        if last.startswith(ARTICLE) and len(last) > len(ARTICLE) + 1:
            lasts.append(last.removeprefix(ARTICLE))
        return [(one,) for one in lasts]
    first = whole[0]
    firsts = [first, ARTICLE + first]
    if first.startswith(ARTICLE) and len(first) > len(ARTICLE) + 1:
        firsts.append(first.removeprefix(ARTICLE))
    return [(one, *whole[1:], end) for one in firsts for end in lasts]


def typed_in(text: str, typed: Sequence[str]) -> list[Fragment] | None:
    """A text cut where the typed words stand in it; None where one of them does not.

    A word of the text may carry particles that were not typed: they stay unmarked."""
    spans = []
    tokens = tokenize(text)
    for number, start in enumerate(typed):
        whole = number < len(typed) - 1
        found = next((span for token in tokens if (span := _span(text, token, start, whole))), None)
        if found is None:
            return None
        spans.append(found)
    return _cut(text, sorted(set(spans)))


def opens(text: str, typed: Sequence[str]) -> bool:
    """Whether a text begins with what was typed."""
    tokens = [token.text for token in tokenize(text)[: len(typed)]]
    if len(tokens) < len(typed):
        return False
    return begins(tokens[-1], typed[-1]) and tokens[:-1] == list(typed[:-1])


def _span(text: str, token: Token, start: str, whole: bool) -> tuple[int, int] | None:
    """Where a typed word stands in a word of a text."""
    for skipped in _readings(token.text):
        rest = token.text[skipped:]
        if rest == start or (not whole and rest.startswith(start)):
            begin = _offset(text, token, skipped)
            return begin, _offset(text, token, skipped + len(start), marks=True)
    return None


def _readings(word: str) -> list[int]:
    """How many letters of a folded word may be particles, none first."""
    rests = (rest for _, rest in proclitic_splits(word) if word.endswith(rest))
    return [0, *dict.fromkeys(len(word) - len(rest) for rest in rests)]


def _offset(text: str, token: Token, letters: int, *, marks: bool = False) -> int:
    """The place in a text after so many folded letters of a word, if asked after their marks."""
    if not letters:
        return token.start
    if marks and letters >= len(token.text):
        return token.end
    end = token.start
    for at in range(token.start + 1, token.end + 1):
        folded = len(fold(text[token.start : at]))
        if folded > letters or (folded == letters and end > token.start and not marks):
            break
        if folded == letters:
            end = at
    return end if end > token.start else token.end


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> list[Fragment]:
    pieces = []
    at = 0
    for begin, end in spans:
        if begin < at:
            continue
        if begin > at:
            pieces.append(Fragment(text[at:begin]))
        pieces.append(Fragment(text[begin:end], marked=True))
        at = end
    if at < len(text):
        pieces.append(Fragment(text[at:]))
    return pieces
