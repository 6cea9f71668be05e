"""The address of the timeline is read without ever failing."""

from datetime import date

import pytest
from django.http import QueryDict

from articles.forms.timeline import LONGEST_TEXT, MOST_VALUES, Look, TimelineForm
from articles.timeline import TimelineFilters


def form(query: str) -> TimelineForm:
    return TimelineForm(QueryDict(query))


def test_nothing_asked_is_everything():
    empty = form("")
    assert empty.filters == TimelineFilters()
    assert empty.filters.is_empty
    assert not empty.errors


def test_what_is_right_is_kept_and_what_is_wrong_is_said():
    read = form("status=held&status=bogus&from=2025-13&to=2026-01&country=us&country=xyz&match=no")
    assert read.filters.status == ("held",)
    assert read.filters.country == ("US",)
    assert (read.filters.first, read.filters.last) == (None, date(2026, 1, 31))
    assert read.filters.match == "all"
    assert read.errors.keys() == {"status", "from", "country", "match"}
    assert read.typed["from"] == "2025-13"


def test_a_period_that_ends_before_it_begins_is_no_period():
    read = form("from=2026&to=2025&person=a")
    assert (read.filters.first, read.filters.last) == (None, None)
    assert "to" in read.errors
    assert read.filters.person == ("a",)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("from=2025&to=2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("from=2024-02&to=2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("from=٢٠٢٥-١٢-٠٢&to=2025-12-02", date(2025, 12, 2), date(2025, 12, 2)),
    ],
)
def test_a_period_is_read_as_people_write_it(query, first, last):
    assert (form(query).filters.first, form(query).filters.last) == (first, last)


def test_empty_values_as_forms_send_them_are_none():
    assert form("person=&place=&topic=&status=&from=&to=&q=&match=all&order=").filters.is_empty


def test_values_are_unique_and_bounded():
    assert form("person=a&person=a&person=b").filters.person == ("a", "b")
    assert len(form("&".join(f"person=p{n}" for n in range(500))).filters.person) == MOST_VALUES


def test_long_text_is_cut_and_said():
    read = form("q=" + "a" * 1000)
    assert len(read.filters.q) == LONGEST_TEXT
    assert "q" in read.errors


@pytest.mark.parametrize(
    "query",
    ["q=%00", "person=%00", "from=%00", "page=%00", "page=99999999999999999999", "q=%D9%8E"],
)
def test_odd_letters_do_no_harm(query):
    read = form(query)
    assert "\x00" not in repr(read.filters)
    assert read.page >= 1


def test_params_say_exactly_what_was_understood():
    query = "person=a&person=b&match=any&place=c&from=2025&to=2025-12&q=x&order=newest&status=held"
    filters = form(query).filters
    again = QueryDict(mutable=True)
    for name, values in filters.params.items():
        again.setlist(name, values)
    assert TimelineForm(again).filters == filters
    assert "b" not in filters.without("person", "b").params["person"]
    assert "from" not in filters.without("first").params


def test_how_meetings_are_looked_at_is_no_filter():
    read = form("view=lanes&zoom=weeks&everyone=1&since=2025-11&until=2025-12-02")
    assert read.filters.is_empty
    assert read.look == Look("lanes", "weeks", True, date(2025, 11, 1), date(2025, 12, 2))
    assert form("&".join(f"{k}={v[0]}" for k, v in read.look.params.items())).look == read.look
    assert form("").look.params == {}


@pytest.mark.parametrize("field", ["view", "zoom", "since", "until"])
def test_a_look_that_there_is_not_is_said_and_the_usual_one_taken(field):
    read = form(f"{field}=13.13.13")
    assert field in read.errors
    assert read.look == Look()


def test_an_end_without_a_beginning_says_nothing():
    assert form("until=2025-12-02").look == Look()
    assert "until" in form("since=2026&until=2025").errors


def test_sides_are_countries():
    read = form("side=us&side=xyz&side=RU")
    assert read.filters.side == ("US", "RU")
    assert "side" in read.errors
