"""What a reader chose on the settings page, kept in four cookies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Preferences:
    """Numerals, month names, colour scheme, and whether a calendar has the Hijri day.

    The defaults are what a new reader sees."""

    numerals: str = "latin"
    months: str = "eg"
    theme: str = "auto"
    hijri: str = "off"

    CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {
        "numerals": ("latin", "arabic"),
        "months": ("eg", "levant", "maghreb"),
        "theme": ("auto", "light", "dark"),
        "hijri": ("off", "on"),
    }

    @staticmethod
    def cookie(name: str) -> str:
        return f"sijill_{name}"

    @classmethod
    def from_cookies(cls, cookies: Mapping[str, str]) -> Preferences:
        """Read the cookies; a value we never set counts as none."""
        chosen = {name: cookies.get(cls.cookie(name), "") for name in cls.CHOICES}
        return cls(**{name: text for name, text in chosen.items() if text in cls.CHOICES[name]})
