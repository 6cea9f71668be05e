"""Copies of one story: the first page tells it once, and no result is lost."""

import random

import pytest

from articles.models import Article
from articles.search import run
from articles.search.run import SearchRequest, search
from tests.factories import ArticleFactory

PAGES = 3


@pytest.fixture
def news(index_now):
    """A story with thirty copies, which fits best of all, and nineteen other articles."""
    story = ArticleFactory(title="سباق القوارب", body="سباق القوارب")
    copies = [
        ArticleFactory(title="سباق القوارب", body="سباق القوارب", copy_of=story) for _ in range(30)
    ]
    others = [
        ArticleFactory(title=f"خبر {n}", body="وبعد كلام طويل جرى سباق القوارب") for n in range(19)
    ]
    index_now()
    return story, copies, others


def numbers(**asked):
    """The results of every page, page by page."""
    pages = [search(SearchRequest(page=n + 1, **asked)) for n in range(PAGES)]
    return [[hit.article.pk for hit in page.results] for page in pages]


def test_the_first_page_tells_the_story_once_and_then_the_others(news):
    story, copies, others = news
    first = numbers(q="سباق القوارب")[0]
    assert len({story.pk, *(c.pk for c in copies)} & set(first)) == 1
    assert set(first[1:]) == {article.pk for article in others}


def test_nothing_is_lost_and_nothing_comes_twice(news):
    story, copies, others = news
    found = [pk for page in numbers(q="سباق القوارب") for pk in page]
    assert len(found) == len(set(found)) == 50
    assert set(found) == {story.pk, *(a.pk for a in copies), *(a.pk for a in others)}


def test_counts_and_facets_know_nothing_of_it(news):
    with_copies = search(SearchRequest(q="سباق القوارب"))
    Article.objects.update(copy_of=None)
    without = search(SearchRequest(q="سباق القوارب"))
    assert (with_copies.count, with_copies.all_words) == (without.count, without.all_words)
    assert with_copies.count == 50
    shown = [[(f.name, v.value, v.count) for f in p.facets for v in f.values]
             for p in (with_copies, without)]  # fmt: skip
    assert shown[0] == shown[1]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_in_order_of_time_they_stay_where_they_are(news, sort):
    mixed = numbers(q="سباق القوارب", sort=sort)
    Article.objects.update(copy_of=None)
    assert mixed == numbers(q="سباق القوارب", sort=sort)


def test_without_a_query_they_stay_where_they_are(news):
    mixed = numbers()
    Article.objects.update(copy_of=None)
    assert mixed == numbers()


def test_a_copy_with_every_word_still_comes_before_another_story_with_few(index_now, found):
    story = ArticleFactory(title="سباق القوارب", body="متن")
    copy = ArticleFactory(title="سباق القوارب", body="متن", copy_of=story)
    partly = ArticleFactory(title="سباق", body="سباق سباق")
    index_now()
    assert found("سباق القوارب")[2:] == [partly.pk]
    assert set(found("سباق القوارب")[:2]) == {story.pk, copy.pk}


def test_the_best_of_a_family_keeps_its_place_whichever_it_is(index_now, found):
    story = ArticleFactory(title="خبر", body="كلام طويل قبل أن يذكر القوارب")
    copy = ArticleFactory(title="القوارب", body="القوارب", copy_of=story)
    other = ArticleFactory(title="خبر", body="كلام عن القوارب وعن غيرها مما يطول شرحه")
    index_now()
    assert found("القوارب") == [copy.pk, other.pk, story.pk]


def test_a_copy_whose_story_does_not_match_stands_for_it(index_now, found):
    story = ArticleFactory(title="خبر", body="غيره")
    first, second = (
        ArticleFactory(title="القوارب", body="القوارب", copy_of=story) for _ in range(2)
    )
    other = ArticleFactory(title="خبر", body="كلام عن القوارب")
    index_now()
    assert found("القوارب") == [second.pk, other.pk, first.pk]


