"""Weeks begin as they do where the reader is."""

from datetime import date

import pytest

from articles.display import Preferences
from articles.display.calendars import hijri_day, sheets, week_start, weekdays
from articles.timeline.calendar import CalendarMonth, Day


@pytest.mark.parametrize(
    ("months", "language", "first"),
    [("eg", "ar", "السبت"), ("levant", "ar", "السبت"), ("maghreb", "ar", "الاثنين"),
     ("eg", "en", "Monday")],
)  # fmt: skip
def test_the_week_begins_as_it_does_there(months, language, first):
    names = [name for _short, name in weekdays(Preferences(months=months), language)]
    assert names[0] == first
    assert len(set(names)) == 7


def month(year: int, number: int, length: int) -> CalendarMonth:
    days = [Day(date(year, number, day), []) for day in range(1, length + 1)]
    return CalendarMonth(date(year, number, 1), days, 0, [])


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "months"), [("en", "eg"), ("ar", "eg"), ("ar", "maghreb")])
def test_every_day_stands_below_its_weekday(language, months):
    prefs = Preferences(months=months)
    sheet = sheets([month(2026, 2, 28)], prefs, language)[0]
    assert all(len(week.days) == 7 for week in sheet.weeks)
    found = [(n, day.date) for week in sheet.weeks for n, day in enumerate(week.days) if day]
    assert len(found) == 28
    for place, day in found:
        assert (week_start(prefs, language) + place) % 7 == day.weekday()


@pytest.mark.django_db
def test_silent_months_are_counted_between():
    found = sheets([month(2025, 11, 30), month(2026, 2, 28)], Preferences(), "en")
    assert [sheet.months_before for sheet in found] == [0, 2]


def test_the_hijri_day_is_that_of_umm_al_qura():
    assert hijri_day(date(2025, 12, 2), Preferences(), "ar") == "11"
    assert hijri_day(date(2025, 12, 2), Preferences(numerals="arabic"), "ar") == "١١"
    assert hijri_day(date(1800, 1, 1), Preferences(), "ar") == ""
