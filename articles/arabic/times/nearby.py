"""The words around dates: what may lead to one, what makes a part of it, what comes after it,
and what shows that it is no date but the name of something. Tables for marks.py and find.py.

All patterns read a folded line; those that end in `$` are asked of what stands before."""

import re
from functools import cache
from importlib.resources import files

from articles.arabic.months import any_of, either
from articles.arabic.times.relative import LAST, THIS, WEEKDAY_OF, WHICH

# What may follow a month: "last April", "April of this year".
TAIL = re.compile(
    rf" (?:{WHICH}|(?:من )?(?:(?P<last_year>(?:العام|السنه) {LAST}|last year)"
    rf"|(?P<this_year>(?:(?:هذا|هذه) )?(?:العام|السنه) {THIS}|(?:هذا|هذه) (?:العام|السنه)"
    r"|this year)))"
    rf"(?!\w)"
)
POINTING_ENGLISH = re.compile(
    r"(?<!\w)(?:(?P<last>last|past)|(?P<now>this)|(?P<next>next|coming)) $"
)
EARLY, MIDDLE, LATE = (
    either("مطلع|أوائل|بداية|بدايات|مستهل|أول|early|beginning of|start of"),
    either("منتصف|أواسط|mid|middle of"),
    either("أواخر|نهاية|نهايات|ختام|آخر|late|end of"),
)
_ORDER = ("الاول", "الثاني", "الثالث", "الرابع")
_WEEKS = "|".join(f"(?P<w{n}>الاسبوع {word})" for n, word in enumerate(_ORDER, 1))
_QUARTERS = "|".join(f"(?P<q{n}>(?:الربع|الفصل) {word}|q{n})" for n, word in enumerate(_ORDER, 1))
PART = re.compile(
    rf"(?<!\w)(?P<particle>[وفبل]?)"
    rf"(?:(?:(?P<early>{EARLY})|(?P<middle>{MIDDLE})|(?P<late>{LATE}))[ -](?:the )?"
    rf"|(?:{_WEEKS}|(?P<w4b>الاسبوع الاخير)|{_QUARTERS}|(?P<q4b>الربع الاخير)"
    r"|(?P<h1>النصف الاول)|(?P<h2>النصف الثاني)"
    r"|(?P<e1>first quarter|1st quarter)|(?P<e2>second quarter)|(?P<e3>third quarter)"
    r"|(?P<e4>fourth quarter|last quarter)|(?P<h1b>first half)|(?P<h2b>second half)"
    r"|(?P<s1>شتاء|winter)|(?P<s3>ربيع|spring)|(?P<s6>صيف|summer)|(?P<s9>خريف|autumn|fall))"
    r" (?:من |of )?(?:شهر |the )?)$"
)
LEAD = re.compile(
    r"(?<!\w)(?:(?P<since>[وف]?(?:منذ|ابتداء من|بدءا من|اعتبارا من)|since|starting)"
    r"|(?P<until>[وف]?(?:حتي|لغايه)|until|till)|(?P<before>[وف]?قبل|before)"
    r"|(?P<after>[وف]?بعد|after)"
    r"|(?P<between>(?:[وف]?(?:في )?(?:الفتره|المده) )?(?:[وف]?(?:في)?ما |[وف])?بين"
    r"(?: شهري| عامي| يومي)?"
    r"|[وف]?(?:في |خلال )?(?:شهري|عامي|سنتي|يومي)|between)"
    r"|(?P<from>(?:[وف]?(?:في )?الفتره )?[وف]?من|from)"
    r"|(?P<in>ف|[وف]?(?:في|خلال|اثناء|طوال|طيله)|in|during|on|by)) $"
)
DAY_NAME = re.compile(
    rf"(?<!\w)[وفبل]?(?:(?:يوم|مساء|صباح|ليله|ظهر|فجر|عصر)(?: {any_of(WEEKDAY_OF)})?"
    rf"|{any_of(WEEKDAY_OF)}),?،? $"
)
# What a date gives its name to is not of that date: wars, borders, plans, streets.
NAMED_AFTER = re.compile(
    r"(?<!\w)[وفبل]?(?:ال)?"
    + either(
        "حرب|حروب|ثورة|انتفاضة|نكسة|نكبة|هجوم|هجمات|أحداث|مجزرة|مذبحة|انقلاب|حركة|معركة|عملية|حدود"
        "|أراضي|خطوط|مدينة|جسر|سد|ميدان|شارع|مفاعل|قوى|فريق|تحالف|تيار|صحيفة|جامعة|حي|اتفاق|اتفاقية"
        "|معاهدة|مبادرة|انتخابات|مونديال|كأس العالم|أولمبياد|إكسبو|بطولة|سيارة|سيارات|شركة|رينو"
        "|war|attack|attacks|revolution|borders|elections|election|accord|deal|treaty|expo|black"
    )
    + r" (?:ال)?$"
)
NOT_A_YEAR_AFTER = re.compile(
    r"(?<!\w)[وفبلك]?(?:ال)?"
    + either(
        "قرار مجلس الأمن|رؤية|خطة|أجندة|استراتيجية|قرار|رقم|مادة|بند|فقرة|غرفة|رحلة|طراز|موديل"
        "|أكثر من|أقل من|نحو|حوالي|زهاء|قرابة|يقارب|بلغ|عدد|مشروع|منصة|صفحة|قانون|مقتل|إصابة"
        "|vision|agenda|resolution|no|number|about|over|than|room|flight|article|model|plan|nearly|around|some|page"
    )
    + r"[ .]+(?:رقم )?(?:ال)?$"
)
COUNTED = re.compile(
    " "
    + either(
        "دولار|يورو|ريال|جنيه|درهم|دينار|ليرة|روبل|كم|كيلو|كيلومتر|متر|ميل|طن|شخص|جندي|قتيل|جريح"
        "|صاروخ|صواريخ|مسيرة|طائرة|ساعة|دقيقة|يوم|أسير|مقاتل|عنصر|بند|نقطة|سؤال|مليون|ألف|مليار"
        "|مشارك|ضيف|صحفي|صحافي|شركة|دبابة|مدني|لاجئ|نازح|طفل|معتقل|فرد|موظف|كلمة|صفحة|عسكري|وثيقة"
        "|dollars|soldiers|people|km|troops|miles|missiles|tons|words|pages|men|million|euros"
    )
    + r"(?:ا|ين)?(?!\w)"
)

