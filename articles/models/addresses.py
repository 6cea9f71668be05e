"""Addresses of pages that have a number and, for people, a title: the number finds the page.

A page of results has a hundred addresses, a feed of calendars thousands. Django's resolver is asked
once for each noun and language: to ask it for each address takes a third of the time of a feed."""

from __future__ import annotations

from functools import cache, lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils.text import slugify
from django.utils.translation import get_language

# What Django's reverse() leaves as it is.
SAFE = "!$&'()*+,;=/~:@"


def address(noun: str, pk: int, title: str) -> str:
    """The address of the page of an article, an entity or a meeting, in the active language."""
    before, after = _around(noun, get_language() or "", get_script_prefix())
    return f"{before}{pk}/{_slug(str(title))}{after}"


def short_address(noun: str, pk: int) -> str:
    """The same without the title, which it leads to: as long as the number, whatever the title."""
    before, _after = _around(noun, get_language() or "", get_script_prefix())
    return f"{before}{pk}/"


@lru_cache(maxsize=1 << 12)
def _slug(title: str) -> str:
    slug = slugify(title, allow_unicode=True)[:80].strip("-") or "-"
    return quote(slug, safe=SAFE)


@cache
def _around(noun: str, language: str, prefix: str) -> tuple[str, str]:
    before, after = reverse(noun, args=[0, "-"]).rsplit("0/-", 1)
    return before, after
