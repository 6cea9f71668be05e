import pytest

from articles.arabic.variants import skeleton, wrong_layout


@pytest.mark.parametrize(
    "spellings",
    [
        "ترامب ترمب",
        "زيلينسكي زيلنسكي",
        "ويتكوف ويتكوڤ ويتكووف",
        "كوشنر كوشنير",
        "نتنياهو نتانياهو",
        "غوتيريش جوتيريش",
        "بلينكن بلينكين",
        "أومروف عمروف",
        "بكين بيجين",
        "غروسي جروسي كروسي",
        "هيغسيث هيجسيث",
        "Zelensky Zelenskyy Zelenskiy",
        "Witkoff Witkov Vitkoff",
        "Araghchi Araqchi",
    ],
)
def test_spellings_of_a_name_share_a_skeleton(spellings):
    assert len({skeleton(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "ترامب ترام",
        "روبيو روبية",
        "كييف كيف",
        "روسيا رؤوس",
        "سوريا سور",
        "موسكو موسم موس",
        "ويتكوف كوفي",
        "كوشنر وشن",
        "السودان السواد",
        "بوتين وتين",
    ],
)
def test_different_words_keep_different_skeletons(words):
    assert len({skeleton(word) for word in words.split()}) == len(words.split())


def test_an_empty_word_has_an_empty_skeleton():
    assert skeleton("") == skeleton("\u0640") == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("f,jdk", "بوتين"),
        (",hak'k", "واشنطن"),
        ("hgvzds", "الرئيس"),
        ("l,s;,", "موسكو"),
    ],
)
def test_arabic_typed_on_a_latin_keyboard(typed, meant):
    assert wrong_layout(typed) == meant


def test_names_can_vouch_for_a_reading():
    assert wrong_layout(",djl,t") is None
    assert wrong_layout(",dj;,t", {"ويتكوف"}) == "ويتكوف"


def test_latin_typed_on_an_arabic_keyboard_is_believed_for_known_names():
    assert wrong_layout("صهفنخبب", {"witkoff"}) == "witkoff"
    assert wrong_layout("صهفنخبب") is None


@pytest.mark.parametrize("text", ["بوتين", "putin visits", "the talks", "2025", "", "لقاء Witkoff"])
def test_text_that_makes_sense_is_left_alone(text):
    assert wrong_layout(text, {"putin"}) is None
