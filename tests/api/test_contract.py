"""The contract of the API: shapes, limits, errors."""

import csv
import io
import json
from datetime import date

import pytest
from django.db.models import Count
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from articles.api.schemas import SearchAnswer
from articles.models import Article, EntityRedirect, Meeting
from tests.factories import (
    ArticleFactory,
    DraftFactory,
    EntityFactory,
    EvidenceFactory,
    MeetingFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db
HUGE = "9" * 40


def get(client, path: str, expected: int = 200, /, **params):
    response = client.get(f"/api/v1/{path}", params)
    assert response.status_code == expected, response.content
    assert response["Content-Type"].startswith("application/json")
    return response.json()


@pytest.fixture
def searchable(dossier):
    """The dossier with its index."""


SEARCH = {
    "count", "all_words", "relaxed", "page", "page_size", "took_ms", "did_you_mean", "query",
    "results", "facets",
}  # fmt: skip
RESULT = {
    "id", "key", "url", "title", "source", "published", "language", "snippet", "score", "entities",
    "copies",
}  # fmt: skip
MEETING = {
    "id", "key", "title", "start", "end", "precision", "place", "participants", "format", "status",
    "topics", "duration_minutes", "sources", "disputed",
}  # fmt: skip


def test_search_answers_with_every_field_of_the_contract(client, searchable):
    found = get(client, "search", q="بوتين", page_size=5, lang="ar")
    assert found.keys() >= SEARCH
    assert len(found["results"]) == 5
    assert found["results"][0].keys() >= RESULT
    assert found["results"][0]["source"].keys() == {"key", "name", "country"}
    assert "<mark>" in "".join(result["snippet"] for result in found["results"])
    assert set(found["facets"]) >= {"source", "person", "place", "organization", "topic", "month"}
    value = found["facets"]["source"][0]
    assert value.keys() == {"value", "label", "count", "selected"}


def test_an_empty_query_lists_everything(client, searchable):
    assert get(client, "search")["count"] == Article.objects.published().count()


def test_a_facet_counts_what_its_filter_finds(client, searchable):
    found = get(client, "search", q="موسكو")
    for name in ("source", "person", "month"):
        value = found["facets"][name][0]
        narrowed = get(client, "search", **{"q": "موسكو", name: value["value"]})
        assert narrowed["count"] == value["count"]


def test_an_unknown_key_finds_nothing(client, searchable):
    assert get(client, "search", person="nobody-at-all")["count"] == 0
    assert get(client, "meetings", place="atlantis")["count"] == 0


@pytest.mark.parametrize("path", ["search", "meetings"])
@pytest.mark.parametrize(
    ("first", "last"), [("2026", "2026"), ("2026-01", "2026-12"), ("2026-01-01", "2026-12-31")]
)
def test_a_period_is_a_year_a_month_or_a_day(client, searchable, path, first, last):
    whole = get(client, path, **{"from": "2026-01-01", "to": "2026-12-31"})["count"]
    assert whole
    assert get(client, path, **{"from": first, "to": last})["count"] == whole


BAD = [
    ("search", "page", ["0", "-1", "x", "1.5", HUGE, "20000"]),
    ("search", "page_size", ["0", "101", "x", HUGE]),
    ("search", "sort", ["best", "NEWEST"]),
    ("search", "from", ["yesterday", "2025-13", "2025-02-30", "0000", HUGE, "2025-1-1-1"]),
    ("search", "to", ["31/12/2025", "2025-00"]),
    ("search", "month", ["2025", "2025-13", "never"]),
    ("search", "exact", ["maybe"]),
    ("search", "lang", ["fr"]),
    ("search", "q", ["a\x00b"]),
    ("search", "person", ["a\x00b"]),
    ("entities", "kind", ["planet"]),
    ("entities", "page", ["0", HUGE]),
    ("entities", "page_size", ["0", "201"]),
    ("entities", "q", ["a\x00b", "a" * 300]),
    ("meetings", "match", ["none", "ALL"]),
    ("meetings", "format", ["fax"]),
    ("meetings", "status", ["bogus"]),
    ("meetings", "country", ["USA", "1", "أ"]),
    ("meetings", "page", ["0", HUGE]),
    ("meetings", "page_size", ["0", "201", "-5"]),
    ("meetings", "from", ["soon"]),
    ("meetings", "lang", ["xx"]),
    ("articles/1", "lang", ["xx"]),
]


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [(path, name, value) for path, name, values in BAD for value in values],
)
def test_a_bad_parameter_is_refused_in_a_sentence(client, path, name, value):
    detail = get(client, path, 422, **{name: value})["detail"]
    assert isinstance(detail, str)
    assert detail.endswith(".")
    if name in ("from", "to", "page", "page_size", "sort", "match", "lang"):
        assert detail.startswith(f"{name}:"), detail


