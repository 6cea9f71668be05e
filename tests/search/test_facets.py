"""Facets: the number beside a value is the total of the page that clicking it shows."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.search.page import FILTERS
from articles.search.run import SearchRequest, search

QUERIES = ["", "موسكو", "لقاء غزة", '"مجلس السلام"', "كوشنر -حماس", "بعد:2025-06 أوكرانيا"]
DAYS = [None, date(2025, 3, 1), date(2025, 11, 15)]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_count_is_what_a_click_shows(dossier, data):
    request = SearchRequest(
        q=data.draw(st.sampled_from(QUERIES)),
        first=data.draw(st.sampled_from(DAYS)),
        last=data.draw(st.sampled_from([None, date(2025, 12, 31)])),
        page_size=1,
    )
    for _ in range(data.draw(st.integers(0, 3))):
        page = search(request)
        choices = [(f.name, v.value) for f in page.facets for v in f.values if not v.selected]
        if choices:
            request = with_value(request, *data.draw(st.sampled_from(choices)))
    page = search(request)
    values = [(facet.name, value) for facet in page.facets for value in facet.values]
    for name, value in data.draw(st.lists(st.sampled_from(values), max_size=8)) if values else []:
        if value.selected:
            clicked = replace(request, **{name: (value.value,)})
        else:
            clicked = with_value(request, name, value.value)
        assert search(clicked).count == value.count, (request, name, value)
    assert (
        search(with_value(request, "month", "undated")).count == page.undated or page.undated == 0
    )


def with_value(request, name, value):
    return replace(request, **{name: (*getattr(request, name), value)})


def test_a_chosen_value_stays_visible_with_no_hit(dossier):
    page = search(SearchRequest(q="عبارةلاوجودلها", place=("moscow",), person=("nobody-at-all",)))
    shown = {(f.name, v.value): v.count for f in page.facets for v in f.values if v.selected}
    assert shown == {("place", "moscow"): 0, ("person", "nobody-at-all"): 0}


def test_months_are_in_order_and_undated_stands_apart(dossier):
    page = search(SearchRequest())
    months = next(f for f in page.facets if f.name == "month")
    values = [value.value for value in months.values]
    assert values == sorted(values)
    assert "undated" not in values
    assert sum(value.count for value in months.values) + page.undated == page.count
    assert search(SearchRequest(month=("undated",))).count == page.undated > 0


def test_every_filter_has_its_facet(dossier):
    assert {facet.name for facet in search(SearchRequest()).facets} == set(FILTERS)
