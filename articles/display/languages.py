"""The two languages that pages are written in."""

from __future__ import annotations

from django.utils.translation import get_language


def language() -> str:
    """Return the language of the page: "ar" or "en"."""
    return "en" if (get_language() or "ar").startswith("en") else "ar"
