"""Who met whom, and how often: pairs of participants in the meetings that are kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from articles.models import Entity
from articles.timeline.run import Timeline

COLUMNS = 6  # as many as a page holds beside names and months
ROWS = 30  # who met the others least stands behind a link
EVERYONE = 200


@dataclass(frozen=True)
class MatrixRow:
    """A participant: `count` of their meetings, of which `pairs` with each of the columns (with
    oneself None), and how many began in each month."""

    entity: Entity
    count: int
    pairs: list[int | None]
    months: dict[date, int]


@dataclass(frozen=True)
class Matrix:
    """The busiest participants, or those the filter names, across; everybody who met them down.

    Those with most meetings come first; `folded` are left out at the end. `most` is the highest
    number of any pair, also of one left out."""

    columns: list[Entity]
    rows: list[MatrixRow]
    folded: int
    most: int


def matrix(timeline: Timeline, *, everyone: bool = False) -> Matrix:
    """Count the pairs. One meeting counts for every pair that was there: columns do not add up."""
    entities, who = timeline.register.entities, timeline.register.who
    present = [(row, [pk for pk, _side in who[row.pk]]) for row in timeline.rows]
    counts = Counter(pk for _row, there in present for pk in there)
    by_count = sorted(counts, key=lambda pk: (-counts[pk], entities[pk].key))
    columns = _columns(timeline, by_count)
    pairs: Counter[tuple[int, int]] = Counter()
    months: dict[int, Counter[date]] = {}
    for row, there in present:
        pairs.update((pk, other) for other in there if other in columns for pk in there)
        for pk in there:
            months.setdefault(pk, Counter())[row.start.replace(day=1)] += 1
    met = [pk for pk in by_count if any(pairs[pk, other] for other in columns if other != pk)]
    shown = met[: EVERYONE if everyone else ROWS]
    rows = [
        MatrixRow(
            entities[pk],
            counts[pk],
            [None if pk == other else pairs[pk, other] for other in columns],
            dict(months[pk]),
        )
        for pk in shown
    ]
    most = max((n for (one, other), n in pairs.items() if one != other), default=0)
    return Matrix([entities[pk] for pk in columns], rows, len(met) - len(shown), most)


def _columns(timeline: Timeline, by_count: list[int]) -> list[int]:
    """Those the filter names and, unless any of them will do, the busiest others.

    With alternatives a pair must hold one of them: "these two, and any of those" has no address."""
    asked = [timeline.named[key].pk for key in timeline.filters.person if key in timeline.named]
    present = [pk for pk in by_count if pk in asked]
    others = [pk for pk in by_count if pk not in asked]
    free = timeline.filters.match == "all" or not asked
    return [*present, *(others if free else [])][:COLUMNS]
