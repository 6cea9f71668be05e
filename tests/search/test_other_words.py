"""What is searched beside or instead of a word typed: synonyms, the standard word for one of a
dialect, and the word that a misspelt one was meant to be."""

import pytest

from articles.arabic.lexicon import dialect, synonyms
from articles.search.run import SearchRequest, search
from tests.factories import ArticleFactory, PersonFactory, TopicFactory
from tests.search.conftest import marked


def article(body, **given):
    return ArticleFactory(title="خبر", body=body, **given).pk


# --- synonyms ------------------------------------------------------------------------------------
def test_a_synonym_raises_what_is_found_by_other_words(index_now, found):
    synonym = article("اجتماع عن السلحفاة في القاعة الكبرى")
    plain = article("كلام عن السلحفاة في القاعة الكبرى")
    index_now()
    assert found("السلحفاة") == [plain, synonym]
    assert found("لقاء السلحفاة") == [synonym, plain]


def test_a_synonym_never_makes_a_result(index_now, found):
    article("اجتماع عن الزرافة")
    index_now()
    assert found("لقاء") == []
    assert found("لقاء السلحفاة") == []
    assert found("لقاء OR السلحفاة") == []
    assert found("لقاء AND الزرافة") == []


def test_the_word_itself_is_worth_more_than_its_synonym(index_now, found):
    itself = article("لقاء عن السلحفاة")
    synonym = article("اجتماع عن السلحفاة")
    index_now()
    assert found("لقاء السلحفاة") == [itself, synonym]


def test_a_result_with_a_synonym_holds_the_word(index_now):
    article("اجتماع عن السلحفاة")
    article("كلام عن السلحفاة")
    index_now()
    page = search(SearchRequest(q="لقاء السلحفاة"))
    assert (page.count, page.all_words, page.relaxed) == (2, 1, False)


def test_a_synonym_of_several_words_counts_as_a_whole(index_now):
    whole = article("حلقة نقاش عن السلحفاة")
    article("نقاش في حلقة عن السلحفاة")
    index_now()
    page = search(SearchRequest(q="ندوة السلحفاة"))
    assert (page.count, page.all_words) == (2, 1)
    assert page.results[0].article.pk == whole


def test_synonyms_are_not_marked(index_now):
    article("اجتماع عن السلحفاة")
    index_now()
    (hit,) = search(SearchRequest(q="لقاء السلحفاة")).results
    assert marked(hit.snippet) == ["السلحفاة"]


@pytest.mark.parametrize(
    ("q", "asked"),
    [
        ("لقاء السلحفاة", {"exact": True}),
        ('"لقاء" السلحفاة', {}),
        ("title:لقاء السلحفاة", {}),
    ],
)
def test_exact_quoted_and_title_words_have_none(index_now, q, asked):
    ArticleFactory(title="اجتماع", body="اجتماع عن السلحفاة")
    index_now()
    assert search(SearchRequest(q=q, **asked)).all_words == 0


def test_what_is_left_out_is_the_word_and_not_its_synonym(index_now, found):
    kept = article("اجتماع عن السلحفاة")
    article("لقاء عن السلحفاة")
    index_now()
    assert found("السلحفاة -لقاء") == [kept]


def test_the_table_of_synonyms_is_one_of_equals():
    table = synonyms()
    for form, others in table.items():
        assert form not in others
        for other in others:
            assert form in table[other], (form, other)


# --- dialects ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("q", "standard"),
    [("شاف السلحفاة", "التقى"), ("بيقابل السلحفاة", "التقى"), ("قعدوا السلحفاة", "اجتمع")],
)
def test_a_word_of_a_dialect_finds_the_standard_one(index_now, found, q, standard):
    number = article(f"{standard} الصيادون على الشاطئ")
    index_now()
    assert found(q) == [number]
    assert standard in search(SearchRequest(q=q)).also_searched


def test_and_itself(index_now, found):
    number = article("كل من شاف البحر قال ذلك")
    index_now()
    assert found("شاف") == [number]
    page = search(SearchRequest(q="شاف البحر"))
    assert page.all_words == 1


@pytest.mark.parametrize("word", ["مين", "شنو", "وش", "فين", "إمتى", "شكون", "ليش", "كام"])
def test_what_only_asks_is_left_out_and_told(index_now, word):
    article("رأى الصيادون السلحفاة")
    index_now()
    page = search(SearchRequest(q=f"{word} السلحفاة"))
    assert page.ignored == [word]
    assert (page.count, page.all_words) == (1, 1)
    assert page.did_you_mean is None


