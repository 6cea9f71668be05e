"""Text kept in Arabic and in English, shown in the reader's language with an honest fallback."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

RTL_LANGUAGES = frozenset({"ar", "fa", "he", "ur"})
LANGUAGES = ("ar", "en")


def direction(language: str) -> str:
    """Return "rtl" or "ltr" for a BCP 47 tag."""
    return "rtl" if language.split("-")[0] in RTL_LANGUAGES else "ltr"


class LocalText(str):
    """A string that knows its language, so that a page can mark a fallback by `lang` and `dir`."""

    lang: str

    def __new__(cls, text: str, lang: str) -> LocalText:
        self = super().__new__(cls, text)
        self.lang = lang
        return self

    @property
    def dir(self) -> str:
        return direction(self.lang)


def localized(instance: Any, field: str, language: str | None = None) -> LocalText:
    """Return `<field>_ar` or `<field>_en` in the reader's language, else the other one.

    The result is empty only where both are; its `lang` says which language it is in.
    """
    order = _order(language or get_language() or "ar")
    for code in order:
        if text := getattr(instance, f"{field}_{code}", ""):
            return LocalText(text, code)
    return LocalText("", order[0])


@lru_cache(maxsize=1 << 6)
def _order(language: str) -> list[str]:
    """The languages of a text as a reader wants them. A page of results asks 250 times."""
    wanted = language.split("-")[0]
    return sorted(LANGUAGES, key=lambda code: code != wanted)


class Localized:
    """Attribute `name` that reads `name_ar` or `name_en` by the active language."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.field = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else localized(instance, self.field)
