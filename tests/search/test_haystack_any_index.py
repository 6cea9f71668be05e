"""Haystack over a Whoosh index of any schema, where the stock backend answers wrongly or not."""

from datetime import datetime, timedelta

import pytest
from haystack import connections, indexes
from haystack.exceptions import SearchBackendError
from haystack.query import SQ, SearchQuerySet
from haystack.utils.loading import UnifiedIndex

from articles.models import Entity, Source

START = datetime(2025, 1, 30, 12)
CITIES = ["New York", "Doha", "Muscat", ""]


class EntityIndex(indexes.SearchIndex, indexes.Indexable):
    """Documents made up by number: what each holds can be told from it."""

    # The site names the field of the text for all indexes: HAYSTACK_DOCUMENT_FIELD.
    stem = indexes.CharField(document=True)
    city = indexes.CharField()
    tags = indexes.MultiValueField()
    weight = indexes.IntegerField()
    at = indexes.DateTimeField()

    def get_model(self):
        return Entity

    def prepare(self, obj):
        number = obj.pk
        document = {
            "id": f"articles.entity.{number}",
            "django_ct": "articles.entity",
            "django_id": str(number),
            "stem": "" if number == 30 else f"talks{number % 3} about truce in round{number}",
            "city": CITIES[number % 4],
            "tags": [f"t{n}" for n in range(number % 3)],
            "weight": number % 5,
        }
        if number % 7:
            document["at"] = START + timedelta(days=number)
        self.prepared_data = document
        return document

    def full_prepare(self, obj, with_string_facet=True):
        return self.prepare(obj)


@pytest.fixture
def alias(tmp_path):
    """A connection of our engine with 30 documents, taken away afterwards."""
    connections.connections_info["any"] = {
        "ENGINE": "articles.search.engines.whoosh.ArraysEngine",
        "PATH": str(tmp_path / "any"),
        "SILENTLY_FAIL": False,
    }
    engine = connections["any"]
    index = EntityIndex()
    engine._index = UnifiedIndex()
    engine._index.build(indexes=[index])
    engine.get_backend().update(index, entities(1, 31))
    yield "any"
    del connections.thread_local.connections["any"]
    del connections.connections_info["any"]


def entities(first, end):
    return [Entity(pk=number) for number in range(first, end)]


def pks(results):
    return [int(result.pk) for result in results]


@pytest.fixture
def everything(alias):
    return SearchQuerySet(alias).all()


def test_slices_begin_anywhere(everything):
    whole = pks(everything)
    assert len(whole) == len(set(whole)) == 30
    for start, end in ((0, 7), (3, 8), (5, 6), (7, 30), (11, 40), (29, 30), (30, 35)):
        assert pks(everything.all()[start:end]) == whole[start:end]


def test_everything_holds_what_has_no_text(everything):
    assert everything.count() == 30
    assert 30 in pks(everything)
    assert SearchQuerySet("any").exclude(content="truce").count() == 1


def test_orders_may_fall_and_rise(everything):
    expected = sorted(range(1, 31), key=lambda n: (-(n % 5), CITIES[n % 4] or "~", n))
    assert pks(everything.order_by("-weight", "city")) == expected
    falling = [n for n in pks(everything.order_by("-at")) if n % 7]
    assert falling == [n for n in range(30, 0, -1) if n % 7]


def test_what_has_no_value_comes_last_in_either_direction(everything):
    for order in ("at", "-at"):
        assert sorted(pks(everything.order_by(order))[-4:]) == [7, 14, 21, 28]


def test_facets_count_whole_values(everything):
    counts = everything.facet("city").facet("tags").facet_counts()["fields"]
    assert dict(counts["city"]) == {"New York": 7, "Doha": 8, "Muscat": 8, None: 7}
    assert dict(counts["tags"]) == {"t0": 20, "t1": 10, None: 10}


def test_facets_count_what_is_found_and_nothing_else(alias):
    found = SearchQuerySet(alias).filter(content="talks1").narrow("tags:t0").facet("weight")
    assert found.count() == 10
    assert sum(number for _, number in found.facet_counts()["fields"]["weight"]) == 10


def test_dates_and_queries_are_counted_beside_values(alias):
    found = (
        SearchQuerySet(alias)
        .facet("at")
        .date_facet("at", datetime(2025, 2, 1), datetime(2025, 4, 1), "month")
        .query_facet("city", "muscat")
        .query_facet("city", "doha")
    )
    counts = found.facet_counts()
    assert counts["queries"] == {"city:muscat": 8, "city:doha": 8}
    months = {span and span[0].month: number for span, number in counts["dates"]["at"]}
    in_february = [n for n in range(1, 31) if n % 7 and (START + timedelta(n)).month == 2]
    assert months == {2: len(in_february), None: 30 - len(in_february) - months[3], 3: months[3]}
    assert len(counts["fields"]["at"]) == 27
    assert len(list(found)) == 30


def test_a_bound_of_time_may_stay_out(everything):
    moment = START + timedelta(days=10)
    assert min(pks(everything.filter(at__gt=moment))) == 11
    assert min(pks(everything.filter(at__gte=moment))) == 10
    assert max(pks(everything.filter(at__lt=moment))) == 9
    assert max(pks(everything.filter(at__lte=moment))) == 10


