"""What is offered instead of what was typed, and words of which only the commonest are read."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from articles.models import Entity
from articles.search.engines.whoosh import schema
from articles.search.indexing import generations, repair
from articles.search.leaves.words import MAX_EXPANSIONS
from articles.search.run import SearchRequest, search
from articles.search.words import replaced
from tests.factories import ArticleFactory, PersonFactory


@pytest.mark.parametrize(
    ("q", "changes", "expected"),
    [
        ("كييف كيي", {"كيي": "كييف"}, "كييف كييف"),
        ("قارب قار", {"قار": "نار"}, "قارب نار"),
        ("قار، قارب", {"قار": "نار"}, "نار، قارب"),
        ('title:قار "قار"', {"قار": "نار"}, 'title:نار "نار"'),
        ("art artist", {"art": "arc"}, "arc artist"),
        ("سان بطرسبرج و سان", {"سان بطرسبرج": "سان بطرسبورغ"}, "سان بطرسبورغ و سان"),
        ("قارب", {}, "قارب"),
        ("", {"قار": "نار"}, ""),
    ],
)
def test_whole_words_are_replaced(q, changes, expected):
    assert replaced(q, changes) == expected


def test_a_word_within_another_is_left_alone(index_now):
    for _ in range(3):
        ArticleFactory(title="خبر", body="المفاوضات عن الزرافات والزرافا")
    index_now()
    assert search(SearchRequest(q="المفاوضتت المفاوضتتهما")).did_you_mean == (
        "المفاوضات المفاوضتتهما"
    )


def test_nothing_is_offered_where_articles_hold_every_word(dossier):
    page = search(SearchRequest(q="Gaza truce"))
    assert page.all_words
    assert page.did_you_mean is None


@pytest.fixture
def many(index_now):
    """More words that begin alike than one search reads; the last of all stands in two texts."""
    letters = "ابتثجحخدذرزسشصضطظعغف"
    terms = [f"زقزق{one}{two}" for one in letters for two in letters][: MAX_EXPANSIONS + 20]
    rare = [ArticleFactory(title="خبر", body=" ".join(terms)).pk]
    common = [ArticleFactory(title="خبر", body="زقزقيييي").pk for _ in range(2)]
    index_now()
    return rare, common


def test_of_too_many_words_the_most_frequent_are_read_and_it_is_said(many, found):
    _rare, common = many
    assert set(common) <= set(found("زقزق*"))
    page = search(SearchRequest(q="زقزق*"))
    assert [notice.code for notice in page.notices] == ["many_words"]
    assert "زقزق*" in str(page.notices[0].message)


def test_few_words_are_all_read_without_a_word_about_it(index_now):
    ArticleFactory(title="خبر", body="زقزقة زقزوقة")
    index_now()
    page = search(SearchRequest(q="زقز*"))
    assert (page.count, page.notices) == (1, [])


@pytest.mark.parametrize("q", ['"Zarko Lampkeeper"', "Lampk*", "Lampkeepre~"])
def test_a_name_in_a_script_that_no_text_has_is_found_in_the_other(index_now, found, q):
    PersonFactory(key="lamp-keeper", name_ar="زاركو الفنارجي", name_en="Zarko Lampkeeper")
    article = ArticleFactory(title="خبر", body="وصل الفنارجي أمس")
    index_now()
    assert found(q) == [article.pk]
    assert "الفنارجي" in search(SearchRequest(q=q)).also_searched
    assert found(q, exact=True) == []


def test_an_index_depends_on_what_its_documents_are_made_of():
    assert {"search_indexes.py", "schema.py", "stem.py"} <= {p.name for p in schema.made_by()}


@pytest.mark.parametrize(
    "command",
    [
        ("run_indexer", "--once"),
        ("update_index",),
        ("verify_index", "--repair"),
        ("rebuild_index",),
    ],
)
def test_a_command_that_meets_a_rebuild_ends_with_one_line(own_index, command, monkeypatch):
    monkeypatch.setattr(repair, "PATIENCE_SECONDS", 0)
    ArticleFactory()
    with (
        generations.locked(generations.REBUILD_LOCK),
        pytest.raises(CommandError, match="Another rebuild is under way") as raised,
    ):
        call_command(*command)
    assert raised.value.returncode == 1


@pytest.mark.parametrize("q", ["وين", "مين فين", "أول مرة", "في من على", "title:وين"])
def test_words_that_only_ask_do_not_find_everything(dossier, q):
    assert search(SearchRequest(q=q)).count < 282


def test_a_correction_is_not_corrected_again(dossier):
    for q in ("أمليكسي موسكو", "ويتكووف موسكوو غززة"):
        corrected = search(SearchRequest(q=q)).corrected
        assert {c.typed for c in corrected}.isdisjoint(c.used for c in corrected)


def test_a_time_alone_beside_an_unknown_word_still_finds(dossier):
    assert search(SearchRequest(q="15 آب زقزقةالعصافير")).count > 0


def test_a_time_does_not_stand_in_for_a_phrase_that_nothing_holds(dossier):
    assert search(SearchRequest(q='"زقزقةالعصافير نهارا" 15 آب')).count == 0


@pytest.mark.parametrize("q", ["ويتكوف 15/8/2025", "ويتكوف 2025-08-15", "ويتكوف ١٥/٨/٢٠٢٥"])
def test_a_date_in_figures_is_read_as_one_day(dossier, q):
    [time] = search(SearchRequest(q=q)).times
    assert time.days == ((date(2025, 8, 15), date(2025, 8, 15)),)


@pytest.mark.parametrize("q", ["الشرق الأوسط", "روسيا وأوكرانيا", "البيت الأبيض", "مجلس الأمن"])
def test_a_phrase_is_no_office(dossier, q):
    page = search(SearchRequest(q=q))
    people = {e.name_ar for e in Entity.objects.filter(kind="person")}
    assert people.isdisjoint(page.also_searched)
