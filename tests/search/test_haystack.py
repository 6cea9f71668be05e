"""Haystack's API over the articles: the answers of the site's search; never writes the index."""

import pickle
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from haystack import connections
from haystack.exceptions import SearchBackendError
from haystack.inputs import AutoQuery, Exact, Not, Raw
from haystack.query import SQ, SearchQuerySet

from articles.models import Article, Entity, Outbox
from articles.search.run import SearchRequest, search
from tests.factories import ArticleFactory

CEASEFIRE = "وقف إطلاق النار"


def pks(results):
    return [int(result.pk) for result in results]


def page(q="", **request):
    """The first hundred articles of the site's search, and how many there are."""
    found = search(SearchRequest(q=q, page_size=100, **request))
    return found.count, [hit.article.pk for hit in found.results]


def stories(numbers):
    """One article of each story, for the site lets its copies step back."""
    copies = dict(Article.objects.exclude(copy_of=None).values_list("pk", "copy_of_id"))
    return list(dict.fromkeys(copies.get(number, number) for number in numbers))


def agrees(results, q="", **request):
    """Whether results are those of the site, in its order."""
    count, expected = page(q, **request)
    assert count
    assert results.count() == count
    assert set(pks(results[:100])) == set(expected) or count > 100
    assert stories(pks(results[:50]))[:10] == stories(expected[:50])[:10]
    return True


def test_content_finds_what_search_finds(dossier):
    for q in ("موسكو", "لقاء موسكو", '"مجلس السلام"', "غزة -حماس", f"{CEASEFIRE} Witkoff"):
        assert agrees(SearchQuerySet().auto_query(q), q)
        assert agrees(SearchQuerySet().filter(content=AutoQuery(q)), q)
        assert agrees(SearchQuerySet().filter(content=Raw(q)), q)


def test_content_may_be_one_of_several_or_a_phrase_or_a_beginning(dossier):
    assert agrees(SearchQuerySet().filter(content__exact="مجلس السلام"), '"مجلس السلام"')
    assert agrees(SearchQuerySet().filter(content=Exact("مجلس السلام")), '"مجلس السلام"')
    assert agrees(SearchQuerySet().filter(content__startswith="مفاوض"), "مفاوض*")
    assert agrees(SearchQuerySet().filter(content__in=["موسكو", "غزة"]), "موسكو OR غزة")
    assert agrees(SearchQuerySet().filter(title="موسكو"), "title:موسكو")
    assert agrees(SearchQuerySet().filter(content="غزة").filter(content=Not("حماس")), "غزة -حماس")


def test_no_words_are_no_condition(dossier):
    everything = page()[0]
    assert SearchQuerySet().filter(content="").count() == everything
    assert SearchQuerySet().exclude(content=" ").count() == everything


def test_results_load_their_objects(dossier):
    result = SearchQuerySet().filter(content="موسكو")[0]
    assert isinstance(result.object, Article)
    loaded = SearchQuerySet().filter(content="موسكو").load_all()[:3]
    assert all(result.object.pk == result.pk for result in loaded)


def test_filters_by_every_facet(dossier):
    for facet in search(SearchRequest()).facets:
        for value in facet.values[:3]:
            filtered = SearchQuerySet().filter(content="موسكو", **{facet.name: value.value})
            count, expected = page("موسكو", **{facet.name: (value.value,)})
            assert filtered.count() == count, (facet.name, value)
            assert stories(pks(filtered)[:20])[:5] == stories(expected[:20])[:5]


def test_filters_by_key(dossier):
    assert agrees(
        SearchQuerySet().filter(content="موسكو", person="jared-kushner"),
        "موسكو",
        person=("jared-kushner",),
    )
    keys = ["jared-kushner", "steve-witkoff"]
    assert agrees(SearchQuerySet().filter(person__in=keys), person=tuple(keys))
    assert SearchQuerySet().filter(person__in=[]).count() == 0
    none = SearchQuerySet().filter(content="موسكو").exclude(person="jared-kushner")
    assert agrees(none, "موسكو -person:jared-kushner")
    either = SearchQuerySet().filter(SQ(content="موسكو") | SQ(content="غزة"))
    assert agrees(either, "موسكو OR غزة")


def test_filters_by_a_name_of_several_words(dossier):
    assert agrees(SearchQuerySet().filter(person="Vladimir Putin"), person=("vladimir-putin",))
    two = SearchQuerySet().filter(person__in=["فلاديمير بوتين", "no one (at all)"])
    assert agrees(two, person=("vladimir-putin",))


