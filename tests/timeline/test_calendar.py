"""The calendar: each day has the meetings that were on it, each month those that began in it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from articles.models import Meeting
from articles.timeline import TimelineFilters, build, calendar, select
from tests.factories import MeetingFactory, PersonFactory
from tests.timeline.test_matching import dossier_filters, quick

pytestmark = pytest.mark.django_db


@quick
@given(filters=dossier_filters)
def test_months_add_up_to_the_list_and_a_day_leads_to_what_it_counts(filters):
    """The list of a day holds those of its month whose day is unknown as well."""
    built = build(filters, language="en", entries=False)
    months = calendar(built)
    assert sum(month.count for month in months) == built.count
    busy = [(month, day) for month in months for day in month.days if day and day.rows]
    seen = {row.pk for _month, day in busy for row in day.rows}
    assert seen | {row.pk for month in months for row in month.unknown} == set(built.pks)
    for month, day in busy[::10]:
        there = select(replace(built.filters, first=day.date, last=day.date))
        assert set(there) == {row.pk for row in (*day.rows, *month.unknown)}


def test_a_meeting_of_several_days_is_on_each_and_counts_once():
    person = PersonFactory()
    MeetingFactory(who=[person], start=date(2031, 4, 29), end=date(2031, 5, 2))
    MeetingFactory(who=[person], start=date(2031, 5, 1), precision=Meeting.Precision.MONTH)
    april, may = calendar(build(TimelineFilters(person=(person.key,)), language="en"))
    assert [day.date.day for day in april.days if day.rows] == [29, 30]
    assert [day.date.day for day in may.days if day.rows] == [1, 2]
    assert (april.count, may.count, len(may.unknown)) == (1, 1, 1)
    assert (len(april.days), len(may.days)) == (30, 31)


def test_days_outside_of_the_period_are_not_there():
    person = PersonFactory()
    MeetingFactory(who=[person], start=date(2031, 4, 29), end=date(2031, 5, 9))
    filters = TimelineFilters(person=(person.key,), first=date(2031, 5, 2), last=date(2031, 5, 4))
    (may,) = calendar(build(filters, language="en"))
    assert [day.date.day for day in may.days if day] == [2, 3, 4]
    assert all(day.rows for day in may.days if day)
    assert may.count == 1


def test_without_meetings_there_is_no_month():
    assert calendar(build(TimelineFilters(place=("atlantis",)), language="en")) == []
