"""Before and after: the same pair."""

from datetime import date

import pytest

from articles.models import Meeting
from articles.timeline import neighbors, sides_of
from tests.factories import MeetingFactory, PersonFactory

pytestmark = pytest.mark.django_db


def around(meeting):
    people = [(row.entity, row.side) for row in meeting.participants.order_by("position")]
    return neighbors(meeting, sides_of(people, "en"))


def test_the_pair_is_the_first_of_the_first_two_sides():
    host, aide, guest = (
        PersonFactory(country="RU"),
        PersonFactory(country="RU"),
        PersonFactory(country="US"),
    )
    before = MeetingFactory(who=[guest, host], start=date(2031, 1, 1), end=date(2031, 1, 3))
    here = MeetingFactory(who=[host, aide, guest], start=date(2031, 2, 1))
    MeetingFactory(who=[host, aide], start=date(2031, 2, 2))
    MeetingFactory(who=[host, guest], start=date(2031, 2, 3), review=Meeting.Review.SUGGESTED)
    MeetingFactory(who=[host, guest], start=date(2031, 2, 4), status=Meeting.Status.CANCELLED)
    after = MeetingFactory(who=[host, guest], start=date(2031, 2, 5))
    near = around(here)
    assert near.people == [host, guest]
    assert (near.previous, near.following, near.count) == (before, after, 4)
    assert (near.days_since, near.days_until) == (29, 4)


def test_of_one_side_the_first_two_and_of_one_person_that_one():
    one, two = PersonFactory(country="US"), PersonFactory(country="US")
    assert around(MeetingFactory(who=[one, two])).people == [one, two]
    assert around(MeetingFactory(who=[two])).people == [two]
    assert around(MeetingFactory()).people == []
