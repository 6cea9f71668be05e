"""The query language: text to a small tree, and back.

`parse` never raises: what is malformed is searched as plain words and said in `notices`.
`unparse` writes a tree so that parsing it again gives the same tree. No Django, no engine."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from articles.arabic.normalize import fold
from articles.search.lexer import OPERATORS, Notice, Piece, lex, words_of

__all__ = [
    "And",
    "DateRange",
    "Everything",
    "Field",
    "Fuzzy",
    "Node",
    "Not",
    "Notice",
    "Or",
    "Parsed",
    "Phrase",
    "Prefix",
    "Some",
    "Word",
    "leaves",
    "parse",
    "unparse",
]


class Node:
    """A query, or a part of one."""

    def __repr__(self) -> str:
        shown = ", ".join(_shown(value) for value in vars(self).values())
        return f"{type(self).__name__}({shown})"


@dataclass(frozen=True, repr=False)
class Everything(Node):
    """No condition at all."""


@dataclass(frozen=True, repr=False)
class Word(Node):
    text: str


@dataclass(frozen=True, repr=False)
class Prefix(Node):
    """Words that begin so: كلم*"""

    text: str


@dataclass(frozen=True, repr=False)
class Fuzzy(Node):
    """Words one letter away: كلمة~"""

    text: str


@dataclass(frozen=True, repr=False)
class Phrase(Node):
    """Words in this order, exact after folding, with at most `slop` words more between them."""

    words: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, repr=False)
class Some(Node):
    """Parts written side by side: any word will do, what holds every word comes first.

    A phrase, an operator's group or a field among them must hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, repr=False)
class And(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True, repr=False)
class Or(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True, repr=False)
class Not(Node):
    part: Node


@dataclass(frozen=True, repr=False)
class Field(Node):
    """`part` looked for in one field: title, source, person, place, organization or topic."""

    name: str
    part: Node


@dataclass(frozen=True, repr=False)
class DateRange(Node):
    """Published between two days, both included; None leaves an end open."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Parsed:
    """A query as understood: its tree, what was wrong with it, and its normal way of writing."""

    tree: Node
    notices: tuple[Notice, ...]
    text: str


def parse(q: str, *, today: date | None = None) -> Parsed:
    """Read a query. `today` is the day that `date:today` means."""
    lexed = lex(q)
    notices = list(lexed.notices)
    parser = _Parser(lexed.pieces, today, notices)
    tree = parser.juxtaposed()
    return Parsed(tree, tuple(notices), unparse(tree))


class _Parser:
    """Recursive descent. AND binds closest, then OR, then standing side by side."""

    def __init__(self, pieces: list[Piece], today: date | None, notices: list[Notice]) -> None:
        self.pieces = pieces
        self.at = 0
        self.today = today
        self.notices = notices

    def kind(self) -> str:
        return self.pieces[self.at].kind if self.at < len(self.pieces) else "end"

    def take(self) -> Piece:
        self.at += 1
        return self.pieces[self.at - 1]

    def juxtaposed(self) -> Node:
        parts: list[Node] = []
        while self.kind() not in ("end", "close"):
            parts.append(self.alternatives())
        return _group(Some, parts)

    def alternatives(self) -> Node:
        parts = [self.conjunction()]
        while self.kind() == "or":
            self.take()
            parts.append(self.conjunction())
        return _group(Or, parts)

    def conjunction(self) -> Node:
        parts = [self.operand()]
        while self.kind() in ("and", "not"):
            # "a NOT b" and the Arabic "a ليس b" mean "a AND NOT b"; the NOT stays to be read.
            if self.kind() == "and":
                self.take()
            parts.append(self.operand())
        return _group(And, parts)

    def operand(self) -> Node:
        if self.kind() in ("end", "close", "and", "or"):
            return Everything()
        piece = self.take()
        if piece.kind in ("minus", "not"):
            part = self.operand()
            if isinstance(part, Everything):
                return part
            return part.part if isinstance(part, Not) else Not(part)
        if piece.kind == "open":
            inner = self.juxtaposed()
            if self.kind() == "close":
                self.take()
            return inner
        if piece.kind == "field":
            return self.field(piece)
        if piece.kind == "phrase":
            return Phrase(piece.words, piece.slop)
        if piece.kind == "prefix":
            return Prefix(piece.text)
        return Fuzzy(piece.text) if piece.kind == "fuzzy" else Word(piece.text)

    def field(self, piece: Piece) -> Node:
        part = self.operand()
        if isinstance(part, (Everything, Field, DateRange)):
            return part  # a field directly inside a field: the inner one is meant
        if piece.text == "title" and isinstance(part, Word) and words_of(part.text):
            typed = words_of(part.text)
            part = Word(typed[0]) if len(typed) == 1 else Phrase(typed)
        bare = part.part if isinstance(part, Not) else part
        if piece.text != "title" and isinstance(bare, (Prefix, Fuzzy)):
            part = Not(Word(bare.text)) if isinstance(part, Not) else Word(bare.text)
        if piece.text not in ("date", "before", "after"):
            return Field(piece.text, part)
        return self.period(piece, part)

    def period(self, piece: Piece, part: Node) -> Node:
        """What a date field means of a period, or of each of several."""
        if isinstance(part, (Some, Or)):  # no day is in two periods: either of them is meant
            return _group(Or, [self.period(piece, one) for one in part.parts])
        if isinstance(part, And):
            return _group(And, [self.period(piece, one) for one in part.parts])
        if isinstance(part, Not):
            inner = self.period(piece, part.part)
            if isinstance(inner, Everything):
                return inner
            return inner.part if isinstance(inner, Not) else Not(inner)
        if isinstance(part, (Everything, Field, DateRange)):
            return part
        text = " ".join(part.words) if isinstance(part, Phrase) else getattr(part, "text", "")
        first, last = read_period(text, self.today) or (None, None)
        if piece.text == "before" and first:
            return DateRange(None, first - timedelta(days=1) if first > date.min else None)
        if piece.text == "after" and last:
            return DateRange(last + timedelta(days=1) if last < date.max else None, None)
        if piece.text == "date" and (first or last):
            return DateRange(first, last)
        self.notices.append(Notice("bad_date", f"{piece.raw}:{unparse(part)}"))
        return _group(Some, [Word(word) for word in words_of(text) if word not in OPERATORS])


def _group(kind: type[Some] | type[And] | type[Or], parts: list[Node]) -> Node:
    """Join parts, without a group of one or a group directly inside its like."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, kind):
            flat.extend(part.parts)
        elif not isinstance(part, Everything):
            flat.append(part)
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