@pytest.mark.parametrize("path", ["search", "meetings"])
def test_a_period_that_ends_before_it_begins_is_refused(client, path):
    assert get(client, path, 422, **{"from": "2026", "to": "2025"})["detail"]


@pytest.mark.parametrize("noun", ["articles", "entities", "meetings"])
@pytest.mark.parametrize(
    ("number", "status"), [("0", 422), (HUGE, 422), ("x", 422), ("-1", 422), ("99999999", 404)]
)
def test_a_number_that_is_none_is_refused_and_an_unused_one_is_not_found(
    client, noun, number, status
):
    assert get(client, f"{noun}/{number}", status)["detail"].endswith(".")


@pytest.mark.parametrize("path", ["", "nothing/here", "articles/1/text"])
def test_an_address_that_is_none_is_not_found_as_json(client, path):
    detail = get(client, path, 404, lang="en")["detail"]
    assert detail != get(client, "articles/99999999", 404, lang="en")["detail"]
    assert "/api/v1/docs" in detail


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["", "search", "articles/1", "openapi.json", "docs", "nothing"])
def test_any_way_of_writing_is_refused_as_json(method, path):
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(f"/api/v1/{path}")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response.json()["detail"].endswith(".")


def test_head_answers_as_get_does(client):
    assert client.head("/api/v1/meetings").status_code == 200
    assert client.head("/api/v1/articles/99999999").status_code == 404


def test_a_wrong_value_of_a_repeated_parameter_is_named_by_the_parameter(client):
    detail = get(client, "entities", 422, kind=["person", "planet"], lang="en")["detail"]
    assert detail.startswith("kind: ")


def test_a_missing_index_is_said_and_the_rest_answers(client, own_index):
    response = client.get("/api/v1/search?q=بوتين")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response.json()["detail"].endswith(".")
    assert get(client, "meetings")["count"]


def test_drafts_and_suggestions_are_not_found(client):
    get(client, f"articles/{DraftFactory().pk}", 404)
    get(client, f"meetings/{MeetingFactory(review=Meeting.Review.SUGGESTED).pk}", 404)
    get(client, f"meetings/{MeetingFactory(review=Meeting.Review.REJECTED).pk}", 404)


def test_a_withdrawn_article_leaves_its_tombstone(client):
    article = ArticleFactory(status="withdrawn", withdrawal_reason="طلب الناشر")
    kept = get(client, f"articles/{article.pk}")
    assert (kept["status"], kept["body"]) == ("withdrawn", None)
    assert kept["withdrawal_reason"] == "طلب الناشر"


def test_an_article_links_its_meetings(client):
    article, meeting = ArticleFactory(), MeetingFactory()
    EvidenceFactory(article=article, meeting=meeting)
    assert [m["key"] for m in get(client, f"articles/{article.pk}")["meetings"]] == [meeting.key]


def test_entities_are_found_by_any_spelling(client):
    person = PersonFactory(name_ar="أُسامة القرنفل", name_en="Osama Qaranful")
    EntityFactory(kind="topic", name_ar="زراعة القرنفل")
    for q in ("اسامه", "القرنفل اسامة", "OSAMA", "qaran"):
        keys = [row["key"] for row in get(client, "entities", q=q, kind="person")["results"]]
        assert keys == [person.key]
    assert get(client, "entities", q="القرنفل")["count"] == 2


def test_the_number_of_a_merged_entity_answers_with_what_it_is_now(client):
    person = PersonFactory()
    EntityRedirect.objects.create(old_id=987654, old_key="old", entity=person)
    assert get(client, "entities/987654")["key"] == person.key


def test_meetings_come_by_date_with_every_field(client):
    found = get(client, "meetings", page_size=200)
    assert found["count"] == len(found["results"]) == Meeting.objects.confirmed().count()
    starts = [row["start"] for row in found["results"]]
    assert starts == sorted(starts)
    assert found["results"][0].keys() >= MEETING
    assert get(client, "meetings")["page_size"] == 50


