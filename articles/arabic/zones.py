"""Time zones as they are written: "Moscow time", "بتوقيت غرينتش", "EST", "GMT+3"."""

import re
from functools import cache
from importlib.resources import files

from articles.arabic.months import any_of
from articles.arabic.normalize import fold

UNIVERSAL = "Etc/UTC"
# Offsets in minutes that are no whole hours, each the time of one country.
_ODD = {210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata", 345: "Asia/Kathmandu"}
_LANGUAGES = ("ar", "en", "fr")
OFFSET = r"(?:(?:gmt|utc|غرينتش|جرينتش) ?)?[+−-]\d{1,2}(?::?\d\d)?"
_OFFSET = re.compile(r"[^+−-]*(?P<sign>[+−-])(?P<h>\d{1,2})(?::?(?P<m>\d\d))?")


def zone_named(name: str) -> str | None:
    """The IANA name of the zone that a folded name means, or None."""
    offset = _OFFSET.fullmatch(name)
    return _fixed(offset) if offset else _names().get(name)


@cache
def zone_pattern() -> str:
    """A pattern for the folded name of any zone."""
    return any_of(_names())


def _fixed(offset: re.Match[str]) -> str | None:
    """The zone of "+03:00"; Etc/GMT-3 is its name there, with the sign turned around."""
    hours, minutes = int(offset["h"]), int(offset["m"] or 0)
    east = 1 if offset["sign"] == "+" else -1
    total = east * (60 * hours + minutes)
    if minutes or not -12 <= east * hours <= 14:
        return _ODD.get(total)
    return f"Etc/GMT{-east * hours:+d}" if hours else UNIVERSAL


@cache
def _names() -> dict[str, str]:
    """Every name of a zone, folded: its city, its country if that has no other zone, and ours."""
    from babel import Locale  # rarely needed, and read from disk
    from babel.core import get_global

    zones_of = get_global("territory_zones")
    alone = {code: zones[0] for code, zones in zones_of.items() if len(zones) == 1}
    found = {
        fold(zone.rsplit("/", 1)[-1].replace("_", " ")): zone
        for zones in zones_of.values()
        for zone in zones
    }
    for language in _LANGUAGES:
        locale = Locale(language)
        found |= {fold(locale.territories[c]): zone for c, zone in alone.items()}
        found |= {
            fold(names["city"]): zone
            for zone, names in locale.time_zones.items()
            if "city" in names and zone != "Etc/Unknown"
        }
    text = files("articles.arabic").joinpath("data", "zones.txt").read_text("utf-8")
    for row in text.splitlines():
        zone, _colon, names = row.split("#")[0].partition(": ")
        found |= {fold(name.strip()): zone for name in names.split(",") if zone}
    return found
