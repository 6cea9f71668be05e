"""The operators of the search language, one table for the help page in both languages.

Each example is pressed as it stands, so each finds something in the dossier that comes with the
site (tests/search/test_help.py). Its coverage is in Arabic: Latin examples are names of places.
Names of persons are data: `operators` puts in one that the archive has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Operator:
    """What to type, in Arabic and in Latin letters, and what it finds."""

    arabic: str
    latin: str
    meaning: str | Promise


@dataclass(frozen=True)
class Section:
    title: str | Promise
    operators: tuple[Operator, ...]


PERSON = "{person}"
OPERATORS = (
    Section(
        _("Words and phrases"),
        (
            Operator(
                "هدنة غزة",
                "Gaza truce",
                _("Any of the words; articles that hold them all come first."),
            ),
            Operator(
                "«وقف إطلاق النار»",
                '"وقف إطلاق النار"',
                _("The words side by side, in this order. Straight quotes do as well."),
            ),
            Operator(
                '"موسكو كييف"~5',
                '"موسكو كييف"~5',
                _("The words in this order, with at most five other words between them."),
            ),
            Operator("مفاوض*", "مفاوض*", _("Words that begin so; three letters at least.")),
            Operator("جنييف~", "Genevva~", _("Words one letter away.")),
        ),
    ),
    Section(
        _("Joining words"),
        (
            Operator("موسكو و كييف", "Moscow AND Kyiv", _("Both.")),
            Operator("موسكو أو كييف", "Moscow OR Kyiv", _("Either of them.")),
            Operator("موسكو ليس كييف", "Moscow NOT Kyiv", _("The first without the second.")),
            Operator("موسكو -كييف", "Moscow -Kyiv", _("The same, with a minus before the word.")),
            Operator(
                "(موسكو أو كييف) جنيف",
                "(Moscow OR Kyiv) Geneva",
                _("Brackets keep together what belongs together."),
            ),
        ),
    ),
    Section(
        _("Where to look"),
        (
            Operator("عنوان:قمة", "title:Moscow", _("In the headline alone.")),
            Operator("مصدر:الاتحاد", "source:sputnik-arabic", _("By the name of the outlet.")),
            Operator(
                "شخص:{person}", "person:{person}", _("By the name of a person in the article.")
            ),
            Operator("مكان:موسكو", "place:Moscow", _("By place.")),
            Operator("منظمة:الكرملين", "org:kremlin", _("By organization.")),
            Operator("موضوع:العقوبات", "topic:sanctions", _("By topic.")),
        ),
    ),
    Section(
        _("When"),
        (
            Operator("تاريخ:2025-12", "date:2025-12", _("In that year, month or day.")),
            Operator(
                "تاريخ:2025-11..2026-01",
                "date:2025-11..2026-01",
                _("From the one to the other, both ends included."),
            ),
            Operator("بعد:2026-01-15", "after:2026-01-15", _("After that day.")),
            Operator("قبل:2025-03", "before:2025-03", _("Before that month.")),
        ),
    ),
)


def operators(person_ar: str, person_en: str) -> tuple[Section, ...]:
    """Return the table with a person's name put in; without the rows that need one for ""."""
    return tuple(
        replace(
            section,
            operators=tuple(
                replace(
                    row,
                    arabic=row.arabic.replace(PERSON, person_ar),
                    latin=row.latin.replace(PERSON, person_en),
                )
                for row in section.operators
                if PERSON not in row.arabic or (person_ar and person_en)
            ),
        )
        for section in OPERATORS
    )