_PERIOD: Final = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?$")
_TODAY: Final = {fold("today"): 0, fold("اليوم"): 0, fold("yesterday"): 1, fold("أمس"): 1}


def read_period(text: str, today: date | None = None) -> tuple[date | None, date | None] | None:
    """The days that 2026, 2026-01, 2026-01-05 or a..b mean; None if it is no date."""
    text = fold(text.strip())
    if ".." in text:
        left, _, right = text.partition("..")
        ends = [_days(side, today) if side.strip(".") else (None, None) for side in (left, right)]
        if ends[0] is None or ends[1] is None or not (left or right).strip("."):
            return None
        first, last = ends[0][0], ends[1][1]
        if first and last and first > last:
            first, last = ends[1][0], ends[0][1]
        return first, last
    return _days(text, today)


def _days(text: str, today: date | None) -> tuple[date | None, date | None] | None:
    text = text.strip(" .")
    if today is not None and text in _TODAY:
        day = today - timedelta(days=_TODAY[text])
        return day, day
    match = _PERIOD.match(text)
    if not match:
        return None
    year, month, day_of_month = (int(group) if group else 0 for group in match.groups())
    try:
        if day_of_month:
            day = date(year, month, day_of_month)
            return day, day
        if match[2]:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None


def leaves(node: Node) -> list[Node]:
    """The words, phrases and conditions of a tree from left to right, negated ones too."""
    if isinstance(node, (Some, And, Or)):
        return [leaf for part in node.parts for leaf in leaves(part)]
    return leaves(node.part) if isinstance(node, (Not, Field)) else [node]


def unparse(node: Node) -> str:
    """Write a tree as a query."""
    if isinstance(node, Some):
        return " ".join(_inside(part, Some) for part in node.parts)
    if isinstance(node, Or):
        return " OR ".join(_inside(part, Or) for part in node.parts)
    if isinstance(node, And):
        return " AND ".join(_inside(part, And) for part in node.parts)
    if isinstance(node, Not):
        return f"-{_inside(node.part, Not)}"
    if isinstance(node, Field):
        name = "org" if node.name == "organization" else node.name
        return f"{name}:{_inside(node.part, Field)}"
    if isinstance(node, DateRange):
        return _date_text(node)
    if isinstance(node, Phrase):
        near = f"~{node.slop}" if node.slop else ""
        return f'"{" ".join(node.words)}"{near}'
    suffix = "*" if isinstance(node, Prefix) else "~" if isinstance(node, Fuzzy) else ""
    return getattr(node, "text", "") + suffix


_LOOSER: Final = {Some: (), Or: (Some,), And: (Some, Or), Not: (Some, Or, And)}


def _inside(part: Node, outer: type[Node]) -> str:
    """Write a part, in parentheses where it would otherwise be read with its neighbors."""
    loose = _LOOSER.get(outer, (Some, Or, And, Not))
    return f"({unparse(part)})" if isinstance(part, loose) else unparse(part)


def _date_text(node: DateRange) -> str:
    first = node.first.isoformat() if node.first else ""
    last = node.last.isoformat() if node.last else ""
    if first == last:
        return f"date:{first}" if first else ""
    return f"date:{first}..{last}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(part) for part in value)
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else repr(value)
