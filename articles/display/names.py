"""Names of languages, in the reader's language.

From Unicode's own tables (Babel): Django's own are vocalised in Arabic. Countries are named by the
timeline, which speaks of their sides."""

from __future__ import annotations

from functools import cache

from babel import Locale

from articles.timeline import country_name

__all__ = ["country_name", "language_name"]


@cache
def _locale(language: str) -> Locale:
    return Locale.parse("en" if language == "en" else "ar")


def language_name(code: str, language: str) -> str:
    """Return the name of a language by its BCP 47 tag; an unknown tag stands for itself."""
    names = _locale(language).languages
    return str(names.get(code) or names.get(code.split("-")[0].lower(), code))
