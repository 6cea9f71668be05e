"""Which meetings pass which filter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from operator import and_

from articles.arabic.normalize import fold
from articles.arabic.stem import stem
from articles.arabic.tokens import words
from articles.models import Entity, Meeting
from articles.timeline.filters import TimelineFilters
from articles.timeline.register import Register, aliases

NAMED = ("person", "place", "topic")  # dimensions whose values are entities
TEXTS = [
    f"{name}_{code}" for name in ("title", "venue", "outcome", "dispute") for code in ("ar", "en")
]


@dataclass(frozen=True)
class Matched:
    """`parts` holds the set that each dimension leaves by itself; `kept` passes all of them."""

    filters: TimelineFilters  # as understood: names and old keys replaced by keys
    named: dict[str, Entity]  # key -> entity, for the values that exist
    parts: dict[str, int]

    @property
    def kept(self) -> int:
        return reduce(and_, self.parts.values())

    def others(self, dimension: str) -> int:
        """What every dimension but one leaves."""
        return reduce(and_, (part for name, part in self.parts.items() if name != dimension))


def match(register: Register, filters: TimelineFilters) -> Matched:
    """Apply filters to the register. A value that nothing has keeps nothing, never everything."""
    filters, named = _understood(register, filters)
    parts = {"dates": _dates(register, filters), "q": _text(register, filters.q)}
    for name in ("place", "topic", "country", "format", "status"):
        values = getattr(filters, name)
        wanted = _pks(named, values) if name in NAMED else values
        parts[name] = any_of(register, name, wanted) if values else register.all
    parts["person"] = with_people(register, _pks(named, filters.person), filters.match)
    return Matched(filters, named, parts)


def _pks(named: dict[str, Entity], keys: Iterable[str]) -> list[int | None]:
    """The number of each key, None where nothing has the key: no set holds None."""
    return [named[key].pk if key in named else None for key in keys]


def count_without(register: Register, matched: Matched, name: str, value: str) -> int:
    """How many meetings would pass without one condition."""
    filters = matched.filters.without(name, value)
    part = register.all
    dimension = "dates" if name in ("first", "last") else name
    if dimension == "dates":
        part = _dates(register, filters)
    elif dimension == "person":
        part = with_people(register, _pks(matched.named, filters.person), filters.match)
    elif dimension != "q" and getattr(filters, name):
        values = getattr(filters, name)
        part = any_of(register, name, _pks(matched.named, values) if name in NAMED else values)
    return (matched.others(dimension) & part).bit_count()


def any_of(register: Register, dimension: str, values: Iterable[object]) -> int:
    """The meetings that have one of the values."""
    masks = register.masks[dimension]
    return reduce(lambda found, value: found | masks.get(value, 0), values, 0)


def with_people(register: Register, people: list[int | None], how: str) -> int:
    """The meetings of all, or any, of these; of nobody in particular: all meetings."""
    if not people:
        return register.all
    if how == "any":
        return any_of(register, "person", people)
    masks = register.masks["person"]
    return reduce(and_, (masks.get(pk, 0) for pk in people))


def _understood(
    register: Register, filters: TimelineFilters
) -> tuple[TimelineFilters, dict[str, Entity]]:
    values = [value for name in NAMED for value in getattr(filters, name)]
    found = register.find(values) if values else {}
    changes = {}
    for name in NAMED:
        keys = [found[v].key if v in found else v for v in getattr(filters, name)]
        changes[name] = tuple(dict.fromkeys(keys))
    return replace(filters, **changes), {entity.key: entity for entity in found.values()}


def _dates(register: Register, filters: TimelineFilters) -> int:
    """The meetings that touch the period; one known by its month touches what the month touches."""
    first, last = filters.first, filters.last
    if not (first or last):
        return register.all
    found = 0
    for number, row in enumerate(register.rows):
        if (not first or row.last_on >= first) and (not last or row.start <= last):
            found |= 1 << number
    return found


def _text(register: Register, q: str) -> int:
    """The meetings in which every word of `q` is found, however it is spelled or joined."""
    wanted = words(q)
    if not wanted:
        return register.all if not q.strip() else 0
    spoken: dict[int, set[str]] = {}
    for pk, entity in register.entities.items():
        spoken[pk] = set(_folded(entity.name_ar) | _folded(entity.name_en))
    for pk, text in aliases(register.entities):
        spoken[pk] |= _folded(text)
    names = _protected(register, spoken)
    texts = {pk: rest for pk, *rest in Meeting.objects.confirmed().values_list("pk", *TEXTS)}
    stems: dict[str, str] = {}

    def forms(found: Iterable[str]) -> set[str]:
        for word in found:
            if word not in stems:
                stems[word] = stem(word, names)
        return {form for word in found for form in (word, stems[word])}

    asked = [forms([word]) for word in wanted]
    mask = 0
    for number, row in enumerate(register.rows):
        held = {word for text in texts.get(row.pk, ()) for word in _folded(text)}
        about = [entity for entity, _ in register.who[row.pk]] + register.about[row.pk]
        for pk in (*about, row.place_id):
            held |= spoken.get(pk, set())
        present = forms(held)
        if all(word & present for word in asked):
            mask |= 1 << number
    return mask


def _protected(register: Register, spoken: dict[int, set[str]]) -> frozenset[str]:
    """Words of the names of persons and places, which a stemmer must not cut.

    A word with the article is left to it: sheikhs and straits stand in names too."""
    named = register.masks["person"].keys() | register.masks["place"].keys()
    return frozenset(word for pk in named for word in spoken[pk] if not word.startswith("ال"))


@lru_cache(maxsize=1 << 15)
def _folded(text: str) -> frozenset[str]:
    return frozenset(words(fold(text)))
