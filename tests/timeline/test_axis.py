"""The axis is whole units from end to end, and begins with a zoom that fits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.timeline.axis import FITTING, MOST_UNITS, SCALE, ZOOMS, axis

DAY = date(2025, 1, 10)


@pytest.mark.parametrize(
    ("days", "zoom"),
    [(0, "days"), (30, "days"), (100, "weeks"), (430, "months"), (1000, "quarters"),
     (4000, "years"), (40000, "years")],
)  # fmt: skip
def test_the_zoom_follows_from_the_span_of_the_data(days, zoom):
    drawn = axis(DAY, DAY + timedelta(days=days))
    assert drawn.zoom == zoom
    assert days > 2000 or days * SCALE[drawn.zoom] <= FITTING


@given(
    first=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    days=st.integers(0, 40_000),
    zoom=st.sampled_from(["", *ZOOMS]),
)
def test_units_make_up_the_axis_and_days_lie_inside(first, days, zoom):
    last = first + timedelta(days=days)
    drawn = axis(first, last, zoom)
    assert drawn.first <= first <= last <= drawn.last
    assert sum(unit.days for unit in drawn.units) == drawn.days
    assert len(drawn.units) <= MOST_UNITS * 1.3  # weeks are cut where a month ends
    for unit, following in zip(drawn.units, drawn.units[1:], strict=False):
        assert following.first == unit.last + timedelta(days=1)
    if drawn.months:
        assert sum(month.days for month in drawn.months) == drawn.days
    assert 0 < drawn.place(first) <= drawn.place(last) < 1


@given(days=st.integers(0, 40_000), zoom=st.sampled_from(["", *ZOOMS]))
def test_zooming_walks_through_what_can_be_drawn(days, zoom):
    last = DAY + timedelta(days=days)
    drawn = axis(DAY, last, zoom)
    if drawn.finer:
        finer = axis(DAY, last, drawn.finer)
        assert (finer.zoom, finer.coarser) == (drawn.finer, drawn.zoom)
        assert SCALE[finer.zoom] > SCALE[drawn.zoom]
    else:
        assert drawn.zoom == "days" or axis(DAY, last, "days").zoom == drawn.zoom
    assert drawn.coarser or drawn.zoom == "years"


def test_a_zoom_too_fine_for_the_period_gives_the_finest_that_is_not():
    assert axis(DAY, DAY + timedelta(days=900), "days").zoom == "weeks"


def test_weeks_end_with_their_month():
    drawn = axis(date(2025, 3, 1), date(2025, 4, 30), "weeks")
    ends = [(unit.first.day, unit.last.day) for unit in drawn.units]
    assert ends == [(1, 2), (3, 9), (10, 16), (17, 23), (24, 30), (31, 31),
                    (1, 6), (7, 13), (14, 20), (21, 27), (28, 30)]  # fmt: skip


@pytest.mark.parametrize("zoom", ["", *ZOOMS])
@pytest.mark.parametrize("ends", [(date.min, date.min), (date.max, date.max)])
def test_the_ends_of_the_calendar_hold(ends, zoom):
    assert axis(*ends, zoom).place(ends[0]) <= 1
    assert axis(date.min, date.max, zoom).zoom == "years"
