"""The matching form of a string: what stays when spelling habits are put aside.

`fold` is the only place where letters are mapped. Whoever compares two words, compares
their folded forms; folding twice changes nothing. The reader's text is never shown folded."""

import re
import unicodedata

from pyarabic import araby

# Letters that news sites use for one another. Hamza on any carrier becomes a bare hamza, so
# that the two current spellings of "responsible" (on waw, on ya) meet, and so do case endings
# such as abna'uhu / abna'ihi. PyArabic's normalize_alef and normalize_hamza are not used: the
# first turns a final alef maksura into alef, the second turns alef-hamza into hamza.
_LETTERS = {
    "ا": "أإآٱٲٳٵ",
    "ء": "ؤئٴٶۓ",
    "ه": "ةۀہۂۃھەۿ",
    "ي": "ىیېےێۍ",
    "و": "ۄۅۆۇۈۉۊۋ",
    "ك": "کڪګڬڮ",
    "غ": "گڭݣڰڴڳ",
    "ق": "ڨ",
    "ف": "ڤڥڡڢڦ",
    "ب": "پ",
    "ج": "چژڃڄڇ",
    "ت": "ٹټ",
    "د": "ڈډ",
    "ر": "ڑړ",
    "ز": "ږ",
    "س": "ښۺ",
    "ن": "ںڼڻ",
    "ل": "ڵڷ",
    "ح": "ځ",
}
_DIGITS = {
    western: eastern + persian
    for western, eastern, persian in zip(
        araby.NUMBERS_WEST, araby.NUMBERS_EAST, araby.NUMBERS_PERS, strict=True
    )
}
_SIGNS = {".": "٫", ",": "٬", "'": "’‘ʼʹ´`׳", '"': "״"}
_LATIN = {"ss": "ß", "ae": "æ", "oe": "œ", "o": "ø", "d": "đð", "th": "þ", "l": "ł", "i": "ı"}
_CYRILLIC = {"е": "ёѐ", "и": "ѝ", "г": "ґ"}

# Marks that say how a word is read or laid out, not which word it is. Tashkeel and tatweel are
# PyArabic's; here are the rest: Quranic signs, the later blocks, Latin and Hebrew combining marks,
# joiners, direction marks, soft hyphen, BOM.
_MARK_RANGES = (
    (0x0300, 0x036F), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5),
    (0x05C7, 0x05C7), (0x0610, 0x061A), (0x0653, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06DC), (0x06DF, 0x06E8), (0x06EA, 0x06ED), (0x08CA, 0x08E1), (0x08E3, 0x08FF),
)  # fmt: skip
_FORMAT_RANGES = (
    (0x00AD, 0x00AD), (0x061C, 0x061C), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064),
    (0x2066, 0x2069), (0xFEFF, 0xFEFF),
)  # fmt: skip


def _characters(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))


_COMBINING = "".join(araby.TASHKEEL) + _characters(_MARK_RANGES)
MARKS = _COMBINING + araby.TATWEEL
FORMAT_MARKS = _characters(_FORMAT_RANGES)


def _accent_free() -> dict[int, str]:
    """Latin letters with an accent, each to its bare letter (Cyrillic й is a letter)."""
    table: dict[int, str] = {}
    for first, last in ((0x00C0, 0x024F), (0x1E00, 0x1EFF)):
        for code in range(first, last + 1):
            bare = unicodedata.normalize("NFKD", chr(code).lower())
            bare = "".join(ch for ch in bare if not unicodedata.combining(ch))
            if bare and bare != chr(code):
                table[code] = bare
    return table


def _table() -> dict[int, str]:
    table = _accent_free()
    for group in (_LETTERS, _DIGITS, _SIGNS, _LATIN, _CYRILLIC):
        for target, sources in group.items():
            table.update({ord(source): target for source in sources})
    table.update({ord(mark): "" for mark in MARKS + FORMAT_MARKS})
    # An accented ligature (ǽ) has its bare form in the table too.
    return {code: target.translate(table) for code, target in table.items()}


_TABLE = _table()
# Presentation forms (and the Allah ligature), full-width digits and letters.
_COMPATIBILITY = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc\uff01-\uff5e]+")
# A hamza typed as a mark of its own, over its seat or over a tatweel: a letter, before marks go.
# Alef is the same with and without it. Not by NFC, which sorts the marks of a letter one by one:
# a minute for a text of nothing but them.
_LOOSE_HAMZA = re.compile(f"[ويىیےـ][{re.escape(_COMBINING)}]*\u0654")
# Most texts hold no other signs than these. To replace the few that change, one after the other,
# takes a quarter of the time of a table that is asked for every letter; for words it is the table.
_WORD = 50
_USUAL = [
    (chr(code), plain)
    for code, plain in _TABLE.items()
    if "\u0621" <= chr(code) <= "\u0652" or chr(code) in "٠١٢٣٤٥٦٧٨٩’‘"
]
_UNUSUAL = re.compile("[^\x00-\x7f\u0621-\u063a\u0640-\u0652٠-٩،؛؟«»’‘“”…–—\u00a0]")


def _compatible(match: re.Match[str]) -> str:
    # The isolated forms of vowel marks decompose to a space and the mark; the space is no space.
    return unicodedata.normalize("NFKC", match.group()).replace(" ", "")


def fold(text: str) -> str:
    """`text` in its matching form. Length may change; see tokens for offsets."""
    if text.isascii():
        return text.lower()
    if len(text) > _WORD and not _UNUSUAL.search(text):
        text = text.lower()
        for letter, plain in _USUAL:
            text = text.replace(letter, plain)
        return text
    if _COMPATIBILITY.search(text):
        text = _COMPATIBILITY.sub(_compatible, text)
    if "\u0654" in text:
        text = _LOOSE_HAMZA.sub("ء", text)
    return text.lower().translate(_TABLE)