def test_more_values_than_a_query_may_hold(dossier):
    """Filters are no text: nothing of them is cut off."""
    people = tuple(Entity.objects.filter(kind="person").values_list("key", flat=True)[:40])
    assert len(" ".join(people)) > 256
    assert agrees(SearchQuerySet().filter(person__in=people), person=people)


def test_filters_by_date(dossier):
    first, last = date(2025, 4, 1), date(2025, 8, 31)
    sqs = SearchQuerySet().filter(content="موسكو")
    assert agrees(sqs.filter(day__gte=first, day__lte=last), "موسكو", first=first, last=last)
    assert agrees(sqs.filter(published__range=(first, last)), "موسكو", first=first, last=last)
    assert agrees(sqs.filter(day__range=["2025-04", "2025-08"]), "موسكو", first=first, last=last)
    assert agrees(sqs.filter(day__gt=date(2025, 3, 31)), "موسكو", first=first)
    assert agrees(sqs.filter(day__gt="2025-03"), "موسكو", first=first)
    assert agrees(sqs.filter(day__lt="2025-09"), "موسكو", last=last)
    year = {"first": date(2025, 1, 1), "last": date(2025, 12, 31)}
    assert agrees(sqs.filter(published=2025), "موسكو", **year)
    late = datetime(2025, 8, 31, 22, 30, tzinfo=ZoneInfo("UTC"))
    assert sqs.filter(day__lte=late).count() == page("موسكو", last=date(2025, 8, 31))[0]
    days = [day for day in (result.published for result in sqs) if day][:2]
    expected = [result.pk for result in sqs if result.published in days]
    assert [result.pk for result in sqs.filter(day__in=days)] == expected
    assert sqs.exclude(day__gte=first).count() == page("موسكو -after:2025-03-31")[0]
    assert sqs.filter(day__gt=date.max).count() == sqs.filter(day__lt=date.min).count() == 0


def test_filters_by_number(dossier):
    known = pks(SearchQuerySet().filter(content="موسكو")[:4])
    assert set(pks(SearchQuerySet().filter(pk__in=known))) == set(known)
    assert pks(SearchQuerySet().filter(id=f"articles.article.{known[0]}")) == known[:1]
    assert pks(SearchQuerySet().filter(content="موسكو").exclude(django_id__in=known))[:1] != known


def test_all_models_and_facets(dossier):
    everything = SearchQuerySet().all().models(Article)
    shown = search(SearchRequest(q="موسكو"))
    for facet in shown.facets:
        everything = everything.facet(facet.name)
    assert everything.count() == page()[0]
    counts = everything.filter(content="موسكو").facet_counts()["fields"]
    for facet in shown.facets:
        found = dict(counts[facet.name])
        assert {value.value: found.get(value.value, 0) for value in facet.values} == {
            value.value: value.count for value in facet.values
        }


def test_months_are_counted(dossier):
    found = SearchQuerySet().filter(content="موسكو").facet("month")
    found = found.date_facet("published", date(2025, 1, 1), date(2026, 12, 31), "month")
    counts = found.facet_counts()
    spans = {f"{s[0]:%Y-%m}": number for s, number in counts["dates"]["published"] if s}
    months = {m: n for m, n in counts["fields"]["month"] if m and "2025-01" <= m <= "2026-12"}
    assert spans == months
    assert sum(n for _, n in counts["dates"]["published"]) == found.count()


def test_queries_are_counted(dossier):
    found = SearchQuerySet().filter(content="موسكو").query_facet("person", "jared-kushner")
    counts = found.facet_counts()["queries"]
    assert counts == {"person:jared-kushner": page("موسكو", person=("jared-kushner",))[0]}


def test_narrows_by_values_and_by_queries(dossier):
    sqs = SearchQuerySet().filter(content="موسكو")
    filtered = page("موسكو", person=("jared-kushner",))[0]
    for narrower in (
        "person:jared-kushner",
        'person:"Jared Kushner"',
        'person_exact:"jared-kushner"',
        SQ(person="jared-kushner"),
        SQ(person__in=["jared-kushner"]),
    ):
        assert sqs.narrow(narrower).count() == filtered, narrower
    assert sqs.narrow("language:ar").count() == page("موسكو", language=("ar",))[0]
    assert sqs.narrow(SQ(day__gte=date(2025, 6, 1))).count() == page("موسكو after:2025-05-31")[0]
    assert sqs.narrow(f"غزة {CEASEFIRE}").narrow("language:ar").count() <= sqs.count()
    assert (
        pks(sqs.narrow("person:jared-kushner"))[:5] == pks(sqs.filter(person="jared-kushner"))[:5]
    )


