"""How static/img/land.svg was made: the land of Natural Earth at 1:110 million, as one path.

Natural Earth is in the public domain (naturalearthdata.com); npm carries it as world-atlas 2.0.2:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python articles/display/land.py package/land-110m.json > static/img/land.svg

A unit is a tenth of a degree, east to the right and south down: maps.py counts in the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

UNIT = 10  # to a degree
SOUTHERNMOST = -58  # Antarctica receives nobody
Point = tuple[int, int]
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1800 -900 3600 1500">'
    "<!-- Land: Natural Earth 1:110m, public domain. Made by articles/display/land.py -->"
)


def svg_of(topology: dict[str, Any]) -> str:
    """Return the picture of a TopoJSON file of land."""
    arcs = [_points(arc, topology["transform"]) for arc in topology["arcs"]]
    path = "".join(_ring(ring, arcs) for ring in _rings(topology["objects"]["land"]))
    return f'{HEAD}<path id="land" d="{path}"/></svg>\n'


def _rings(geometry: dict[str, Any]) -> Iterator[Sequence[int]]:
    """Yield every ring as the numbers of its arcs."""
    for part in geometry.get("geometries", [geometry]):
        polygons = part["arcs"] if part["type"] == "MultiPolygon" else [part["arcs"]]
        for polygon in polygons:
            yield from polygon


def _points(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """Undo the steps in which TopoJSON stores an arc."""
    (east, north), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((round((x * east + left) * UNIT), round(-(y * north + bottom) * UNIT)))
    return points


def _ring(ring: Sequence[int], arcs: list[list[Point]]) -> str:
    """Write one ring in steps from point to point, without points that rounding made one."""
    points: list[Point] = []
    for number in ring:  # ~n is arc n backwards
        points += arcs[number] if number >= 0 else arcs[~number][::-1]
    points = _whole(points)
    kept = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
    if len(kept) < 4 or min(y for _x, y in kept) > -SOUTHERNMOST * UNIT:
        return ""
    (x, y), *_rest = kept
    steps = [f"{there[0] - here[0]} {there[1] - here[1]}" for here, there in pairwise(kept)]
    return f"M{x} {y}l{' '.join(steps)}z".replace(" -", "-")


def _whole(points: list[Point]) -> list[Point]:
    """Let a ring that crosses the date line go on beyond it: jumping to the other edge of the
    picture would draw a line across the whole."""
    around, before, kept = 0, points[0][0], []
    for x, y in points:
        if abs(x - before) > 180 * UNIT:
            around += 360 * UNIT if x < before else -360 * UNIT
        before = x
        kept.append((x + around, y))
    middle = (min(kept)[0] + max(kept)[0]) / 2
    back = 360 * UNIT * round(middle / (360 * UNIT))
    return [(x - back, y) for x, y in kept]


if __name__ == "__main__":
    sys.stdout.write(svg_of(json.loads(Path(sys.argv[1]).read_text())))
