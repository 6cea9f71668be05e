"""A text in lines, sentences and pieces, so that a page can mark what stands where.

Spans may overlap and cross: a mark is cut where any other of them begins or ends. Nothing of the
text is lost or added, and all of it is plain text: templates escape it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_HEADING, _ITEM = "## ", "- "


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, `start` up to `end`, and what stands there."""

    start: int
    end: int
    what: Any


@dataclass(frozen=True, slots=True)
class Piece:
    """Some letters, and all that stands there; `closes` is what of it ends with them."""

    text: str
    marks: tuple[Any, ...] = ()
    closes: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence, or what stands between two."""

    is_sentence: bool
    text: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the stored text: a heading, an item of a list, or a paragraph."""

    kind: str
    stretches: list[Stretch]


class _Sweep:
    """Spans, asked for in the order of the text: each is looked at only while it is near. To look
    at all of them for every piece took a minute for a text of a million letters."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._coming = sorted(enumerate(spans), key=lambda one: -one[1].start)
        self._near: list[tuple[int, Span]] = []

    def over(self, start: int, end: int) -> list[Span]:
        """Those that share letters with a stretch, in the order in which they were given; it
        begins no earlier than the one asked for before ends."""
        self._near = [one for one in self._near if one[1].end > start]
        while self._coming and self._coming[-1][1].start < end:
            if self._coming[-1][1].end > start:
                self._near.append(self._coming[-1])
            self._coming.pop()
        self._near.sort(key=lambda one: one[0])
        return [span for _, span in self._near]


def marked_lines(
    text: str, sentences: Sequence[tuple[int, int]], spans: Iterable[Span]
) -> list[Line]:
    """The lines of a text that have words, its sentences (start, end) and marks in them."""
    inside = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    told, marks = _Sweep(Span(a, b, None) for a, b in sentences), _Sweep(inside)
    lines = []
    for match in re.finditer(r"[^\n]+", text):
        start, end = match.span()
        kind = "paragraph"
        for mark, name in ((_HEADING, "heading"), (_ITEM, "item")):
            if text.startswith(mark, start, end):
                start, kind = start + len(mark), name
        if text[start:end].strip():
            here = [(span.start, span.end) for span in told.over(start, end)]
            stretches = [
                Stretch(is_sentence, text[a:b], _pieces(text, a, b, marks.over(a, b)))
                for a, b, is_sentence in _stretches(start, end, here)
            ]
            lines.append(Line(kind, stretches))
    return lines


def _stretches(
    start: int, end: int, sentences: Iterable[tuple[int, int]]
) -> Iterable[tuple[int, int, bool]]:
    """A line as sentences and gaps, in order, without holes."""
    at = start
    for first, last in sentences:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if first > at:
            yield at, first, False
        yield first, last, True
        at = last
    if at < end:
        yield at, end, False


def _pieces(text: str, start: int, end: int, here: Sequence[Span]) -> list[Piece]:
    cuts = {start, end}
    cuts |= {edge for span in here for edge in (span.start, span.end) if start < edge < end}
    marks = _Sweep(here)
    pieces = []
    for first, last in pairwise(sorted(cuts)):
        over = marks.over(first, last)
        closed = tuple(span.what for span in over if span.end == last)
        pieces.append(Piece(text[first:last], tuple(span.what for span in over), closed))
    return pieces
