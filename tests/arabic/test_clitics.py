import pytest

from articles.arabic.clitics import prefixed, proclitic_splits, with_article, without_proclitics
from articles.arabic.normalize import fold


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("وواشنطن", "واشنطن"),
        ("ببغداد", "بغداد"),
        ("للبنان", "لبنان"),
        ("للرياض", "رياض"),
        ("وبالأمم", "امم"),
        ("والاتفاق", "اتفاق"),
        ("لوقف", "وقف"),
        ("وسيلتقي", "يلتقي"),
        ("بشكل", "شكل"),
        ("ووزير", "وزير"),
        ("فالرئيس", "رءيس"),
        ("بالتزام", "التزام"),
        ("للجنة", "لجنه"),
        ("بحق", "حق"),
        ("بلقاءات", "لقاءات"),
        ("بلقائهم", "لقاءهم"),
        ("وبلقائهما", "لقاءهما"),
        ("لبيان", "بيان"),
        ("ولبيان", "بيان"),
        ("ولمفاوضين", "مفاوضين"),
        ("وباستيفاء", "استيفاء"),
    ],
)
def test_particles_come_off(word, expected):
    assert without_proclitics(fold(word)) == expected


@pytest.mark.parametrize(
    "word",
    [
        *("وفد", "ولي", "وزير", "بيان", "بغداد", "بوتين", "برلين", "بكين", "بايدن"),
        *("لبنان", "لافروف", "لجنة", "كييف", "كامل", "كوشنر", "فانس", "فريق", "واشنطن"),
        *("وصل", "وقع", "التزام", "إلغاء", "ألمانيا", "والدين", "سلام", "سيناء"),
        *("بطولات", "بسكرة", "لبنات", "فلاحين"),
    ],
)
def test_a_letter_of_the_word_stays(word):
    assert without_proclitics(fold(word)) == fold(word)


def test_the_article_can_stay():
    assert with_article("بالكرملين") == "الكرملين"
    assert with_article("للرياض") == "الرياض"
    assert with_article("النار") == "النار"


def test_splits_give_every_reading():
    assert proclitic_splits("وبوتين") == [("و", "بوتين"), ("وب", "وتين")]
    assert ("ل", "الرياض") in proclitic_splits("للرياض")
    assert ("لل", "رياض") in proclitic_splits("للرياض")


def test_a_name_takes_particles():
    forms = prefixed("بوتين")
    assert forms[0] == "بوتين"
    assert {"وبوتين", "فبوتين", "ببوتين", "لبوتين", "كبوتين", "وببوتين", "ولبوتين"} <= set(forms)


def test_a_name_with_the_article_loses_its_alef_after_lam():
    assert {"للكرملين", "وللكرملين", "بالكرملين"} <= set(prefixed("الكرملين"))


def test_a_well_known_word_is_not_a_name_with_a_particle():
    assert not {"بيان", "وبيان", "كيان"} & set(prefixed("يان"))
    assert "فانس" not in prefixed("انس")
