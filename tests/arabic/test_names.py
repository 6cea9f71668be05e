import pytest

from articles.arabic.names import Alias, NameMatch, NameTable, is_common
from articles.arabic.stem import prefixed, stem
from articles.arabic.tokens import words

ALIASES = {
    ("steve-witkoff", "person"): ["ستيف ويتكوف", "ستيفن ويتكوف", "Steve Witkoff", "Стив Уиткофф"],
    ("vladimir-putin", "person"): ["فلاديمير بوتين", "Vladimir Putin"],
    ("jared-kushner", "person"): ["جاريد كوشنر", "Jared Kushner"],
    ("donald-trump", "person"): ["دونالد ترامب", "ترمب", "Donald Trump", "President Trump"],
    ("ivanka-trump", "person"): ["إيفانكا ترامب", "Ivanka Trump"],
    ("volodymyr-zelensky", "person"): ["فولوديمير زيلينسكي", "Volodymyr Zelensky"],
    ("crown-prince", "person"): ["محمد بن سلمان", "Mohammed bin Salman"],
    ("king", "person"): ["الملك سلمان"],
    ("president-of-syria", "person"): ["أحمد الشرع"],
    ("president-of-egypt", "person"): ["عبد الفتاح السيسي", "Abdel Fattah el-Sisi"],
    ("kremlin", "organization"): ["الكرملين", "Kremlin"],
    ("white-house", "organization"): ["البيت الأبيض", "White House"],
    ("moscow", "place"): ["موسكو", "العاصمة الروسية", "Moscow"],
    ("turkey", "place"): ["تركيا", "Turkey"],
    ("syria", "place"): ["سوريا", "Syria"],
    ("geneva", "place"): ["جنيف", "Geneva"],
    ("chevening", "place"): ["Chevening House"],
    ("sanctions", "topic"): ["العقوبات", "Sanctions"],
    ("uae", "place"): ["الإمارات العربية المتحدة", "United Arab Emirates"],
    ("riyadh", "place"): ["الرياض", "Riyadh"],
    ("usa", "place"): ["الولايات المتحدة", "أمريكا"],
}


@pytest.fixture(scope="module")
def table():
    return NameTable(
        Alias(entity, kind, text, "ar" if text > "z" else "en")
        for (entity, kind), texts in ALIASES.items()
        for text in texts
    )


def found(table, text, **options):
    return [match.entity for match in table.match(words(text), **options)]


@pytest.mark.parametrize("particle", ["", "و", "ف", "ب", "ل", "ك", "وب", "ول"])
@pytest.mark.parametrize("name", ["ويتكوف", "بوتين", "كوشنر", "زيلينسكي", "موسكو"])
def test_a_name_is_found_behind_any_particle(table, particle, name):
    assert len(found(table, f"قال {particle}{name} أمس")) == 1


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("وِيتكـوف", "steve-witkoff"),
        ("ويتكوڤ", "steve-witkoff"),
        ("WITKOFF’s", "steve-witkoff"),
        ("Уиткофф", "steve-witkoff"),
        ("المبعوث ستيفن ويتكوف", "steve-witkoff"),
        ("للكرملين", "kremlin"),
        ("بالرياض", "riyadh"),
        ("للرياض", "riyadh"),
        ("السيسي", "president-of-egypt"),
        ("ولبن سلمان", "crown-prince"),
        ("لبن سلمان", "crown-prince"),
        ("Bin Salman", "crown-prince"),
        ("والبيت الأبيض", "white-house"),
        ("بالعاصمة الروسية", "moscow"),
    ],
)
def test_a_name_is_found_however_it_is_written(table, text, entity):
    assert found(table, text) == [entity]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("ويتكووف", "steve-witkoff"),
        ("ويتكوفف", "steve-witkoff"),
        ("وتكوف", "steve-witkoff"),
        ("زيلنسكي", "volodymyr-zelensky"),
        ("كوشنير", "jared-kushner"),
        ("وكوشنير", "jared-kushner"),
        ("Witkof", "steve-witkoff"),
        ("Zelenskyy", "volodymyr-zelensky"),
    ],
)
def test_a_misspelt_name_is_guessed_and_marked_so(table, text, entity):
    assert table.match(words(text)) == [NameMatch(entity, 0, 1, fuzzy=True)]
    assert table.match(words(text), fuzzy=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "وتين",
        "بيان",
        "كوفي",
        "وقف",
        "الشرع",
        "ملك",
        "سلام",
        "ويتوقف",
        "صباحا",
        "كيف",
        "white",
        "house",
        "truce",
        "trace",
        "sorry",
        "convoy",
        "convoys",
        "المتحدة",
    ],
)
def test_an_ordinary_word_is_no_name(table, text):
    assert found(table, text) == []


