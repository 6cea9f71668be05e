"""Dates as people write them, and the names of the months from Cairo to Casablanca.

A partial date means all its days: `parse_partial` gives the first and the last."""

import calendar
import re
from datetime import date

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

_OTHER_SPELLINGS = {"إبريل": 4, "ابريل": 4, "اغسطس": 8, "اكتوبر": 10, "مايس": 5}
_OTHER_SPELLINGS |= {
    "يونيه": 6,
    "يوليه": 7,
    "جوييه": 7,
    "Sept": 9,
    "تشرين أول": 10,
    "تشرين ثاني": 11,
}
_OTHER_SPELLINGS |= {"تشرين ثان": 11, "كانون أول": 12, "كانون ثاني": 1, "كانون ثان": 1}


def _month_numbers() -> dict[str, int]:
    numbers = {fold(name): month for name, month in _OTHER_SPELLINGS.items()}
    for names in (*REGIONS.values(), ENGLISH):
        numbers |= {fold(name): month for month, name in enumerate(names, 1)}
    return numbers | {name[:3].lower(): month for month, name in enumerate(ENGLISH, 1)}


MONTHS = _month_numbers()
_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
# "2 December 2025", "15 August", "December 2025"; the month may be named twice, as the
# Levantine press does (its own name / the Egyptian one).
_WRITTEN = re.compile(
    rf"(?:(?P<day>\d{{1,2}})\s*(?:th|st|nd|rd)?\s*(?:من|of)?\s*)?(?:شهر\s+)?(?P<month>{_MONTH})\.?"
    rf"(?:\s*[(/،]\s*(?P<second>{_MONTH})\s*\)?)?"
    r"(?:,?\s+(?:من\s+)?(?:عام|سنه)?\s*(?P<year>\d{4})\s*م?)?"
)
_ENGLISH = re.compile(rf"(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:,?\s+(?P<year>\d{{4}}))?")


def parse_partial(text: str, *, today: date | None = None) -> tuple[date, date] | None:
    """The first and last day of the date `text` names, or None.

    Where no year is named, the last such day not after `today` is meant; without `today`
    such a text is no date."""
    text = " ".join(fold(text).split())
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
        return _span(int(year), int(month) if month else None, int(day) if day else None)
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
        return _span(int(year), int(month), int(day))
    match = _WRITTEN.fullmatch(text) or _ENGLISH.fullmatch(text)
    if not match:
        return None
    month_number = MONTHS[match["month"]]
    number = int(match["day"]) if match["day"] else None
    if match["year"]:
        return _span(int(match["year"]), month_number, number)
    return _latest(month_number, number, today) if today else None


def _latest(month: int, day: int | None, today: date) -> tuple[date, date] | None:
    this_year = _span(today.year, month, day)
    if this_year and this_year[0] <= today:
        return this_year
    return _span(today.year - 1, month, day)


def _span(year: int, month: int | None, day: int | None) -> tuple[date, date] | None:
    if year == 0 or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    return (date(year, month, day), date(year, month, day)) if 1 <= day <= last else None
