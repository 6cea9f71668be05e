"""What stands in the address of the search page."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation

from articles.forms.search import SearchForm


@pytest.mark.parametrize(
    ("asked", "first", "last", "wrong"),
    [
        ("from=2025-01&to=2026-01", date(2025, 1, 1), date(2026, 1, 31), []),
        ("from=2026-01&to=2025-01", None, None, ["last"]),
        ("from=never&to=2025-01", None, date(2025, 1, 31), ["first"]),
        ("from=2025-01&to=never", date(2025, 1, 1), None, ["last"]),
    ],
)
def test_a_range_that_ends_before_it_starts_filters_by_neither_end(asked, first, last, wrong):
    form = SearchForm(QueryDict(asked))
    request = form.search_request()
    assert (request.first, request.last, list(form.errors)) == (first, last, wrong)


def test_it_says_so_and_shows_what_was_typed():
    with translation.override("en"):
        form = SearchForm(QueryDict("from=2026-01&to=2025-01"))
        assert "neither end was used" in form.errors["last"][0]
        assert (form["first"].value(), form["last"].value()) == ("2026-01", "2025-01")
