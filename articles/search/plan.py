"""What is looked for, in terms of the index: small nodes any engine can execute.

expand.py makes a plan from a query tree; engines/whoosh/execute.py runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

# The terms that may stand at one place; several places make a phrase.
Slot = tuple[str, ...]


@dataclass(frozen=True)
class View:
    """Forms looked for in one field. Only a view that `decides` makes a document a hit; one that
    `holds` counts as holding the word where something else makes it a hit."""

    field: str
    forms: tuple[tuple[Slot, ...], ...]
    weight: float
    slop: int = 0
    decides: bool = True
    holds: bool = False


@dataclass(frozen=True)
class Leaf:
    """One word, phrase or name, seen in several views whose scores are summed."""

    views: tuple[View, ...]
    typed: str = ""
    # Articles that report a meeting of which this is on record: they hold it, in a way.
    reported: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Loose:
    """Words side by side: `required` and `narrowing` must hold, `wanted` rank."""

    wanted: tuple[Plan, ...]
    required: tuple[Plan, ...] = ()
    narrowing: tuple[Plan, ...] = ()


@dataclass(frozen=True)
class Timely:
    """Words of time: held by what says them, and by what is dated within the days they mean.

    `decides`: what is dated so is a hit even without the words."""

    part: Plan
    days: tuple[tuple[date, date], ...]
    reported: frozenset[int] = frozenset()
    decides: bool = False


@dataclass(frozen=True, eq=False)
class Stories:
    """Which articles (`articles[i]`) tell which story (`numbers[i]`)."""

    articles: tuple[int, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Raised:
    """A part whose hits are worth more: where an article has an `extra`; in an `order`, "oldest" or
    "newest", the nearer it is to that end of time; and the more another one is worth that tells
    one of the same `stories`."""

    part: Plan
    extra: Mapping[int, float]
    order: str = ""
    stories: Stories | None = None


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
class Equal:
    """Words, and a term that means the same: what holds it alone comes below what holds them."""

    part: Plan
    other: Plan


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


NOTHING = Leaf(())

Plan = (
    Leaf | Loose | Timely | Raised | Whole | Either | Equal | Without | Holding | Between | Anything
)
