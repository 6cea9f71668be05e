"""Dates as people write them, and the names of the months from Cairo to Casablanca.

A partial date means all its days: `parse_partial` gives the first and the last. Here a text
is known to be a date; times/ finds the dates in a text, with the same tables and patterns."""

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta

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


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, in their folded forms, the longest first."""
    folded = sorted({fold(word) for word in words}, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, folded))})".replace(r"\ ", " ")


MONTH = any_of((*MONTHS, *HIJRI_MONTHS))
YEAR = r"(?:1\d{3}|20\d\d|2100)"
_HIJRI_ERA = any_of(("ه", "هجري", "هجرية", "للهجرة"))
ERA = rf"(?: ?(?:(?P<hijri>{_HIJRI_ERA})|{any_of(('م', 'ميلادي', 'ميلادية'))})(?!\w))?"
# What may not stand right before or after a date in figures: then it is a version, an
# address, an amount or a part of a longer number.
FREE = r"(?<![\w/.,:@#$€£%+=&\\_–-])"
END = r"(?![\w%$€£٪°])(?![-–/.:,]\w)"
_DASH = " ?[-–—] ?"

# All patterns read a folded line. "2 December 2025", "15 August", "December 2025", "from 2 to
# 5 December"; the month may be named twice, as the Levantine press does.
WRITTEN = re.compile(
    rf"(?<![\w])(?P<particle>[وف]?[بلك]?)(?:(?:(?<![/.,:])"
    rf"(?:(?:ال)?(?P<from_day>\d{{1,2}})(?:{_DASH}| ?و ?| الي | حتي | to | and |(?P<beside> )))?"
    rf"(?:ال)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)? ?(?:من |of )?"
    rf"|(?<!الاسبوع )(?<!النصف )(?<!الربع )(?<!الثلث )"
    rf"(?:(?P<from_ordinal>{any_of(DAYS)}) (?:و|الي |حتي ))??"
    rf"(?P<ordinal>{any_of(DAYS)}) من ))?"
    rf"(?P<named>(?:ل|ب)?شهر )?(?P<month>{MONTH})(?!\w)\.?"
    rf"(?:(?: ?[/(،,–-] ?| )(?P<second>{MONTH})(?!\w)(?: ?\))?)?"
    rf"(?:[,،]?(?: (?:من )?(?:(?:ال)?عام |(?:ال)?سنه |of )?| ?[/-] ?)(?P<year>{YEAR}){ERA}{END})?"
)
AMERICAN = re.compile(
    rf"(?<!\w)(?P<month>{any_of(ENGLISH_MONTHS)})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{END}"
    rf"(?:,? (?P<year>{YEAR}){END})?"
)
# "month 4", as it is said from Egypt to Syria.
NUMBERED = re.compile(
    rf"(?<!\w)(?P<particle>[وف]?[بل]?)(?:(?P<day>\d{{1,2}}) )?(?P<named>شهر )(?P<month>\d{{1,2}})"
    rf"(?: (?:سنه |عام |من عام )?(?P<year>{YEAR}){ERA})?{END}"
    r"(?! (?!(?:من|في|بين|مع|اللي|الي|الماضي|الفاءت|الجاري)(?!\w))[^\W\d_])"
)
_SLASH = r" ?(?P<sign>[-/.]) ?"
FIGURES = tuple(
    re.compile(FREE + shape + ERA + END)
    for shape in (
        rf"(?P<year>\d{{4}}){_SLASH}(?P<month>\d{{1,2}}) ?(?P=sign) ?(?P<day>\d{{1,2}})",
        rf"(?P<day>\d{{1,2}}){_SLASH}(?P<month>\d{{1,2}}) ?(?P=sign) ?(?P<year>\d{{4}})",
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})",
        r"(?P<month>\d{1,2})/(?P<year>\d{4})",
    )
)
_ALONE = re.compile(rf"(?:{any_of(('عام', 'سنة'))} )?(?P<year>\d{{4}}){ERA}")
Days = tuple[date, date]


def parse_partial(text: str, *, today: date | None = None) -> Days | None:
    """The first and last day of the date `text` names, or None.

    Where no year is named, the last such day not after `today` is meant; without `today`
    such a text is no date."""
    text = " ".join(fold(text).split())
    for pattern in (_ALONE, *FIGURES, WRITTEN, AMERICAN, NUMBERED):
        if match := pattern.fullmatch(text):
            break
    else:
        return None
    parts = match.groupdict()
    month, hijri = month_of(parts.get("month") or "")
    second = parts.get("second")
    if from_day_of(parts) or (second and month_of(second) != (month, hijri)):
        return None
    day = day_of(parts)
    if parts["year"]:
        hijri = hijri or bool(parts.get("hijri"))
        return days_of(int(parts["year"]), month, day, hijri=hijri)
    return latest_days(month or 0, day, today=today, hijri=hijri) if today else None


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


def days_of(
    year: int, month: int | None = None, day: int | None = None, *, hijri: bool = False
) -> Days | None:
    """The days of a year, a month or a day; None if there is no such day.

    A year of the fourteenth or fifteenth century is a hijri one if it has a hijri month, or
    figures only that would otherwise name a day in the middle ages."""
    if year < 1 or (month is not None and not 1 <= month <= 12):
        return None
    if hijri or (1343 <= year <= 1500 and month):
        return _hijri_days(year, month, day)
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    return (date(year, month, day), date(year, month, day)) if 1 <= day <= last else None


def _hijri_days(year: int, month: int | None, day: int | None) -> Days | None:
    """By the Umm al-Qura calendar, which is known for the years 1343 to 1500."""
    from hijridate import Hijri  # rarely needed

    try:
        first = Hijri(year, month or 1, day or 1)
        last = first if day else Hijri(year, month or 12, 1)
        length = 0 if day else last.month_length() - 1
        begins, ends = (date(*each.to_gregorian().datetuple()) for each in (first, last))
        return begins, ends + timedelta(days=length)
    except (OverflowError, ValueError):
        return None


def hijri_year(day: date) -> int:
    """The hijri year of a day, near enough to search from."""
    return int((day.year - 622) * 33 / 32) + 1


def latest_days(month: int, day: int | None, *, today: date, hijri: bool = False) -> Days | None:
    """The last such month or day that has begun by `today`."""
    year = hijri_year(today) + 1 if hijri else today.year
    for candidate in range(year, year - 9, -1):
        days = days_of(candidate, month, day, hijri=hijri)
        if days and days[0] <= today:
            return days
    return None
