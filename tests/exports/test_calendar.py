"""Calendars: every feed parses, and says no more than is known."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils.translation import override
from icalendar import Calendar

from articles.exports import meetings_for_export, meetings_ics
from articles.models import Meeting
from articles.timeline import TimelineFilters, select
from tests.factories import (
    ArticleFactory,
    EvidenceFactory,
    MeetingFactory,
    PersonFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db
SITE = "https://sijill.example:8443"


def calendar(*meetings: Meeting, name: str = "لقاءات") -> Calendar:
    loaded = meetings_for_export([meeting.pk for meeting in meetings])
    raw = meetings_ics(loaded, site=SITE, name=name, language="ar")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # folding never splits a letter
    return Calendar.from_ical(raw)


def event(meeting: Meeting):
    return calendar(meeting).walk("VEVENT")[0]


def moscow(**more):
    return PlaceFactory(key="moscow", name_en="Moscow", country="RU", **more)


def test_the_whole_dossier_is_one_calendar():
    with override("ar"):
        events = calendar(*meetings_for_export(select(TimelineFilters()))).walk("VEVENT")
    assert len(events) == Meeting.objects.confirmed().count()
    assert len({str(one["UID"]) for one in events}) == len(events)
    for one in events:
        assert one["DTEND"].dt > one["DTSTART"].dt
        assert one["URL"].startswith(SITE)


def test_an_identity_stays_and_the_sequence_rises():
    meeting = MeetingFactory()
    before = event(meeting)
    later = meeting.updated_at + timedelta(hours=1)
    Meeting.objects.filter(pk=meeting.pk).update(title_ar="عنوان آخر")
    Meeting.objects.filter(pk=meeting.pk).update(updated_at=later)
    after = event(meeting)
    assert before["UID"] == after["UID"] == f"{meeting.key}@sijill.example"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt == later.replace(microsecond=0)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("held", "CONFIRMED"),
        ("planned", "TENTATIVE"),
        ("reported", "TENTATIVE"),
        ("postponed", "TENTATIVE"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_every_status_has_its_word(status, expected):
    assert event(MeetingFactory(status=status))["STATUS"] == expected


def test_a_day_without_an_hour_is_a_whole_day():
    one = event(MeetingFactory(start=date(2031, 5, 1)))
    assert one["DTSTART"].dt == date(2031, 5, 1)
    assert one["DTSTART"].params.get("VALUE") == "DATE"
    assert one["DTEND"].dt == date(2031, 5, 2)


def test_an_hour_at_a_known_place_carries_its_zone():
    place = moscow()
    one = event(
        MeetingFactory(place=place, start=date(2031, 5, 1), time=time(23, 25), duration_minutes=219)
    )
    assert one["DTSTART"].params["TZID"] == "Europe/Moscow"
    assert one["DTSTART"].dt.replace(tzinfo=None) == datetime(2031, 5, 1, 23, 25)
    assert one["DTEND"].dt - one["DTSTART"].dt == timedelta(minutes=219)


def test_the_zone_is_described_in_the_file():
    place = moscow()
    assert calendar(MeetingFactory(place=place, time=time(9))).walk("VTIMEZONE")


def test_an_hour_where_the_zone_is_in_doubt_is_only_told():
    place = PlaceFactory(name_en="Springfield", country="US")
    one = event(MeetingFactory(place=place, start=date(2031, 5, 1), time=time(8)))
    assert one["DTSTART"].dt == date(2031, 5, 1)
    assert "08:00" in one["DESCRIPTION"]


def test_several_days_end_the_day_after_the_last():
    one = event(
        MeetingFactory(start=date(2031, 5, 1), end=date(2031, 5, 3), time=time(9), place=moscow())
    )
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (date(2031, 5, 1), date(2031, 5, 4))


def test_a_meeting_known_by_its_month_spans_it_and_is_marked():
    meeting = MeetingFactory(start=date(2031, 2, 1), precision=Meeting.Precision.MONTH)
    one = event(meeting)
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (date(2031, 2, 1), date(2031, 3, 1))
    assert one["SUMMARY"].startswith("≈ ")


def test_the_description_names_people_and_sources():
    person = PersonFactory(name_ar="سالم زمردان")
    meeting = MeetingFactory(who=[person], outcome_ar="اتفقا على لقاء آخر.")
    article = ArticleFactory(title="خبر اللقاء", url="https://example.org/a")
    EvidenceFactory(meeting=meeting, article=article)
    with override("ar"):
        text = event(meeting)["DESCRIPTION"]
    for part in ("سالم زمردان", "اتفقا على لقاء آخر.", "خبر اللقاء", "https://example.org/a"):
        assert part in text


def test_control_characters_do_not_reach_the_file():
    meeting = MeetingFactory(title_ar="لقاء\x00\x0b", venue_ar="قاعة\x1f")
    with override("ar"):
        one = event(meeting)
    assert one["SUMMARY"] == "لقاء"
    assert "\x1f" not in one["LOCATION"]


def test_the_last_day_of_the_calendar_does_not_fail():
    assert event(MeetingFactory(start=date.max))["DTSTART"].dt == date.max
