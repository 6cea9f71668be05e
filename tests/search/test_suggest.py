"""What is offered while typing: names, headlines, and what others searched for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from articles.models import Article, PastSearch, searches
from articles.search.run import SearchRequest, search
from articles.search.suggest import remember, suggest
from articles.search.suggest.marks import typed_in
from articles.search.suggest.past import plain
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    DraftFactory,
    PersonFactory,
    PlaceFactory,
    SourceFactory,
)

TODAY = date(2026, 3, 1)


def marked(parts) -> list[str]:
    return [part.text for part in parts if part.marked]


def keys(typed: str) -> list[str]:
    return [name.entity.key for name in suggest(typed).names]


def headlines(typed: str) -> list[str]:
    return [str(headline.text) for headline in suggest(typed).headlines]


def queries(typed: str) -> list[str]:
    return [query.text for query in suggest(typed).queries]


# --- names -------------------------------------------------------------------------------------
@pytest.fixture
def names(index_now):
    person = PersonFactory(key="karim-zalluf", name_ar="كريم الزلوف", name_en="Karim Zalluf")
    AliasFactory(entity=person, text="أبو زلوف")
    AliasFactory(entity=person, text="Карим Заллуф", language="ru")
    PlaceFactory(key="zalluta", name_ar="زلوطة", name_en="Zalluta")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("كريم الز", ["karim-zalluf"]),
        ("كريم زلو", ["karim-zalluf"]),
        ("زلو", ["zalluta", "karim-zalluf"]),
        ("Zall", ["zalluta", "karim-zalluf"]),
        ("karim Z", ["karim-zalluf"]),
        ("Залл", ["karim-zalluf"]),
        ("أبو ز", ["karim-zalluf"]),
        ("ابو زلوف", ["karim-zalluf"]),
        ("زَلُّوط", ["zalluta"]),
        ("بزلوط", ["zalluta"]),
        ("وبالزلوف", ["karim-zalluf"]),
        ("لكريم الزل", ["karim-zalluf"]),
        ("زلوف كريم", []),
        ("غغغغ", []),
        ("", []),
        ("  -", []),
    ],
)
def test_a_name_is_offered_by_the_beginning_of_its_words(names, typed, found):
    ours = {"karim-zalluf", "zalluta"}
    assert [key for key in keys(typed) if key in ours] == found


def test_another_spelling_is_shown_beside_the_name(names):
    (name,) = suggest("Залл", language="ar").names
    assert name.text == "كريم الزلوف"
    assert marked(name.parts) == []
    assert marked(name.spelling) == ["Залл"]
    (name,) = suggest("كريم ز", language="ar").names
    assert name.spelling == []


def test_the_most_covered_come_first_and_few(dossier):
    found = suggest("ستيف").names
    assert found[0].entity.key == "steve-witkoff"
    assert found[0].articles > 200
    everything = suggest("ال")
    assert len(everything.names) == 4
    assert len(everything.headlines) <= 3


def test_names_are_in_the_readers_language(dossier):
    assert suggest("Witk", language="en").names[0].text == "Steve Witkoff"
    assert suggest("Witk", language="ar").names[0].text == "ستيف ويتكوف"


def test_a_new_alias_is_offered_at_once(dossier):
    person = PersonFactory()
    assert keys("قرقشند") == []
    AliasFactory(entity=person, text="القرقشندي")
    assert keys("قرقشند") == [person.key]


def test_names_need_no_index(own_index):
    PersonFactory(key="karim-zalluf", name_ar="كريم الزلوف")
    assert keys("كريم زلو") == ["karim-zalluf"]


# --- headlines ---------------------------------------------------------------------------------
def test_a_headline_is_offered_by_words_in_it(index_now):
    ArticleFactory(title="قطار القرنفل يصل", published_on=date(2025, 1, 2))
    ArticleFactory(title="القرنفل في الميزان", published_on=date(2025, 1, 1))
    ArticleFactory(title="", title_ar="وصفنا للقرنفل", title_en="Carnations weighed")
    DraftFactory(title="القرنفل مسودة")
    index_now()
    assert headlines("قرنف") == ["القرنفل في الميزان", "وصفنا للقرنفل", "قطار القرنفل يصل"]
    assert headlines("قطار القر") == headlines("القرنفل قط") == ["قطار القرنفل يصل"]
    assert headlines("Carnations w") == ["Carnations weighed"]
    assert headlines("قطار غ") == headlines("قطا قرنفل") == []


def test_one_letter_is_too_little_for_headlines(index_now):
    ArticleFactory(title="القرنفل في الميزان")
    index_now()
    assert headlines("ق") == headlines("ال") == headlines("الق") == []
    assert headlines("القر") == ["القرنفل في الميزان"]
    assert headlines("القرنفل ف") == ["القرنفل في الميزان"]


def test_a_headline_of_several_outlets_is_one_entry(index_now):
    for number in range(3):
        ArticleFactory(title="القرنفل في الميزان", source=SourceFactory(key=f"o-{number}"))
    index_now()
    assert headlines("قرنفل") == ["القرنفل في الميزان"]


def test_a_withdrawn_headline_is_gone_before_the_index_hears_of_it(index_now):
    article = ArticleFactory(title="القرنفل في الميزان")
    index_now()
    assert headlines("قرنفل")
    Article.objects.filter(pk=article.pk).update(status="withdrawn", withdrawal_reason="طلب")
    assert headlines("قرنفل") == []


# --- what was typed ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "typed", "parts"),
    [
        ("كريم الزلوف", ["زلو"], ["زلو"]),
        ("كريم الزلوف", ["كريم", "الز"], ["كريم", "الز"]),
        ("محادثات ويتكوف وبوتين", ["بوت"], ["بوت"]),
        ("سُمِّيَ أُسامة", ["اسا"], ["أُسا"]),
        ("مُحَمَّد", ["محم"], ["مُحَمَّ"]),
        ("كـتـاب", ["كتا"], ["كـتـا"]),
        ("Élysée Palace", ["elys"], ["Élys"]),
        ("The Straße", ["strass"], ["Straß"]),
        ("U.S. talks", ["us"], ["U.S."]),
        ("Moscow talks", ["talks", "mos"], ["Mos", "talks"]),
        ("Moscow talks", ["mos", "talks"], None),
    ],
)
def test_exactly_what_was_typed_is_marked(text, typed, parts):
    found = typed_in(text, typed)
    assert (found and marked(found)) == parts
    assert found is None or "".join(part.text for part in found) == text


# --- past searches -----------------------------------------------------------------------------
@pytest.fixture
def carnations(index_now):
    """An index with one article, in which searches for carnations find something."""
    article = ArticleFactory(title="سوق القرنفل", body="زاد بيع القرنفل الأحمر في المدينة.")
    index_now()
    return article


def ask(q: str, days: int = 1, **filters) -> None:
    """Search for something once a day, the last time today."""
    for ago in reversed(range(days)):
        request = SearchRequest(q=q, **filters)
        remember(RequestFactory().get("/ar/search/"), request, search(request))
        if ago:
            a_day_passes()


def a_day_passes() -> None:
    for row in PastSearch.objects.all():
        row.last_on -= timedelta(days=1)
        row.save()


def test_a_search_is_offered_once_it_was_made_on_three_days(carnations):
    ask("القرنفل الأحمر", 2)
    a_day_passes()
    assert queries("قرنفل") == []
    ask("القرنفل  الاحمر")
    assert queries("قرنفل") == queries("الأح") == ["القرنفل الأحمر"]
    row = PastSearch.objects.get()
    assert (row.times, row.found, row.folded) == (3, 1, "القرنفل الاحمر")
    assert {field.name for field in PastSearch._meta.fields} == {
        "id", "folded", "text", "times", "found", "last_on",
    }  # fmt: skip


def test_what_was_typed_already_is_not_offered(carnations):
    ask("القرنفل الأحمر", 3)
    assert queries("القرنفل الأحمر") == []


def test_those_that_begin_so_come_first_then_the_frequent(carnations):
    ask("بيع القرنفل", 5)
    ask("القرنفل الأحمر", 3)
    ask("القرنفل المدينة", 4)
    assert queries("القرن") == ["القرنفل المدينة", "القرنفل الأحمر", "بيع القرنفل"]


@pytest.mark.parametrize(
    ("q", "filters"),
    [
        ("القرنفل الأزرق", {}),  # no article holds both
        ("زقزقة", {}),
        ("", {}),
        ("...", {}),
        ("القرنفل", {"page": 2}),
        ("القرنفل", {"sort": "newest"}),
        ("القرنفل", {"language": ("ar",)}),
        ("القرنفل", {"first": date(2020, 1, 1)}),
        ("القرنفل", {"exact": True}),
        ("القرنفل -أزرق", {}),
        ("القرنفل −أزرق", {}),
        ("عنوان:القرنفل", {}),
        ("عنوان：القرنفل", {}),
        ("القرنفل NOT أزرق", {}),
        ("القرنفل ليس أزرق", {}),
        ("القرنفل OR الورد", {}),
        ("القرنفل أو الورد", {}),
        ("القرنفل و الأحمر", {}),
        ('"القرنفل الأحمر"', {}),
        ('القرنفل"', {}),
        ("القرنفل*", {}),
        ("القرنفل~", {}),
        ("(القرنفل)", {}),
        ("القرنفل " * 20, {}),
    ],
)
def test_what_is_no_search_or_finds_nothing_is_not_counted(carnations, q, filters):
    ask(q, 3, **filters)
    assert not PastSearch.objects.exists()


def test_what_no_longer_finds_anything_is_not_offered(carnations, index_now):
    ask("القرنفل الأحمر", 3)
    assert queries("قرنفل")
    Article.objects.filter(pk=carnations.pk).delete()
    index_now()
    assert queries("قرنفل") == []
    ask("القرنفل الأحمر")
    assert PastSearch.objects.get().found == 0


def test_searches_are_forgotten_after_ninety_days(db):
    def make(text: str, ago: int) -> None:
        PastSearch.objects.remember(text, found=1, today=TODAY - timedelta(days=ago))

    make("قديم", 91)
    make("قديم", 91)
    make("حديث", 90)
    assert [row.text for row in PastSearch.objects.expired(TODAY)] == ["قديم"]
    make("قديم", 0)  # what has expired counts no more
    assert dict(PastSearch.objects.values_list("text", "times")) == {"حديث": 1, "قديم": 1}
    make("جديد", -30)
    assert set(PastSearch.objects.values_list("text", flat=True)) == {"قديم", "جديد"}


def test_an_expired_search_is_not_offered(carnations):
    ask("القرنفل الأحمر", 3)
    PastSearch.objects.update(last_on=timezone.localdate() - timedelta(days=91))
    assert queries("قرنفل") == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("القرنفل  الأحمر", "القرنفل الأحمر"),
        ("القَرَنفُـل \N{BALLOON} الأحمر!!", "القرنفل الأحمر"),
        ("قرنفل\u202e\nأحمر", "قرنفل أحمر"),
        ("قرنفل\u200bأحمر", "قرنفل أحمر"),
        ("q\u0335\u0336\u0337uiet", "quiet"),
        ("\uff31uiet", "Quiet"),
        ("Élysée", "Élysée"),
        ("E\u0301lyse\u0301e", "Élysée"),
        ("U.S. talks - 14:30", "U.S. talks 14:30"),
        ("قرنفل أَو أحمر", ""),  # would be shown as an operator
        ("OR قرنفل", ""),
        ("قرنفل و", ""),
        ("شيء:قرنفل", ""),
        ("½ قرنفل", ""),
        ("\N{BALLOON}", ""),
    ],
)
def test_what_is_kept_is_words_alone(typed, text):
    assert plain(typed) == text
    assert plain(text) == text


def test_who_types_first_does_not_decide_what_others_are_shown(carnations):
    ask("القَرَنفُل\u0655\u0655 \N{BALLOON} الأحمر!!!")
    a_day_passes()
    ask("القرنفل الأحمر", 2)
    assert queries("قرنفل") == ["القرنفل الأحمر"]


def test_a_search_counts_once_a_day(carnations):
    for _ in range(4):
        ask("القرنفل الأحمر")
    assert PastSearch.objects.get().times == 1
    PastSearch.objects.remember("القرنفل الأحمر", found=0, today=timezone.localdate())
    assert PastSearch.objects.get().found == 0
    ask("القرنفل الأحمر")  # found again on the same day
    row = PastSearch.objects.get()
    assert (row.times, row.found, row.last_on) == (1, 1, timezone.localdate())


def test_a_known_search_is_counted_by_one_statement(db, django_assert_num_queries):
    PastSearch.objects.remember("قرنفل", found=1, today=TODAY)
    for found in (2, 0):
        with django_assert_num_queries(1):
            PastSearch.objects.remember("قرنفل", found=found, today=TODAY + timedelta(days=1))
    row = PastSearch.objects.get()
    assert (row.times, row.found) == (2, 0)


def test_a_full_table_loses_those_asked_least_the_oldest_first(db, monkeypatch):
    monkeypatch.setattr(searches, "MOST", 5)
    monkeypatch.setattr(searches, "SURPLUS", 1)
    for ago, text in [(9, "مرتين"), (8, "مرتين"), (6, "أول"), (5, "ثان"), (4, "ثالث"), (3, "رابع")]:
        PastSearch.objects.remember(text, found=1, today=TODAY - timedelta(days=ago))
    assert PastSearch.objects.count() == 5
    PastSearch.objects.remember("خامس", found=1, today=TODAY)
    assert list(PastSearch.objects.order_by("pk").values_list("text", flat=True)) == [
        "مرتين", "ثالث", "رابع", "خامس",
    ]  # fmt: skip


def test_a_search_that_found_a_withdrawn_article_alone_is_gone_at_once(carnations, index_now):
    ask("القرنفل الأحمر", 3)
    assert queries("قرنفل") == ["القرنفل الأحمر"]
    article = Article.objects.filter(pk=carnations.pk)
    article.update(status="withdrawn", withdrawal_reason="طلب")
    assert queries("قرنفل") == []
    article.update(status="published", withdrawal_reason="")
    assert queries("قرنفل") == ["القرنفل الأحمر"]


def test_a_database_that_cannot_be_written_costs_the_count_alone(client, carnations):
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            connection.check_constraints()  # at the end of the test it would be too late
            cursor.execute("SET TRANSACTION READ ONLY")
            response = client.get("/ar/search/", {"q": "القرنفل"})
        else:
            cursor.execute("PRAGMA query_only = 1")
            try:
                response = client.get("/ar/search/", {"q": "القرنفل"})
            finally:
                cursor.execute("PRAGMA query_only = 0")
    assert response.status_code == 200
    assert response.context["found"].count == 1
    assert not PastSearch.objects.exists()


def test_the_page_counts_and_stays_within_its_queries(
    client, carnations, django_assert_max_num_queries
):
    for _ in range(3):
        a_day_passes()
        with django_assert_max_num_queries(17):
            assert client.get("/ar/search/", {"q": "القرنفل الأحمر"}).status_code == 200
    assert queries("قرنفل") == ["القرنفل الأحمر"]
    a_day_passes()
    client.get("/api/v1/search", {"q": "القرنفل الأحمر"})
    assert PastSearch.objects.get().times == 3


def test_a_page_that_nobody_has_opened_counts_nothing(client, carnations):
    address, query = "/ar/search/", {"q": "القرنفل"}
    assert client.head(address, query).status_code == 200
    for name in ("Sec-Purpose", "Purpose", "X-Moz"):
        ahead = client.get(address, query, headers={name: "prefetch;prerender"})
        assert ahead.status_code == 200
    client.get(address, {**query, "page": 2})
    assert not PastSearch.objects.exists()
    client.get(address, query)
    assert PastSearch.objects.exists()
