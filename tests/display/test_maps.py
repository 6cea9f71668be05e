"""The small map: a window that keeps the shape of what is around a place, anywhere on earth."""

import re

import pytest

from articles.display import Preferences
from articles.display.land import svg_of
from articles.display.maps import HEIGHT, WIDTH, format_degrees, map_around
from tests.conftest import ROOT

LAND = (ROOT / "static/img/land.svg").read_text()


@pytest.mark.parametrize("latitude", [-89, -50, 0, 25.29, 61.22, 90])
@pytest.mark.parametrize("longitude", [-180, -149.9, 0, 51.53, 179.9])
def test_the_place_lies_within_its_window(latitude, longitude):
    drawn = map_around(latitude, longitude)
    x, y = drawn.point
    assert drawn.left <= x <= drawn.left + WIDTH
    if latitude >= -58:
        assert drawn.top <= y <= drawn.top + HEIGHT
    assert drawn.copies


def test_places_near_by_are_drawn_and_far_ones_left_out():
    doha, muscat, washington = (25.29, 51.53), (23.59, 58.41), (38.9, -77.04)
    drawn = map_around(*doha, [doha, muscat, washington])
    ((x, y),) = drawn.others
    assert x > drawn.point[0]
    assert y > drawn.point[1]


def test_beyond_the_date_line_the_world_goes_on():
    anchorage, providence = (61.22, -149.9), (64.4, 173.2)
    drawn = map_around(*anchorage, [providence])
    assert drawn.copies == [-3600, 0]
    ((x, _y),) = drawn.others
    assert x < drawn.point[0]


def test_degrees_of_longitude_are_as_short_as_they_are_there():
    assert map_around(0, 10).stretch == 1
    assert map_around(60, 10).stretch == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("place", "language", "text"),
    [
        ((55.75, 37.62), "en", "55.75° N, 37.62° E"),
        ((-33.9, -70), "en", "33.9° S, 70° W"),
        ((55.75, 37.62), "ar", "55.75 شمالًا، 37.62 شرقًا"),
    ],
)
def test_degrees_are_told_in_the_language_of_the_page(place, language, text):
    assert format_degrees(*place, Preferences(), language) == text


def test_the_land_is_one_small_path_that_names_its_source():
    assert len(LAND.encode()) < 60_000
    assert LAND.count("<path") == 1
    assert "Natural Earth" in LAND


def test_no_coast_jumps_across_the_picture():
    for ring in re.findall(r"M(-?\d+ ?-?\d+)l([^z]+)z", LAND):
        steps = [int(number) for number in re.findall(r"-?\d+", ring[1])][::2]
        assert max(map(abs, steps)) < 1800


def test_the_land_is_made_of_shared_arcs_and_split_at_no_date_line():
    topology = {
        "transform": {"scale": [1, 1], "translate": [170, 60]},
        "arcs": [[[0, 0], [10, 0], [0, 5]], [[-350, 5], [350, -5]]],
        "objects": {"land": {"type": "Polygon", "arcs": [[0, ~1]]}},
    }
    assert 'd="M1700-600l100 0 0-50' in svg_of(topology)
