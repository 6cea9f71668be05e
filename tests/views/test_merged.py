"""Addresses of what was merged: they lead to what it became, and back when it is undone."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from icalendar import Calendar

from articles import curation
from articles.models import Meeting
from tests.factories import ArticleFactory, MeetingFactory, PersonFactory, SourceFactory

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture
def by():
    return User.objects.create_user("desk")


@pytest.fixture
def meetings(by):
    """The one that stays, the one that went, and their merge."""
    keep, absorb = MeetingFactory(key="m-keep"), MeetingFactory(key="m-gone")
    number = absorb.pk
    return keep, number, curation.merge_meetings(keep=keep, absorb=absorb, by=by)


def events(client, **asked) -> dict[str, tuple[str, int]]:
    found = Calendar.from_ical(client.get("/ar/timeline.ics", asked).content).walk("VEVENT")
    return {str(one["UID"]): (str(one["STATUS"]), int(one["SEQUENCE"])) for one in found}


def test_the_page_of_a_merged_meeting_leads_to_what_it_became(client, meetings):
    keep, number, _merge = meetings
    answer = client.get(f"/ar/meetings/{number}/any-slug/")
    assert answer.status_code == 301
    assert answer["Location"].startswith(f"/ar/meetings/{keep.pk}/")


def test_the_page_is_there_again_when_the_merge_is_undone(client, meetings, by):
    _keep, number, merge = meetings
    curation.undo_merge(merge=merge, by=by)
    assert client.get(Meeting.objects.get(pk=number).get_absolute_url()).status_code == 200


def test_a_suggestion_is_not_shown_by_way_of_an_old_address(client, meetings):
    keep, number, _merge = meetings
    Meeting.objects.filter(pk=keep.pk).update(review="suggested")
    assert client.get(f"/ar/meetings/{number}/").status_code == 404


def test_the_api_answers_for_an_old_number(client, meetings):
    keep, number, _merge = meetings
    assert client.get(f"/api/v1/meetings/{number}").json()["key"] == keep.key


def test_files_and_frames_of_an_old_key_are_those_of_today(client, meetings, settings):
    settings.EMBED_ORIGINS = ["https://example.org"]
    _keep, number, _merge = meetings
    assert "m-keep@sijill" in events(client, meeting="m-gone")
    url = f"http://testserver/ar/meetings/{number}/"
    assert "m-keep" in client.get("/oembed", {"url": url}).json()["html"]


def test_calendars_take_the_merged_meeting_off_and_on_again(client, by):
    keep = MeetingFactory(key="m-keep")
    absorb = MeetingFactory(key="m-gone", who=[PersonFactory()])
    first = events(client)
    merge = curation.merge_meetings(keep=keep, absorb=absorb, by=by)
    second = events(client)
    assert (first["m-gone@sijill"][0], second["m-gone@sijill"][0]) == ("CONFIRMED", "CANCELLED")
    curation.undo_merge(merge=merge, by=by)
    third = events(client)
    for uid in ("m-keep@sijill", "m-gone@sijill"):
        assert third[uid][0] == "CONFIRMED"
        assert first[uid][1] < second[uid][1] < third[uid][1], uid
    merge = curation.merge_meetings(
        keep=Meeting.objects.get(key="m-keep"), absorb=Meeting.objects.get(key="m-gone"), by=by
    )
    fourth = events(client)
    assert fourth["m-gone@sijill"][0] == "CANCELLED"
    assert third["m-gone@sijill"][1] < fourth["m-gone@sijill"][1]
    curation.undo_merge(merge=merge, by=by)
    for uid, (status, number) in events(client).items():
        assert (status, number > fourth[uid][1]) == ("CONFIRMED", True)


@pytest.fixture
def sources(by):
    keep, absorb = SourceFactory(key="daily"), SourceFactory(key="the-daily")
    ArticleFactory(source=absorb, title="خبر الصحيفة")
    curation.merge_sources(keep=keep, absorb=absorb, by=by)
    return keep


@pytest.mark.parametrize("page", ["articles", "search"])
def test_a_filter_by_a_merged_outlet_leads_to_that_of_today(client, sources, page):
    answer = client.get(f"/ar/{page}/", {"source": ["the-daily", "daily"], "sort": "oldest"})
    assert answer.status_code == 301
    assert parse_qs(urlsplit(answer["Location"]).query) == {"source": ["daily"], "sort": ["oldest"]}


def test_its_articles_are_found_there(client, sources):
    page = client.get("/ar/articles/", {"source": "the-daily"}, follow=True)
    assert "خبر الصحيفة" in page.content.decode()