def test_no_value_at_all_is_no_document(everything):
    assert everything.filter(content="truce").filter(city__in=[]).count() == 0
    assert everything.filter(content="truce").exclude(city__in=[]).count() == 29
    assert everything.filter(SQ(content="truce") | SQ(city__in=[])).count() == 29


def test_a_value_that_a_field_cannot_hold_finds_nothing(everything):
    assert everything.filter(content="truce", weight="heavy").count() == 0
    assert everything.filter(content="truce", at__gt="yesterday").count() == 0


def test_narrowing_is_exact(everything):
    narrow = everything.narrow("city:doha").narrow(SQ(weight=3))
    assert pks(narrow) == [n for n in range(1, 31) if n % 4 == 1 and n % 5 == 3]
    assert everything.narrow("city:nowhere").count() == 0


def test_more_like_this_counts_and_slices_exactly(alias):
    entity = Entity(pk=4)
    similar = SearchQuerySet(alias).more_like_this(entity)
    whole = pks(similar)
    assert similar.count() == len(whole) == len(set(whole))
    assert 4 not in whole
    # "talks1" tells more than "truce", which all have.
    assert {n % 3 for n in whole[:9]} == {1}
    assert pks(SearchQuerySet(alias).more_like_this(entity)[3:8]) == whole[3:8]
    narrow = SearchQuerySet(alias).narrow("city:muscat").more_like_this(entity)
    assert pks(narrow) == [n for n in whole if n % 4 == 2]


def test_more_like_what_is_not_in_the_index(alias):
    assert SearchQuerySet(alias).more_like_this(Entity(pk=31)).count() == 29
    assert SearchQuerySet(alias).more_like_this(Entity(pk=60))[0].pk


def test_highlights_as_the_field_reads_words(alias):
    first = SearchQuerySet(alias).filter(content="talks2").highlight()[0]
    assert first.highlighted["stem"] == [f"<em>talks2</em> about truce in round{first.pk}"]


def test_a_change_is_seen_by_the_next_search(alias, everything):
    backend = connections[alias].get_backend()
    assert everything.count() == 30
    backend.remove("articles.entity.5")
    assert 5 not in pks(everything.all())
    backend.update(EntityIndex(), entities(31, 33))
    assert everything.all().count() == 31
    backend.clear()
    assert everything.all().count() == 0


def test_other_models_are_neither_found_nor_counted(alias):
    assert SearchQuerySet(alias).models(Entity).count() == 30
    with pytest.warns(UserWarning, match="not registered"):
        assert SearchQuerySet(alias).models(Source).count() == 0
    connections[alias]._index.build(indexes=[])
    assert connections[alias].get_backend().search("*", limit_to_registered_models=False) == {
        "results": [],
        "hits": 0,
        "facets": {},
        "spelling_suggestion": None,
    }


def test_a_search_by_distance_is_refused(alias):
    with pytest.raises(SearchBackendError, match="no distances"):
        connections[alias].get_backend().search("*", dwithin={"field": "place"})


def test_an_unknown_facet_is_refused_with_the_fields_there_are(everything):
    with pytest.raises(SearchBackendError, match=r"no field mood\. It has: at, city"):
        everything.facet("mood").facet_counts()


@pytest.fixture
def stock(alias):
    """The stock backend on the same files."""
    connections.connections_info["stock"] = {
        **connections.connections_info[alias],
        "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
    }
    connections["stock"]._index = connections[alias]._index
    yield "stock"
    del connections.thread_local.connections["stock"]
    del connections.connections_info["stock"]


@pytest.mark.parametrize(
    "query",
    [
        "talks1",
        "talks1 round4",
        "(talks1 OR round6 OR round7)",
        "tal*",
        "*ound1*",
        "(truce AND NOT talks2)",
        '"about truce"',
        '"talks1 truce"~3',
        "talks9~1",
        "city:[doha TO muscat]",
        "weight:[2 TO 4]",
        "at:[20250205 TO 20250212]",
        "(talks1^3 OR round6)",
        "tags:t1",
        "id:articles.entity.12",
        "is_not_a_field:x",
        "nowhere",
    ],
)
def test_what_the_stock_backend_answers_rightly_is_answered_alike(alias, stock, query):
    ours = connections[alias].get_backend().search(query, start_offset=0, end_offset=50)
    theirs = connections[stock].get_backend().search(query, start_offset=0, end_offset=50)
    assert ours["hits"] == theirs["hits"]
    assert pks(ours["results"]) == pks(theirs["results"])
    for our, their in zip(ours["results"], theirs["results"], strict=True):
        assert our.score == pytest.approx(their.score, abs=1e-6)
        assert our.get_stored_fields() == their.get_stored_fields()
        assert (our.city, our.tags, our.weight, our.at) == (
            their.city,
            their.tags,
            their.weight,
            their.at,
        )


def test_the_stock_backend_reads_and_writes_the_same_index(alias, stock):
    """One may go back: nothing in the index is ours."""
    assert SearchQuerySet(alias).filter(content="truce").count() == 29
    connections[stock].get_backend().remove("articles.entity.1")
    assert SearchQuerySet(stock).filter(content="truce").count() == 28
    assert SearchQuerySet(alias).filter(content="truce").count() == 28
