"""What else could be chosen, each with the number of meetings that choosing it would show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.utils.text import capfirst

from articles.models import Entity, Meeting, localized
from articles.timeline.filters import MANY
from articles.timeline.matching import NAMED, Matched, having, how, numbers
from articles.timeline.register import Register
from articles.timeline.sides import country_name

CHOICES = {"format": Meeting.Format, "status": Meeting.Status}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    selected: bool = False


def options(register: Register, matched: Matched, language: str) -> dict[str, list[Option]]:
    """The choices of every dimension, most frequent first; formats and statuses in their own order.

    The count of a choice is the number of meetings on the page that choosing it leads to: with
    alternatives, those already there and its own. A chosen one has its own number."""
    found = {}
    for name in MANY:
        rows = _rows(register, matched, name, language)
        own = {str(value): place for place, value in enumerate(CHOICES.get(name, ()))}
        found[name] = sorted(rows, key=partial(_rank, own))
    return found


def matches(register: Register, matched: Matched) -> dict[str, int]:
    """How many meetings there would be with all, and with any, of the persons chosen."""
    base = matched.others("person")
    chosen = numbers(matched.named, "person", matched.filters.person)
    return {
        way: (base & having(register, "person", chosen, way)).bit_count() for way in ("all", "any")
    }


def _rows(register: Register, matched: Matched, name: str, language: str) -> list[Option]:
    keys = getattr(matched.filters, name)
    chosen = numbers(matched.named, name, keys)
    base, way = matched.others(name), how(matched.filters, name)
    joined = having(register, name, chosen, way) if chosen else 0
    rows = []
    for value, mask in register.masks[name].items():
        code = register.entities[value].key if name in NAMED else str(value)  # type: ignore[index]
        if code in keys:
            continue
        if chosen:
            mask = joined & mask if way == "all" else joined | mask
        # An alternative that has nothing itself would add nothing to what is there.
        own = register.masks[name][value] & base
        if own and (count := (base & mask).bit_count()):
            rows.append(Option(code, label(register.entities, name, value, language), count))
    for key, value in zip(keys, chosen, strict=True):
        own = base & register.masks[name].get(value, 0)
        if way == "all":
            own &= joined
        text = label({value: matched.named.get(key)}, name, value, language)
        rows.append(Option(key, text or key, own.bit_count(), selected=True))
    return rows


def _rank(own: dict[str, int], option: Option) -> tuple[bool, int, int, str]:
    place = own.get(option.value, 0)
    return (not (own or option.selected), place, -option.count, option.label)


def label(entities: Mapping[object, Entity | None], name: str, value: object, language: str) -> str:
    """What a value is called; nothing for an entity that there is not."""
    if name in NAMED:
        entity = entities.get(value)
        return localized(entity, "name", language) if entity else ""
    if name in ("country", "side"):
        return country_name(str(value), language)
    return capfirst(str(CHOICES[name](value).label))
