"""Names offered while typing."""

import pytest

from articles.search.suggest import suggest
from tests.factories import AliasFactory, PersonFactory, PlaceFactory


@pytest.fixture
def names(index_now):
    person = PersonFactory(key="karim-zalluf", name_ar="كريم الزلوف", name_en="Karim Zalluf")
    AliasFactory(entity=person, text="أبو زلوف")
    PlaceFactory(key="zalluta", name_ar="زلوطة", name_en="Zalluta")


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("كريم الز", ["karim-zalluf"]),
        ("زلو", ["zalluta", "karim-zalluf"]),
        ("Zall", ["zalluta", "karim-zalluf"]),
        ("أبو", ["karim-zalluf"]),
        ("ابو زلوف", ["karim-zalluf"]),
        ("غغغغ", []),
        ("", []),
        ("  -", []),
    ],
)
def test_a_name_is_offered_by_the_beginning_of_its_words(names, typed, keys):
    ours = {"karim-zalluf", "zalluta"}
    assert [s.key for s in suggest(typed, limit=50) if s.key in ours] == keys


def test_the_most_covered_come_first_and_few(dossier):
    found = suggest("ستيف")
    assert found[0].key == "steve-witkoff"
    assert found[0].articles > 200
    assert len(suggest("ا", limit=3)) <= 3


def test_names_are_in_the_readers_language(dossier):
    assert suggest("Witk", language="en")[0].name == "Steve Witkoff"
    assert suggest("Witk", language="ar")[0].name == "ستيف ويتكوف"
