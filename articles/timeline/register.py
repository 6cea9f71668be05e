"""Every confirmed meeting, read in four queries into sets that filters can cut.

A set of meetings is one whole number, bit i for the i-th meeting in order of time: cutting
and counting hundreds of options is then a few machine words each, where a query for every
option would take seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from operator import attrgetter

from django.db.models import Q

from articles.arabic.normalize import fold
from articles.models import Alias, Entity, EntityRedirect, Meeting, Participant
from articles.search.unchanged import WhileUnchanged
from articles.timeline.filters import MANY

HAPPENED = frozenset({Meeting.Status.HELD, Meeting.Status.REPORTED})
# What is known by its month may have been on the first already, and comes before it. The night of a
# day comes after all that the day holds. Other precisions stand between.
RANKS = {"month": 0, "night": 2}


@dataclass(frozen=True, slots=True)
class Row:
    """The few columns of a meeting that filters, gaps and bars look at."""

    pk: int
    start: date
    last_on: date
    precision: str
    format: str
    status: str
    place_id: int | None
    time: time | None = None

    @property
    def order(self) -> tuple[date, int, time, int]:
        """Its place among all: by day, within the day by the hour, unknown hours last."""
        return (self.start, RANKS.get(self.precision, 1), self.time or time.max, self.pk)

    @property
    def end(self) -> date | None:
        """The last day, of a meeting that took several: not of a month, nor of a night."""
        several = self.last_on != self.start and self.precision not in RANKS
        return self.last_on if several else None

    @property
    def by_month(self) -> bool:
        """Whether only the month is known."""
        return self.precision == Meeting.Precision.MONTH

    @property
    def happened(self) -> bool:
        """Whether it took place as far as we know; what was put off or called off did not."""
        return self.status in HAPPENED


Masks = dict[object, int]


@dataclass
class Register:
    rows: list[Row]
    entities: dict[int, Entity]
    who: dict[int, list[tuple[int, str]]]  # meeting -> (entity, side) in order
    about: dict[int, list[int]]  # meeting -> topics
    masks: dict[str, Masks] = field(default_factory=dict)  # dimension -> value -> meetings
    by_key: dict[str, Entity] = field(default_factory=dict)

    @property
    def all(self) -> int:
        return (1 << len(self.rows)) - 1

    def pick(self, mask: int) -> list[Row]:
        """The meetings of a set, in order of time."""
        return [self.rows[bit] for bit in bits(mask)]

    def find(self, values: Iterable[str]) -> dict[str, Entity]:
        """The entity that each value names: by key, by a key it had before a merge, or by name."""
        wanted = set(values)
        found = {value: self.by_key[value] for value in wanted if value in self.by_key}
        if missing := wanted - found.keys():
            found |= {entity.key: entity for entity in Entity.objects.filter(key__in=missing)}
        if missing := wanted - found.keys():
            moved = EntityRedirect.objects.filter(old_key__in=missing).select_related("entity")
            found |= {redirect.old_key: redirect.entity for redirect in moved}
        if missing := wanted - found.keys():
            found |= self._named(missing)
        return found

    def _named(self, values: set[str]) -> dict[str, Entity]:
        """The participants that are written so; of two, the one who was at more meetings."""
        names = defaultdict(set)
        for pk in self.masks["person"]:
            entity = self.entities[pk]
            names[fold(entity.name_ar)].add(pk)
            names[fold(entity.name_en)].add(pk)
        for pk, text in aliases(self.masks["person"]):
            names[fold(text)].add(pk)
        weight = {pk: mask.bit_count() for pk, mask in self.masks["person"].items()}
        hits = {value: names.get(fold(value.strip()), set()) for value in values if value.strip()}
        return {
            value: self.entities[max(pks, key=lambda pk: (weight[pk], -pk))]
            for value, pks in hits.items()
            if pks
        }


def aliases(entities: Iterable[int]) -> list[tuple[int, str]]:
    """(entity, alias) of these entities."""
    wanted = set(entities)
    return [row for row in Alias.objects.values_list("entity_id", "text") if row[0] in wanted]


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


@WhileUnchanged
def load() -> Register:
    """Read the register, once for each version of the archive: it takes as long as the rest of a
    page. Every request reads in it, and none changes it."""
    confirmed = Meeting.objects.confirmed()
    columns = ("pk", "start", "last_on", "precision", "format", "status", "place_id", "time")
    rows = [Row(*values) for values in confirmed.values_list(*columns)]
    rows.sort(key=attrgetter("order"))
    who: dict[int, list[tuple[int, str]]] = defaultdict(list)
    people = Participant.objects.filter(meeting__review=Meeting.Review.CONFIRMED)
    people = people.order_by("position", "pk")
    for meeting, entity, side in people.values_list("meeting_id", "entity_id", "side"):
        who[meeting].append((entity, side))
    about: dict[int, list[int]] = defaultdict(list)
    links = Meeting.topics.through.objects.filter(meeting__review=Meeting.Review.CONFIRMED)
    for meeting, entity in links.order_by("pk").values_list("meeting_id", "entity_id"):
        about[meeting].append(entity)
    named = Entity.objects.filter(
        Q(pk__in=people.order_by().values("entity_id"))
        | Q(pk__in=links.values("entity_id"))
        | Q(pk__in=confirmed.values("place_id"))
    )
    entities = {entity.pk: entity for entity in named}
    register = _whole(Register(rows, entities, who, about))
    register.by_key = {entity.key: entity for entity in entities.values()}
    register.masks = _masks(register)
    return register


def _whole(register: Register) -> Register:
    """Leave out who was taken out of the register between one query and the next."""
    known = register.entities
    for meeting, people in register.who.items():
        register.who[meeting] = [(pk, side) for pk, side in people if pk in known]
    for meeting, topics in register.about.items():
        register.about[meeting] = [pk for pk in topics if pk in known]
    register.rows = [
        row if row.place_id is None or row.place_id in known else replace(row, place_id=None)
        for row in register.rows
    ]
    return register


def _masks(register: Register) -> dict[str, Masks]:
    masks: dict[str, Masks] = {name: defaultdict(int) for name in MANY}
    for number, row in enumerate(register.rows):
        bit = 1 << number
        masks["format"][row.format] |= bit
        masks["status"][row.status] |= bit
        if row.place_id:
            masks["place"][row.place_id] |= bit
            if country := register.entities[row.place_id].country:
                masks["country"][country] |= bit
        for entity, side in register.who[row.pk]:
            masks["person"][entity] |= bit
            if side := side or register.entities[entity].country:
                masks["side"][side] |= bit
        for entity in register.about[row.pk]:
            masks["topic"][entity] |= bit
    return {name: dict(values) for name, values in masks.items()}
