"""What a written date looks like. All patterns read a folded line."""

import re

from articles.arabic.months import DAYS, ENGLISH_MONTHS, HIJRI_MONTHS, MONTHS, any_of

MONTH = any_of((*MONTHS, *HIJRI_MONTHS))
YEAR = r"(?:1\d{3}|20\d\d|2100)"
_HIJRI_ERA = any_of(("ه", "هجري", "هجرية", "للهجرة"))
ERA = rf"(?: ?(?:(?P<hijri>{_HIJRI_ERA})|{any_of(('م', 'ميلادي', 'ميلادية'))})(?!\w))?"
# What may not stand right before or after a date in figures: then it is a version, an
# address, an amount or a part of a longer number.
FREE = r"(?<![\w/.,:@#$€£%+=&\\_–-])"
END = r"(?![\w%$€£٪°])(?![-–/.:,]\w)"
_DASH = " ?[-–—] ?"

# "2 December 2025", "15 August", "December 2025", "from 2 to
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
    rf"(?<!\w)(?P<month>{any_of(ENGLISH_MONTHS)})\.? "
    rf"(?:(?P<from_day>\d{{1,2}})(?:st|nd|rd|th)?(?:{_DASH}| to | and ))?"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{END}"
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
