"""Which script, and which language, a text is in, where the input does not say."""

from __future__ import annotations

import re

_SCRIPTS = {
    "arabic": re.compile("[\u0620-\u064a\u066e-\u06d3\u0750-\u077f]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
    "hebrew": re.compile("[\u05d0-\u05ea]"),
}
_LANGUAGES = {"arabic": "ar", "latin": "en", "cyrillic": "ru", "hebrew": "he"}
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_PERSIAN = re.compile("[پچژگ\u06a9\u06cc]")


def script_of(text: str) -> str:
    """Return the script of most letters: arabic, latin, cyrillic, hebrew, or "" for none of
    them."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


def language_of(text: str) -> str:
    """Return the likely BCP 47 tag of a text by its letters; "" where no letter tells.

    Letters cannot tell Spanish from English: Latin script is taken for English.
    """
    script = script_of(text)
    if script == "cyrillic" and _UKRAINIAN.search(text):
        return "uk"
    if script == "arabic" and len(_PERSIAN.findall(text)) > len(text) / 50:
        return "fa"
    return _LANGUAGES.get(script, "")
