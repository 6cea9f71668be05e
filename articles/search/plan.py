"""What is looked for, in terms of the index: small nodes any engine can execute.

expand.py makes a plan from a query tree; engines/whoosh/execute.py runs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# The terms that may stand at one place; several places make a phrase.
Slot = tuple[str, ...]


@dataclass(frozen=True)
class View:
    """Forms looked for in one field. Only a view that `decides` makes a document a hit."""

    field: str
    forms: tuple[tuple[Slot, ...], ...]
    weight: float
    slop: int = 0
    decides: bool = True


@dataclass(frozen=True)
class Leaf:
    """One word, phrase or name, seen in several views whose scores are summed."""

    views: tuple[View, ...]
    typed: str = ""


@dataclass(frozen=True)
class Loose:
    """Words side by side: `required` and `narrowing` must hold, `wanted` rank."""

    wanted: tuple[Plan, ...]
    required: tuple[Plan, ...] = ()
    narrowing: tuple[Plan, ...] = ()


@dataclass(frozen=True)
class Whole:
    """Every part must hold."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True)
class Either:
    """Any part must hold. `best`: parts are readings of the same words, so the best one counts."""

    parts: tuple[Plan, ...]
    best: bool = False


@dataclass(frozen=True)
class Without:
    part: Plan


@dataclass(frozen=True)
class Holding:
    """Documents with one of the values of a facet."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """Dated documents of a period, both ends included."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Anything:
    """Every document."""


Plan = Leaf | Loose | Whole | Either | Without | Holding | Between | Anything
