"""Times told from today: "last month", "the day before yesterday", "the last ten days".

`relative` reads them in modern Arabic, in the dialects and in English; `narrowed` gives the
parts of a month or a year: its beginning, a quarter, a season."""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from articles.arabic.months import any_of, either
from articles.arabic.times.days import Days, days_of
from articles.arabic.times.patterns import MONTH

LAST = either(
    "الماضي|الماضية|الفائت|الفائتة|الفايت|الفايتة|المنصرم|المنصرمة|المنقضي|المنقضية"
    "|اللي فات|اللي فاتت|الي فات|الي فاتت|اللي راح|اللي راحت|الي راح|الي راحت|اللي مضى"
)
THIS = either("الجاري|الجارية|الحالي|الحالية|هذا|هذه|ده|دا|دي|هيدا|هيدي")
_NEXT = either("المقبل|المقبلة|القادم|القادمة|الجاي|الجاية|الجاى|اللي جاي|اللي جاية")
WHICH = rf"(?:(?P<last>{LAST})|(?P<now>{THIS})|(?P<next>{_NEXT}))"
_WEEKDAYS = {  # Monday is 0, as in datetime
    "الاثنين": 0, "الإثنين": 0, "الاتنين": 0, "الثلاثاء": 1, "الثلاثا": 1, "التلات": 1,
    "الأربعاء": 2, "الاربعا": 2, "الخميس": 3, "الجمعة": 4, "السبت": 5, "الأحد": 6, "الحد": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6,
}  # fmt: skip
WEEKDAY_OF = {re.sub("[أإ]", "ا", name).replace("ة", "ه"): d for name, d in _WEEKDAYS.items()}
_SEASON_OF = {
    "الشتاء": 1, "الربيع": 3, "الصيف": 6, "الخريف": 9,
    "winter": 1, "spring": 3, "summer": 6, "autumn": 9, "fall": 9,
}  # fmt: skip
_UNIT_OF = {
    "الاسبوع": "week", "الشهر": "month", "العام": "year", "السنه": "year",
    "week": "week", "month": "month", "year": "year",
}  # fmt: skip
_POINTED = any_of((*_UNIT_OF, *_SEASON_OF, *WEEKDAY_OF))
# "The secretary general" and his like: there the word for "year" means "general".
_GENERAL = "".join(
    f"(?<!{word} )"
    for word in ("الامين", "المدير", "المدعي", "القاءد", "المفتش", "الراي", "الناءب", "القنصل",
                 "المراقب", "الكاتب", "السكرتير", "الحاكم", "العفو", "القطاع", "امين", "المنسق",
                 "الوكيل", "المفوض", "النظام", "الشان", "الصالح", "المشهد", "المؤتمر")
)  # fmt: skip
_POINT = re.compile(
    rf"{_GENERAL}(?<!\w)(?P<particle>[وف]?[بل]?)(?P<this>هذا |هذه |هذي |ه)?"
    rf"(?P<unit>{_POINTED})(?: {WHICH})?(?!\w)"
)
_POINT_ENGLISH = re.compile(
    rf"(?<!\w)(?:(?P<last>last|previous)|(?P<now>this|current)|(?P<next>next|coming)) "
    rf"(?P<unit>{_POINTED})(?!\w)"
)

_BEFORE_YESTERDAY = either(
    "أول أمس|أول من أمس|أمس الأول|أول امبارح|أول مبارح|أول البارحة|قبل أمس|قبل البارحة"
    "|day before yesterday"
)
_YESTERDAY = either("أمس|الأمس|بالأمس|امبارح|مبارح|البارحة|البارح|انبارح|yesterday")
_TODAY = either("اليوم|النهارده|النهاردة|النهاردا|today|tonight")
# Papers and channels called "today", and the day that is one of many.
_PAPER = "".join(
    f"(?<!{word} )"
    for word in (
        "روسيا", "المصري", "راي", "فلسطين", "مصر", "سوريا", "لبنان", "اليمن", "تونس", "الجزاءر",
        "المغرب", "ليبيا", "العراق", "الاردن", "الكويت", "السودان", "عمان", "قطر", "البحرين",
        "اسراءيل", "تركيا", "ايران", "افريقيا", "العالم", "العرب", "القدس", "الشرق", "الخليج",
        "قناه", "صحيفه", "جريده", "موقع", "مجله", "دار", "جريده اخبار", "موسسه اخبار",
        "صحيفه اخبار", "بوابه اخبار", "russia", "usa", "india", "arabs", "ذلك", "نفس", "هذا",
        "قبل", "بعد", "في",
    )
)  # fmt: skip
# "The tenth day", "the day after"; but "today, Tuesday" is today.
_NOT_TODAY = rf"(?! (?!{any_of(WEEKDAY_OF)})(?:ال\w|نفسه|ذاته))"
_DAY = re.compile(
    rf"(?<!\w)(?P<particle>[وفل]?)(?:(?P<two>{_BEFORE_YESTERDAY})"
    rf"|(?P<one>{_YESTERDAY})(?! (?:القريب|ال?حاجه))|{_PAPER}(?P<none>{_TODAY}){_NOT_TODAY})(?!\w)"
)

