"""Hours as they are written: "14:30", "الساعة الثالثة والنصف عصرًا بتوقيت موسكو", "3 pm GMT"."""

import re
from datetime import date, datetime, time
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from articles.arabic.months import any_of, either
from articles.arabic.normalize import fold
from articles.arabic.zones import OFFSET, zone_named, zone_pattern

_ORDINALS = (
    "الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة",
    "التاسعة", "العاشرة", "الحادية عشرة", "الثانية عشرة",
)  # fmt: skip
_HOURS = {fold(word): number for number, word in enumerate(_ORDINALS, 1)}
_HOURS |= {fold(word[:-1]): number for number, word in enumerate(_ORDINALS, 1) if " " in word}
_MINUTES = {"نصف": 30, "ربع": 15, "ثلث": 20, "خمس دقائق": 5, "عشر دقائق": 10}
_MINUTES = {fold(word): number for word, number in _MINUTES.items()}
_PART = rf"(?:ال)?(?P<part>{any_of(_MINUTES)}|\d{{1,2}} دقيقه)ا?"
_HALVES = {
    "early": "صباحا|صباح|فجرا|فجر|قبل الظهر|بعد منتصف الليل|in the morning|du matin",
    "noonish": "ظهرا|ظهر",
    "late": "مساء|مساءا|عصرا|عصر|بعد الظهر|in the evening|in the afternoon|du soir|de l'après-midi",
    "night": "ليلا|ليل|at night",
}
_HALF = "|".join(
    rf"(?P<{name}>{either(line)}{short})"
    for (name, line), short in zip(
        _HALVES.items(), (r"|ص|am|a\.m\.", "", r"|م|pm|p\.m\.", ""), strict=True
    )
)
# Said apart from the hour: "on Tuesday evening ... at eight".
_APART = re.compile(
    rf"(?<!\w)(?:(?P<early>{either(_HALVES['early'])}|morning)"
    rf"|(?P<late>{either(_HALVES['late'])}|evening|afternoon)"
    r"|(?P<night>ليله?|night|nuit))(?!\w)"
)
_CODES = any_of(("et", "est", "edt", "cet", "cest", "bst", "msk", "gmt", "utc", "z", "ت.غ", "تغ",
                 "غرينتش", "جرينتش"))  # fmt: skip
_LOCAL = any_of(("المحلي", "local", "locale"))
_LEAD = r"(?:(?:في |عند |علي )?(?:تمام )?(?:ال)?ساعه |at |a )"


class Hour(NamedTuple):
    """An hour of the day; `zone` is an IANA name, or "" where none is said, or the local one."""

    time: time
    zone: str


@cache
def _clock() -> re.Pattern[str]:
    place = zone_pattern()
    zone = (
        rf"(?: ?\(?(?:ب?(?:ال)?توقيت (?:{_LOCAL}|(?:مدينه )?(?P<place>{place}))"
        rf"|heure (?:{_LOCAL}|(?:de |du |d')?(?P<french>{place}))"
        rf"|(?:{_LOCAL}|(?P<english>{place})) time|(?P<code>{OFFSET}|{_CODES}))(?!\w)\)?)?"
    )
    return re.compile(
        rf"(?<![\w:.])(?P<lead>{_LEAD})?(?:(?P<midnight>منتصف الليل|midnight|minuit)"
        r"|(?P<noon>noon|midi)|(?:(?P<hour>[01]?\d|2[0-3])[:٫h](?P<minute>[0-5]\d)"
        r"(?::[0-5]\d(?:\.\d+)?)?|(?P<whole>[01]?\d|2[0-3])(?P<sharp> ?h(?!\w))?(?![\d:/.-])"
        r"|(?P<four>(?:[01]\d|2[0-3])[0-5]\d)(?= ?(?:gmt|utc|z|غرينتش|ت\.غ)(?!\w))"
        rf"|(?P<ordinal>{any_of(_HOURS)})(?!\w))(?: (?P<sign>و|الا ){_PART}(?!\w))?"
        rf"(?: ?(?:{_HALF})(?!\w))?"
        rf"){zone}(?!\w)"
    )


def take_hours(text: str) -> tuple[list[Hour], str] | None:
    """The hours of a folded text in their order, and the text without them.

    None where an hour cannot be told: half of what is written is not enough."""
    found: list[Hour] = []
    rest: list[str] = []
    at = 0
    for match in _clock().finditer(text):
        said = match.groupdict()
        # A bare figure or ordinal is an hour only beside a word for it; else it is a day.
        sure = ("lead", "sharp", "early", "noonish", "late", "night", "place", "french", "english")
        if (said["whole"] or said["ordinal"]) and not any(said[name] for name in sure):
            continue
        if not any(said[name] for name in _HALVES) and (apart := _APART.search(text)):
            said |= apart.groupdict()
        moment, zone = _time(said), _zone(said)
        if moment is None or zone is None:
            return None
        found.append(Hour(moment, zone))
        rest.append(text[at : match.start()])
        at = match.end()
    return found, " ".join((*rest, text[at:]))


def agree(day: date, hours: list[Hour]) -> bool:
    """Whether several hours of one day are one moment, told by different clocks."""
    told = [datetime.combine(day, hour.time, ZoneInfo(hour.zone)) for hour in hours if hour.zone]
    moments = {moment.astimezone(ZoneInfo("UTC")).time() for moment in told}
    return len(moments) <= 1 and len({hour.time for hour in hours if not hour.zone}) <= 1


def _zone(said: dict[str, str | None]) -> str | None:
    name = next((said[key] for key in ("place", "french", "english", "code") if said[key]), None)
    return zone_named(name) if name else ""


def _time(said: dict[str, str | None]) -> time | None:
    if said["noon"]:
        return time(12)
    if said["midnight"]:  # which of two days begins with it?
        return None
    if four := said["four"]:
        return time(int(four[:2]), int(four[2:]))
    figure = said["hour"] or said["whole"]
    hour = _half(int(figure) if figure else _HOURS[said["ordinal"] or ""], said)
    if hour is None:
        return None
    minutes = 60 * hour + int(said["minute"] or 0)
    if part := said["part"]:
        size = _MINUTES.get(part) or int(part.split()[0])
        minutes += size if said["sign"] == "و" else -size
    return time(minutes // 60 % 24, minutes % 60)


def _half(hour: int, said: dict[str, str | None]) -> int | None:
    """The hour of the day by the word after it; None where the two do not go together.

    "Twelve in the evening" is midnight to some and noon to others: it is not guessed."""
    if said["early"]:
        return hour % 12 if hour <= 12 else None
    if hour > 12 or not (said["noonish"] or said["late"] or said["night"]):
        return hour
    if said["noonish"]:
        return hour if hour in (11, 12) else hour + 12 if 1 <= hour <= 3 else None
    if said["night"]:
        return hour % 12 if hour == 12 or hour < 5 else hour + 12
    if hour == 12 and (said["late"] or "").startswith("مساء"):
        return None
    return hour % 12 + 12 if hour else None