def test_the_words_of_a_reader_stay_in_their_own_condition(dossier):
    gaza = SearchQuerySet().filter(content="غزة")
    for typed in ("لقاء) OR (موسكو", 'لقاء" OR موسكو', "((موسكو"):
        both = gaza.filter(content=AutoQuery(typed))
        assert both.count() <= gaza.count(), typed
        assert set(pks(both)) <= set(pks(gaza))
        assert gaza.narrow(SQ(content="موسكو") | SQ(content=typed)).count() <= gaza.count()


def test_narrowing_to_no_value_finds_nothing(dossier):
    assert SearchQuerySet().all().narrow(SQ(person__in=[])).count() == 0


def test_narrows_by_days_and_by_words(dossier):
    sqs = SearchQuerySet().filter(content="غزة")
    april = sqs.filter(day="2025-04").count()
    assert april
    assert sqs.narrow("day:2025-04").count() == sqs.narrow("month:2025-04").count() == april
    counts = sqs.query_facet("published", "2025-04").query_facet("content", "لقاء موسكو")
    both = sqs.filter(content="لقاء موسكو").count()
    assert counts.facet_counts()["queries"] == {
        "published:2025-04": april,
        "content:لقاء موسكو": both,
    }


def test_a_narrower_query_that_would_be_misread_is_refused(dossier):
    with pytest.raises(SearchBackendError, match="no field author"):
        SearchQuerySet().narrow("author:someone").count()
    with pytest.raises(SearchBackendError, match="takes language alone"):
        SearchQuerySet().narrow(SQ(language="ar") | SQ(person="jared-kushner")).count()
    with pytest.raises(SearchBackendError, match="too_many_terms"):
        SearchQuerySet().narrow(" ".join(f"كلمة{n}" for n in range(30))).count()


def test_orders_by_several_fields_in_both_directions(dossier):
    sqs = SearchQuerySet().filter(content="موسكو")
    assert pks(sqs.order_by("-day")[:100]) == page("موسكو", sort="newest")[1]
    assert pks(sqs.order_by("published")[:100]) == page("موسكو", sort="oldest")[1]
    rows = list(sqs.order_by("source", "-day", "pk"))
    assert len(rows) == sqs.count()
    late = date.max
    assert rows == sorted(
        rows, key=lambda r: (r.source, late - r.published if r.published else late - date.min, r.id)
    )
    assert pks(sqs.order_by("-pk")) == sorted(pks(sqs), reverse=True)


def test_undated_articles_come_last_in_either_direction(dossier):
    undated = search(SearchRequest()).undated
    for order in ("day", "-day"):
        rows = SearchQuerySet().all().order_by(order, "-pk")[:10_000]
        assert [row.published for row in rows].count(None) == undated
        assert all(row.published is None for row in rows[len(rows) - undated :])


def test_slices_begin_anywhere(dossier):
    whole = pks(SearchQuerySet().filter(content="موسكو"))
    for start, end in ((0, 7), (3, 8), (7, 15), (11, 12), (13, 40)):
        assert pks(SearchQuerySet().filter(content="موسكو")[start:end]) == whole[start:end]
    assert len(set(whole)) == len(whole)


def test_values_come_without_the_database(dossier, django_assert_num_queries):
    rows = SearchQuerySet().filter(content="موسكو").values("pk", "published", "source", "person")
    first = rows[0]
    article = Article.objects.get(pk=first["pk"])
    assert first["published"] == article.published_on
    assert first["source"] == article.source.key
    confirmed = article.mentions.confirmed().filter(entity__kind="person")
    assert sorted(first["person"]) == sorted(confirmed.values_list("entity__key", flat=True))
    flat = SearchQuerySet().filter(content="موسكو").values_list("pk", flat=True)
    assert [int(pk) for pk in flat[3:8]] == pks(SearchQuerySet().filter(content="موسكو")[3:8])


def test_highlights_what_the_site_marks(dossier):
    hit = search(SearchRequest(q="موسكو")).results[0]
    result = SearchQuerySet().filter(content="موسكو").highlight()[0]
    passage = result.highlighted["stem"][0]
    assert int(result.pk) == hit.article.pk
    marked = [piece.text for piece in hit.snippet if piece.marked]
    assert marked
    assert all(f"<em>{text}</em>" in passage for text in marked)


def test_highlights_are_safe_html(index_now):
    article = ArticleFactory(title="خبر", body="<script>alert(1)</script> قمة في المدينة & غيرها")
    index_now()
    passage = SearchQuerySet().filter(content="قمة").highlight()[0].highlighted["stem"][0]
    assert "&lt;script&gt;" in passage
    assert "<em>قمة</em>" in passage
    assert article.pk