_NUMBERS = {
    "ثلاثه": 3, "ثلاث": 3, "تلات": 3, "اربعه": 4, "اربع": 4, "خمسه": 5, "خمس": 5, "سته": 6,
    "ست": 6, "سبعه": 7, "سبع": 7, "ثمانيه": 8, "ثماني": 8, "ثمان": 8, "تسعه": 9, "تسع": 9,
    "عشره": 10, "عشر": 10, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
# One of the unit; two of it; several, with what an unsaid number of them is taken to be.
_SPANS = {
    "hour": ("ساعه|hour", "ساعتين", "ساعات|hours", 0),
    "day": ("يوم|يوما|day", "يومين", "ايام|days", 14),
    "week": ("اسبوع|اسبوعا|week", "اسبوعين", "اسابيع|weeks", 8),
    "month": ("شهر|شهرا|month", "شهرين", "اشهر|شهور|months", 12),
    "year": ("سنه|عام|عاما|year", "سنتين|عامين", "سنوات|سنين|اعوام|years", 5),
}
_KIND_OF = {
    word: (unit, size)
    for unit, (one, two, many, _) in _SPANS.items()
    for size, line in ((1, one), (2, two), (0, many))
    for word in line.split("|")
}
_COUNT = rf"(?:ال)?(?P<count>\d{{1,3}}|{any_of(_NUMBERS)})"
_LENGTH = rf"(?:{_COUNT} )?(?P<span>{any_of(_KIND_OF)})(?!\w)"
_RECENT_ADJECTIVE = either(
    "الأخير|الأخيرة|الأخيرين|الماضي|الماضية|الماضيين|الفائتة|المنصرمة|اللي فاتت"
)
_PLURALS = any_of("ال" + word for _, _, many, _ in _SPANS.values() for word in many.split("|"))
_DUALS = any_of("ال" + word for _, two, _, _ in _SPANS.values() for word in two.split("|"))
_RECENT = (
    re.compile(
        rf"(?<!\w)[وف]?(?:ب|في )?(?:(?:the )?(?:last|past)|اخر) {_LENGTH}"
        rf"(?! (?:(?:من|في) |{MONTH}(?!\w)))"
    ),
    re.compile(rf"(?<!\w){_COUNT} (?P<span>{any_of(_KIND_OF)}) {_RECENT_ADJECTIVE}(?!\w)"),
    re.compile(
        rf"(?<!\w)(?P<span>{_PLURALS}|{_DUALS})(?: {_COUNT})?(?: القليله)?"
        rf" {_RECENT_ADJECTIVE}(?!\w)"
    ),
    re.compile(r"(?<!\w)(?P<span>الاسبوع|الشهر|العام|السنه) (?:الاخير|الاخيره)(?!\w)"),
    re.compile(rf"(?<!\w)(?:last|past|recent)(?: few)? (?P<span>{any_of(_KIND_OF)})(?!\w)"),
)  # fmt: skip
_AGO = re.compile(
    rf"(?<!\w)(?:(?P<ago>قبل|من قبل)|(?P<since>منذ|من)) {_LENGTH}(?!\w)(?! (?:من|في) )"
)
_AGO_ENGLISH = re.compile(rf"(?<!\w){_COUNT} (?P<span>{any_of(_KIND_OF)}) ago(?!\w)")


def shifted(day: date, unit: str, count: int) -> date:
    """The day `count` weeks, months ... before `day`; the month's end where it is shorter."""
    if unit == "hour":
        return day - timedelta(days=-(-count // 24))
    if unit in ("day", "week"):
        return day - timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = max(1, months // 12), months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def around(unit: str, today: date, offset: int) -> Days:
    """The week, month or year `offset` away from that of `today`.

    A week begins on Monday for some readers and on Saturday for others: both are covered."""
    if unit == "week":
        day = today + timedelta(days=7 * offset)
        begins = [day - timedelta(days=(day.weekday() - first) % 7) for first in (0, 5)]
        return min(begins), max(begins) + timedelta(days=6)
    if unit == "month":
        day = shifted(today.replace(day=1), "month", -offset)
        return day, day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return date(today.year + offset, 1, 1), date(today.year + offset, 12, 31)


def season(first_month: int, year: int) -> Days:
    """Three whole months; the winter of a year is the one that ends in it, from December."""
    if first_month == 1:
        return date(year - 1, 12, 1), shifted(date(year, 3, 1), "day", 1)
    last_month = first_month + 2
    return date(year, first_month, 1), date(
        year, last_month, calendar.monthrange(year, last_month)[1]
    )


def _pointed(match: re.Match[str], today: date) -> tuple[str, Days] | None:
    parts = match.groupdict()
    unit = parts["unit"]
    offset = -1 if parts["last"] else 1 if parts["next"] else 0
    pointed = bool(parts["last"] or parts["next"] or parts["now"] or parts.get("this"))
    if unit in WEEKDAY_OF:
        if not offset:
            return None
        away = (today.weekday() - WEEKDAY_OF[unit]) % 7 or 7
        days = -away if offset < 0 else 7 - away or 7
        return "day", (today + timedelta(days=days),) * 2
    if unit in _SEASON_OF:
        month = _SEASON_OF[unit]
        years = [season(month, today.year + step) for step in (-2, -1, 0, 1, 2)]
        if offset < 0:
            return "season", [each for each in years if each[1] < today][-1]
        if offset > 0:
            return "season", next(each for each in years if each[0] > today)
        return ("season", season(month, today.year)) if pointed else None
    # Unpointed, "the year" is this year, but only for "the beginning of the year".
    kind = _UNIT_OF[unit]
    if kind == "week" and not pointed:  # "the end of the week" is any of them
        return None
    return (kind if pointed else f"{kind} in part"), around(kind, today, offset)


def _single_day(match: re.Match[str], today: date) -> tuple[str, Days]:
    day = today - timedelta(days=2 if match["two"] else 1 if match["one"] else 0)
    return "day", (day, day)


def _length(match: re.Match[str]) -> tuple[str, int] | None:
    """The unit and how many of it: said in figures or words, or by the form of the word."""
    word = match["span"]
    unit, size = _KIND_OF.get(word) or _KIND_OF[word.removeprefix("ال")]
    count = match.groupdict().get("count")
    if count:
        number = int(count) if count.isdigit() else _NUMBERS[count]
        return (unit, number) if number else None
    return (unit, size) if size else None


def _recent(match: re.Match[str], today: date) -> tuple[str, Days] | None:
    length = _length(match)
    word = match["span"]
    if length is None:
        unit, _ = _KIND_OF.get(word) or _KIND_OF[word.removeprefix("ال")]
        length = unit, _SPANS[unit][3]
        # "The last days of ..." without the article or an adjective is no time of ours.
        if match.re is _RECENT[0] or not length[1]:
            return None
    if (
        match.re is _RECENT[0]
        and not match["count"]
        and (word in ("يوم", "ساعه") or word.isascii())
    ):
        return None
    if match.re is _RECENT[4] and length[1] == 1 and not match[0].startswith("past"):
        return None
    return "recent", (shifted(today, *length), today)


def _ago(match: re.Match[str], today: date) -> tuple[str, Days] | None:
    length = _length(match)
    if length is None or length[0] == "hour":
        return None
    begins = shifted(today, *length)
    exact = match.re is _AGO_ENGLISH or match["ago"]
    if exact:
        return ("day", (begins, begins)) if length[0] == "day" else None
    return ("recent", (begins, today)) if match["since"] == "منذ" else None


_Reader = Callable[[re.Match[str], date], tuple[str, Days] | None]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    *((pattern, _recent) for pattern in _RECENT),
    (_AGO, _ago),
    (_AGO_ENGLISH, _ago),
    (_POINT_ENGLISH, _pointed),
    (_POINT, _pointed),
    (_DAY, _single_day),
)


def relative(line: str, today: date) -> Iterator[tuple[re.Match[str], str, Days]]:
    """Every relative time in a folded line, with its kind; a reading may overlap an earlier one."""
    for pattern, reader in _READERS:
        for match in pattern.finditer(line):
            if reading := reader(match, today):
                yield match, *reading


def narrowed(part: dict[str, str | None], days: Days) -> Days | None:
    """The part of a month or a year that PART names; None if such a part makes no sense."""
    first, last = days
    whole_year = (last - first).days > 300
    name = next((key.rstrip("b") for key, value in part.items() if value and key != "particle"), "")
    if name in ("early", "middle", "late"):
        if whole_year:
            months = {"early": (1, 3), "middle": (5, 8), "late": (10, 12)}[name]
            return _months(first.year, *months)
        if not 27 <= (last - first).days <= 30:
            return days
        from_day, to_day = {"early": (0, 9), "middle": (9, 19), "late": (19, 31)}[name]
        return (
            first + timedelta(days=from_day),
            min(last, first + timedelta(days=to_day)),
        )
    number = int(name[1:] or 0) if name[1:].isdigit() else 0
    whole_month = 27 <= (last - first).days <= 30
    if name[0] == "w" and whole_month:
        begins = first + timedelta(days=7 * (number - 1))
        return begins, begins + timedelta(days=6) if number < 4 else last
    if name[0] == "h" and whole_month:
        middle = first + timedelta(days=14)
        return (first, middle) if number == 1 else (middle + timedelta(days=1), last)
    if not whole_year or name[0] == "w":
        return None
    if name[0] == "s":
        return season(number, last.year if number == 1 else first.year)
    if name[0] == "h":
        return _months(first.year, 6 * number - 5, 6 * number)
    return _months(first.year, 3 * number - 2, 3 * number)


def _months(year: int, first: int, last: int) -> Days | None:
    begins, ends = days_of(year, first), days_of(year, last)
    return (begins[0], ends[1]) if begins and ends else None
