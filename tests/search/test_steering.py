"""What curators say of searches: terms that mean the same, and results that come first."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory

from articles import curation
from articles.models import Article, MissedSearch
from articles.search.run import SearchRequest, search
from articles.search.suggest import remember
from tests.factories import ArticleFactory, PersonFactory

PATHS = (("/ar/search/", "من اختيار المحررين"), ("/en/search/", "Chosen by the editors"))


@pytest.fixture
def by(db):
    return User.objects.create_user("desk")


def article(body, **given):
    return ArticleFactory(title="خبر", body=body, **given).pk


# --- synonyms ----------------------------------------------------------------------------------
@pytest.fixture
def equal(by):
    """Return a function that takes two terms as equal."""
    return lambda term, other: curation.add_synonym(term=term, other=other, by=by)


def test_a_synonym_finds_what_holds_the_other_term_below_what_holds_its_own(
    index_now, found, equal
):
    often = article("الكركدن ثم الكركدن ثم الكركدن", published_on=date(2026, 1, 1))
    own = article("كلام طويل في القاعة الكبرى عن أمور شتى منها وحيد القرن " + "وغيره " * 60)
    article("كلام عن السلحفاة")
    index_now()
    assert found("الكركدن") == [often]
    equal("وحيد القرن", "الكركدن")
    assert found('"وحيد القرن"') == [own]
    assert found("وحيد القرن") == [own, often]
    assert found("الكركدن") == [often, own]


def test_a_term_is_known_by_its_words_folded_and_beside_others(index_now, found, equal):
    both = article("رأى الكركدن في السوق")
    article("السوق مغلقة")
    index_now()
    equal("وحيد القرن", "الكركدن")
    page = search(SearchRequest(q="وحيدُ القَرن السوق"))
    assert (page.all_words, page.results[0].article.pk) == (1, both)
    assert "الكركدن" in page.also_searched


def test_a_term_of_several_words_is_meant_as_a_whole(index_now, found, equal):
    whole = article("عقدت القمة الرباعية")
    article("القمة في الجبل، واللجنة الرباعية في السهل")
    index_now()
    equal("زقزقة", "القمة الرباعية")
    assert found("زقزقة") == [whole]


def test_exact_negated_and_quoted_terms_have_no_synonym(index_now, found, equal):
    other = article("الكركدن في السوق")
    index_now()
    equal("زقزقة", "الكركدن")
    assert found("زقزقة") == [other]
    assert found("زقزقة", exact=True) == []
    assert found('"زقزقة"') == []
    assert found("السوق -زقزقة") == [other]


def test_a_synonym_never_cuts_a_name(index_now, found, equal):
    person = PersonFactory(name_ar="كريم الزلوف")
    named = article("وصل كريم الزلوف", entities=[person])
    article("الكركدن في السوق")
    index_now()
    equal("كريم", "الكركدن")
    assert found("كريم الزلوف") == [named]


def test_what_is_equal_to_several_terms_finds_them_all(index_now, found, equal):
    pks = {article("الكركدن هنا"), article("الخرتيت هنا"), article("زقزقة هنا")}
    index_now()
    equal("زقزقة", "الكركدن")
    equal("الخرتيت", "زقزقة")
    assert set(found("زقزقة")) == pks
    assert len(found("الكركدن")) == 2


def test_terms_that_nothing_holds_are_still_said_to_be_unknown(index_now, equal):
    article("السوق مغلقة")
    index_now()
    equal("زقزقة", "بقبقة")
    page = search(SearchRequest(q="زقزقة"))
    assert (page.count, page.also_searched) == (0, [])


def test_facets_and_totals_count_what_a_synonym_finds(index_now, equal):
    article("الكركدن هنا", language="ar")
    article("زقزقة هنا", language="ar")
    index_now()
    equal("زقزقة", "الكركدن")
    page = search(SearchRequest(q="زقزقة"))
    counts = {
        value.value: value.count for f in page.facets if f.name == "language" for value in f.values
    }
    assert (page.count, page.all_words, counts) == (2, 2, {"ar": 2})


# --- pinned results ----------------------------------------------------------------------------
@pytest.fixture
def market(index_now):
    """Twenty-five articles on the market, and one on something else."""
    pks = [article(f"السوق {'السوق ' * n}", published_on=date(2025, 1, n + 1)) for n in range(25)]
    other = article("كلام عن السلحفاة", language="en")
    index_now()
    return pks, other


def page_of(q, **asked):
    return search(SearchRequest(q=q, **asked), pins=True)


def pks_of(page):
    return [hit.article.pk for hit in page.results]


def test_a_pinned_result_leads_and_no_page_repeats_or_loses_one(by, market):
    pks, _ = market
    before = pks_of(page_of("السوق", page_size=10, page=1))
    last = pks_of(page_of("السوق", page_size=10, page=3))[-1]
    facets = page_of("السوق").facets
    curation.pin_result(text="السُّوق", article=Article.objects.get(pk=last), by=by)
    pages = [page_of("السوق", page_size=10, page=n) for n in (1, 2, 3)]
    assert pks_of(pages[0]) == [last, *before[:9]]
    assert [hit.pinned for hit in pages[0].results] == [True] + [False] * 9
    assert sorted(pk for page in pages for pk in pks_of(page)) == sorted(pks)
    assert {page.count for page in pages} == {25}
    assert page_of("السوق").facets == facets
    assert all(page.pinned is None for page in pages)


def test_a_pinned_result_that_the_query_does_not_find_stands_above_uncounted(by, market):
    _, other = market
    curation.pin_result(text="السوق", article=Article.objects.get(pk=other), by=by)
    page = page_of("السوق")
    assert (page.pinned.article.pk, page.pinned.pinned) == (other, True)
    assert (page.count, other in pks_of(page)) == (25, False)
    assert page_of("السوق", page=2).pinned is None
    assert page_of("السوق", language=("ar",)).pinned is None
    assert page_of("السوق", first=date(2025, 1, 1)).pinned is None


def test_other_queries_orders_and_programs_have_no_pin(by, market):
    _, other = market
    thing = Article.objects.get(pk=other)
    for text in ("السوق", "السوق كلام"):
        curation.pin_result(text=text, article=thing, by=by)
    for page in (
        page_of("السوق -كلام"),
        page_of('"السوق"'),
        page_of("السوق كبيرة"),
        page_of("السوق", sort="newest"),
        page_of(""),
        search(SearchRequest(q="السوق")),
    ):
        assert page.pinned is None
        assert not any(hit.pinned for hit in page.results)


def test_a_withdrawn_pin_is_gone_at_once_and_comes_back(by, market):
    pks, other = market
    for pk in (other, pks[3]):
        thing = Article.objects.get(pk=pk)
        curation.pin_result(text="السوق", article=thing, by=by)
        curation.withdraw(article=thing, reason="طلب", by=by)
        page = page_of("السوق")
        assert page.pinned is None
        assert pk not in pks_of(page)
        assert not any(hit.pinned for hit in page.results)
        curation.restore(article=thing, by=by)
        curation.publish(article=thing, by=by)
        page = page_of("السوق")
        assert pk in {*pks_of(page), page.pinned and page.pinned.article.pk}


def test_the_page_says_that_editors_chose_it_and_stays_in_sight_of_nothing_found(
    by, market, client
):
    _, other = market
    thing = Article.objects.get(pk=other)
    for q in ("السوق", "زقزقة"):
        curation.pin_result(text=q, article=thing, by=by)
        for path, words in PATHS:
            page = client.get(path, {"q": q})
            assert page.content.decode().count(words) == 1
            assert page.context["found"].pinned.article == thing


def test_what_the_editors_have_answered_is_no_miss(by, market):
    _, other = market
    curation.pin_result(text="زقزقة", article=Article.objects.get(pk=other), by=by)
    for q in ("زقزقة", "بقبقة"):
        request = SearchRequest(q=q)
        remember(RequestFactory().get("/ar/search/"), request, search(request, pins=True))
    assert [row.text for row in MissedSearch.objects.all()] == ["بقبقة"]


def test_another_pin_of_the_same_query_takes_the_place_of_the_first(by, market):
    pks, other = market
    for pk in (pks[0], other):
        curation.pin_result(text="السوق", article=Article.objects.get(pk=pk), by=by)
    assert page_of("السوق").pinned.article.pk == other
