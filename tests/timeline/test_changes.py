"""What is new in the register between two days, among the meetings that pass."""

from datetime import UTC, date, datetime

import pytest
from django.utils.timezone import override

from articles.models import Meeting
from articles.timeline import TimelineFilters, build, changes
from tests.factories import MeetingFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


def at(person, entered: str, updated: str = "", **fields) -> Meeting:
    """A meeting with a history: the hours at which it entered and was last changed."""
    meeting = MeetingFactory(who=[person], **fields)
    hours = [
        datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (entered, updated or entered)
    ]
    Meeting.objects.filter(pk=meeting.pk).update(entered_at=hours[0], updated_at=hours[1])
    return meeting


def found(person, since: date, until: date | None = None, **filters):
    built = build(TimelineFilters(person=(person.key,), **filters), language="en")
    return changes(built, since, until)


def test_what_entered_since_is_new_and_what_was_there_before_has_changed(person):
    at(person, "2031-05-01T10:00")
    fresh = at(person, "2031-05-10T00:00", "2031-05-12T09:00")
    changed = at(person, "2031-05-09T23:59", "2031-05-11T09:00")
    new = found(person, date(2031, 5, 10))
    assert (new.added, new.changed, new.count) == ([fresh], [changed], 2)


def test_the_last_day_is_within_and_the_next_is_not(person):
    within = at(person, "2031-05-11T23:59", "2031-06-01T00:00")
    at(person, "2031-05-12T00:00")
    changed = at(person, "2031-01-01T00:00", "2031-05-11T12:00")
    at(person, "2031-01-01T00:00", "2031-05-12T00:00")
    new = found(person, date(2031, 5, 10), date(2031, 5, 11))
    assert (new.added, new.changed) == ([within], [changed])


def test_the_latest_comes_first_and_the_filter_holds(person):
    one, two = at(person, "2031-05-11T10:00"), at(person, "2031-05-12T10:00")
    at(person, "2031-05-12T10:00", status=Meeting.Status.CANCELLED)
    MeetingFactory()
    assert found(person, date(2031, 5, 1), status=("held",)).added == [two, one]


def test_unconfirmed_meetings_are_no_news(person):
    at(person, "2031-05-11T10:00", review=Meeting.Review.SUGGESTED)
    assert found(person, date(2031, 5, 1)).count == 0


def test_the_last_day_of_all_is_a_day_too(person):
    assert found(person, date(2031, 5, 1), date.max).count == 0


@pytest.mark.parametrize("zone", ["Asia/Riyadh", "America/New_York"])
@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_time_are_days_in_any_zone(person, settings, zone, day):
    settings.TIME_ZONE = zone
    at(person, "2031-05-11T10:00")
    with override(zone):
        assert found(person, day, day).count == 0
        assert found(person, day).count == (day == date.min)
