"""A small map around one place, drawn over static/img/land.svg: numbers for an SVG, no tiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from articles.display.land import SOUTHERNMOST, UNIT
from articles.display.numbers import digits
from articles.display.preferences import Preferences

WIDTH, HEIGHT = 800, 400  # of the window, in tenths of a degree of latitude
AROUND = 360 * UNIT
_DIRECTIONS = {
    # Without the sign: after Arabic letters it leaves its number and stands on the other side.
    "ar": ("{} شمالًا", "{} جنوبًا", "{} شرقًا", "{} غربًا"),
    "en": ("{}° N", "{}° S", "{}° E", "{}° W"),
}
_BOTH = {"ar": "{}، {}", "en": "{}, {}"}


@dataclass(frozen=True)
class Map:
    """A window on the world. `stretch` narrows degrees of longitude to their length at the place,
    so that its surroundings keep their shape; points are where they are drawn after that.

    `copies` says where the land is drawn: beyond the date line it begins anew."""

    left: float
    top: float
    stretch: float
    point: tuple[float, float]
    others: list[tuple[float, float]]
    copies: list[int]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def view_box(self) -> str:
        return f"{self.left:g} {self.top:g} {self.width} {self.height}"

    @property
    def scale(self) -> str:
        return f"scale({self.stretch:g} 1)"


def map_around(
    latitude: float, longitude: float, others: Iterable[tuple[float, float]] = ()
) -> Map:
    """Return the window around a place, with the other places (latitude, longitude) that lie in
    it. It ends where the land of the picture does, north and south."""
    stretch = round(max(cos(radians(latitude)), WIDTH / AROUND), 3)
    x, y = _drawn(latitude, longitude, stretch)
    left = x - WIDTH / 2
    top = min(max(y - HEIGHT / 2, -90 * UNIT), -SOUTHERNMOST * UNIT - HEIGHT)
    round_the_world = AROUND * stretch
    copies = [n for n in (-1, 0, 1) if _meets(left, n * round_the_world, round_the_world / 2)]
    shown = {
        (round(px + n * round_the_world, 1), py)
        for px, py in (_drawn(north, east, stretch) for north, east in others)
        for n in copies
        if left <= px + n * round_the_world <= left + WIDTH and top <= py <= top + HEIGHT
    }
    return Map(
        left=round(left, 1),
        top=round(top, 1),
        stretch=stretch,
        point=(x, y),
        others=sorted(shown - {(x, y)}),
        copies=[n * AROUND for n in copies],
    )


def _meets(left: float, middle: float, half: float) -> bool:
    """Whether the window that starts at `left` shows any of a world around `middle`."""
    return left < middle + half and left + WIDTH > middle - half


def _drawn(latitude: float, longitude: float, stretch: float) -> tuple[float, float]:
    return round(longitude * UNIT * stretch, 1), round(-latitude * UNIT, 1)


def format_degrees(latitude: float, longitude: float, prefs: Preferences, language: str) -> str:
    """Return "55.75° N, 37.62° E"."""
    code = "en" if language == "en" else "ar"
    north, south, east, west = _DIRECTIONS[code]
    parts = [
        (north if latitude >= 0 else south, latitude),
        (east if longitude >= 0 else west, longitude),
    ]
    told = (form.format(digits(f"{abs(value):g}", prefs, code)) for form, value in parts)
    return _BOTH[code].format(*told)
