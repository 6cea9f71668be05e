"""Values of fields: keys, old keys, whole names, words of names, and names without quotes."""

import pytest
from django.db.models import F
from django.http import QueryDict

from articles import curation
from articles.forms.browse import BrowseFilters
from articles.models import Entity, EntityRedirect
from articles.search import catalog
from articles.search.names import find_names
from articles.search.run import SearchRequest, search
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    PersonFactory,
    SourceFactory,
)


@pytest.fixture
def keepers(index_now):
    """Two persons who share a first name, an article on each; returns the two articles."""
    one = PersonFactory(key="lamp-keeper", name_ar="حارس الفنار", name_en="Zarko Lampkeeper")
    two = PersonFactory(key="sea-keeper", name_ar="حارس البحار", name_en="Zarko Seakeeper")
    daily = SourceFactory(key="reef-daily", name_ar="يومية الشعاب", name_en="Reef Daily")
    articles = (
        ArticleFactory(title="خبر أول", body="رسا قارب", entities=[one], source=daily),
        ArticleFactory(title="خبر ثان", body="مر قارب", entities=[two]),
    )
    index_now()
    return articles


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("person:lamp-keeper", "a"),
        ("شخص:حارس الفنار", "a"),
        ("شخص:حارس الفنار قارب", "a"),
        ("قارب -شخص:حارس الفنار", "b"),
        ("person:(Zarko Lampkeeper)", "a"),
        ("person:Zarko Lampkeeper", "a"),
        ("person:Zarko", "ab"),
        ("شخص:حارس", "ab"),
        ("person:(lamp-keeper OR sea-keeper)", "ab"),
        ("مصدر:يومية الشعاب", "a"),
        ("مصدر:الشعاب", "a"),
    ],
)
def test_a_value_is_a_key_a_name_or_words_of_one(keepers, found, q, expected):
    letters = dict(zip((article.pk for article in keepers), "ab", strict=True))
    assert sorted(letters[pk] for pk in found(q)) == list(expected)


def test_words_taken_into_a_name_are_one_part_of_the_query(keepers):
    page = search(SearchRequest(q="شخص:حارس الفنار قارب"))
    assert [(str(chip.label), chip.text) for chip in page.chips] == [
        ("شخص", '"حارس الفنار"'),
        ("", "قارب"),
    ]
    assert page.notices == []


def test_a_name_that_is_not_known_comes_with_the_cure(keepers):
    page = search(SearchRequest(q="شخص:زقزاق البحري"))
    assert [notice.code for notice in page.notices] == ["unquoted_name", "unknown_person"]
    assert 'person:"زقزاق البحري"' in str(page.notices[0].message)


@pytest.fixture
def merged(keepers, index_now, admin_user):
    """The first person merged into the second; returns the two articles."""
    one, two = (Entity.objects.get(key=key) for key in ("lamp-keeper", "sea-keeper"))
    search(SearchRequest())
    curation.merge_entities(keep=two, absorb=one, by=admin_user)
    index_now()
    return keepers


def test_the_key_from_before_a_merge_still_filters(merged, found):
    both = {article.pk for article in merged}
    assert set(found("", person=("lamp-keeper",))) == both
    assert set(found("person:lamp-keeper")) == both
    page = search(SearchRequest(person=("lamp-keeper", "sea-keeper")))
    assert [chip.text for chip in page.chips] == ["حارس البحار"]


def test_the_shelf_knows_the_key_from_before_a_merge(merged):
    filters = BrowseFilters(QueryDict("entity=lamp-keeper&entity=sea-keeper"))
    assert filters["entity"] == ("sea-keeper",)
    assert set(filters.articles()) == set(merged)


def test_a_redirect_alone_renews_the_names(keepers):
    assert catalog.current().current_key("old-key") == "old-key"
    sea = Entity.objects.get(key="sea-keeper")
    moved = EntityRedirect.objects.create(old_id=987654, old_key="old-key", entity=sea)
    assert catalog.current().current_key("old-key") == "sea-keeper"
    moved.entity = Entity.objects.get(key="lamp-keeper")
    moved.save()
    assert catalog.current().current_key("old-key") == "lamp-keeper"


def test_what_was_written_earlier_but_seen_later_renews_the_names(keepers):
    """A long transaction ends after a short one that began later."""
    lamp, sea = (Entity.objects.get(key=key) for key in ("lamp-keeper", "sea-keeper"))
    later = Entity.objects.filter(pk=lamp.pk)
    later.update(updated_at=lamp.updated_at.replace(year=2900))
    assert "sea-keeper" in catalog.current().entities
    Entity.objects.filter(pk=sea.pk).update(name_en="Another", updated_at=F("updated_at"))
    assert catalog.current().entities["sea-keeper"].name_en == "Another"


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("حارس", 1),
        ("فنار", 1),
        ("الفنار حارس", 1),
        ("Lampk", 1),
        ("lamp-keep", 1),
        ("keeper", 1),
        ("ampkeeper", 0),
        ("حارس زقزاق", 0),
        ("Nightw", 1),
    ],
)
def test_page_and_api_find_the_same_names(client, db, typed, count):
    person = PersonFactory(key="lamp-keeper", name_ar="حارس الفنار", name_en="Zarko Lampkeeper")
    AliasFactory(entity=person, text="Nightwatch")
    assert (find_names(typed) or []).count(person.pk) == count
    listed = client.get("/ar/entities/", {"q": typed}).context["letters"]
    shown = {entity.pk for _letter, group in listed for entity in group}
    rows = client.get("/api/v1/entities", {"q": typed, "page_size": 200}).json()["results"]
    assert person.pk in shown if count else person.pk not in shown
    assert shown == set(
        Entity.objects.filter(key__in=[r["key"] for r in rows]).values_list("pk", flat=True)
    )
