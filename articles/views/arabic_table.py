"""How Arabic is read, in examples: one table for the page that teaches it in both languages.

Each example is pressed as it stands, and finds what it promises in the dossier that comes with the
site (tests/search/test_help.py). Names of persons are data: `sections` puts in one that the archive
has. docs/arabic.md has the rules behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import LocalText

Text: TypeAlias = str | Promise


@dataclass(frozen=True)
class Example:
    """What to type; some of what that finds; words it keeps apart from; and why, in words."""

    typed: str
    finds: tuple[str, ...] = ()
    why: Text = ""
    apart: tuple[str, ...] = ()

    @property
    def shown(self) -> dict[str, list[LocalText]]:
        """Its texts, each with its language, for pages in another one."""
        parts = {"typed": (self.typed,), "apart": self.apart}
        return {name: [_in_its_language(text) for text in texts] for name, texts in parts.items()}

    @property
    def found(self) -> list[tuple[str, list[LocalText]]]:
        """What it finds, neighbors of one language together, with the comma of that language.

        A list in Arabic runs from right to left as a whole, on an English page too."""
        texts = [_in_its_language(text) for text in self.finds]
        runs = groupby(texts, key=lambda text: text.lang)
        return [("، " if code == "ar" else ", ", list(run)) for code, run in runs]


@dataclass(frozen=True)
class Section:
    """One habit of Arabic; `key` is its anchor on the page."""

    key: str
    title: Text
    text: Text
    examples: tuple[Example, ...]

    @property
    def has_finds(self) -> bool:
        """Whether what is found can be listed: an office leads to whoever bears it."""
        return any(example.finds for example in self.examples)


LETTERS = Section(
    "letters",
    _("Letters and marks"),
    _(
        "Spellings of one word are one word. Vowel marks, tatweel, the carrier of a hamza, and the"
        " digits of East and West make no difference; what you read on the page stays as written."
    ),
    (
        Example("مسئول", ("مسؤول", "مَسْؤُول"), _("A hamza is a hamza, on whatever it sits.")),
        Example("اوكرانيا", ("أوكرانيا",), _("An alef is an alef, with hamza or without.")),
        Example("الهدنه", ("الهدنة",), _("At the end of a word, ة and ه are one, as are ى and ي.")),
        Example("جنيڤ", ("جنيف",), _("Letters borrowed for foreign sounds: ڤ پ چ گ.")),
        Example("موســـكو", ("موسكو",), _("A stretched word.")),
        Example("خطة ٢٨", ("28",), _("Digits of either kind.")),
    ),
)
PARTICLES = Section(
    "particles",
    _("Letters joined before a word"),
    _(
        "و ف ب ل ك س and the article come off where what is left is the likelier word, and stay"
        " where they are a part of it."
    ),
    (
        Example("موسكو", ("وموسكو", "بموسكو", "لموسكو"), _("A place with its particles.")),
        Example("وزير", ("والوزير", "للوزير"), _("This waw is a part of the word."), ("زير",)),
        Example("وفد", ("الوفد", "والوفود"), _("So is this one."), ("فد",)),
        Example("لبنان", ("بلبنان", "اللبناني"), _("A name is never cut."), ("لبن",)),
    ),
)
FORMS = Section(
    "forms",
    _("Forms of a word"),
    _(
        "One word finds its other forms: with an ending, in the dual, in either plural. Broken"
        " plurals are looked up in a list; one that is also another common word is left out of it."
    ),
    (
        Example(
            "مفاوضات",
            ("المفاوضين", "مفاوضو", "مفاوض"),
            _("A plural, its singular, and the people."),
        ),
        Example("زيارة", ("زيارته", "الزيارات", "زيارتين"), _("Possessives, plurals, duals.")),
        Example("أسير", ("أسرى", "للأسرى"), _("A broken plural.")),
        Example("شروط", ("شرط", "الشروط"), _("The same, from the plural.")),
        Example(
            "الكرملين",
            ("للكرملين",),
            _("What looks like an ending is a part of the name."),
            ("كرمل",),
        ),
        Example(
            "طائرة",
            ("الطائرات",),
            _("Without its last letter it would be another word."),
            ("طائر",),
        ),
    ),
)
NATIONS = Section(
    "nations",
    _("Countries and their people"),
    _("A country, what belongs to it and its people are one word."),
    (
        Example("أمريكا", ("أميركا", "الأميركي", "الأمريكيين"), _("Either spelling.")),
        Example("روسيا", ("الروسية", "الروس"), _("The adjective, and the people.")),
        Example("تركيا", ("التركية", "الأتراك"), _("With its broken plural.")),
    ),
)
NAMES = Section(
    "names",
    _("Names"),
    _(
        "The register keeps every spelling of a name it knows, and one finds them all, in any"
        " script. A name is searched whole: it never finds what merely looks like it."
    ),
    (
        Example("Moscow", ("موسكو", "لموسكو"), _("From Latin letters to Arabic.")),
        Example("واشنطون", ("واشنطن",), _("Long vowels in foreign names come and go.")),
        Example("Вашингтон", ("واشنطن",), _("From Cyrillic letters.")),
        Example(
            "Switzerland",
            ("سويسرا", "السويسرية"),
            _("Countries and cities are translated even where the register has no entry for them."),
        ),
        Example(
            "أبو ظبي", ("أبوظبي",), _("In one word or two; the page says what was taken for what.")
        ),
    ),
)
SLIPS = Section(
    "slips",
    _("Misspelled words"),
    _(
        "A name that the register lacks is searched as the one name near it, and an unknown word"
        " beside others as the nearest word. The page says so, and offers the words as typed."
    ),
    (
        Example("جينيف", ("جنيف",), _("A long vowel too many.")),
        Example("الكرملن", ("الكرملين",), _("A letter is missing.")),
        Example("مفاوظات جنيف", ("مفاوضات", "المفاوضات"), _("Letters that sound alike.")),
    ),
)
SYNONYMS = Section(
    "synonyms",
    _("Words of one meaning"),
    _(
        "Of the articles found, those that also say it in other words rise. Such words alone find"
        " nothing, so what is listed always holds a word of yours."
    ),
    (
        Example("هدنة غزة", ("وقف إطلاق النار",), _("An expression for a word.")),
        Example("محادثات أبوظبي", ("المفاوضات", "المباحثات"), _("Kinds of talks.")),
        Example("صفقة تبادل الأسرى", ("اتفاق",), _("Kinds of agreements.")),
    ),
)
DIALECTS = Section(
    "dialects",
    _("Spoken Arabic"),
    _(
        "Spoken question words and fillers are passed over like those of the standard language;"
        " other spoken words are searched as the standard ones too."
    ),
    (
        Example("وين اجتمعوا", ("اجتمعوا", "واجتمع"), _("Levant, Gulf: where.")),
        Example("شكون التقى الوفد", ("التقى", "الوفد"), _("Maghreb: who.")),
        Example("ليش المفاوضات", ("المفاوضات",), _("Levant, Gulf: why.")),
    ),
)
TIMES = Section(
    "times",
    _("Words of time"),
    _(
        "Months by the names of every region and dates are understood. What is dated so comes"
        " first, and nothing is hidden. The time stands above the results; remove it, and its words"
        " are searched as words."
    ),
    (
        Example(
            "كانون الأول 2025",
            ("ديسمبر 2025", "دجنبر 2025", "December 2025"),
            _("One month, whoever names it."),
        ),
        Example("نيسان", ("أبريل", "أفريل", "April"), _("Without a year: of every year.")),
        Example("15 آب", ("15 أغسطس", "15 غشت"), _("A day.")),
    ),
)
TURNS = Section(
    "turns",
    _("Last month, the first meeting"),
    _(
        "Times counted from today are understood too, and so is an order: “first” and “last” mean"
        " the first or the last of the meetings that fit, as the register knows them."
    ),
    (
        Example("محادثات منذ يناير 2026", (), _("From then until today.")),
        Example("لقاءات الشهر الماضي", (), _("Counted from today.")),
        Example("أول لقاء في جنيف", (), _("The first meeting that the register knows there.")),
        Example("آخر زيارة إلى موسكو", (), _("The last one.")),
    ),
)
ROLES = Section(
    "roles",
    _("Offices"),
    _(
        "Who is called by an office is found by name: the register knows who bears it. The page"
        " names whom it also searched for."
    ),
    (
        Example("وزير الخارجية الإيراني", (), _("An office and a country.")),
        Example("صهر الرئيس", (), _("A tie to somebody.")),
        Example("Iranian foreign minister", (), _("In English too.")),
    ),
)
SECTIONS = (
    LETTERS,
    PARTICLES,
    FORMS,
    NATIONS,
    NAMES,
    SLIPS,
    SYNONYMS,
    DIALECTS,
    TIMES,
    TURNS,
    ROLES,
)


def sections(names: Sequence[str]) -> tuple[Section, ...]:
    """Return the table. `names` are spellings of one person: the Arabic one, then others.

    Without them the rows that need a person are left out."""
    if len(names) < 2:
        return SECTIONS
    arabic, *others = names
    rows = [Example(name, (arabic,), _("One person, in another script.")) for name in others]
    family = arabic.split()[-1]
    rows.append(Example(family, (f"و{family}", f"ل{family}"), _("A family name and particles.")))
    whole = replace(NAMES, examples=(*rows, *NAMES.examples))
    return tuple(whole if section is NAMES else section for section in SECTIONS)


def _in_its_language(text: str) -> LocalText:
    """A text marked as Arabic, Russian or English, by its first letter; figures are of none."""
    first = next((letter for letter in text if letter.isalpha()), "")
    if not first:
        return LocalText(text, "")
    code = "ar" if "\u0600" <= first <= "\u06ff" else "ru" if first >= "\u0400" else "en"
    return LocalText(text, code)
