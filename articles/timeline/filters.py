"""What a reader asks of the timeline, and how it is written in a query string."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

Params = dict[str, list[str]]

# The dimensions that take several values. Within one, values are alternatives, but for two: of
# persons `match` says whether all or any must have taken part, and of several sides each must have
# been there, since who asks for two countries asks for what they did together.
MANY = ("person", "side", "place", "country", "format", "status", "topic")


@dataclass(frozen=True)
class TimelineFilters:
    """Keys and codes, already of the right form; whether they exist is for the timeline to say."""

    person: tuple[str, ...] = ()
    match: str = "all"
    side: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    q: str = ""
    order: str = "oldest"

    @property
    def params(self) -> Params:
        """The query string that says exactly this; defaults are left out."""
        found: Params = {name: list(getattr(self, name)) for name in MANY}
        if self.match == "any":
            found["match"] = ["any"]
        if self.first:
            found["from"] = [self.first.isoformat()]
        if self.last:
            found["to"] = [self.last.isoformat()]
        if self.q:
            found["q"] = [self.q]
        if self.order == "newest":
            found["order"] = ["newest"]
        return {name: values for name, values in found.items() if values}

    @property
    def is_empty(self) -> bool:
        """Whether every meeting passes."""
        return not self.chip_count

    @property
    def chip_count(self) -> int:
        """How many conditions there are."""
        many = sum(len(getattr(self, name)) for name in MANY)
        return many + sum(bool(part) for part in (self.first, self.last, self.q))

    def without(self, name: str, value: str = "") -> TimelineFilters:
        """The same filters without one condition."""
        if name in MANY:
            return replace(self, **{name: tuple(v for v in getattr(self, name) if v != value)})
        return replace(self, **{name: "" if name == "q" else None})

    def toggled(self, name: str, value: str) -> TimelineFilters:
        """The same filters with one value more, or without it where it is there."""
        if value in getattr(self, name):
            return self.without(name, value)
        return replace(self, **{name: (*getattr(self, name), value)})


@dataclass(frozen=True)
class Chip:
    """One condition as it was understood: `kind` names it, `params` is the page without it.

    `known` is false for a key that nothing in the register has; `text` is then the key itself."""

    kind: str
    text: str
    params: Params
    known: bool = True
    count_without: int | None = None  # how many meetings removing it would show, where none pass
