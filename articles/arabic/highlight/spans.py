"""Marking what was found: whole words of the reader's text, and the passage that shows it best.

Offsets only, no HTML. A mark covers the word as it is written, with its particles and
vowel marks: half a marked Arabic word cannot be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.arabic.highlight.wanted import Hit, Wanted, find_hits

__all__ = ["Passage", "Span", "Wanted", "best_passage", "find_spans"]


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of text, `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text with its marks; `leading`, `trailing`: text was left out there."""

    text: str
    spans: tuple[Span, ...]
    leading: bool
    trailing: bool


def find_spans(text: str, wanted: Wanted) -> list[Span]:
    """Where `wanted` stands in `text`, in order, without overlaps."""
    return [Span(start, end) for start, end in _merged(find_hits(text, wanted))]


def best_passage(text: str, wanted: Wanted, length: int = 240) -> Passage:
    """About `length` characters of `text` with the most different wanted terms, cut at words."""
    hits = find_hits(text, wanted)
    if len(text) <= length:
        spans = tuple(Span(start, end) for start, end in _merged(hits))
        return Passage(text, spans, False, False)
    first, last = _best_window(hits, length)
    start, end = _borders(text, first, last, length)
    inside = [hit for hit in hits if start <= hit[0] and hit[1] <= end]
    spans = tuple(Span(first - start, last - start) for first, last in _merged(inside))
    leading, trailing = bool(text[:start].strip()), bool(text[end:].strip())
    return Passage(text[start:end], spans, leading, trailing)


def _merged(hits: Iterable[Hit]) -> list[tuple[int, int]]:
    """The stretches `hits` cover, those that overlap as one; `hits` come by their place."""
    merged: list[tuple[int, int]] = []
    for start, end, _ in hits:
        if merged and start < merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return merged


def _best_window(hits: Sequence[Hit], length: int) -> tuple[int, int]:
    """The stretch of at most `length` characters with the most different terms, then the most."""
    if not hits:
        return 0, 0
    room = length * 4 // 5  # the rest is for the words around
    counts: dict[object, int] = {}
    best = (0, 0)
    window = hits[0][:2]
    low = 0
    for high, (_, end, term) in enumerate(hits):
        counts[term] = counts.get(term, 0) + 1
        while low < high and end - hits[low][0] > room:
            leaving = hits[low][2]
            counts[leaving] -= 1
            if not counts[leaving]:
                del counts[leaving]
            low += 1
        score = (len(counts), high - low + 1)
        if score > best:  # of equals the first
            best, window = score, (hits[low][0], end)
    return window


_SENTENCE_ENDS = ".!?؟…\n"


def _borders(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    """Where to cut: at a sentence if one begins nearby, else at a word."""
    spare = max(0, length - (last - first))
    earliest = max(0, first - (spare if not last else spare * 2 // 3))
    start = _sentence_start(text, earliest, first)
    if start is None:
        start = _word_start(text, max(0, first - spare // 2), first)
    end = min(len(text), max(last, start + length))
    if end < len(text):
        stop = max((text.rfind(mark, last, end) for mark in _SENTENCE_ENDS), default=-1)
        if stop > last and stop > start + length * 2 // 3:
            end = stop + 1
        else:
            cut = max(text.rfind(" ", last, end), text.rfind("\n", last, end))
            end = cut if cut >= last else last if last else end
    return start, len(text[:end].rstrip()) if end > start else end


def _sentence_start(text: str, earliest: int, first: int) -> int | None:
    if earliest == 0:
        return 0
    for at in range(earliest, first):
        if text[at - 1] in _SENTENCE_ENDS and text[at].isspace():
            return _skip_spaces(text, at)
    return None


def _word_start(text: str, earliest: int, first: int) -> int:
    if earliest == 0:
        return 0
    at = text.find(" ", earliest, first)
    return _skip_spaces(text, at) if at >= 0 else first


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
