"""What else could be chosen, each with the number of meetings that choosing it would show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.utils.text import capfirst

from articles.models import Meeting, localized
from articles.timeline.matching import NAMED, Matched, any_of, with_people
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

    The form's lists hold one value each. Its count is what the page shows with that value in
    the place of the first one chosen, and any further ones left as they are."""
    found = {}
    for name in ("topic", "place", "country", "format", "status"):
        chosen = getattr(matched.filters, name)
        base = matched.others(name)
        rest = any_of(register, name, [_value(matched, name, value) for value in chosen[1:]])
        rows = []
        for value, mask in register.masks[name].items():
            code = _code(register, name, value)
            count = (base & (mask | rest)).bit_count()
            if count or code in chosen:
                rows.append(
                    Option(code, _label(register, name, value, language), count, code in chosen[:1])
                )
        found[name] = rows
    found["person"] = _people(register, matched, language)
    for name, rows in found.items():
        own = {str(value): place for place, value in enumerate(CHOICES.get(name, ()))}
        found[name] = sorted(rows, key=partial(_rank, own))
    return found


def _people(register: Register, matched: Matched, language: str) -> list[Option]:
    """Who could be added to the participants already chosen."""
    chosen = matched.filters.person
    pks = [matched.named[key].pk if key in matched.named else None for key in chosen]
    base, rows = matched.others("person"), []
    for pk in register.masks["person"]:
        entity = register.entities[pk]
        if entity.key in chosen:
            continue
        count = (base & with_people(register, [*pks, pk], matched.filters.match)).bit_count()
        if count:
            rows.append(Option(entity.key, str(localized(entity, "name", language)), count))
    return rows


def _rank(own: dict[str, int], option: Option) -> tuple[int, int, str]:
    return own.get(option.value, 0), -option.count, option.label


def _value(matched: Matched, name: str, code: str) -> object:
    if name in NAMED:
        return matched.named[code].pk if code in matched.named else None
    return code


def _code(register: Register, name: str, value: object) -> str:
    return register.entities[value].key if name in NAMED else str(value)  # type: ignore[index]


def _label(register: Register, name: str, value: object, language: str) -> str:
    if name in NAMED:
        return str(localized(register.entities[value], "name", language))  # type: ignore[index]
    if name == "country":
        return country_name(str(value), language)
    return capfirst(str(CHOICES[name](value).label))
