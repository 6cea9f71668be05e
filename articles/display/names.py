"""Names of countries and of languages, in the reader's language.

From Unicode's own tables (Babel): Django's names of languages are vocalised in Arabic, and it has
none for countries."""

from __future__ import annotations

from functools import cache

from babel import Locale


@cache
def _locale(language: str) -> Locale:
    return Locale.parse("en" if language == "en" else "ar")


def country_name(code: str, language: str) -> str:
    """Return the name of a country by its ISO 3166-1 code; an unknown code stands for itself."""
    return str(_locale(language).territories.get(code.upper(), code)) if code else ""


def language_name(code: str, language: str) -> str:
    """Return the name of a language by its BCP 47 tag; an unknown tag stands for itself."""
    names = _locale(language).languages
    return str(names.get(code) or names.get(code.split("-")[0].lower(), code))
