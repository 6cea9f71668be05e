"""Which meetings pass which filter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, reduce
from operator import and_, or_

from articles.arabic.normalize import fold
from articles.arabic.stem import stem
from articles.arabic.tokens import words
from articles.models import Entity, Meeting
from articles.timeline.filters import MANY, TimelineFilters
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
    dates = touching(register, filters.first, filters.last)
    parts = {"dates": dates, "q": _text(register, filters.q)}
    for name in MANY:
        values = numbers(named, name, getattr(filters, name))
        parts[name] = having(register, name, values, how(filters, name))
    return Matched(filters, named, parts)


def numbers(named: dict[str, Entity], name: str, values: Iterable[str]) -> list[object]:
    """The values as sets know them: of keys the number, None where nothing has the key."""
    if name not in NAMED:
        return list(values)
    return [named[key].pk if key in named else None for key in values]


def how(filters: TimelineFilters, name: str) -> str:
    """Whether all or any of the values of a dimension must be there."""
    if name == "person":
        return filters.match
    return "all" if name == "side" else "any"


def having(register: Register, name: str, values: Iterable[object], how: str) -> int:
    """The meetings with all, or any, of these values; with none in particular: all meetings."""
    masks = register.masks[name]
    sets = [masks.get(value, 0) for value in values]
    if not sets:
        return register.all
    return reduce(and_ if how == "all" else or_, sets)


def count_without(register: Register, matched: Matched, name: str, value: str) -> int:
    """How many meetings would pass without one condition."""
    filters = matched.filters.without(name, value)
    if name in ("first", "last"):
        return (
            matched.others("dates") & touching(register, filters.first, filters.last)
        ).bit_count()
    part = register.all
    if name != "q":
        values = numbers(matched.named, name, getattr(filters, name))
        part = having(register, name, values, how(filters, name))
    return (matched.others(name) & part).bit_count()


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


def touching(register: Register, first: date | None, last: date | None) -> int:
    """The meetings that touch a period; one known by its month touches what the month touches."""
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
