"""Numbers in the digits a reader chose."""

from __future__ import annotations

from articles.display.preferences import Preferences

_ARABIC_INDIC = str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫")


def digits(text: str, prefs: Preferences, language: str) -> str:
    """Write the digits of a text that holds nothing but digits and separators as chosen.

    Arabic-Indic digits belong to Arabic: an English page keeps 0 to 9 whatever the choice."""
    if prefs.numerals == "arabic" and language == "ar":
        return text.translate(_ARABIC_INDIC)
    return text


def number(value: int, prefs: Preferences, language: str, *, grouped: bool = True) -> str:
    """Return a whole number for reading; ungrouped for years and entry numbers."""
    return digits(f"{value:,}" if grouped else str(value), prefs, language)