# Names of months that are words or names of their own: months only where something beside
# them says so (see find.py). English short forms are all of this kind.
DOUBTFUL = frozenset(
    ("مارس", "ماي", "اب", "جوان", "اوت", "محرم", "المحرم", "صفر", "رجب", "شعبان", "رمضان", "may",
     "march", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec")
)  # fmt: skip
PREPOSITION_ENOUGH = frozenset(("مارس", "اوت", "اب"))  # glued to them, ba is "in"
# "On March 3 she came", "March 1 and March 3": no month without its day stands there.
SURELY_A_DAY = re.compile(r"(?<!\w)(?:on|\d{1,2},? and) $")
MODAL_AFTER = re.compile(r" (?:be|have|not|also|need|face|well)(?!\w)")
PAST_WAR_AFTER = re.compile(r" (?:3[2-9]|[4-9]\d)(?!\w)")  # "June 67"


@cache
def names_with_months() -> dict[str, re.Pattern[str]]:
    """Patterns for what makes a month a part of a name: `before` it, `after`, `anywhere`."""
    text = files("articles.arabic").joinpath("data", "not_months.txt").read_text("utf-8")
    rows = (line.split("#")[0].split() for line in text.splitlines())
    words = {row[0]: any_of(row[1:]) for row in rows if row}
    return {
        "before": re.compile(rf"(?<!\w)[وفبل]?{words['before']}\.? $"),
        "after": re.compile(rf" {words['after']}(?!\w)"),
        "anywhere": re.compile(rf" {words['anywhere']}(?!\w)"),
    }


_MEETINGS = (
    "لقاء|اجتماع|زيارة|جولة|مكالمة|اتصال|مرة|تصريح|خبر|تقرير|مقال|مقالة|قمة|مقابلة|حوار|خطاب|كلمة"
    "|بيان|محادثة|مباحثة|مفاوضة|مشاورة|تطور|مستجد|مكالمه|مشوار|قعدة|مؤتمر|حديث|رسالة|موقف"
)
_PLURAL_MEETINGS = (
    "لقاءات|اجتماعات|زيارات|جولات|محادثات|مباحثات|مفاوضات|مشاورات|مكالمات|اتصالات|تصريحات|أخبار"
    "|تقارير|مقالات|قمم|مقابلات|تطورات|مستجدات|مرات|بيانات|خطابات|مواقف|رسائل"
)
_ONE = either(_MEETINGS)
_MANY = either(_PLURAL_MEETINGS)
_OWN = any_of(
    (word[:-1] + "ت" if word.endswith("ة") else word) + ending
    for word in (*_MEETINGS.split("|"), *_PLURAL_MEETINGS.split("|"))
    for ending in ("ه", "ها", "هم", "هما", "ي", "نا")
)
_EVENTS_ENGLISH = (
    r"(?:meeting|visit|call|phone call|talks|summit|news|report|article|round|statement|interview"
    r"|negotiations|time|trip|speech|contact)s?"
)
ORDER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w)[وف]?[بل]?(?:(?P<oldest>اول|اقدم)|(?P<newest>اخر|احدث|اجدد))(?= (?:ال)?"
        rf"(?:\d{{1,2}} )?(?:{_ONE}|{_MANY}|{_OWN})(?!\w))",
        rf"(?<!\w)[وف]?[بل]?(?P<oldest>اولي)(?= (?:ال)?{_MANY}(?!\w))",
        rf"(?<!\w)(?:[وفبلك]?(?:ال|لل)(?:{_ONE}|{_MANY})|[وفبلك]?{_OWN})"
        r" (?P<newest>الاخير|الاخيره)(?!\w)",
        rf"(?<!\w)(?:ال|لل)(?:{_ONE}|{_MANY}) (?:(?P<newest>الاحدث)|(?P<oldest>الاقدم))(?!\w)",
        r"(?<!\w)(?:المره|للمره|بالمره) (?P<oldest>الاولي)(?!\w)",
        rf"(?<!\w)(?:(?P<oldest>first)|(?P<newest>last))"
        rf"(?= (?:\d{{1,2}} )?{_EVENTS_ENGLISH}(?!\w))",
        # "The latest Cairo talks": no other sense, so names may stand between.
        rf"(?<!\w)(?:(?P<oldest>oldest|earliest)|(?P<newest>latest|newest|most recent))"
        rf"(?=(?: \w+){{0,2}} {_EVENTS_ENGLISH}(?!\w))",
        r"(?<!\w)(?:(?P<newest>الاحدث)|(?P<oldest>الاقدم))(?= اولا(?!\w))",
    )
)  # fmt: skip
