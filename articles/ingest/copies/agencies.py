"""Whom a text credits: the agency in its dateline, its last line or its byline.

"The minister told Reuters" is no credit. Only places where credits stand are read: brackets at the
head, a line of its own at the end, who signed."""

from __future__ import annotations

import re

from articles.arabic.normalize import fold

# Key -> how newsrooms write it. Folded and compared as whole words.
AGENCIES: dict[str, tuple[str, ...]] = {
    "reuters": ("رويترز", "وكالة رويترز", "reuters"),
    "afp": ("أ ف ب", "ا ف ب", "أ.ف.ب", "أف ب", "فرانس برس", "وكالة فرانس برس", "afp"),
    "ap": ("أ ب", "أ.ب", "أسوشيتد برس", "اسوشييتد برس", "أسوشييتد برس", "associated press", "ap"),
    "anadolu": ("الأناضول", "وكالة الأناضول", "anadolu", "anadolu agency"),
    "dpa": ("د ب أ", "د.ب.أ", "د ب ا", "الألمانية", "وكالة الأنباء الألمانية", "dpa"),
    "spa": ("واس", "وكالة الأنباء السعودية", "spa"),
    "wam": ("وام", "وكالة أنباء الإمارات", "wam"),
    "qna": ("قنا", "وكالة الأنباء القطرية", "qna"),
    "kuna": ("كونا", "وكالة الأنباء الكويتية", "kuna"),
    "bna": ("بنا", "وكالة أنباء البحرين", "bna"),
    "ona": ("العمانية", "وكالة الأنباء العمانية"),
    "petra": ("بترا", "وكالة الأنباء الأردنية", "petra"),
    "sana": ("سانا", "الوكالة العربية السورية للأنباء", "sana"),
    "wafa": ("وفا", "وكالة الأنباء الفلسطينية", "wafa"),
    "mena": ("أ ش أ", "أ.ش.أ", "وكالة أنباء الشرق الأوسط"),
    "ina": ("واع", "وكالة الأنباء العراقية"),
    "nna": ("الوكالة الوطنية للإعلام",),
    "tass": ("تاس", "وكالة تاس", "tass"),
    "ria": ("ريا نوفوستي", "نوفوستي", "ria novosti"),
    "sputnik": ("سبوتنيك", "sputnik"),
    "interfax": ("إنترفاكس", "interfax"),
    "xinhua": ("شينخوا", "xinhua"),
    "irna": ("إرنا", "وكالة إرنا", "irna"),
    "tasnim": ("تسنيم", "وكالة تسنيم", "tasnim"),
    "efe": ("إفي", "efe"),
    "agencies": ("وكالات", "الوكالات", "agencies"),
}
# How an agency is called in English where that is not its key in capitals.
_ENGLISH = {
    "reuters": "Reuters",
    "anadolu": "Anadolu",
    "petra": "Petra",
    "ria": "RIA Novosti",
    "sputnik": "Sputnik",
    "interfax": "Interfax",
    "xinhua": "Xinhua",
    "tasnim": "Tasnim",
    "dpa": "dpa",
    "agencies": "agencies",
}
_DOTS = re.compile(r"[.\u0640]")
_APART = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]")
_DATELINE = re.compile(r"^[^.:]{0,40}?[-–—/:]\s*([^-–—/:.،]{2,30})\s*[-–—/:]")
_LED = re.compile(
    r"^(?:المصدر|المصادر|نقلا عن|نقلًا عن|عن|source|sources|via)(?=[\s:])\s*:?\s*", re.IGNORECASE
)
_BETWEEN = re.compile(r"[،,;؛/+|&]|(?<=\s)(?:and|with)(?=\s)")
_HEAD = 120
_LONGEST_CREDIT = 80


def _form(text: str) -> str:
    return _APART.sub(" ", fold(_DOTS.sub(" ", text))).strip()


_KEYS = {_form(name): key for key, names in AGENCIES.items() for name in names}


def credit(body: str, author: str = "") -> str:
    """Return the key of the agency a text credits, "" where it credits none; an agency by name
    rather than "agencies"."""
    found = list(dict.fromkeys(key for text in _places(body, author) for key in _named(text)))
    named = [key for key in found if key != "agencies"]
    return (named or found or [""])[0]


def name_of(agency: str, language: str) -> str:
    """Return how an agency is called, by its key."""
    if language == "ar":
        return AGENCIES[agency][0] if agency in AGENCIES else agency
    return _ENGLISH.get(agency, agency.upper())


def without_credit(body: str) -> str:
    """Return a body without a last line that does nothing but credit an agency."""
    blocks = body.rstrip().split("\n\n")
    while len(blocks) > 1 and is_credit_line(blocks[-1]):
        blocks.pop()
    return "\n\n".join(blocks)


def is_credit_line(text: str) -> bool:
    """Whether a line says nothing but whose text this is."""
    text = text.strip(" -–—()[].")
    return len(text) <= _LONGEST_CREDIT and bool(_named(text))


def _places(body: str, author: str) -> list[str]:
    blocks = [block for block in body.split("\n\n") if block.strip() and block[:3] != "## "]
    places = [author] if author else []
    if blocks:
        head = blocks[0][:_HEAD]
        places += _BRACKETS.findall(head)
        places += _DATELINE.findall(head)
        last = blocks[-1].strip()
        places += _BRACKETS.findall(last[-_LONGEST_CREDIT:]) if last.endswith((")", "]")) else []
        places += [last] if len(last) <= _LONGEST_CREDIT else []
        places += [blocks[0]] if len(blocks[0]) <= 40 else []
    return places


def _named(text: str) -> list[str]:
    """Return the agencies of a text that names agencies and nothing else."""
    bare = _LED.sub("", text.strip(" -–—()[]."))
    parts = [_form(_LED.sub("", part.strip())) for part in _BETWEEN.split(bare) if part.strip()]
    keys = [_KEYS.get(part) or _KEYS.get(part.removeprefix("و")) for part in parts]
    known = [key for key in keys if key]
    # "Our correspondent - Reuters" is a credit too, as long as little else stands there.
    return known if known and (len(known) == len(keys) or len(parts) <= 2) else []