def test_a_word_of_a_dialect_is_no_misspelling(index_now, found):
    other = {article("تقاتلوا على الشاطئ ثم قابلوا الصيادين") for _ in range(3)}
    turtle = article("السلحفاة وحدها")
    index_now()
    page = search(SearchRequest(q="تقابلوا السلحفاة"))
    assert (page.corrected, page.did_you_mean) == ([], None)
    assert found("تقابلوا السلحفاة") == [turtle]
    assert other.isdisjoint(found("تقابلوا"))


def test_exact_and_quoted_words_of_a_dialect_stay_as_they_are(index_now, found):
    standard, spoken = article("التقى الصيادون"), article("شاف الصيادون")
    index_now()
    assert set(found("شاف")) == {standard, spoken}
    assert found("شاف", exact=True) == [spoken]
    assert found('"شاف"') == [spoken]


def test_a_word_that_only_asks_is_no_standard_word_of_a_search():
    asking = {word for word, standard in dialect().items() if not standard}
    searched = {word for standard in dialect().values() for word in standard}
    assert not asking & searched


# --- corrections ---------------------------------------------------------------------------------
@pytest.fixture
def talks(index_now):
    """Three articles with words long enough to be misspelt."""
    body = "انتهت المفاوضات قبل المشاورات بعد الاحتفالات حيث المهرجانات عند المرسى"
    numbers = [article(body) for _ in range(3)]
    index_now()
    return numbers


def corrected(q, **asked):
    page = search(SearchRequest(q=q, **asked))
    return [(one.typed, one.used) for one in page.corrected]


def test_a_misspelt_word_beside_others_is_searched_as_it_was_meant(talks, found, index_now):
    one = article("المرسى وحده")
    index_now()
    q = "المرسى المفاوضتت"
    assert set(found(q)) == {one, *talks}
    page = search(SearchRequest(q=q))
    assert corrected(q) == [("المفاوضتت", "المفاوضات")]
    assert page.did_you_mean == "المرسى المفاوضات"
    assert page.all_words == len(talks)
    assert "المفاوضات" in marked(page.results[0].snippet)


def test_a_word_alone_is_offered_and_not_searched(talks, found):
    page = search(SearchRequest(q="المفاوضتت"))
    assert (page.count, page.corrected) == (0, [])
    assert page.did_you_mean == "المفاوضات"


def test_a_single_stray_word_finds_nothing(dossier):
    page = search(SearchRequest(q="وتين"))
    assert (page.count, page.corrected) == (0, [])


def test_a_misspelt_name_beside_others_is_the_person(index_now, found):
    PersonFactory(key="lamp-keeper", name_ar="زاركو الفنارجي", name_en="Zarko Lampkeeper")
    number = article("وصل الفنارجي أمس إلى المرسى")
    index_now()
    assert found("المرسى الفنرجي") == [number]
    assert corrected("المرسى الفنرجي") == [("الفنرجي", "الفنارجي")]


def test_the_words_of_a_known_name_are_no_misspelling(index_now):
    TopicFactory(key="coral-islands", name_ar="جزيرة المرجانات", name_en="Coral Islands")
    for _ in range(3):
        article("انتهت المهرجانات عند المرسى")
    index_now()
    assert corrected("جزيرة المرجانات المرسى") == []


def test_three_words_are_corrected_at_most(talks):
    q = "المفاوضتت المشاوراتت الاحتفالتت المهرجاناتت المرسى"
    assert len(corrected(q)) == 3
    assert len(corrected("المفاوضتت المشاوراتت المرسى")) == 2


@pytest.mark.parametrize(
    "q",
    [
        "المرسى المفاوضات",  # nothing to correct
        "المرسى قفر",  # too short to guess
        "المرسى 20259",  # a number
        "المرسى لافاوضات",  # a first letter is seldom mistyped
        "المرسى زقزاقيوس",  # nothing is near
        '"المفاوضتت" المرسى',
        "المرسى -المفاوضتت",
    ],
)
def test_what_is_not_corrected(talks, q):
    assert corrected(q) == []


def test_an_exact_search_corrects_nothing(talks):
    assert corrected("المرسى المفاوضتت", exact=True) == []


def test_a_word_met_once_corrects_none_unless_the_language_has_it(index_now):
    article("زقزاقيوس عند المرسى بعد المفاوضات")
    index_now()
    assert corrected("المرسى زقزاقيوز") == []
    assert corrected("المرسى المفاوضتت") == [("المفاوضتت", "المفاوضات")]


def test_what_is_offered_finds_what_was_found(talks, found):
    q = "المرسى المفاوضتت المشاوراتت"
    offered = search(SearchRequest(q=q)).did_you_mean
    assert offered == "المرسى المفاوضات المشاورات"
    assert found(offered) == found(q)
