"""Bars fill their axis, at every length of time."""

from datetime import date, timedelta

import pytest

from articles.timeline.coverage import Coverage
from articles.timeline.register import Row
from articles.timeline.strip import Strip
from articles.timeline.strip import strip as draw


def strip(
    rows: list[Row], kept: set[int], published: dict[int, date | None] | None = None
) -> Strip:
    """Of meetings of which each has one article, published on the day said, if any."""
    said = published or {}
    reports = Coverage({pk: {pk} for pk in said}, {pk: {1} for pk in said}, said)
    return draw(rows, kept, {row.pk for row in rows}, reports)


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


def test_a_period_counts_what_touches_it_and_a_bar_what_begins_in_it():
    month = Row(1, date(2025, 3, 1), date(2025, 3, 31), "month", "in_person", "held", None)
    long = Row(2, date(2025, 2, 27), date(2025, 4, 2), "day", "in_person", "held", None)
    drawn = strip([long, month, *rows(date(2025, 4, 9))], {1, 2})
    assert [(p.first.month, p.last.day, p.count, p.kept) for p in drawn.periods] == [
        (2, 28, 1, 1),
        (3, 31, 2, 1),
        (4, 30, 2, 1),
    ]


def test_articles_hang_on_the_day_they_were_published_and_the_undated_apart():
    days = (date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 5), date(2025, 3, 6))
    said = {1: date(2025, 5, 20), 2: date(2025, 3, 7), 3: None, 4: date(2025, 3, 8)}
    drawn = strip(rows(*days), {1, 2, 3}, said)
    assert [(bar.first, bar.total, bar.articles) for bar in drawn.bars] == [
        (date(2025, 3, 3), 4, 1),
        (date(2025, 5, 19), 0, 1),
    ]
    assert (drawn.undated, drawn.most_articles) == (1, 1)
    assert [(p.first.month, p.articles) for p in drawn.periods] == [(3, 1), (4, 0), (5, 1)]


def test_an_article_on_two_meetings_is_one_article():
    reports = Coverage({1: {7}, 2: {7, 8}}, {}, {7: date(2025, 3, 3), 8: None})
    drawn = draw(rows(date(2025, 3, 3), date(2025, 3, 4)), {1, 2}, {1, 2}, reports)
    assert (sum(bar.articles for bar in drawn.bars), drawn.undated) == (1, 1)


@pytest.mark.parametrize("ends", [(date.min, date.min), (date.max, date.max), (date.min, date.max)])
def test_the_ends_of_the_calendar_hold(ends):
    drawn = strip(rows(*ends), {1, 2})
    assert sum(bar.kept for bar in drawn.bars) == 2


def test_no_meetings_no_bars():
    assert strip([], set()).bars == []
