"""Calendars: every feed parses, and says no more than is known."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from articles.exports import meetings_for_export, meetings_ics
from articles.exports.contentlines import folded, text
from articles.models import Meeting
from articles.timeline import TimelineFilters, select
from tests.factories import (
    ArticleFactory,
    EvidenceFactory,
    MeetingFactory,
    ParticipantFactory,
    PersonFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db
SITE = "https://sijill.example:8443"


def calendar(*meetings: Meeting, name: str = "لقاءات") -> Calendar:
    loaded = meetings_for_export([meeting.pk for meeting in meetings])
    raw = meetings_ics(loaded, site=SITE, name=name, language="ar", source=f"{SITE}/ar/x.ics")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # folding never splits a letter
    found = Calendar.from_ical(raw)
    zones = {str(zone["TZID"]) for zone in found.walk("VTIMEZONE")}
    starts = [one["DTSTART"].params.get("TZID") for one in found.walk("VEVENT")]
    assert {zone for zone in starts if zone} <= zones
    assert len(zones) == len(found.walk("VTIMEZONE"))  # each once
    return found


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
        assert re.fullmatch(rf"{SITE}/ar/meetings/\d+/", one["URL"])


def test_an_identity_stays_and_the_sequence_rises_with_each_change():
    meeting = MeetingFactory()
    events = [event(meeting)]
    meeting.title_ar = "عنوان آخر"
    meeting.save()
    events.append(event(meeting))
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CANCELLED)
    events.append(event(meeting))
    ParticipantFactory(meeting=meeting)
    events.append(event(meeting))
    numbers = [one["SEQUENCE"] for one in events]
    assert numbers == sorted(set(numbers))
    assert {str(one["UID"]) for one in events} == {f"{meeting.key}@sijill"}
    assert events[2]["STATUS"] == "CANCELLED"


def test_a_meeting_read_twice_is_the_same():
    meeting = MeetingFactory()
    assert event(meeting).to_ical() == event(meeting).to_ical()


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
        told = event(meeting)["DESCRIPTION"]
    for part in ("سالم زمردان", "اتفقا على لقاء آخر.", "خبر اللقاء", "https://example.org/a"):
        assert part in told


def test_control_characters_do_not_reach_the_file():
    meeting = MeetingFactory(title_ar="لقاء\x01\x0b", venue_ar="قاعة\x1f")
    with override("ar"):
        one = event(meeting)
    assert one["SUMMARY"] == "لقاء"
    assert "\x1f" not in one["LOCATION"]


def test_the_last_day_of_the_calendar_does_not_fail():
    assert event(MeetingFactory(start=date.max))["DTSTART"].dt == date.max


@pytest.mark.parametrize(
    ("moment", "zone", "precision"),
    [
        (datetime.min, "Asia/Riyadh", "day"),
        (datetime(9999, 12, 31, 23, 30), "America/New_York", "day"),
        (datetime(9999, 12, 31, 2, 30), "America/New_York", "night"),
    ],
)
def test_an_hour_that_universal_time_cannot_hold_is_only_told(moment, zone, precision):
    told = {"start": moment.date(), "time": moment.time(), "precision": precision}
    one = event(MeetingFactory(**told, time_zone=zone))
    assert one["DTSTART"].dt == moment.date()
    assert f"{moment:%H:%M}" in one["DESCRIPTION"]


def test_an_hour_of_its_own_zone_is_told_in_it():
    meeting = MeetingFactory(place=moscow(), time=time(9), time_zone="Asia/Dubai")
    assert event(meeting)["DTSTART"].params["TZID"] == "Asia/Dubai"


def test_an_hour_of_greenwich_needs_no_zone():
    one = event(MeetingFactory(time=time(9), time_zone="Etc/UTC", start=date(2031, 5, 1)))
    assert one["DTSTART"].to_ical() == b"20310501T090000Z"


def test_a_meeting_over_the_change_of_clocks_lasts_as_long_as_it_did():
    meeting = MeetingFactory(
        start=date(2031, 3, 30), time=time(0, 30), time_zone="Europe/Paris", duration_minutes=180
    )
    one = event(meeting)
    assert one["DTEND"].dt.replace(tzinfo=None) == datetime(2031, 3, 30, 4, 30)


def test_a_night_is_the_evening_and_the_morning_after():
    night = MeetingFactory(start=date(2031, 5, 1), precision=Meeting.Precision.NIGHT)
    one = event(night)
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (date(2031, 5, 1), date(2031, 5, 3))
    assert not one["SUMMARY"].startswith("≈")


@pytest.mark.parametrize(("hour", "day"), [(time(23), 1), (time(2, 30), 2)])
def test_an_hour_of_a_night_is_on_its_own_day(hour, day):
    precision = Meeting.Precision.NIGHT
    meeting = MeetingFactory(start=date(2031, 5, 1), precision=precision, time=hour, place=moscow())
    start = event(meeting)["DTSTART"].dt
    assert start.replace(tzinfo=None) == datetime.combine(date(2031, 5, day), hour)


def test_accounts_that_differ_stand_in_the_description():
    meeting = MeetingFactory()
    for value in ("نحو 5 ساعات", "6 ساعات"):
        EvidenceFactory(meeting=meeting, fact="duration", value_ar=value)
    with override("ar"):
        told = event(meeting)["DESCRIPTION"]
    assert "نحو 5 ساعات" in told
    assert "6 ساعات" in told


def test_a_feed_says_where_it_can_be_had_again():
    found = calendar(MeetingFactory())
    assert found["SOURCE"] == f"{SITE}/ar/x.ics"
    assert found["METHOD"] == "PUBLISH"


# --- lines -------------------------------------------------------------------------------------
@given(st.text(alphabet="اب َّّ€😀x,;\\\n", max_size=400))
def test_any_text_is_folded_and_read_back(value):
    line = folded(text("SUMMARY", value))
    for piece in line.encode().split(b"\r\n"):
        assert len(piece) <= 75
        piece.decode()
    raw = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    [one] = Calendar.from_ical(raw).walk("VEVENT")
    assert str(one["SUMMARY"]) == value


def test_a_vowel_sign_is_not_parted_from_its_letter():
    for shift in range(4):
        pieces = folded("x" * shift + "بَّ" * 60).split("\r\n ")
        assert len(pieces) > 3
        assert all(piece[0] in "xب" for piece in pieces)


def test_a_text_of_nothing_but_vowel_signs_is_folded_too():
    assert "".join(folded("َ" * 200).split("\r\n ")) == "َ" * 200
