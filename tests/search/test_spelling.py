"""Names that no table lists: found in the spelling of the archive, whatever is typed."""

import pytest

from articles.search.engines.whoosh.vocabulary import of_words
from articles.search.spelling import city_forms, readings, respellings
from tests.factories import ArticleFactory, PlaceFactory

ARCHIVE = of_words(["جورباتشوف", "ريغان", "سليمان", "شيكاغو", "قرارات", "لجورباتشوف", "يوم"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("غورباتشوف", {"جورباتشوف", "لجورباتشوف"}),
        ("لغورباتشوف", {"جورباتشوف", "لجورباتشوف"}),
        ("ريجان", {"ريغان"}),
        ("شيكاجو", {"شيكاغو"}),
        ("سلمان", set()),
        ("قرار", set()),
        ("يوم", set()),
    ],
)
def test_other_spellings_are_those_of_the_archive(typed, found):
    assert set(respellings(readings(typed), ARCHIVE.heard)) == found


def test_an_ordinary_word_does_not_ask_for_the_sounds():
    def never(key):
        raise AssertionError(key)

    assert respellings(["المفاوضات", "وزير"], never) == ()


def test_the_people_of_a_city_are_not_a_family():
    forms = city_forms("القدس")
    assert {"المقدسيين", "مقدسيه"} <= set(forms)
    assert "المقدسي" not in forms
    assert city_forms("جملة") == []


@pytest.mark.django_db(transaction=True)
class TestSearch:
    @pytest.mark.parametrize("query", ["غورباتشوف", "جورباتشوف", "لغورباتشوف"])
    def test_a_name_is_found_in_both_spellings(self, query, index_now, found):
        one = ArticleFactory(title="خبر", body="استقبل غورباتشوف الضيوف")
        other = ArticleFactory(title="خبر", body="قيل لجورباتشوف ذلك")
        index_now()
        assert set(found(query)) == {one.pk, other.pk}

    def test_an_exact_search_keeps_to_what_is_typed(self, index_now, found):
        ArticleFactory(title="خبر", body="قيل لجورباتشوف ذلك")
        index_now()
        assert found('"غورباتشوف"') == []

    def test_names_of_two_people_stay_apart(self, index_now, found):
        ArticleFactory(title="خبر", body="قال ماركوس ذلك")
        index_now()
        assert found("ماركس") == []

    def test_a_city_is_found_by_its_people(self, index_now, found):
        PlaceFactory(key="city", name_ar="القدس", name_en="Jerusalem")
        article = ArticleFactory(title="خبر", body="بيوت المقدسيين قديمة")
        index_now()
        assert found("القدس") == [article.pk]