def test_a_shared_family_name_stands_for_nobody_but_a_full_name_does(table):
    assert found(table, "ترامب") == []
    assert found(table, "سلمان") == []
    assert found(table, "إيفانكا ترامب") == ["ivanka-trump"]
    assert found(table, "ترمب") == ["donald-trump"]


def test_matches_say_where_the_longest_name_stands(table):
    tokens = words("لقاء ستيف ويتكوف وفلاديمير بوتين في موسكو")
    assert table.match(tokens) == [
        NameMatch("steve-witkoff", 1, 3),
        NameMatch("vladimir-putin", 3, 5),
        NameMatch("moscow", 6, 7),
    ]


def test_forms_list_every_script_and_the_single_words(table):
    forms = table.forms("steve-witkoff")
    assert {("ستيف", "ويتكوف"), ("ويتكوف",), ("witkoff",), ("уиткофф",)} <= set(forms)
    assert ("ستيف",) not in forms
    assert table.forms("nobody") == []


def test_forms_and_prefixed_reach_no_artifact(table):
    reached = {form for name in table.forms("vladimir-putin") for form in prefixed(name[0])}
    assert "وبوتين" in reached
    assert "وتين" not in reached


@pytest.mark.parametrize(
    ("word", "other"),
    [("president", "presidents"), ("house", "houses"), ("sanctions", "sanction")],
)
def test_an_english_word_that_stands_in_a_name_has_its_forms(table, word, other):
    assert stem(word, table.protected) == stem(other, table.protected)


def test_a_topic_is_found_by_another_form_of_its_word_in_a_query_only(table):
    assert table.match(["sanction"]) == [NameMatch("sanctions", 0, 1)]
    assert table.match(["sanction"], fuzzy=False) == []
    assert found(table, "geneva genevas") == ["geneva"]


def test_an_english_word_that_is_a_place_by_itself_stays_whole(table):
    assert {"turkey", "geneva", "moscow", "emirates"} <= table.protected


def test_protected_words_are_names_only(table):
    assert {"بوتين", "ويتكوف", "كوشنر", "الكرملين", "كرملين", "witkoff"} <= table.protected
    assert not {"الملك", "العاصمه", "المتحده", "بن", "عبد", "الابيض", "الشرع"} & table.protected


@pytest.mark.parametrize("name", ["بوتين", "ويتكوف", "كوشنر", "زيلينسكي", "السيسي"])
def test_protected_names_have_one_stem_behind_every_particle(table, name):
    assert len({stem(form, table.protected) for form in prefixed(name)}) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("بوتن", "بوتين"),
        ("ويتكف", "ويتكوف"),
        ("witcoff", "witkoff"),
        ("kushnr", "kushner"),
        ("موسكوو", "موسكو"),
    ],
)
def test_the_nearest_name_is_suggested_first(table, typed, meant):
    assert table.suggest(typed)[0] == meant


def test_a_name_is_not_suggested_for_itself(table):
    assert "بوتين" not in table.suggest("بوتين")
    assert table.suggest("قرار") == []


def test_an_empty_table_matches_nothing():
    table = NameTable([Alias("x", "person", "…", "ar")])
    assert table.match(["قال"]) == []
    assert table.protected == frozenset()


@pytest.mark.parametrize("word", ["سلام", "الملك", "رءيس", "الشرع"])
def test_a_word_of_the_language_is_common(word):
    assert is_common(word)


@pytest.mark.parametrize("word", ["ترامب", "موسكو", "السيسي", "مصر", "كوشنر"])
def test_a_name_of_its_own_is_not_common(word):
    assert not is_common(word)
