"""Tones and sparks of the matrix."""

from datetime import date

import pytest

from articles.display.matrices import HIGH, Tones, spark, tones
from articles.models import Entity
from articles.timeline.matrix import Matrix, MatrixRow


@pytest.mark.parametrize(
    ("most", "ranges"),
    [
        (0, []),
        (1, [(1, 1, 1)]),
        (2, [(1, 1, 1), (2, 2, 2)]),
        (8, [(1, 1, 2), (2, 3, 4), (3, 5, 0)]),
        (51, [(1, 1, 4), (2, 5, 14), (3, 15, 0)]),
    ],
)
def test_every_number_has_one_of_the_tones_that_the_key_names(most, ranges):
    shades = tones(Matrix([], [], 0, most))
    assert shades.ranges == ranges
    for count in range(1, most + 1):
        (tone,) = (tone for tone, low, high in ranges if low <= count <= (high or most))
        assert shades.of(count) == tone


def test_tones_rise():
    assert [Tones(1, 3, 9).of(count) for count in (1, 2, 3, 4, 9)] == [1, 2, 2, 3, 3]


def test_months_run_from_the_right_in_arabic():
    row = MatrixRow(Entity(key="a"), 3, [], {date(2025, 12, 1): 2, date(2026, 1, 1): 1})
    english, arabic = (spark(row, date(2025, 12, 1), 2, code) for code in ("en", "ar"))
    assert english == f"M1 {HIGH}v-24h4v24zM7 {HIGH}v-12h4v12z"
    assert arabic == f"M7 {HIGH}v-24h4v24zM1 {HIGH}v-12h4v12z"
