"""Files, sheets and frames: exactly what the timeline shows, safe to open and to frame."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, time

import pytest
from defusedxml import ElementTree
from django.urls import reverse
from icalendar import Calendar

from articles.models import Meeting
from articles.views.takeaway import FORMS
from tests.factories import (
    ArticleFactory,
    EvidenceFactory,
    MeetingFactory,
    PersonFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def person():
    return PersonFactory(name_en="Somebody <b>New</b>")


def asked(client, form: str, query: str = "", language: str = "en"):
    response = client.get(f"/{language}/timeline.{FORMS[form].suffix}?{query}")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize(
    "path", [*(f".{form.suffix}" for form in FORMS.values()), "/sheet/", "/embed/"]
)
@pytest.mark.parametrize("query", ["from=2025-02-30", "status=bad"])
def test_a_filter_that_cannot_be_read_is_refused_not_left_out(client, person, path, query):
    """Who subscribes to it would get the whole register."""
    response = client.get(f"/en/timeline{path}?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.content.decode()


# --- every form --------------------------------------------------------------------------------
@pytest.mark.parametrize("form", FORMS)
def test_a_file_has_its_type_its_name_and_may_be_read_from_anywhere(client, form):
    response = asked(client, form, "from=2025-12")
    assert response["Content-Type"] == FORMS[form].kind
    suffix = FORMS[form].suffix
    assert response["Content-Disposition"] == f'attachment; filename="sijill-meetings.{suffix}"'
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("form", sorted(FORMS.keys() - {"svg"}))
def test_one_meeting_is_a_file_too(client, form, person):
    meeting = MeetingFactory(who=[person], title_en="Talks at the coast")
    response = asked(client, form, f"meeting={meeting.key}")
    assert f"sijill-{meeting.key}." in response["Content-Disposition"]
    assert meeting.key.encode() in response.content


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_shown_is_not_taken(client, form, person):
    hidden = MeetingFactory(who=[person], review=Meeting.Review.SUGGESTED)
    assert client.get(f"/en/timeline.{FORMS[form].suffix}?meeting={hidden.key}").status_code == 404
    assert str(hidden.title).encode() not in asked(client, form, f"person={person.key}").content
    assert hidden.key.encode() not in asked(client, form, f"person={person.key}").content


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_has_not_changed_is_not_sent_again(client, form):
    first = asked(client, form, "from=2025-12")
    again = client.get(
        f"/en/timeline.{FORMS[form].suffix}?from=2025-12", headers={"If-None-Match": first["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("form", FORMS)
def test_a_file_without_a_meeting_is_whole(client, form):
    content = asked(client, form, "person=nobody-at-all").content
    if form == "ics":
        assert Calendar.from_ical(content).walk("VEVENT") == []
    elif form == "svg":
        assert ElementTree.fromstring(content).find(f"{SVG}a") is None
    elif form in ("json", "jsonld", "timelinejs"):
        data = json.loads(content)
        assert data.get("meetings", data.get("events", data.get("@graph"))) == []
    else:
        assert len(content.decode("utf-8-sig").splitlines()) == (1 if form == "csv" else 0)


def test_json_holds_the_records_of_the_api(client, person):
    for day in (2, 9):
        MeetingFactory(who=[person], start=date(2031, 5, day), reports=[ArticleFactory()])
    query = f"person={person.key}"
    file = json.loads(asked(client, "json", query).content)
    lines = asked(client, "jsonl", query).content.decode().splitlines()
    api = client.get(f"/api/v1/meetings?{query}&lang=en").json()
    assert file["meetings"] == api["results"] == [json.loads(line) for line in lines]
    assert (file["count"], file["page"]) == (2, f"http://testserver/en/timeline/?{query}")


def test_events_of_schema_org_share_one_context(client, person):
    MeetingFactory(who=[person], start=date(2031, 5, 2), duration_minutes=90)
    data = json.loads(asked(client, "jsonld", f"person={person.key}").content)
    [event] = data["@graph"]
    assert data["@context"] == "https://schema.org"
    assert "@context" not in event
    assert (event["@type"], event["startDate"], event["duration"]) == (
        "Event",
        "2031-05-02",
        "PT90M",
    )


# --- TimelineJS --------------------------------------------------------------------------------
def slides(client, *meetings: Meeting) -> list[dict]:
    person = PersonFactory(name_en="One & Another")
    for meeting in meetings:
        meeting.participants.create(entity=person)
    return json.loads(asked(client, "timelinejs", f"person={person.key}").content)["events"]


def test_a_slide_is_as_sure_of_its_date_as_we_are(client):
    place = PlaceFactory(key="moscow", name_en="Moscow", country="RU")
    month, day, span, hour = slides(
        client,
        MeetingFactory(start=date(2031, 1, 1), precision=Meeting.Precision.MONTH),
        MeetingFactory(start=date(2031, 2, 3)),
        MeetingFactory(start=date(2031, 3, 3), end=date(2031, 3, 5)),
        MeetingFactory(start=date(2031, 4, 3), place=place, time=time(14, 30)),
    )
    assert month["start_date"] == {"year": 2031, "month": 1}
    assert month["display_date"] == "January 2031"
    assert month["text"]["headline"].startswith("≈ ")
    assert day["start_date"] == {"year": 2031, "month": 2, "day": 3}
    assert span["end_date"] == {"year": 2031, "month": 3, "day": 5}
    assert span["display_date"] == "3 to 5 March 2031"
    assert (hour["start_date"]["hour"], hour["start_date"]["minute"]) == (14, 30)
    assert hour["group"] == "Moscow"


def test_a_slide_is_html_in_which_names_are_only_text(client):
    [slide] = slides(client, MeetingFactory(title_en="<script>x</script>", outcome_en="a < b"))
    assert slide["text"]["headline"] == "&lt;script&gt;x&lt;/script&gt;"
    assert "One &amp; Another" in slide["text"]["text"]
    assert "a &lt; b" in slide["text"]["text"]
    assert slide["unique_id"]


# --- the picture -------------------------------------------------------------------------------
def picture(client, query: str, language: str = "ar"):
    return ElementTree.fromstring(asked(client, "svg", query, language).content)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_picture_has_a_link_for_every_meeting(client, language):
    query = "person=steve-witkoff&person=jared-kushner"
    drawn = picture(client, query, language)
    found = [link.get("href") for link in drawn.iter(f"{SVG}a")]
    api = client.get(f"/api/v1/meetings?{query}&page_size=200").json()["results"]
    expected = [f"http://testserver/{language}/meetings/{row['id']}/" for row in api]
    assert sorted(found) == sorted(expected)
    assert all(link.find(f"{SVG}title").text for link in drawn.iter(f"{SVG}a"))
    assert drawn.findtext(f"{SVG}title")


def test_time_runs_from_the_right_in_arabic_and_from_the_left_in_english(client, person):
    for day in (1, 20):
        MeetingFactory(who=[person], start=date(2031, 5, day))
    for language in ("ar", "en"):
        drawn = picture(client, f"person={person.key}", language)
        early, late = (float(link.find(f"{SVG}circle").get("cx")) for link in drawn.iter(f"{SVG}a"))
        assert (early > late) is (language == "ar")
        inside = [0 <= at <= float(drawn.get("width")) for at in (early, late)]
        assert all(inside)


def test_a_picture_loads_nothing_and_runs_nothing(client, person):
    MeetingFactory(who=[person], title_en='<script>"&\x01\x0b', title_ar="")
    drawn = picture(client, f"person={person.key}", "en")
    tags = {element.tag.removeprefix(SVG) for element in drawn.iter()}
    assert tags == {"svg", "title", "desc", "rect", "text", "path", "circle", "a"}
    assert any('<script>"&' in (title.text or "") for title in drawn.iter(f"{SVG}title"))


def test_one_meeting_is_no_picture(client, person):
    meeting = MeetingFactory(who=[person])
    assert client.get(f"/en/timeline.svg?meeting={meeting.key}").status_code == 404


# --- paper -------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_sheet_holds_every_meeting_of_the_filter(client, language):
    response = client.get(f"/{language}/timeline/sheet/?person=steve-witkoff")
    shown = response.content.decode()
    count = client.get("/api/v1/meetings?person=steve-witkoff").json()["count"]
    assert count > 50
    assert shown.count('<th scope="row">') == count
    assert 'name="robots" content="noindex"' in shown
    assert response["X-Robots-Tag"] == "noindex"
    assert f"http://testserver/{language}/timeline/?person=steve-witkoff" in shown


def test_an_empty_sheet_says_so(client):
    shown = client.get("/en/timeline/sheet/?person=nobody-at-all").content.decode()
    assert "No meeting passes this filter." in shown
    assert "<table>" not in shown


# --- frames ------------------------------------------------------------------------------------
def embed(client, query: str = "", language: str = "en"):
    response = client.get(f"/{language}/timeline/embed/?{query}")
    assert response.status_code == 200
    return response


def ancestors(response) -> list[str]:
    directives = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
    )
    return directives["frame-ancestors"].split()


def test_nobody_elsewhere_may_frame_it_until_the_operator_says_so(client, settings):
    assert settings.EMBED_ORIGINS == []
    response = embed(client)
    assert ancestors(response) == ["'self'"]
    assert "X-Frame-Options" not in response


def test_whom_the_operator_allows_may_frame_it(client, settings):
    settings.EMBED_ORIGINS = ["https://paper.example", "https://*.other.example"]
    assert ancestors(embed(client)) == ["'self'", *settings.EMBED_ORIGINS]
    settings.EMBED_ORIGINS = ["*"]
    assert ancestors(embed(client)) == ["*"]


@pytest.mark.parametrize(
    "path", ["/en/timeline/", "/en/timeline/sheet/", "/en/", "/en/admin/login/"]
)
def test_no_other_page_is_framed_whatever_is_allowed(client, settings, path):
    settings.EMBED_ORIGINS = ["*"]
    response = client.get(f"/en/{path}")
    assert ancestors(response) == ["'none'"]
    assert response["X-Frame-Options"] == "DENY"


def test_the_embedded_page_is_not_for_search_engines(client):
    response = embed(client, "person=steve-witkoff")
    assert response["X-Robots-Tag"] == "noindex"
    shown = response.content.decode()
    assert '<meta name="robots" content="noindex">' in shown
    assert 'rel="canonical" href="http://testserver/en/timeline/?person=steve-witkoff"' in shown


def test_the_embedded_pages_together_hold_every_meeting(client):
    count = client.get("/api/v1/meetings?person=steve-witkoff").json()["count"]
    seen, query = 0, "person=steve-witkoff"
    for _page in range(9):
        response = embed(client, query)
        seen += response.content.decode().count('<article class="embedded">')
        query = response.context["after"].removeprefix("?")
        if not query:
            break
    assert seen == count


def test_one_meeting_is_embedded_by_its_key(client, person):
    meeting = MeetingFactory(who=[person], title_en="Talks at the coast")
    shown = embed(client, f"meeting={meeting.key}").content.decode()
    assert shown.count('<article class="embedded">') == 1
    assert "Talks at the coast" in shown
    assert "Somebody &lt;b&gt;New&lt;/b&gt;" in shown


# --- oEmbed ------------------------------------------------------------------------------------
def oembed(client, url: str, **more):
    return client.get(reverse("oembed"), {"url": url, **more})


@pytest.fixture
def allowed(settings):
    settings.EMBED_ORIGINS = ["*"]


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_timeline_is_embedded_by_its_address(client, language):
    url = f"http://testserver/{language}/timeline/?person=steve-witkoff&view=lanes"
    answer = oembed(client, url, maxwidth=500, maxheight=9000)
    data = answer.json()
    assert (data["type"], data["version"]) == ("rich", "1.0")
    assert (data["width"], data["height"]) == (500, 480)
    frame = ElementTree.fromstring(data["html"])
    src = frame.get("src")
    assert src.startswith(f"http://testserver/{language}/timeline/embed/?person=steve-witkoff")
    assert frame.get("title") == data["title"]
    assert client.get(src.removeprefix("http://testserver")).status_code == 200
    assert ("لقاء" in data["title"]) is (language == "ar")


@pytest.mark.usefixtures("allowed")
def test_a_meeting_is_embedded_by_its_address(client, person):
    meeting = MeetingFactory(who=[person], title_en='Talks "at" <the> coast')
    data = oembed(client, f"http://testserver/en/meetings/{meeting.pk}/any-slug/").json()
    assert f"meeting={meeting.key}" in data["html"]
    assert data["title"] == 'Talks "at" <the> coast'
    assert "<the>" not in data["html"]


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://elsewhere.example/en/timeline/",
        "http://testserver/en/search/",
        "http://testserver/en/no-such-page/",
        "http://testserver/en/meetings/999999999/",
        "http://testserver/en/timeline/?meeting=nothing-at-all",
        "not an address",
        "http://[",
        "http://testserver/en/timeline/\x00",
    ],
)
def test_anything_else_is_not_embedded(client, url):
    answer = oembed(client, url)
    if "\x00" in url:
        assert answer.status_code == 200  # the character that no address has is not read
        return
    assert answer.status_code == 404
    assert answer.json()["detail"]


@pytest.mark.usefixtures("allowed")
def test_only_json_is_spoken(client):
    assert oembed(client, "http://testserver/en/timeline/", format="xml").status_code == 501


def test_nothing_is_embedded_until_somebody_may_frame_it(client):
    assert oembed(client, "http://testserver/en/timeline/").status_code == 404


@pytest.mark.parametrize("origin", ["example.org", "https://", "https://a.example/page", "'self'"])
def test_a_wrong_origin_is_found_before_it_does_nothing(settings, origin):
    from articles.checks import those_who_may_frame_are_origins

    settings.EMBED_ORIGINS = ["https://a.example", origin, "*"]
    [problem] = those_who_may_frame_are_origins()
    assert repr(origin) in problem.msg


# --- tables ------------------------------------------------------------------------------------
def test_a_table_opens_in_a_spreadsheet(client, person):
    meeting = MeetingFactory(who=[person], title_en="=1+1", title_ar='سطر\nثان؛ "قوس"')
    EvidenceFactory(meeting=meeting, article=ArticleFactory(title="@SUM(A1)"))
    content = asked(client, "csv", f"person={person.key}").content
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert row["title_en"] == "'=1+1"
    assert row["title_ar"] == 'سطر\nثان؛ "قوس"'
