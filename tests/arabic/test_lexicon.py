import pytest

from articles.arabic import lexicon
from articles.arabic.data.build_tables import roots
from articles.arabic.frequencies import Frequencies, pack
from articles.arabic.normalize import fold
from articles.arabic.tokens import words


def test_a_frequent_word_is_more_frequent_than_a_rare_one():
    table = lexicon.frequencies()
    assert table.get("وزير", 0) > table.get("زير", 0) > table.get("غداد", 0)


def test_every_word_of_the_list_has_its_frequency():
    table = lexicon.frequencies()
    listed = dict(lexicon.listed_frequencies())
    assert len(listed) == len(table) > 100_000
    assert all(table.get(word, -1) == value for word, value in listed.items())
    for word in ("قبلسي", "", "zzz", "وزيرر"):
        assert (word in table) == (word in listed)


def test_a_table_of_frequencies_that_was_cut_off_is_refused():
    data = pack([("وزير", 40), ("سفير", 30)])
    assert Frequencies(data).get("سفير", 0) == 30
    with pytest.raises(ValueError, match="not what was written"):
        Frequencies(data[:-1])


def test_two_words_of_one_number_are_not_packed():
    with pytest.raises(ValueError, match="same number"):
        pack([("وزير", 40), ("وزير", 30)])


def test_the_roots_are_those_of_the_frequent_nouns_of_the_list():
    assert lexicon.noun_roots() == set(roots(lexicon.listed_frequencies()))


def test_every_table_is_folded():
    tables = (lexicon.stop_words(), lexicon.countries(), lexicon.plurals(), lexicon.whole_words())
    for table in tables:
        assert table
        assert all(fold(word) == word for word in table)


def test_plurals_work_both_ways():
    assert "رءساء" in lexicon.plurals()["رءيس"]
    assert "رءيس" in lexicon.plurals()["رءساء"]
    assert lexicon.singulars()["صواريخ"] == "صاروخ"


def test_no_singular_is_also_listed_as_a_plural():
    singulars = lexicon.singulars()
    assert not set(singulars) & set(singulars.values())


def test_a_country_and_its_adjective_are_one():
    countries = lexicon.countries()
    assert countries["روسي"] == countries["روسيه"] == countries["روسيا"]


def test_no_country_form_belongs_to_two_countries():
    rows = lexicon._rows("countries.txt")
    forms = [form for row in rows for form in set(row)]
    assert len(forms) == len(set(forms))


def test_the_word_table_stays_small():
    assert len(lexicon._data("words.bin")) < 1_100_000


@pytest.mark.parametrize(
    ("foreign", "arabic"),
    [
        ("Ukraine", "أوكرانيا"),
        ("Russia", "روسيا"),
        ("Россия", "روسيا"),
        ("White House", "البيت الأبيض"),
        ("Kiev", "كييف"),
        ("Tel Aviv", "تل أبيب"),
    ],
)
def test_a_place_is_known_by_its_foreign_name(foreign: str, arabic: str) -> None:
    assert lexicon.foreign_places()[tuple(words(foreign))] == arabic


def test_each_english_adjective_leads_to_a_country():
    for english, arabic in lexicon.nationalities().items():
        assert fold(english) == english
        assert fold(arabic) in lexicon.countries(), arabic
