"""The names of the months from Cairo to Casablanca, in English and French, and of the hijri year.

The one table of them: dates are read (dates.py, times/) and written (display/dates.py) by it."""

import re
from collections.abc import Iterable

from articles.arabic.normalize import fold


def _names(line: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in line.split(","))


# Twelve names each, January first: Egypt and the Gulf; the Levant and Iraq; Tunisia and
# Algeria; Morocco; English; and the months of the hijri year.
EGYPTIAN = _names("يناير,فبراير,مارس,أبريل,مايو,يونيو,يوليو,أغسطس,سبتمبر,أكتوبر,نوفمبر,ديسمبر")
LEVANTINE = _names(
    "كانون الثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,تشرين الأول,تشرين الثاني,كانون الأول"
)
MAGHREBI = _names("جانفي,فيفري,مارس,أفريل,ماي,جوان,جويلية,أوت,سبتمبر,أكتوبر,نوفمبر,ديسمبر")
MOROCCAN = _names("يناير,فبراير,مارس,أبريل,ماي,يونيو,يوليوز,غشت,شتنبر,أكتوبر,نونبر,دجنبر")
ENGLISH = _names(
    "January,February,March,April,May,June,July,August,September,October,November,December"
)
HIJRI = _names(
    "محرم,صفر,ربيع الأول,ربيع الآخر,جمادى الأولى,جمادى الآخرة,"
    "رجب,شعبان,رمضان,شوال,ذو القعدة,ذو الحجة"
)
REGIONS = {"egypt": EGYPTIAN, "levant": LEVANTINE, "maghreb": MAGHREBI, "morocco": MOROCCAN}

# In French, and the hijri months in English: known where a text is known to be a date. A query
# may have "mars" or "Rajab" without meaning a month.
FRENCH = _names(
    "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre"
)
HIJRI_ENGLISH = _names(
    "Muharram,Safar,Rabi I,Rabi II,Jumada I,Jumada II,"
    "Rajab,Shaban,Ramadan,Shawwal,Dhu al-Qadah,Dhu al-Hijjah"
)
_OTHER_HIJRI_ENGLISH = {
    3: "Rabi al-Awwal", 4: "Rabi al-Thani,Rabi al-Akhir", 5: "Jumada al-Ula",
    6: "Jumada al-Akhira,Jumada al-Thani", 8: "Sha'ban", 11: "Dhul Qadah,Dhul-Qadah",
    12: "Dhul Hijjah,Dhul-Hijjah",
}  # fmt: skip
_OTHER_FRENCH = {1: "janv.", 2: "févr.", 7: "juil.", 12: "déc."}
_FRENCH_WORDS = {
    "lundi": "monday", "mardi": "tuesday", "mercredi": "wednesday", "jeudi": "thursday",
    "vendredi": "friday", "samedi": "saturday", "dimanche": "sunday",
    "1er": "1", "du": "from", "au": "to", "et": "and", "entre": "between", "fin": "late",
    "début": "early", "mi": "mid", "AH": "هجري",
}  # fmt: skip

_OTHER_SPELLINGS = {
    1: "كانون ثاني,كانون ثان,ينايير", 2: "فبرايير,فيبراير,اشباط", 4: "أبرايل", 5: "مايس",
    6: "يونيه,يونية", 7: "يوليه,يولية,جوييه,جويليا,يوليز", 8: "أغسطوس,أوغسطس,غوشت,أغشت",
    9: "Sept,شتمبر,ستمبر,سيبتمبر", 10: "تشرين أول,أوكتوبر", 11: "تشرين ثاني,تشرين ثان,نوفنبر",
    12: "كانون أول,دسمبر,ديسيمبر",
}  # fmt: skip
_OTHER_HIJRI = {
    1: "المحرم,محرم الحرام", 3: "ربيع أول", 4: "ربيع الثاني,ربيع ثاني",
    5: "جمادى الأول,جماد الأول,جمادى أولى", 6: "جمادى الثانية,جمادى الثاني,جماد الثاني,جماد الآخر",
    9: "رمضان المبارك", 11: "ذي القعدة,ذو قعدة", 12: "ذي الحجة,ذو حجة",
}  # fmt: skip
_UNITS = _names("الحادي,الثاني,الثالث,الرابع,الخامس,السادس,السابع,الثامن,التاسع")


def _spelled(table: dict[int, str]) -> dict[str, int]:
    return {fold(name): month for month, line in table.items() for name in _names(line)}


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {fold(name): number for number, name in enumerate(names, 1)}


def _ordinals() -> dict[str, int]:
    """The days of the month in words: "the fifteenth", "the twenty-first"."""
    days = {"الأول": 1, "العاشر": 10, "العشرين": 20, "العشرون": 20, "الثلاثين": 30, "الثلاثون": 30}
    days |= {name: unit for unit, name in enumerate(_UNITS[1:], 2)}
    for unit, name in enumerate(_UNITS, 1):
        days |= {f"{name} عشر": 10 + unit, f"{name} عشرة": 10 + unit}
        days |= {f"{name} والعشرين": 20 + unit, f"{name} والعشرون": 20 + unit}
    days |= {"الحادي والثلاثين": 31, "الحادي والثلاثون": 31, "الواحد والعشرين": 21}
    return {fold(name): day for name, day in days.items()}


ENGLISH_MONTHS = _numbered(ENGLISH) | _numbered(name[:3] for name in ENGLISH) | {"sept": 9}
MONTHS = _spelled(_OTHER_SPELLINGS) | ENGLISH_MONTHS
for _region in REGIONS.values():
    MONTHS |= _numbered(_region)
HIJRI_MONTHS = _spelled(_OTHER_HIJRI) | _numbered(HIJRI)
DAYS = _ordinals()
TRANSLATED = {fold(word): known for word, known in _FRENCH_WORDS.items()}
TRANSLATED |= {
    word: fold(known[number - 1])
    for known, table in (
        (ENGLISH, _numbered(FRENCH) | _spelled(_OTHER_FRENCH)),
        (HIJRI, _numbered(HIJRI_ENGLISH) | _spelled(_OTHER_HIJRI_ENGLISH)),
    )
    for word, number in table.items()
}


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, in their folded forms, the longest first."""
    folded = sorted({fold(word) for word in words}, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, folded))})".replace(r"\ ", " ")


def either(line: str) -> str:
    """A pattern for any of the words between the bars."""
    return any_of(line.split("|"))


def month_of(name: str) -> tuple[int | None, bool]:
    """The number of a folded name of a month (or of its figure), and whether it is hijri."""
    if name in HIJRI_MONTHS:
        return HIJRI_MONTHS[name], True
    return (int(name) if name.isdigit() else MONTHS.get(name)), False


def day_of(parts: dict[str, str | None]) -> int | None:
    """The day in the groups of one of the patterns."""
    if ordinal := parts.get("ordinal"):
        return DAYS[ordinal]
    figure = parts.get("day")
    return int(figure) if figure else None


def from_day_of(parts: dict[str, str | None]) -> int | None:
    """The first day, where the groups name two: "2 to 5 December"."""
    if ordinal := parts.get("from_ordinal"):
        return DAYS[ordinal]
    figure = parts.get("from_day")
    return int(figure) if figure else None
