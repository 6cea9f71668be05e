"""An entity in the words of schema.org."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from articles.exports.jsonld import TYPES
from articles.models import Alias, Entity, Role

_WIKIDATA = re.compile(r"Q[1-9]\d{0,15}", re.ASCII)


def entity_thing(
    entity: Entity, aliases: Iterable[Alias], roles: Iterable[Role], site: str
) -> dict[str, Any]:
    """A Person, an Organization, a Place, or of a topic a Thing; nothing that its page does not
    show. An office is dated as far as its dates are known."""
    names = [entity.name_ar, entity.name_en, *(alias.text for alias in aliases)]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES[Entity.Kind(entity.kind)],
        "@id": site + entity.get_absolute_url(),
        "url": site + entity.get_absolute_url(),
        "identifier": entity.key,
        "name": str(entity.name),
    }
    if others := [name for name in dict.fromkeys(names) if name and name != entity.name]:
        data["alternateName"] = others
    if entity.description:
        data["description"] = str(entity.description)
    if address := wikidata_address(entity):
        data["sameAs"] = address
    if entity.latitude is not None and entity.longitude is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": entity.latitude,
            "longitude": entity.longitude,
        }
    if entity.kind == Entity.Kind.PERSON:
        if offices := [_office(role) for role in roles]:
            data["hasOccupation"] = offices
    elif entity.country and entity.kind != Entity.Kind.TOPIC:
        data["address"] = {"@type": "PostalAddress", "addressCountry": entity.country}
    return data


def wikidata_address(entity: Entity) -> str:
    """Where its item is; an id that is none leads nowhere."""
    known = _WIKIDATA.fullmatch(entity.wikidata_id)
    return f"https://www.wikidata.org/wiki/{entity.wikidata_id}" if known else ""


def _office(role: Role) -> dict[str, Any]:
    """An office within its dates: a Role around the Occupation, which has none itself."""
    office: dict[str, Any] = {
        "@type": "Role",
        "hasOccupation": {"@type": "Occupation", "name": str(role.title)},
    }
    if role.start_on:
        office["startDate"] = role.start_on.isoformat()
    if role.end_on:
        office["endDate"] = role.end_on.isoformat()
    return office
