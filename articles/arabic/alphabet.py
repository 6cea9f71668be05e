"""Where a name stands in a list of names.

Letters are those of `fold`, each by itself, so that a database can do the same letter by letter
(PostgreSQL's translate): a list is in one order whoever sorts it. The article, Arabic or English,
counts for nothing: under it would stand half of all places."""

from __future__ import annotations

from articles.arabic.normalize import fold

ARTICLES = ("ال", "the ")
# Basic Latin to Cyrillic, Hebrew and Arabic, Arabic Supplement and Extended-A, Latin Extended
# Additional, punctuation.
_BLOCKS = (
    (0x0020, 0x052F), (0x0590, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0x1E00, 0x1EFF),
    (0x200B, 0x2069), (0xFEFF, 0xFEFF),
)  # fmt: skip


def _letters() -> dict[int, str]:
    codes = [code for first, last in _BLOCKS for code in range(first, last + 1)]
    folded = {code: fold(chr(code)) for code in codes}
    # Of a ligature its first letter: in an alphabet the next one says little.
    return {code: text[:1] for code, text in folded.items() if text != chr(code)}


LETTERS = _letters()


def place(name: str) -> str:
    """Return what a name is sorted by, letter by letter."""
    text = name.translate(LETTERS)
    for article in ARTICLES:
        # A name of an article and one letter is no name behind an article.
        if text.startswith(article) and len(text) > len(article) + 1:
            return text[len(article) :]
    return text