def test_one_meeting_names_its_disputes_account_by_account(client):
    meeting = MeetingFactory(duration_minutes=300)
    told = [("خمس ساعات", "5 hours"), ("ست ساعات", "6 hours"), ("ست ساعات", "6 hours")]
    articles = [ArticleFactory(published_on=date(2031, 5, day)) for day in (1, 2, 3)]
    for article, (arabic, english) in zip(articles, told, strict=True):
        EvidenceFactory(
            meeting=meeting, article=article, fact="duration", value_ar=arabic, value_en=english
        )
    EvidenceFactory(meeting=meeting, article=articles[0], fact="time", value_en="at nine")
    first, second, third = (article.pk for article in articles)
    outlets = [article.source.name_en for article in articles]
    assert get(client, f"meetings/{meeting.pk}", lang="en")["disputes"] == [
        {
            "fact": "duration",
            "accounts": [
                {"value": "6 hours", "articles": [second, third], "outlets": outlets[1:]},
                {"value": "5 hours", "articles": [first], "outlets": outlets[:1]},
            ],
        }
    ]
    quiet = MeetingFactory(reports=[articles[0]])
    assert get(client, f"meetings/{quiet.pk}")["disputes"] == []


def test_pages_of_meetings_join_into_the_whole(client):
    whole = [row["key"] for row in get(client, "meetings", page_size=200)["results"]]
    joined = []
    for page in (1, 2, 3, 4):
        joined += [row["key"] for row in get(client, "meetings", page=page)["results"]]
    assert joined == whole
    assert get(client, "meetings", page=1000)["results"] == []


def test_labels_follow_lang_then_accept_language(client):
    def place(**headers):
        row = client.get("/api/v1/meetings?place=moscow&page_size=1", headers=headers).json()
        return row["results"][0]["place"]["name"]

    assert place() == "موسكو"
    assert place(accept_language="en") == "Moscow"
    row = get(client, "meetings", place="moscow", lang="en", page_size=1)["results"][0]
    assert row["place"] == {**row["place"], "key": "moscow", "name": "Moscow", "country": "RU"}


def test_the_documentation_loads_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs").content.decode()
    assert "http://" not in page
    assert "https://" not in page
    schema = get(client, "openapi.json")
    assert "/api/v1/meetings" in schema["paths"]
    names = {p["name"] for p in schema["paths"]["/api/v1/meetings"]["get"]["parameters"]}
    assert names >= {"person", "match", "place", "country", "from", "to", "q", "page", "lang"}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    person=st.lists(
        st.sampled_from(["steve-witkoff", "jared-kushner", "vladimir-putin"]), unique=True
    ),
    match=st.sampled_from(["all", "any"]),
    country=st.sampled_from([[], ["US"], ["RU", "CH"]]),
    status=st.sampled_from([[], ["held"], ["planned", "reported"]]),
    first=st.sampled_from(["", "2025", "2025-07", "2025-12-02"]),
    q=st.sampled_from(["", "موسكو", "witkoff"]),
)
def test_list_api_table_and_calendar_agree(client, person, match, country, status, first, q):
    given = {
        "person": person,
        "match": match,
        "country": country,
        "status": status,
        "from": first,
        "q": q,
    }
    asked = {name: value for name, value in given.items() if value}
    found = get(client, "meetings", **asked, page_size=200)
    keys = [row["key"] for row in found["results"]]
    table = client.get("/en/timeline.csv", asked).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    calendar = Calendar.from_ical(client.get("/en/timeline.ics", asked).content)
    page = client.get("/en/timeline/", asked).context["timeline"]
    assert [row["key"] for row in rows] == keys
    assert [str(event["UID"]).split("@")[0] for event in calendar.walk("VEVENT")] == keys
    assert [entry.meeting.key for entry in page.entries] == keys
    assert found["count"] == page.count == len(keys) == sum(bar.kept for bar in page.strip.bars)


def test_json_is_written_in_letters(client):
    raw = client.get("/api/v1/meetings?place=moscow&page_size=1&lang=ar").content.decode()
    assert "موسكو" in raw
    json.loads(raw)


@pytest.mark.parametrize("path", ["meetings?page_size=200&q=موسكو", "entities?q=موسكو"])
def test_a_list_costs_few_queries(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        assert client.get(f"/api/v1/{path}").status_code == 200


@pytest.mark.parametrize("noun", [Meeting, Article])
def test_an_answer_costs_few_queries(client, noun, django_assert_max_num_queries):
    """The one with the most evidence."""
    busiest = noun.objects.annotate(n=Count("evidence")).order_by("-n", "pk")[0]
    with django_assert_max_num_queries(15):
        path = f"/api/v1/{noun._meta.model_name}s/{busiest.pk}"
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "query",
    [{"q": "بوتين"}, {"q": "آخر لقاء"}, {"q": "", "person": "steve-witkoff"}, {"q": "ظظظظ"}],
)
def test_what_search_answers_is_what_its_schema_says(client, searchable, query):
    """The endpoint writes its answer unchecked; here it is the same after the check as before."""
    found = get(client, "search", **query)
    checked = SearchAnswer.model_validate(found).model_dump(mode="json")
    assert checked == found