def test_families_beyond_the_first_hits_are_left_as_they_are(index_now, monkeypatch):
    monkeypatch.setattr(run, "SPREAD", 7)
    dice = random.Random(3)
    articles = [ArticleFactory(title="خبر", body="قارب " * (n + 1)) for n in range(5)]
    for n in range(20):
        ArticleFactory(title="خبر", body="قارب " * (n + 1), copy_of=dice.choice(articles))
    index_now()
    request = {"q": "قارب", "page_size": 5}
    pages = [search(SearchRequest(page=n, **request)) for n in range(1, 6)]
    mixed = [hit.article.pk for page in pages for hit in page.results]
    Article.objects.update(copy_of=None)
    pages = [search(SearchRequest(page=n, **request)) for n in range(1, 6)]
    plain = [hit.article.pk for page in pages for hit in page.results]
    assert sorted(mixed) == sorted(plain)
    assert mixed[0] == plain[0]
    assert set(mixed[:7]) == set(plain[:7])
    assert mixed[7:] == plain[7:]


def test_pages_of_the_dossier_lose_nothing_either(dossier):
    request = SearchRequest(q="ويتكوف بوتين", page_size=40)
    first = search(request)
    pages = range(1, first.pages + 1)
    every = [SearchRequest(q=request.q, page_size=40, page=n) for n in pages]
    found = [hit.article.pk for one in every for hit in search(one).results]
    assert len(found) == len(set(found)) == first.count
    by_date = [SearchRequest(q=r.q, page_size=40, page=r.page, sort="newest") for r in every]
    assert {hit.article.pk for one in by_date for hit in search(one).results} == set(found)


def folded(**asked):
    pages = [search(SearchRequest(page=n + 1, copies="folded", **asked)) for n in range(PAGES)]
    return pages, [hit.article.pk for page in pages for hit in page.results]


@pytest.mark.parametrize("asked", [{"q": "سباق القوارب"}, {}, {"sort": "oldest"}])
def test_folded_each_story_is_one_row_and_no_page_is_short(news, asked):
    story, copies, others = news
    ArticleFactory(title="وحده", body="وحده")  # not in the index yet: it changes nothing
    pages, found = folded(page_size=7, **asked)
    family = {story.pk, *(copy.pk for copy in copies)}
    assert (pages[0].count, pages[0].folded, pages[0].pages) == (50, 30, 3)
    assert [len(page.results) for page in pages] == [7, 7, 6]
    assert len(family & set(found)) == 1
    assert set(found) - family == {article.pk for article in others}


def test_folded_the_best_of_a_story_stands_in_its_place(index_now):
    story = ArticleFactory(title="خبر", body="كلام طويل قبل أن يذكر القوارب")
    copy = ArticleFactory(title="القوارب", body="القوارب", copy_of=story)
    other = ArticleFactory(title="خبر", body="كلام عن القوارب وعن غيرها مما يطول شرحه")
    index_now()
    assert folded(q="القوارب")[1] == [copy.pk, other.pk]


def test_apart_every_copy_stands_where_it_would(news):
    story, copies, others = news
    found = [pk for page in numbers(q="سباق القوارب", copies="apart") for pk in page]
    assert set(found[:31]) == {story.pk, *(copy.pk for copy in copies)}
    assert set(found[31:]) == {article.pk for article in others}


def test_the_page_folds_and_unfolds(client, index_now):
    first = ArticleFactory(title="القوارب", body="عبرت القوارب")
    ArticleFactory(title="القوارب", body="عبرت القوارب", copy_of=first)
    index_now()
    page = client.get("/ar/search/", {"q": "القوارب"}).content.decode()
    assert page.count('<li class="row">') == 1
    assert all(said in page for said in ("نسخة واحدة مطويّة", "copies=apart", "نشرته جهتان"))
    page = client.get("/ar/search/", {"q": "القوارب", "copies": "apart"}).content.decode()
    assert page.count('<li class="row">') == 2
