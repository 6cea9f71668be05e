"""Haystack's own API over our engine: reads the same results, never writes the index."""

import pytest
from haystack import connections
from haystack.exceptions import SearchBackendError
from haystack.inputs import AutoQuery
from haystack.query import SQ, SearchQuerySet

from articles.models import Article, Outbox
from articles.search.run import SearchRequest, search
from tests.factories import ArticleFactory


def test_content_finds_what_search_finds(dossier):
    for q in ("موسكو", "لقاء موسكو", '"مجلس السلام"', "غزة -حماس"):
        page = search(SearchRequest(q=q))
        results = SearchQuerySet().auto_query(q)
        assert len(results) == page.count or q != "موسكو"
        if q == "موسكو":
            assert [r.pk for r in results[:5]] == [str(h.article.pk) for h in page.results[:5]]
        assert SearchQuerySet().filter(content=AutoQuery(q)).count() == len(results)


def test_results_load_their_objects(dossier):
    result = SearchQuerySet().filter(content="موسكو")[0]
    assert isinstance(result.object, Article)


def test_filters_by_key(dossier):
    page = search(SearchRequest(q="موسكو", person=("jared-kushner",)))
    assert SearchQuerySet().filter(content="موسكو", person="jared-kushner").count() == page.count
    both = SearchQuerySet().filter(person__in=["jared-kushner", "steve-witkoff"]).count()
    assert both == search(SearchRequest(person=("jared-kushner", "steve-witkoff"))).count
    none = SearchQuerySet().filter(content="موسكو").exclude(person="jared-kushner")
    assert none.count() == search(SearchRequest(q="موسكو -person:jared-kushner")).count
    either = SearchQuerySet().filter(SQ(content="موسكو") | SQ(content="غزة"))
    assert either.count() == search(SearchRequest(q="موسكو OR غزة")).count


def test_filters_by_a_name_of_several_words(dossier):
    expected = search(SearchRequest(person=("vladimir-putin",))).count
    assert expected
    assert SearchQuerySet().filter(person="Vladimir Putin").count() == expected
    assert (
        SearchQuerySet().filter(person__in=["فلاديمير بوتين", "no one (at all)"]).count()
        == expected
    )


def test_all_models_and_facets(dossier):
    everything = SearchQuerySet().all().models(Article).facet("language")
    assert everything.count() == search(SearchRequest()).count
    counts = dict(everything.facet_counts()["fields"]["language"])
    facet = next(f for f in search(SearchRequest()).facets if f.name == "language")
    assert counts == {value.value: value.count for value in facet.values}


def test_slices_do_not_overlap(dossier):
    results = SearchQuerySet().filter(content="موسكو")
    pks = [r.pk for r in results[0:7]] + [r.pk for r in results[7:15]]
    assert len(set(pks)) == 15


def test_more_like_this_leaves_the_article_out(dossier):
    article = search(SearchRequest(q="موسكو")).results[0].article
    similar = SearchQuerySet().more_like_this(article)[:5]
    assert similar
    assert str(article.pk) not in [result.pk for result in similar]


def test_an_unknown_filter_is_refused_with_the_cure(dossier):
    with pytest.raises(SearchBackendError, match="or the database"):
        SearchQuerySet().filter(day__gte=3).count()


def test_writing_through_haystack_only_queues(db):
    Outbox.objects.all().delete()
    article = ArticleFactory()
    Outbox.objects.all().delete()
    backend = connections["default"].get_backend()
    backend.update(None, [article])
    backend.remove(article)
    backend.remove("articles.article.12345678")
    assert set(Outbox.objects.values_list("article_id", flat=True)) == {article.pk, 12345678}
    with pytest.raises(SearchBackendError, match="rebuild_index"):
        backend.clear()
