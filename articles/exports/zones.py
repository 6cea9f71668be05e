"""The time zone of a place, where the public tables leave no doubt about it."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from django.utils.text import slugify


@cache
def _tables() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Zone by the name of its city, and the zones of each country, from the zone database."""
    cities: dict[str, str] = {}
    countries: dict[str, list[str]] = defaultdict(list)
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text()
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        country, _, zone, *_ = line.split("\t")
        cities[f"{country}/{slugify(zone.rsplit('/', 1)[-1].replace('_', ' '))}"] = zone
        countries[country].append(zone)
    return cities, countries


class Placed(Protocol):
    """A place, as a model or as a line of an export."""

    name_en: str
    country: str


def zone_of_meeting(meeting: Any) -> str:
    """The zone its hour is told in: its own, else that of its place; "" where nobody knows."""
    return meeting.time_zone or (meeting.place and zone_of(meeting.place)) or ""


def zone_of(place: Placed) -> str | None:
    """A zone named after the city, or the only zone of its country; else None."""
    cities, countries = _tables()
    if zone := cities.get(f"{place.country}/{slugify(place.name_en)}"):
        return zone
    zones = countries.get(place.country, [])
    return zones[0] if len(zones) == 1 else None
