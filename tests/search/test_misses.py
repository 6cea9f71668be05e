"""What is kept of searches that found nothing or little: for curators, and nobody in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from articles.models import ArchiveVersion, MissedSearch, PastSearch, misses
from articles.models.misses import kin_of
from articles.search.indexing import indexer
from articles.search.run import SearchRequest, search
from articles.search.suggest import remember, suggest
from tests.factories import ArticleFactory, PersonFactory

TODAY = date(2026, 3, 1)


@pytest.fixture
def carnations(index_now):
    """An index of five articles on carnations, two of them on red ones."""
    for color in ("أحمر", "أحمر", "أبيض", "أصفر", "أزرق"):
        ArticleFactory(title="سوق الأزهار", body=f"زاد بيع القرنفل: {color}.")
    index_now()


def ask(q: str, **filters) -> None:
    request = SearchRequest(q=q, **filters)
    remember(RequestFactory().get("/ar/search/"), request, search(request))


def miss(text: str, ago: int = 0, **said) -> None:
    said = {"found": 0, "near": 0, "taken_for": "", **said}
    MissedSearch.objects.remember(text, today=TODAY - timedelta(days=ago), **said)


# --- what is kept ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("q", "found", "near", "taken_for"),
    [
        ("زقزقة", 0, 0, ""),
        ("القرنفل البنفسجي", 0, 5, ""),
        ("القرنفل الأحمر", 2, 5, ""),
    ],
)
def test_what_found_nothing_or_little_is_kept(carnations, q, found, near, taken_for):
    ask(q)
    row = MissedSearch.objects.get()
    assert (row.text, row.found, row.near, row.taken_for) == (q, found, near, taken_for)
    assert row.on == timezone.localdate()


def test_what_was_corrected_is_a_miss_of_what_was_typed(index_now):
    person = PersonFactory(name_ar="كريم الزلوف")
    for _ in range(3):
        ArticleFactory(body="وصل كريم الزلوف إلى السوق.", entities=[person])
    index_now()
    ask("كريم الزلوفي")
    row = MissedSearch.objects.get()
    assert row.folded == "كريم الزلوفي"
    assert "الزلوف" in row.taken_for
    assert not PastSearch.objects.exists()


def test_a_known_name_that_finds_what_there_is_is_no_miss(index_now):
    person = PersonFactory(name_ar="كريم الزلوف")
    index_now()
    ask("كريم الزلوف")
    assert MissedSearch.objects.get().found == 0
    MissedSearch.objects.all().delete()
    ArticleFactory(body="وصل كريم الزلوف إلى السوق.", entities=[person])
    index_now()
    ask("كريم الزلوف")
    assert not MissedSearch.objects.exists()


@pytest.mark.parametrize(
    ("q", "filters"),
    [
        ("القرنفل", {}),  # finds enough
        ("", {}),
        ("...", {}),
        ("زقزقة", {"page": 2}),
        ("زقزقة", {"sort": "newest"}),
        ("زقزقة", {"language": ("ar",)}),
        ("زقزقة", {"first": date(2020, 1, 1)}),
        ("زقزقة", {"exact": True}),
        ("زقزقة -أزرق", {}),
        ("عنوان:زقزقة", {}),
        ("زقزقة " * 20, {}),
    ],
)
def test_clicks_operators_and_what_finds_enough_are_not(carnations, q, filters):
    ask(q, **filters)
    assert not MissedSearch.objects.exists()


def test_nothing_is_kept_but_words_numbers_and_the_day(db):
    assert {field.name for field in MissedSearch._meta.fields} == {
        "id", "folded", "text", "kin", "on", "found", "near", "taken_for", "is_settled",
    }  # fmt: skip


def test_the_words_are_in_no_history_that_is_kept_for_longer(db):
    miss("زقزقة")
    assert "زقزقة" not in str(MissedSearch.objects.get())


def test_a_spelling_counts_once_a_day(carnations):
    for _ in range(3):
        ask("زقزقة")
        ask("زقزقه")
    assert MissedSearch.objects.count() == 1
    miss("زقزقة", 1)
    miss("زقزقة", 2)
    assert MissedSearch.objects.filter(folded="زقزقه").count() == 3


def test_a_note_costs_one_statement(db, django_assert_num_queries):
    MissedSearch.objects.create(pk=1, text="أول", on=TODAY, found=0, near=0)
    for _ in range(2):
        with django_assert_num_queries(1):
            miss("زقزقة")


def test_what_is_put_aside_comes_up_when_it_misses_again(db):
    miss("القرنفل", 3)
    MissedSearch.objects.settle("القرنفُل")
    assert MissedSearch.objects.get().is_settled
    miss("القرنفل")
    assert set(MissedSearch.objects.values_list("on", "is_settled")) == {
        (TODAY - timedelta(days=3), True),
        (TODAY, False),
    }
    MissedSearch.objects.settle("القرنفل")
    miss("القرنفل")
    assert MissedSearch.objects.get(on=TODAY).is_settled is False


# --- who never sees it -------------------------------------------------------------------------
def test_readers_are_never_offered_a_miss(carnations):
    for ago in range(9):
        miss("زقزقة", ago)
        miss("القرنفل الأسود", ago)
    assert suggest("زقز").queries == []
    assert suggest("القرنفل الأس").queries == []


def test_a_miss_does_not_move_the_version_of_the_archive(db):
    before = ArchiveVersion.objects.current()
    miss("زقزقة")
    MissedSearch.objects.all().delete()
    assert ArchiveVersion.objects.current() == before


def test_programs_and_pages_fetched_ahead_are_no_readers(client, carnations):
    client.get("/api/v1/search", {"q": "زقزقة"})
    client.get("/ar/search/", {"q": "زقزقة"}, headers={"Sec-Purpose": "prefetch"})
    assert not MissedSearch.objects.exists()
    client.get("/ar/search/", {"q": "زقزقة"})
    assert MissedSearch.objects.count() == 1


def test_a_database_that_cannot_be_written_costs_the_note_alone(client, carnations):
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            connection.check_constraints()  # at the end of the test it would be too late
            cursor.execute("SET TRANSACTION READ ONLY")
            response = client.get("/ar/search/", {"q": "زقزقة"})
        else:
            cursor.execute("PRAGMA query_only = 1")
            try:
                response = client.get("/ar/search/", {"q": "زقزقة"})
            finally:
                cursor.execute("PRAGMA query_only = 0")
    assert response.status_code == 200
    assert not MissedSearch.objects.exists()


# --- how long, how much ------------------------------------------------------------------------
def test_misses_are_forgotten_after_ninety_days(db, monkeypatch):
    monkeypatch.setattr(misses, "ROOM_EVERY", 1)
    miss("حديث", 90)
    MissedSearch.objects.create(text="قديم", on=TODAY - timedelta(days=91), found=0, near=0)
    assert [row.text for row in MissedSearch.objects.expired(TODAY)] == ["قديم"]
    miss("جديد")
    assert set(MissedSearch.objects.values_list("text", flat=True)) == {"حديث", "جديد"}


def test_the_indexer_forgets_where_nobody_searches(index_now):
    index_now()
    today = timezone.localdate()
    for ago, text in ((91, "قديم"), (90, "حديث")):
        day = today - timedelta(days=ago)
        MissedSearch.objects.remember(text, found=0, near=0, taken_for="", today=day)
        PastSearch.objects.remember(text, found=1, today=day)
    indexer.update_once()
    assert [row.text for row in MissedSearch.objects.all()] == ["حديث"]
    assert [row.text for row in PastSearch.objects.all()] == ["حديث"]


def test_a_flood_takes_the_place_of_what_was_asked_once_alone(db, monkeypatch):
    monkeypatch.setattr(misses, "MOST", 6)
    monkeypatch.setattr(misses, "SURPLUS", 0)
    monkeypatch.setattr(misses, "ROOM_EVERY", 1)
    miss("زقزقة", 9)
    miss("زقزقة", 8)
    for number in range(20):
        miss(f"flood{number}", 7 - number // 3)
    assert MissedSearch.objects.count() == 6
    assert MissedSearch.objects.filter(text="زقزقة").count() == 2
    assert MissedSearch.objects.filter(text="flood19").exists()


def test_a_table_full_of_what_was_asked_twice_loses_the_oldest(db, monkeypatch):
    monkeypatch.setattr(misses, "MOST", 4)
    monkeypatch.setattr(misses, "SURPLUS", 0)
    monkeypatch.setattr(misses, "ROOM_EVERY", 1)
    for ago in (9, 8):
        miss("أول", ago)
        miss("ثان", ago)
    miss("ثان", 7)
    assert MissedSearch.objects.count() == 4
    assert MissedSearch.objects.order_by("on", "pk").first().text == "ثان"


# --- what belongs together ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ترمب", "ترامب", True),
        ("كوشنر", "كوشنير", True),
        ("الكرنفال", "كرنفال", True),
        ("Vitkov", "Witkoff", True),
        ("ترمب", "Trump", False),
        ("زقزقة", "قرنفل", False),
    ],
)
def test_spellings_of_one_name_are_kin(one, other, same):
    assert (kin_of(one) == kin_of(other)) is same
