"""Bars fill their axis, at every length of time."""

from datetime import date, timedelta

import pytest

from articles.timeline.register import Row
from articles.timeline.strip import strip


def rows(*days: date) -> list[Row]:
    return [Row(n, day, day, "day", "in_person", "held", None) for n, day in enumerate(days, 1)]


def test_weeks_for_a_year_months_for_some_years_then_years():
    day = date(2025, 1, 10)
    units = [
        strip(rows(day, day + timedelta(days=days)), set()).unit for days in (0, 400, 3000, 20000)
    ]
    assert units == ["week", "week", "month", "year"]


@pytest.mark.parametrize("days", [0, 1, 45, 400, 3000, 20000])
def test_everything_lies_on_the_axis(days):
    day = date(2025, 1, 10)
    drawn = strip(rows(day, day + timedelta(days=days)), {1})
    for bar in (*drawn.bars, *drawn.periods):
        assert bar.x >= 0
        assert bar.width > 0
        assert bar.x + bar.width <= 1 + 1e-9
    assert sum(period.width for period in drawn.periods) == pytest.approx(1)
    assert sum(bar.kept for bar in drawn.bars) == 1
    assert sum(bar.total for bar in drawn.bars) == 2


def test_a_period_leads_to_its_first_month_that_has_any():
    drawn = strip(rows(date(2020, 3, 1), date(2020, 5, 9), date(2025, 1, 1)), {2, 3})
    assert [(p.first.year, p.target) for p in drawn.periods if p.target] == [
        (2020, date(2020, 5, 1)),
        (2025, date(2025, 1, 1)),
    ]


@pytest.mark.parametrize("ends", [(date.min, date.min), (date.max, date.max), (date.min, date.max)])
def test_the_ends_of_the_calendar_hold(ends):
    drawn = strip(rows(*ends), {1, 2})
    assert sum(bar.kept for bar in drawn.bars) == 2


def test_no_meetings_no_bars():
    assert strip([], set()).bars == []
