"""What a merge made of the rows it touched: kept with it, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from articles.curation.merging import rows
from articles.curation.merging.reach import reach
from articles.curation.merging.rows import Row, Rows, Values
from articles.models import Merge


@dataclass
class Changes:
    """What differs between two moments, row by row; of a changed row its changed columns."""

    deleted: Rows = field(default_factory=dict)
    made: Rows = field(default_factory=dict)
    was: Rows = field(default_factory=dict)
    now: Rows = field(default_factory=dict)

    def __iter__(self) -> Iterator[Row]:
        """Every row that differs, each once."""
        yield from {**self.deleted, **self.made, **self.was}

    @property
    def told(self) -> set[Row]:
        """The rows that somebody changed, and not the database on its own account."""
        by_hand = {row for row, values in self.was.items() if values.keys() - rows.KEPT_BY_ITSELF}
        return by_hand | self.deleted.keys() | self.made.keys()


def differences(before: Rows, after: Rows) -> Changes:
    found = Changes()
    for row, values in before.items():
        if row not in after:
            found.deleted[row] = values
        elif other := _unlike(values, after[row]):
            found.was[row] = {name: values[name] for name in other}
            found.now[row] = other
    found.made = {row: values for row, values in after.items() if row not in before}
    return found


def _unlike(before: Values, after: Values) -> Values:
    return {name: value for name, value in after.items() if before[name] != value}


@contextmanager
def watching(kind: str, numbers: Iterable[int]) -> Iterator[Changes]:
    """Fill the yielded changes with what the block does to these things and all they have.

    More numbers may be added to a set while the block runs: those of what it makes."""
    watched = numbers if isinstance(numbers, set) else set(numbers)
    before = rows.read(reach(kind, watched))
    found = Changes()
    yield found
    wanted = reach(kind, watched)
    for label, those in rows.by_label(before).items():
        wanted[label] = wanted.get(label, set()) | those
    made = differences(before, rows.read(wanted))
    found.deleted, found.made, found.was, found.now = made.deleted, made.made, made.was, made.now


def write(changes: Changes, *, kept: Any, other: Any, by: Any, **facts: Any) -> Merge:
    """Keep what was done; `other` is the one that went, or came, with its number."""
    facts.setdefault("kept_name", str(kept)[:500])
    return Merge.objects.create(
        kept_id=kept.pk,
        kept_key=kept.key,
        other_id=other.pk,
        other_key=other.key,
        other_name=str(other)[:500],
        before=serialized(changes.deleted | changes.was),
        after=serialized(changes.made | changes.now),
        made_by=by,
        **facts,
    )


def serialized(found: Rows) -> list[dict[str, Any]]:
    return [
        {"model": label, "pk": number, "fields": values}
        for (label, number), values in sorted(found.items())
    ]


def read(merge: Merge) -> Changes:
    """The changes that a merge kept."""
    before = {(row["model"], row["pk"]): row["fields"] for row in merge.before}
    after = {(row["model"], row["pk"]): row["fields"] for row in merge.after}
    return Changes(
        deleted={row: values for row, values in before.items() if row not in after},
        made={row: values for row, values in after.items() if row not in before},
        was={row: values for row, values in before.items() if row in after},
        now={row: values for row, values in after.items() if row in before},
    )