def test_more_like_this_shares_the_telling_words(index_now):
    about = "وساطة عمان في تبادل الأسرى عبر ميناء صلالة"
    one, other, far = (
        ArticleFactory(title="خبر أول", body=f"{about}. وقال الوزير إن الاتفاق قريب."),
        ArticleFactory(title="خبر ثان", body=f"تفاصيل {about}، وفق مصادر."),
        ArticleFactory(title="خبر أول أيضا", body="وقال الوزير إن الاتفاق قريب في ملف الزراعة."),
    )
    index_now()
    similar = SearchQuerySet().more_like_this(one)
    assert pks(similar) == [other.pk, far.pk]  # though the headline of the last is the nearest
    assert similar.count() == 2
    assert pks(SearchQuerySet().filter(content="تفاصيل").more_like_this(one)) == [other.pk]


def test_more_like_an_article_that_is_not_in_the_index(index_now):
    known = ArticleFactory(title="خبر أول", body="وساطة عمان في تبادل الأسرى عبر ميناء صلالة")
    ArticleFactory(title="خبر ثان", body="محصول القمح ومواسم الأسرى في الميناء")
    index_now()
    draft = ArticleFactory(
        title="مسودة", body="تبادل الأسرى عبر ميناء صلالة", status=Article.Status.DRAFT
    )
    assert pks(SearchQuerySet().more_like_this(draft))[:1] == [known.pk]


def test_more_like_this_counts_and_slices_exactly(dossier):
    article = search(SearchRequest(q="موسكو")).results[0].article
    similar = SearchQuerySet().more_like_this(article)
    whole = pks(similar)
    assert similar.count() == len(whole) == len(set(whole))
    assert article.pk not in whole
    assert pks(SearchQuerySet().more_like_this(article)[3:8]) == whole[3:8]
    kept = SearchQuerySet().filter(person="jared-kushner").more_like_this(article)
    allowed = set(pks(SearchQuerySet().filter(person="jared-kushner")))
    assert pks(kept) == [pk for pk in whole if pk in allowed]


def test_a_misspelled_query_is_corrected_as_on_the_site(dossier, monkeypatch):
    backend = connections["default"].get_backend()
    assert SearchQuerySet().filter(content="المفاوضتت").spelling_suggestion() is None
    monkeypatch.setattr(backend, "include_spelling", True)
    typed = SearchQuerySet().filter(content="المفاوضتت")
    assert typed.spelling_suggestion() == search(SearchRequest(q="المفاوضتت")).did_you_mean
    assert typed.filter(language="ar").spelling_suggestion("f,jdk") == "بوتين"
    assert SearchQuerySet().filter(language="ar").spelling_suggestion() is None


def test_what_readers_may_not_see_is_nowhere(dossier):
    whole = SearchQuerySet().filter(content="موسكو").facet("language")
    count, first = whole.count(), Article.objects.get(pk=whole[0].pk)
    first.status = Article.Status.DRAFT
    first.save()
    after = SearchQuerySet().filter(content="موسكو").facet("language")
    assert after.count() == count - 1
    assert sum(n for _, n in after.facet_counts()["fields"]["language"]) == count - 1
    other = Article.objects.get(pk=after[0].pk)
    assert first.pk not in pks(SearchQuerySet().more_like_this(other))


def test_a_query_set_may_be_kept(dossier):
    sqs = SearchQuerySet().filter(content="موسكو", day__gte="2025-04")
    assert pks(pickle.loads(pickle.dumps(sqs))) == pks(sqs)
    assert str(sqs.query) == "((موسكو) AND date:2025-04-01..)"


@pytest.mark.parametrize(
    ("filters", "cure"),
    [
        ({"day__contains": 3}, "or the database"),
        ({"day__gte": "soon"}, "Give a date"),
        ({"author": "someone"}, "or the database"),
        ({"person__gt": "a"}, "or the database"),
    ],
)
def test_an_unknown_filter_is_refused_with_the_cure(dossier, filters, cure):
    with pytest.raises(SearchBackendError, match=cure):
        SearchQuerySet().filter(**filters).count()


def test_what_is_not_there_is_refused_with_the_cure(dossier):
    sqs = SearchQuerySet().all()
    with pytest.raises(SearchBackendError, match="cannot order by mood"):
        list(sqs.order_by("mood"))
    with pytest.raises(SearchBackendError, match="cannot count mood"):
        sqs.facet("mood").facet_counts()
    with pytest.raises(SearchBackendError, match="has no dates"):
        sqs.date_facet("source", date(2025, 1, 1), date(2026, 1, 1), "month").facet_counts()
    with pytest.raises(SearchBackendError, match="no word can be boosted"):
        sqs.boost("موسكو", 2.0).count()


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
