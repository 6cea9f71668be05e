"""The entities of a dossier: names, every other spelling, roles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from articles.ingest.capture import BadRecord
from articles.ingest.clean import clean_line
from articles.ingest.dossier_report import DossierReport, fill
from articles.ingest.language import language_of, script_of
from articles.ingest.records import keys_field, shown, text_field
from articles.models import Alias, Entity, EntityRedirect, Role

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,199}")


def key_field(record: Mapping[str, Any], name: str) -> str:
    """Return a field that must be a key."""
    key = text_field(record, name)
    if not KEY.fullmatch(key):
        raise BadRecord(
            f"{name!r} is {shown(key)}; a key is lower-case letters, digits and hyphens."
        )
    return key


def choice_field(
    record: Mapping[str, Any], name: str, choices: list[str], default: str = ""
) -> str:
    """Return a field that must be one of a few words."""
    value = text_field(record, name) or default
    if value not in choices:
        raise BadRecord(f"{name!r} is {shown(value)}; it must be one of {', '.join(choices)}.")
    return value


@transaction.atomic
def load_entity(record: Mapping[str, Any], where: str, report: DossierReport) -> None:
    """Create one entity with its aliases and role, or fill in what the stored one lacks."""
    values = _values(record)
    role = {"title_ar": values.pop("role_ar"), "title_en": values.pop("role_en")}
    if values["kind"] != Entity.Kind.PERSON:
        values |= {"description_ar": role["title_ar"], "description_en": role["title_en"]}
        role = {}
    key = key_field(record, "id")
    if EntityRedirect.objects.filter(old_key=key).exists():
        report.add("unchanged", "entities")  # merged by a curator; its names moved along
        return
    entity, is_new = Entity.objects.get_or_create(key=key, defaults=values)
    changed = False
    if not is_new and (changed := fill(entity, values, where, report)):
        entity.save()
    changed |= _add_aliases(entity, record)
    changed |= _add_role(entity, role)
    report.add("created" if is_new else "changed" if changed else "unchanged", "entities")


def _values(record: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {name: clean_line(text_field(record, name)) for name in _TEXTS}
    for name, text in values.items():
        if len(text) > _TEXTS[name]:
            raise BadRecord(
                f"{name!r} has {len(text)} characters; at most {_TEXTS[name]} are kept."
            )
    if not (values["name_ar"] or values["name_en"]):
        raise BadRecord("The entity has no name. Give name_ar or name_en.")
    kind = choice_field(record, "kind", Entity.Kind.values)
    return values | {"kind": kind} | _position(record)


def _position(record: Mapping[str, Any]) -> dict[str, float | None]:
    """Where a place lies, in degrees; both or neither."""
    north, east = record.get("lat"), record.get("lon")
    if north is None and east is None:
        return {"latitude": None, "longitude": None}
    for name, degrees, most in (("lat", north, 90), ("lon", east, 180)):
        if type(degrees) not in (int, float) or not -most <= degrees <= most:
            raise BadRecord(
                f"{name!r} is {shown(degrees)}; write degrees from -{most} to {most}, or leave out "
                "both 'lat' and 'lon'."
            )
    return {"latitude": float(north), "longitude": float(east)}


_TEXTS = {"name_ar": 200, "name_en": 200, "role_ar": 300, "role_en": 300, "country": 2}


def _add_aliases(entity: Entity, record: Mapping[str, Any]) -> bool:
    """Add the spellings that are missing; whether there were any."""
    texts = [*keys_field(record, "aliases_ar"), *keys_field(record, "aliases_en")]
    there = {entity.name_ar, entity.name_en, *entity.aliases.values_list("text", flat=True)}
    scripts = {script_of(entity.name_ar), script_of(entity.name_en)}
    new = [
        Alias(
            entity=entity,
            text=text,
            language=language_of(text) or "en",
            kind=Alias.Kind.SPELLING if script_of(text) in scripts else Alias.Kind.TRANSLITERATION,
        )
        for text in dict.fromkeys(clean_line(text)[:200] for text in texts)
        if text and text not in there
    ]
    Alias.objects.bulk_create(new)
    return bool(new)


def _add_role(entity: Entity, role: Mapping[str, str]) -> bool:
    """Add the role of a person who has none yet; whether it was added."""
    if not any(role.values()) or entity.roles.exists():
        return False
    Role.objects.create(entity=entity, **role)
    return True
