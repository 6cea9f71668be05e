"""A lane for each person: who was where in time, and who was there together.

Places are fractions of the axis from its early end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from articles.models import Entity, LocalText, Meeting
from articles.timeline.axis import Axis, axis
from articles.timeline.register import Row
from articles.timeline.run import Timeline

MOST = 12  # lanes: what fits a screen; who was at fewer meetings shares the last one
EVERYONE = 36  # ... where the reader unfolds them


@dataclass(frozen=True)
class Lane:
    """A person and the meetings kept of theirs; `entity` is None where the rest share a lane."""

    entity: Entity | None
    count: int
    people: int = 1


@dataclass(frozen=True)
class Mark:
    """A meeting on the lanes of all who were there, by number from the top.

    `x` is the middle of its place within the first day; `width` reaches to the middle of its last
    day, and is none for a meeting of one day. Of one known by its month, both are the month's."""

    row: Row
    title: LocalText
    disputed: bool
    x: float
    width: float
    lanes: tuple[int, ...]
    shared: int  # the number of the lane of all the rest, whether or not they were there


@dataclass(frozen=True)
class Lanes:
    axis: Axis
    lanes: list[Lane]
    marks: list[Mark]
    folded: int  # persons who share the last lane


def lanes(timeline: Timeline, *, zoom: str = "", everyone: bool = False) -> Lanes | None:
    """Lay out all meetings that are kept; None where there are none."""
    rows = timeline.rows
    if not rows:
        return None
    drawn = axis(rows[0].start, max(row.last_on for row in rows), zoom)
    order, counts = _people(timeline)
    own = order[: EVERYONE if everyone else MOST]
    # A lane that one person alone would share is theirs.
    own = order if len(order) == len(own) + 1 else own
    number = {pk: place for place, pk in enumerate(own)}
    entities, who = timeline.register.entities, timeline.register.who
    titles = _titles(timeline)
    marks, shared = [], 0
    places = _places(rows, drawn)
    for row in rows:
        if row.pk not in titles:  # deleted a moment ago
            continue
        there = {number.get(pk, len(own)) for pk, _side in who[row.pk]} or {len(own)}
        shared += len(own) in there
        disputed = row.pk in timeline.disputed
        x, width = places[row.pk]
        marks.append(Mark(row, titles[row.pk], disputed, x, width, tuple(sorted(there)), len(own)))
    found = [Lane(entities[pk], counts[pk]) for pk in own]
    folded = len(order) - len(own)
    if shared:
        found.append(Lane(None, shared, folded))
    return Lanes(drawn, found, marks, folded)


def _people(timeline: Timeline) -> tuple[list[int], Counter[int]]:
    """Who was at the meetings kept: those the filter names, then by how many meetings."""
    who, entities = timeline.register.who, timeline.register.entities
    counts = Counter(pk for row in timeline.rows for pk, _side in who[row.pk])
    asked = set(timeline.filters.person)

    def rank(pk: int) -> tuple[bool, int, str]:
        return (entities[pk].key not in asked, -counts[pk], entities[pk].key)

    return sorted(counts, key=rank), counts


def _titles(timeline: Timeline) -> dict[int, LocalText]:
    """Meeting -> its title in the reader's language, else in the other."""
    columns = ("pk", "title_ar", "title_en")
    arabic_first = timeline.language == "ar"
    found = {}
    for pk, arabic, english in Meeting.objects.confirmed().values_list(*columns):
        in_arabic = bool(arabic) and (arabic_first or not english)
        found[pk] = LocalText(arabic, "ar") if in_arabic else LocalText(english, "en")
    return found


def _places(rows: list[Row], drawn: Axis) -> dict[int, tuple[float, float]]:
    """Meeting -> (x, width). Meetings that begin on one day share it, in their order."""
    on_day = Counter(row.start for row in rows if not row.by_month)
    before: Counter[object] = Counter()
    found = {}
    for row in rows:
        days = (row.last_on - row.start).days
        begin = (row.start - drawn.first).days
        if row.by_month:
            found[row.pk] = (begin / drawn.days, (days + 1) / drawn.days)
            continue
        inside = (before[row.start] + 0.5) / on_day[row.start]
        before[row.start] += 1
        width = (days + 0.5 - inside) / drawn.days if row.end else 0.0
        found[row.pk] = ((begin + inside) / drawn.days, width)
    return found
