"""The timeline page and the page of a meeting, as readers get them."""

import json
import re
from datetime import date, time
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils.translation import override

from articles.ingest.run import ingest
from articles.models import Article, Evidence, Meeting
from tests.factories import (
    ArticleFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    PersonFactory,
    PlaceFactory,
)
from tests.timeline.many import many_meetings

pytestmark = pytest.mark.django_db


class Text(HTMLParser):
    """The words of a page, without those of its scripts."""

    def __init__(self):
        super().__init__()
        self.parts: list[str] = []
        self.silent = False

    def handle_starttag(self, tag, attrs):
        self.silent = tag == "script"

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(data)


def words(response) -> str:
    parser = Text()
    parser.feed(response.content.decode())
    return " ".join(" ".join(parser.parts).split())


def page(client, meeting: Meeting, language: str = "en"):
    return client.get(f"/{language}/meetings/{meeting.pk}/", follow=True)


def facts(client, meeting: Meeting) -> dict:
    return {fact.name: fact for fact in page(client, meeting).context["facts"]}


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "person=steve-witkoff&person=jared-kushner&topic=ukraine-war",
        "person=nobody&q=x&from=2025-13&status=bogus&country=xyz&match=1&order=2&page=x",
        "view=bogus&zoom=bogus&since=x&until=x&side=xyz",
        "view=lanes&zoom=days&person=nobody",
        "view=calendar&from=2031",
        "view=matrix&match=any&person=steve-witkoff&everyone=1",
        "since=2020&until=2030",
        "q=%00&place=%00&from=%00",
        "order=newest&page=99",
        "q=" + "ا" * 5000,
        "person=" + "&person=".join(f"p{n}" for n in range(200)),
    ],
)
def test_any_address_of_the_timeline_answers(
    client, language, query, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        assert client.get(f"/{language}/timeline/?{query}").status_code == 200


def test_a_wrong_field_says_so_beside_itself_and_keeps_what_was_typed(client):
    response = client.get("/en/timeline/?from=2025-13&place=moscow")
    html = response.content.decode()
    assert re.search(r'id="t-from"[^>]*value="2025-13"[^>]*aria-invalid="true"', html)
    assert 'id="e-from"' in html
    assert response.context["timeline"].filters.place == ("moscow",)


def test_what_a_reader_types_is_escaped(client):
    html = client.get("/en/timeline/", {"q": "<script>x", "person": "<b>y", "from": "<i>"}).content
    for tag in (b"<script>x", b"<b>y", b"<i>"):
        assert tag not in html


def test_the_links_of_the_page_lead_to_exactly_its_filter(client):
    response = client.get("/en/timeline/?place=moscow&from=2025-06&order=newest")
    for name, href in response.context["exports"].items():
        assert "place=moscow" in href, name
        assert "from=2025-06-01" in href
        assert client.get(href).status_code == 200
    count = response.context["timeline"].count
    asked = client.get("/api/v1/meetings?place=moscow&from=2025-06")
    assert asked.json()["count"] == count


def test_a_chip_leads_to_the_page_without_it(client):
    response = client.get("/en/timeline/?place=moscow&person=steve-witkoff")
    hrefs = {chip.text: chip.href for chip in response.context["chips"]}
    without = client.get("/en/timeline/" + hrefs["Moscow"]).context["timeline"].filters
    assert (without.place, without.person) == ((), ("steve-witkoff",))


def test_the_form_carries_the_persons_already_chosen(client):
    html = client.get("/en/timeline/?person=steve-witkoff").content.decode()
    assert '<input type="hidden" name="person" value="steve-witkoff">' in html


def test_every_choice_of_a_menu_is_a_link_that_shows_as_many_as_it_says(client):
    response = client.get("/en/timeline/?person=steve-witkoff&country=RU&view=matrix")
    menus = {menu.name: menu for menu in response.context["menus"]}
    assert {"person", "side", "place", "country", "format", "status", "topic"} >= menus.keys()
    for menu in menus.values():
        for link in menu.links[:4]:
            there = client.get("/en/timeline/" + link.href)
            assert there.context["view"] == "matrix"
            if not link.selected:
                assert there.context["timeline"].count == link.count, (menu.name, link.label)


def test_persons_combine_by_links(client):
    address = "/en/timeline/?person=vladimir-putin&person=rustem-umerov"
    for way in client.get(address).context["matches"]:
        there = client.get("/en/timeline/" + way.href).context["timeline"]
        assert there.count == way.count
    assert client.get("/en/timeline/?person=vladimir-putin").context["matches"] == []


def test_a_month_of_the_strip_leads_to_its_meetings_and_back(client):
    density = client.get("/en/timeline/?place=moscow&view=calendar").context["density"]
    period = next(one for one in density.periods if one.href)
    there = client.get("/en/timeline/" + period.href)
    assert there.context["view"] == "calendar"
    assert f": {there.context['timeline'].count} meeting" in period.label
    chosen = next(one for one in there.context["density"].periods if one.selected)
    back = client.get("/en/timeline/" + chosen.href).context["timeline"].filters
    assert (back.first, back.last, back.place) == (None, None, ("moscow",))


def test_all_views_have_the_same_filter_and_number(client):
    first = client.get("/en/timeline/?place=moscow&order=newest&everyone=1")
    assert [tab.current for tab in first.context["views"]] == [True, False, False, False]
    for tab in first.context["views"]:
        there = client.get("/en/timeline/" + tab.href)
        assert there.context["timeline"].filters == first.context["timeline"].filters
        assert there.context["timeline"].count == first.context["timeline"].count


def test_the_lanes_link_every_meeting_once_in_the_drawing_and_once_in_the_list(client):
    response = client.get("/ar/timeline/?view=lanes&place=moscow")
    html = response.content.decode()
    pks = response.context["timeline"].pks
    for pk in pks:
        assert html.count(f"<a href=/ar/meetings/{pk}/ aria-labelledby=m{pk}>") == 1
        assert html.count(f'<li id=m{pk}><a href="/ar/meetings/{pk}/"') == 1
    assert html.count("aria-labelledby=m") == len(pks) > 3


def test_zooms_and_stretches_of_the_axis_are_addresses(client):
    response = client.get("/en/timeline/?view=lanes&place=moscow")
    assert "zoom=" in response.context["finer"] + response.context["coarser"]
    there = client.get("/en/timeline/" + response.context["finer"])
    assert there.context["lanes"].axis.zoom == response.context["lanes"].axis.finer
    assert there.context["timeline"].count == response.context["timeline"].count
    stretch = next(tick for tick in response.context["ticks"] if tick.href)
    near = client.get("/en/timeline/" + stretch.href)
    assert 0 < near.context["timeline"].count < there.context["timeline"].count
    assert near.context["lanes"].axis.zoom == "days"


@pytest.mark.parametrize("match", ["all", "any"])
def test_the_number_of_a_lane_is_that_of_the_meetings_it_leads_to(client, match):
    address = f"/en/timeline/?view=lanes&topic=ukraine-war&person=steve-witkoff&match={match}"
    names = [name for name in client.get(address).context["lane_names"] if name.href]
    assert len(names) == (12 if match == "all" else 1)
    for name in names:
        there = client.get("/en/timeline/" + name.href)
        assert there.context["timeline"].count == name.count


def test_time_runs_from_the_right_in_arabic(client):
    places = {}
    for language in ("ar", "en"):
        html = client.get(f"/{language}/timeline/?view=lanes&to=2025-06").content.decode()
        found = re.findall(r"aria-labelledby=m\d+>.*?<svg x=([\d.]+)%>", html)
        places[language] = [float(x) for x in found]
    assert places["en"] == sorted(places["en"])
    assert places["ar"] == sorted(places["ar"], reverse=True)
    assert len(places["ar"]) > 30


def test_an_english_page_marks_arabic_text(client):
    person = PersonFactory()
    MeetingFactory(who=[person], title_en="", title_ar="لقاء عربي")
    html = client.get(f"/en/timeline/?person={person.key}").content.decode()
    assert '<h3 lang="ar" dir="rtl">' in html


def test_an_entry_says_what_is_not_documented(client):
    person = PersonFactory()
    MeetingFactory(who=[person], place=None, precision="month", start=date(2031, 5, 1))
    text = words(client.get(f"/en/timeline/?person={person.key}"))
    assert "place undocumented" in text
    assert "day undocumented" in text


def test_a_night_is_told_as_a_night_and_is_not_in_doubt(client):
    person = PersonFactory()
    MeetingFactory(who=[person], precision="night", start=date(2031, 5, 1))
    response = client.get(f"/en/timeline/?person={person.key}")
    assert "at night" in words(response)
    assert "≈" not in words(response)
    lanes = client.get(f"/en/timeline/?view=lanes&person={person.key}")
    assert ", night of 1 May 2031" in words(lanes)


def test_an_entry_says_where_values_of_sources_differ(client):
    person = PersonFactory()
    meeting = MeetingFactory(who=[person])
    for value in ("نحو 5 ساعات", "6 ساعات"):
        EvidenceFactory(meeting=meeting, article=ArticleFactory(), fact="duration", value_ar=value)
    address = f"/en/timeline/?person={person.key}"
    assert "Sources disagree" in words(client.get(address))
    assert "Sources disagree (1)" in words(client.get(f"{address}&view=lanes"))


def test_the_list_of_meetings_is_the_timeline(client):
    response = client.get("/en/meetings/?place=moscow")
    assert (response.status_code, response["Location"]) == (302, "/en/timeline/?place=moscow")


def test_the_slug_is_decoration(client):
    meeting = MeetingFactory(title_en="Talks at the harbor")
    right = reverse("meeting", args=[meeting.pk, "talks-at-the-harbor"]).replace("/ar/", "/en/")
    for wrong in (f"/en/meetings/{meeting.pk}/", f"/en/meetings/{meeting.pk}/anything/"):
        response = client.get(wrong + "?x=1")
        assert (response.status_code, response["Location"]) == (301, right + "?x=1")
    assert client.get(right).status_code == 200


@pytest.mark.parametrize("review", [Meeting.Review.SUGGESTED, Meeting.Review.REJECTED])
def test_what_no_curator_confirmed_is_not_found(client, review):
    meeting = MeetingFactory(review=review)
    assert page(client, meeting).status_code == 404
    assert client.get(f"/en/timeline.ics?meeting={meeting.key}").status_code == 404


def test_numbers_beyond_any_database_are_not_found(client):
    assert client.get("/en/meetings/" + "9" * 18 + "/").status_code == 404


@pytest.mark.parametrize(("language", "step"), [("ar", 1), ("en", 13)])
def test_every_meeting_of_the_dossier_has_its_page(
    client, language, step, django_assert_max_num_queries
):
    """All in Arabic; of the same pages in English one in thirteen."""
    meetings = list(Meeting.objects.confirmed())[::step]
    assert len(meetings) >= 10
    for meeting in meetings:
        with override(language):
            address = meeting.get_absolute_url()
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_a_fact_cites_what_says_it_and_else_the_sources_of_the_whole(client):
    meeting = MeetingFactory(duration_minutes=90)
    whole, about_day = (ArticleFactory(published_on=date(2031, 5, day)) for day in (1, 2))
    EvidenceFactory(meeting=meeting, article=whole)
    EvidenceFactory(meeting=meeting, article=about_day, fact=Evidence.Fact.DATE)
    found = facts(client, meeting)
    assert (found["date"].cites, found["date"].general) == ([2], [])
    assert (found["duration"].cites, found["duration"].general) == ([], [1])
    assert not found["time"].known
    told = "undocumented : no article is recorded for it by itself."
    # The duration, the format, the status and the participants; the day has its own, topics none.
    assert words(page(client, meeting)).count(told) == 4
    assert "غير موثّق : لم تُقيَّد لها مادة بعينها." in words(page(client, meeting, "ar"))


def test_a_value_that_nothing_supports_is_undocumented(client):
    meeting = MeetingFactory()
    EvidenceFactory(meeting=meeting, article=DraftFactory())
    assert facts(client, meeting)["date"].general == []
    text = words(page(client, meeting))
    assert "No published article supports this meeting." in text
    assert "no published article supports it" in text
    assert "غير موثّق : لا مادة منشورة تسنده." in words(page(client, meeting, "ar"))


def test_accounts_that_differ_stand_side_by_side(client):
    meeting = MeetingFactory(duration_minutes=300)
    for day, value in ((1, "نحو 5 ساعات"), (2, "نحو 5 ساعات"), (3, "6 ساعات")):
        article = ArticleFactory(published_on=date(2031, 5, day))
        EvidenceFactory(meeting=meeting, article=article, fact="duration", value_ar=value)
    duration = facts(client, meeting)["duration"]
    assert [(v.value, [n for _, n in v.sources]) for v in duration.versions] == [
        ("نحو 5 ساعات", [1, 2]),
        ("6 ساعات", [3]),
    ]
    assert "We count 5 hours" in words(page(client, meeting))


def test_the_hour_is_local_and_universal_where_the_zone_is_known(client):
    place = PlaceFactory(key="moscow", name_en="Moscow", country="RU")
    known = MeetingFactory(place=place, time=time(17, 0))
    assert "17:00 Moscow time (14:00 GMT)" in words(page(client, known))
    doubtful = MeetingFactory(place=PlaceFactory(name_en="Nowhere", country="US"), time=time(17, 0))
    assert "17:00 local time in Nowhere" in words(page(client, doubtful))
    assert "GMT" not in words(page(client, doubtful))


def test_quotations_stand_with_their_source(client):
    meeting = MeetingFactory()
    EvidenceFactory(meeting=meeting, article=ArticleFactory(), quote="اقتباس <قصير>")
    assert "اقتباس &lt;قصير&gt;" in page(client, meeting).content.decode()


def test_structured_data_parses_and_cannot_end_its_element(client):
    meeting = MeetingFactory(title_en="</script><b>x", who=[PersonFactory()])
    EvidenceFactory(meeting=meeting, article=ArticleFactory())
    html = page(client, meeting).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    data = json.loads(blocks[0])
    assert data["@type"] == "Event"
    assert data["name"] == "</script><b>x"
    assert len(data["attendee"]) == len(data["subjectOf"]) == 1
    assert data["startDate"] == "2025-04-11"


def test_one_meeting_is_a_calendar_file(client):
    meeting = MeetingFactory()
    response = client.get("/en/timeline.ics", {"meeting": meeting.key})
    assert response["Content-Type"].startswith("text/calendar")
    assert response.content.count(b"BEGIN:VEVENT") == 1
    assert f'{meeting.key}.ics"' in response["Content-Disposition"]
    assert client.get("/en/timeline.ics?meeting=%00").status_code == 404


def test_files_are_read_only(client):
    for path in ("/en/timeline/", "/en/timeline.ics", "/en/timeline.csv"):
        assert client.post(path).status_code == 405


def test_a_day_of_the_calendar_says_what_its_link_shows(client):
    html = client.get("/en/timeline/?view=calendar&place=moscow").content.decode()
    days = re.findall(r'<td class=l\d><a href="([^"]+)" rel=nofollow aria-label="([^"]+)"', html)
    assert len(days) > 5
    for href, label in days[:6]:
        there = client.get("/en/timeline/" + href.replace("&amp;", "&")).context
        assert f": {there['timeline'].count} meeting" in label
        assert there["view"] == "list"


@pytest.mark.parametrize(("chosen", "found"), [("on", True), ("off", False)])
def test_the_hijri_day_is_for_those_who_chose_it(client, chosen, found):
    client.cookies["sijill_hijri"] = chosen
    html = client.get("/ar/timeline/?view=calendar&from=2025-12&to=2025-12").content.decode()
    assert ("2 <i>11</i>" in html) is found


def test_what_has_no_day_stands_below_its_month(client):
    person = PersonFactory()
    meeting = MeetingFactory(
        who=[person], precision="month", start=date(2031, 5, 1), title_en="Somewhen"
    )
    MeetingFactory(who=[person], start=date(2031, 5, 9))
    response = client.get(f"/en/timeline/?view=calendar&person={person.key}")
    assert "Day unknown: Somewhen" in words(response)
    assert f"/en/meetings/{meeting.pk}/somewhen/" in response.content.decode()
    assert "9 May 2031: 1 meeting, and in the month 1 without a known day" in (
        response.content.decode()
    )


@pytest.mark.parametrize(
    "query", ["topic=ukraine-war", "person=vladimir-putin&person=jared-kushner&match=any"]
)
def test_each_number_of_the_matrix_leads_to_exactly_that_list(client, query):
    response = client.get(f"/en/timeline/?view=matrix&{query}")
    cells = [cell for row in response.context["pair_rows"][:6] for cell in row.cells if cell.href]
    assert len(cells) > 5
    for cell in cells[:8]:
        there = client.get("/en/timeline/" + cell.href).context
        assert (str(there["timeline"].count), there["view"]) == (cell.shown, "list")
    rows = [row for row in response.context["pair_rows"] if row.href][:4]
    assert rows
    for row in rows:
        there = client.get("/en/timeline/" + row.href).context
        assert row.counted.split()[0] == str(there["timeline"].count)


def test_what_changed_since_a_day_stands_above_and_is_no_filter(client):
    person = PersonFactory()
    old, fresh = (MeetingFactory(who=[person], title_en=title) for title in ("Known", "Fresh"))
    Meeting.objects.filter(pk=old.pk).update(entered_at="2020-01-01T00:00Z")
    address = f"/en/timeline/?person={person.key}&since=2020-02"
    response = client.get(address)
    outline = words(response).split("What changed since 1 February 2020")[1].split("By week")[0]
    assert "New in the register (1) Fresh" in outline
    assert "Changed (1) Known" in outline
    assert response.context["timeline"].count == 2
    closed = client.get("/en/timeline/" + response.context["close"])
    assert closed.context["changes"] is None
    assert closed.context["timeline"].filters == response.context["timeline"].filters
    assert fresh.title in words(closed)


@pytest.mark.parametrize("view", ["list", "lanes", "calendar", "matrix"])
def test_nothing_new_is_said_in_words(client, view):
    text = words(client.get(f"/en/timeline/?view={view}&since=2099&until=2099"))
    assert "What changed from 1 January 2099 to 31 December 2099" in text
    assert "Nothing entered the register on these meetings" in text


def test_a_wrong_day_of_what_changed_says_so_beside_its_field(client):
    html = client.get("/en/timeline/?since=2025-13").content.decode()
    assert re.search(r'id="t-since"[^>]*value="2025-13"[^>]*aria-invalid="true"', html)
    assert 'id="e-since"' in html


def test_of_much_news_the_first_lines_are_shown_and_the_rest_counted(client):
    response = client.get("/en/timeline/?since=2020")
    assert response.context["more"] == 135 - 40
    assert "and 95 other meetings" in words(response)


LARGEST = 400_000  # bytes of a page, whatever it shows
WHOLE = ["", "order=newest&page=3", "view=lanes", "view=lanes&everyone=1", "view=lanes&zoom=weeks",
         "view=calendar", "view=matrix", "view=matrix&everyone=1",
         "since=2020&person=many-1-person-0&side=US"]  # fmt: skip


@pytest.fixture
def many(empty):
    many_meetings(1000)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_thousand_meetings_stay_light_and_cost_few_queries_in_every_view(
    client, many, language, django_assert_max_num_queries
):
    for query in WHOLE:
        with django_assert_max_num_queries(12):
            response = client.get(f"/{language}/timeline/?{query}")
        assert response.context["timeline"].count > 100
        assert len(response.content) < LARGEST, query


def test_every_view_of_a_thousand_meetings_shows_as_many(client, many):
    pages = {view: client.get(f"/en/timeline/?view={view}").context for view in
             ("list", "lanes", "calendar", "matrix")}  # fmt: skip
    assert {context["timeline"].count for context in pages.values()} == {1000}
    assert len(pages["lanes"]["lanes"].marks) == 1000
    assert sum(sheet.month.count for sheet in pages["calendar"]["sheets"]) == 1000
    assert sum(bar.kept for bar in pages["list"]["timeline"].strip.bars) == 1000


# --- accounts, losses, places ------------------------------------------------------------------
def told(meeting, fact, day=1, **values):
    article = ArticleFactory(published_on=date(2031, 5, day))
    return EvidenceFactory(meeting=meeting, article=article, fact=fact, **values)


@pytest.mark.parametrize(
    ("fact", "values", "ours"),
    [
        ("time", {"time": time(9)}, "We count 09:00"),
        ("status", {"status": "postponed"}, "We count postponed"),
        ("format", {"format": "call"}, "We count call"),
        ("outcome", {"outcome_en": "They agreed."}, "what stands above the accounts"),
        ("date", {}, "what stands above the accounts"),
        ("venue", {"venue_en": "Hall"}, "what stands above the accounts"),
        ("participants", {}, "what stands above the accounts"),
        ("time", {}, "We count none of these accounts"),
    ],
)
def test_the_margin_says_which_account_we_count_with(client, fact, values, ours):
    meeting = MeetingFactory(who=[PersonFactory()], **values)
    told(meeting, fact, value_en="One account")
    told(meeting, fact, 2, value_en="Another account")
    text = words(page(client, meeting))
    assert "One account" in text
    assert "Another account" in text
    assert ours in text


def test_an_account_names_every_outlet_that_gives_it(client):
    meeting = MeetingFactory(duration_minutes=60)
    rows = [told(meeting, "duration", n, value_en=v) for n, v in ((1, "1 h"), (2, "2 h"))]
    text = words(page(client, meeting))
    for row in rows:
        assert f"{row.article.source.name_en} " in text


def test_the_words_of_a_single_report_stand_beside_what_we_count(client):
    meeting = MeetingFactory(duration_minutes=300)
    told(meeting, "duration", value_en="about five hours")
    told(meeting, "time", 2, value_en="after dark")
    found = facts(client, meeting)
    assert (found["duration"].reported, found["duration"].versions) == ("about five hours", [])
    text = words(page(client, meeting))
    assert "5 hours as reported: about five hours" in text
    assert "Start time after dark" in text


def test_a_fact_keeps_its_undocumented_when_only_others_are_documented(client):
    meeting = MeetingFactory()
    told(meeting, "place")
    found = facts(client, meeting)
    assert (found["date"].cites, found["date"].general) == ([], [])
    assert "Date Friday 11 April 2025 13 Shawwal 1446 AH undocumented : no published" in words(
        page(client, meeting)
    )


def test_a_note_is_told_once_with_all_whom_it_is_about(client):
    meeting = MeetingFactory()
    for day in (1, 2):
        told(meeting, "date", day, note_en="Written before the meeting.")
    assert facts(client, meeting)["date"].notes == [("Written before the meeting.", [1, 2])]


@pytest.mark.parametrize("access", ["public", "abstract"])
def test_a_quotation_is_shown_as_far_as_the_article_allows(client, access):
    meeting, article = MeetingFactory(), ArticleFactory(access=access)
    short, long = "كلام قصير", "كلام طويل " * 30
    EvidenceFactory(meeting=meeting, article=article, quote=short)
    EvidenceFactory(meeting=meeting, article=article, fact="date", quote=long.strip())
    text = words(page(client, meeting))
    assert short in text
    assert (long.strip() in text) is (access == "public")


@pytest.mark.parametrize("general", [True, False])
def test_a_withdrawn_only_source_flags_the_fact_and_shows_nothing_it_said(client, general):
    meeting = MeetingFactory(duration_minutes=60)
    row = told(meeting, "duration", value_en="An hour, it said", quote="سمعنا كل شيء")
    if general:
        told(meeting, "meeting")
    Article.objects.filter(pk=row.article_id).update(status="withdrawn", withdrawal_reason="سبب")
    (loss,) = facts(client, meeting)["duration"].lost
    assert (loss.withdrawn, loss.article) == (True, row.article)
    text = words(page(client, meeting))
    assert "The only source was withdrawn:" in text
    assert "An hour, it said" not in text
    assert "سمعنا" not in text
    assert facts(client, meeting)["date"].lost == []


def test_a_withdrawn_report_of_the_meeting_is_said_at_the_top(client):
    meeting = MeetingFactory()
    row = told(meeting, "meeting")
    Article.objects.filter(pk=row.article_id).update(status="withdrawn", withdrawal_reason="سبب")
    response = page(client, meeting)
    assert [loss.article for loss in response.context["lost_whole"]] == [row.article]
    assert "No published article supports this meeting." in words(response)


def test_evidence_taken_away_is_said_until_there_is_new(client):
    meeting = MeetingFactory(time=time(9))
    told(meeting, "time").delete()
    assert "The only evidence was taken away." in words(page(client, meeting))
    told(meeting, "time", 2)
    assert "taken away" not in words(page(client, meeting))


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_an_article_that_readers_do_not_see_is_not_named_as_lost(client, status):
    meeting = MeetingFactory(time=time(9))
    row = told(meeting, "time")
    row.delete()
    assert str(row.article.headline) in words(page(client, meeting))
    Article.objects.filter(pk=row.article_id).update(status=status)
    text = words(page(client, meeting))
    assert "The only evidence was taken away." in text
    assert str(row.article.headline) not in text


def test_coverage_stands_by_day_around_the_meeting(client):
    meeting = MeetingFactory(start=date(2031, 5, 3), end=date(2031, 5, 4))
    for day in (1, 1, 3, 4, 6):
        told(meeting, "date", day)
    undated = ArticleFactory(published_on=None)
    EvidenceFactory(meeting=meeting, article=undated)
    response = page(client, meeting)
    days = [
        (d.day and d.day.day, d.before, d.after, len(d.sources)) for d in response.context["days"]
    ]
    assert days == [(1, 2, 0, 2), (3, 0, 0, 1), (4, 0, 0, 1), (6, 0, 2, 1), (None, None, None, 1)]
    text = words(response)
    for said in ("2 days before the meeting", "the day of the meeting", "2 days after"):
        assert said in text
    assert "undated" in text


def test_a_copy_names_the_article_whose_text_it_has(client):
    meeting = MeetingFactory()
    first = told(meeting, "date").article
    copy = ArticleFactory(copy_of=first, published_on=date(2031, 5, 2))
    EvidenceFactory(meeting=meeting, article=copy)
    assert "same text as 1" in words(page(client, meeting))


def test_a_place_with_degrees_has_a_map_and_one_without_has_none(client):
    place = PlaceFactory(name_en="Harbor", latitude=25.3, longitude=51.5)
    MeetingFactory(place=PlaceFactory(latitude=26.3, longitude=50.5))
    html = page(client, MeetingFactory(place=place)).content.decode()
    assert re.search(r'<svg viewBox="[^"]+" role="img" aria-label="[^"]*Harbor', html)
    assert "25.3° N, 51.5° E" in html
    assert 'class="map"' not in page(client, MeetingFactory()).content.decode()


def test_ten_reports_make_one_meeting(tmp_path):
    """However many articles report it, at once or one after the other."""
    meeting, before = MeetingFactory(), Meeting.objects.count()
    records = [
        {
            "url": f"https://example.org/report/{n}",
            "source": f"Outlet {n}",
            "title": f"The delegations met, report {n}",
            "body": f"The two delegations met in the harbor, writes correspondent number {n}.",
            "published": "2031-05-01",
            "language": "en",
            "meetings": [meeting.key],
        }
        for n in range(10)
    ]
    path = tmp_path / "reports.jsonl"
    for part in (records[:4], records):
        path.write_text("\n".join(map(json.dumps, part)))
        assert not ingest([str(path)]).failed
    assert Meeting.objects.count() == before
    assert meeting.evidence.values("article").distinct().count() == 10
