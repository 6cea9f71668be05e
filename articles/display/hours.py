"""An hour with the clock it was read on, and what it was in Greenwich."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global

from articles.display.dates import format_time
from articles.display.numbers import digits
from articles.display.preferences import Preferences

UNIVERSAL = {"ar": "غرينتش", "en": "GMT"}
_LOCAL = {"ar": "{} بالتوقيت المحلي", "en": "{} local time"}
_LOCAL_AT = {"ar": "{} بالتوقيت المحلي في {}", "en": "{} local time in {}"}
_THERE = {"ar": "{} بتوقيت {}", "en": "{} {} time"}
_AWAY = {"ar": "{} ({} غرينتش)", "en": "{} ({} GMT)"}
_SHIFTED = {
    "ar": {-1: "{} غرينتش في اليوم السابق", 1: "{} غرينتش في اليوم التالي"},
    "en": {-1: "{} GMT the day before", 1: "{} GMT the day after"},
}
# Where Babel has no Arabic name, or one that no newspaper would print.
_CITIES = {"Europe/Kyiv": "كييف", "Asia/Hebron": "الخليل"}


def format_moment(
    day: date, hour: time, zone: str, prefs: Preferences, language: str, place: str = ""
) -> str:
    """Return "14:30 Moscow time (11:30 GMT)".

    `zone` is an IANA name, or "" where nobody knows it: then the hour is local, and no more can be
    said. `place` is the place whose clock it is; without it the zone is named after its city."""
    known = "en" if language == "en" else "ar"
    here = format_time(hour, prefs, language)
    if not zone:
        return (_LOCAL_AT if place else _LOCAL)[known].format(here, place)
    local = datetime.combine(day, hour, ZoneInfo(zone))
    if zone in _UNIVERSAL_ZONES:
        return f"{here} {UNIVERSAL[known]}"
    text = _THERE[known].format(here, place or zone_name(zone, prefs, language))
    there = (local - (local.utcoffset() or timedelta())).replace(tzinfo=None)
    greenwich = format_time(there.time(), prefs, language)
    if (shift := (there.date() - day).days) == 0:
        return _AWAY[known].format(text, greenwich)
    return f"{text} ({_SHIFTED[known][shift].format(greenwich)})"


def zone_name(zone: str, prefs: Preferences, language: str) -> str:
    """The city that a zone is named after, or its distance from Greenwich: "GMT+3"."""
    if zone.startswith("Etc/GMT"):
        hours = -int(zone.removeprefix("Etc/GMT") or 0)
        known = "en" if language == "en" else "ar"
        return UNIVERSAL[known] + digits(f"{hours:+d}", prefs, language)
    plain = zone.rsplit("/", 1)[-1].replace("_", " ")
    if language == "en":
        return plain
    return _CITIES.get(zone) or _arabic_cities().get(zone, plain)


_UNIVERSAL_ZONES = {"UTC", "Etc/UTC", "Etc/GMT", "GMT", "Etc/UCT", "Etc/Greenwich"}


@cache
def _arabic_cities() -> dict[str, str]:
    names = {k: v["city"] for k, v in Locale("ar").time_zones.items() if "city" in v}
    aliases: dict[str, str] = get_global("zone_aliases")  # type: ignore[assignment]
    return names | {new: names[old] for old, new in aliases.items() if old in names}
