"""Whatever the filter: list, API, files, feed, sheet and strip hold the same meetings, and just
those that set arithmetic says."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from urllib.parse import urlencode

import pytest
from defusedxml import ElementTree
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from articles.exports import MeetingLine, meetings_for_export
from articles.feeds import stable_id
from articles.forms.timeline import TimelineForm
from articles.models import Meeting
from articles.timeline import TimelineFilters, build, select

ATOM = "{http://www.w3.org/2005/Atom}"
PERSONS = ["steve-witkoff", "jared-kushner", "vladimir-putin", "benjamin-netanyahu", "marco-rubio"]
DAYS = st.none() | st.dates(date(2025, 1, 1), date(2026, 6, 30))


def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Often none: with many conditions at once nothing would be left to compare."""
    few = st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)
    return st.one_of(st.just(()), few)


FILTERS = st.builds(
    TimelineFilters,
    person=st.lists(st.sampled_from(PERSONS), max_size=3, unique=True).map(tuple),
    match=st.sampled_from(["all", "any"]),
    side=some("US", "RU", "IR"),
    place=some("moscow", "geneva", "cairo", "jerusalem"),
    country=some("RU", "US", "CH", "SA"),
    format=some(*Meeting.Format.values),
    status=some(*Meeting.Status.values),
    topic=some("ukraine-war", "gaza-ceasefire"),
    first=DAYS,
    last=DAYS,
    order=st.sampled_from(["oldest", "newest"]),
).filter(lambda f: not (f.first and f.last) or f.first <= f.last)


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker) -> list[MeetingLine]:
    with django_db_blocker.unblock():
        return meetings_for_export(select(TimelineFilters()))


def passes(meeting: MeetingLine, asked: TimelineFilters) -> bool:
    """What the filters mean, said once more without any of their code."""
    who = {entity.key for entity, _side in meeting.people}
    people = set(asked.person)
    sides = {side for _entity, side in meeting.people}
    place = meeting.place
    return (
        (not people or (people <= who if asked.match == "all" else bool(people & who)))
        and set(asked.side) <= sides
        and (not asked.place or (place is not None and place.key in asked.place))
        and (not asked.country or (place is not None and place.country in asked.country))
        and (not asked.format or meeting.format in asked.format)
        and (not asked.status or meeting.status in asked.status)
        and (not asked.topic or bool({topic.key for topic in meeting.topics} & set(asked.topic)))
        and (asked.first is None or meeting.last_on >= asked.first)
        and (asked.last is None or meeting.start <= asked.last)
    )


def api(client, query: str) -> list[str]:
    keys, page = [], 1
    while True:
        answer = client.get(f"/api/v1/meetings?{query}&page={page}&page_size=60").json()
        keys += [row["key"] for row in answer["results"]]
        if not answer["results"]:
            assert answer["count"] == len(keys)
            return keys
        page += 1


def atom(client, query: str) -> list[str]:
    ids, path = [], f"/ar/feeds/meetings.atom?{query}"
    while path:
        root = ElementTree.fromstring(client.get(path).content)
        ids += [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        path = links.get("next", "").removeprefix("http://testserver")
    return ids


def calendar(client, query: str) -> list[str]:
    raw = client.get(f"/ar/timeline.ics?{query}").content
    return [
        str(one["UID"]).removesuffix("@sijill") for one in Calendar.from_ical(raw).walk("VEVENT")
    ]


def table(client, query: str) -> list[str]:
    text = client.get(f"/ar/timeline.csv?{query}").content.decode("utf-8-sig")
    return [row["key"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def files(client, query: str) -> dict[str, list[str]]:
    def read(suffix: str) -> str:
        return client.get(f"/ar/timeline.{suffix}?{query}").content.decode()

    links = ElementTree.fromstring(read("svg")).iter("{http://www.w3.org/2000/svg}a")
    numbers = [int(link.get("href").rstrip("/").rsplit("/", 1)[1]) for link in links]
    keys = dict(Meeting.objects.filter(pk__in=numbers).values_list("pk", "key"))
    return {
        "svg": [keys[pk] for pk in numbers],
        "csv": table(client, query),
        "ics": calendar(client, query),
        "json": [row["key"] for row in json.loads(read("json"))["meetings"]],
        "jsonl": [json.loads(line)["key"] for line in read("jsonl").splitlines()],
        "jsonld": [row["identifier"] for row in json.loads(read("jsonld"))["@graph"]],
        "timelinejs": [row["unique_id"] for row in json.loads(read("timelinejs.json"))["events"]],
    }


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=FILTERS)
def test_every_form_holds_the_same_meetings(client, everything, asked):
    query = urlencode(asked.params, doseq=True)
    assert TimelineForm(QueryDict(query)).filters == asked
    built = build(asked, language="ar")
    expected = [meeting.key for meeting in everything if passes(meeting, asked)]
    listed = [entry.meeting.key for entry in built.entries]
    assert sorted(listed) == sorted(expected)
    assert built.count == len(expected) == sum(bar.kept for bar in built.strip.bars)
    assert api(client, query) == listed
    for form, keys in files(client, query).items():
        # A picture is drawn from the first meeting to the last, in whatever order they are listed.
        in_order = sorted(keys) == sorted(listed) if form == "svg" else keys == listed
        assert in_order, form
    assert sorted(atom(client, query)) == sorted(map(stable_id, listed))
    sheet = client.get(f"/ar/timeline/sheet/?{query}").content.decode()
    assert sheet.count('<th scope="row">') == len(listed)


@pytest.mark.django_db
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(st.sampled_from(PERSONS), min_size=1, max_size=4, unique=True))
def test_any_of_is_the_union_and_all_of_the_intersection(everything, people):
    def with_(*keys: str, match: str = "all") -> set[int]:
        return set(select(TimelineFilters(person=keys, match=match)))

    each = [with_(key) for key in people]
    assert with_(*people, match="any") == set.union(*each)
    assert with_(*people, match="all") == set.intersection(*each)
    assert all(each)


@pytest.mark.parametrize(
    "query",
    [
        "from=never",
        "match=some",
        "format=dance",
        "status=lost",
        "country=XYZ",
        "page=0",
        "page_size=201",
        "order=sideways",
        "from=2026-02&to=2026-01",
        "person=" + "x" * 1001,
        "q=" + "x" * 257,
        "&".join(f"person=p{n}" for n in range(51)),
        "q=%00",
        "lang=xx",
    ],
)
@pytest.mark.django_db
def test_the_api_says_what_is_wrong(client, query):
    answer = client.get(f"/api/v1/meetings?{query}")
    assert answer.status_code == 422
    assert query.split("=")[0].split("&")[0] in answer.json()["detail"] or "to" in query
