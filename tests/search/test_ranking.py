"""What comes first: articles that report the meeting asked for, and texts that say the words
early and side by side."""

from datetime import date

import pytest

from articles.models import Evidence
from articles.search.page import SearchPage
from articles.search.run import SearchRequest, search
from tests.factories import (
    ArticleFactory,
    MeetingFactory,
    PersonFactory,
    PlaceFactory,
    RoleFactory,
    TopicFactory,
)

# Words of which no name, no synonym and no meeting of the dossier has one.
FILLER = [
    "سلحفاة",
    "زرافة",
    "نعامة",
    "ببغاء",
    "قنفذ",
    "يمامة",
    "هدهد",
    "بجعة",
    "لقلق",
    "سنجاب",
    "دلفين",
    "كنغر",
]


@pytest.fixture
def keeper(db):
    return PersonFactory(key="lamp-keeper", name_ar="زاركو الفنارجي", name_en="Zarko Lampkeeper")


@pytest.fixture
def diver(db):
    return PersonFactory(key="pearl-diver", name_ar="نورين المرجاني", name_en="Noreen Coralson")


@pytest.fixture
def harbor(db):
    return PlaceFactory(key="saffron-harbor", name_ar="مرفأ الزعفران", name_en="Saffron Harbor")


@pytest.fixture
def pair(keeper, diver, harbor, index_now):
    """Two texts alike; the older, which would come last, reports a meeting on record."""
    body = "تحدث الفنارجي طويلا عن السلحفاة والببغاء"
    report, other = (ArticleFactory(title="خبر", body=body) for _ in range(2))
    MeetingFactory(
        who=[keeper, diver],
        place=harbor,
        start=date(2025, 4, 10),
        title_ar="وليمة السنجاب",
        outcome_ar="اتفاق على حماية النعامة",
        about=[TopicFactory(key="squirrels", name_ar="شؤون القنافذ")],
        reports=[report],
    )
    index_now()
    return report.pk, other.pk


def shape(page: SearchPage):
    """What must not depend on the record: how many results, and by which values."""
    facets = [(f.name, [(v.value, v.count) for v in f.values]) for f in page.facets]
    return page.count, page.undated, page.pages, facets


# --- the record ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "q",
    [
        "الفنارجي المرجاني",  # who else was there
        "Lampkeeper Coralson",
        "الفنارجي مرفأ الزعفران",  # where
        "الفنارجي وليمة",  # its title
        "الفنارجي النعامة",  # its outcome
        "الفنارجي القنافذ",  # its topic
        "الفنارجي 2025-04-10",  # when
        "الفنارجي أبريل 2025",
    ],
)
def test_what_reports_the_meeting_asked_for_comes_before_what_has_the_words_alone(pair, found, q):
    assert found(q) == list(pair)


def test_words_alone_would_put_the_newer_first(pair, found):
    assert found("السلحفاة الببغاء") == list(reversed(pair))


@pytest.mark.parametrize("q", ["المرجاني", "وليمة السنجاب", "مرفأ الزعفران", "Noreen Coralson"])
def test_the_record_never_makes_an_article_a_result(pair, found, q):
    assert found(q) == []


@pytest.mark.parametrize(
    ("q", "asked"),
    [
        ("السلحفاة -المرجاني", {}),
        ("السلحفاة -الزعفران", {}),
        ("السلحفاة NOT وليمة", {}),
        ("الفنارجي المرجاني", {"exact": True}),
        ("الفنارجي النعامة", {"exact": True}),
        ("title:(خبر المرجاني)", {}),
        ("title:(خبر وليمة)", {}),
    ],
)
def test_what_is_negated_exact_or_of_titles_alone_does_not_ask_the_record(pair, q, asked):
    request = SearchRequest(q=q, **asked)
    known = search(request)
    Evidence.objects.all().delete()
    plain = search(request)
    scores, unaided = ([(h.article.pk, h.score) for h in page.results] for page in (known, plain))
    assert scores == unaided
    assert known.all_words == plain.all_words
    assert known.count


def test_what_holds_every_word_comes_before_what_is_on_record(pair, found, index_now):
    late = " ".join(FILLER * 9) + " الهدهد ونورين المرجاني وزاركو الفنارجي"
    whole = ArticleFactory(title="خبر", body=late, published_on=None)
    index_now()
    q = "الفنارجي المرجاني الهدهد"
    assert found(q) == [whole.pk, *pair]
    page = search(SearchRequest(q=q))
    assert page.all_words == 1
    assert page.results[1].score > page.results[0].score


def test_results_on_record_count_as_holding_what_is_on_record(pair):
    page = search(SearchRequest(q="الفنارجي المرجاني"))
    assert (page.count, page.all_words) == (2, 1)
    Evidence.objects.all().delete()
    page = search(SearchRequest(q="الفنارجي المرجاني"))
    assert (page.count, page.all_words) == (2, 0)


@pytest.mark.parametrize(
    "q",
    [
        "لقاء ويتكوف وبوتين في موسكو",
        "Witkoff Putin Moscow",
        "ويتكوف AND عراقجي",
        "ويتكوف OR عراقجي",
        "(غزة OR أوكرانيا) -موسكو",
        '"وقف إطلاق النار" الدوحة',
        "أول لقاء بين ويتكوف وبوتين",
        "محادثات أبريل 2025",
        "وزير الخارجية الإيراني في مسقط",
    ],
)
def test_counts_and_facets_are_what_they_would_be_without_the_record(dossier, q):
    known = search(SearchRequest(q=q))
    full = [hit.score for hit in known.results]
    Evidence.objects.all().delete()
    plain = search(SearchRequest(q=q))
    assert shape(known) == shape(plain)
    assert known.count
    assert max(full) >= max(hit.score for hit in plain.results)


@pytest.mark.parametrize("q", ["لقاء ويتكوف وبوتين في موسكو", "قمة باريس", "آخر زيارة إلى موسكو"])
def test_those_that_hold_every_word_come_first_whatever_the_record_says(dossier, q):
    page = search(SearchRequest(q=q, page_size=100))
    scores = [hit.score for hit in page.results]
    full, rest = scores[: page.all_words], scores[page.all_words :]
    stories = [hit.article.copy_of_id or hit.article.pk for hit in page.results]
    if len(set(stories)) == len(stories):  # copies of a story come after the others
        assert full == sorted(full, reverse=True)
        assert rest == sorted(rest, reverse=True)


def test_an_article_that_reports_gains_and_no_other_loses(dossier):
    request = SearchRequest(q="ويتكوف بوتين سان بطرسبورغ", page_size=100)
    known = {hit.article.pk: hit.score for hit in search(request).results}
    reports = set(Evidence.objects.values_list("article_id", flat=True))
    Evidence.objects.all().delete()
    plain = {hit.article.pk: hit.score for hit in search(request).results}
    both = known.keys() & plain.keys()
    assert any(known[pk] > plain[pk] + 1 for pk in both)
    for pk in both:
        assert known[pk] >= plain[pk] - 1e-3
        assert pk in reports or known[pk] == pytest.approx(plain[pk], abs=1e-3)


def test_a_corrected_word_asks_the_record_as_the_right_one_does(pair):
    right, wrong = (
        search(SearchRequest(q=f"الفنارجي المرجاني {word}")) for word in ("السلحفاة", "السلخفاة")
    )
    assert [one.used for one in wrong.corrected] == ["السلحفاة"]
    scores, others = ([(h.article.pk, h.score) for h in page.results] for page in (right, wrong))
    assert scores == others


# --- early and near ------------------------------------------------------------------------------
def texts(index_now, *bodies):
    """Articles of these texts, oldest first: of equals the last would come first."""
    numbers = [ArticleFactory(title="خبر", body=body).pk for body in bodies]
    index_now()
    return numbers


def test_of_two_texts_alike_the_one_that_says_it_first_comes_first(index_now, found):
    rest = " ".join(FILLER * 5)
    early, late = texts(index_now, f"حمار وحشي {rest}", f"{rest} حمار وحشي")
    assert found("حمار") == [early, late]
    assert found('"حمار وحشي"') == [early, late]
    assert found("وحشي حمار") == [early, late]


def test_early_words_of_a_title_are_no_better_than_late_ones(index_now, found):
    titles = ("حمار " + " ".join(FILLER), " ".join(FILLER) + " حمار")
    older, newer = (ArticleFactory(title=title, body="متن").pk for title in titles)
    index_now()
    assert found("حمار") == [newer, older]


def test_of_two_texts_alike_the_one_with_the_words_side_by_side_comes_first(index_now, found):
    gap = " ".join(FILLER * 4)
    near, far = texts(
        index_now,
        f"حمار {gap} فستق حمار {gap}",
        f"حمار {gap} فستق {gap} حمار",
    )
    assert found("حمار فستق") == [near, far]
    assert found("فستق حمار") == [near, far]
    assert found("فستق") == [far, near]


def test_words_of_one_article_are_not_near_to_those_of_the_next(index_now):
    apart, _other = texts(index_now, "حمار يمشي وحده", "فستق مملح جدا")
    page = search(SearchRequest(q="حمار فستق"))
    alone = search(SearchRequest(q="حمار"))
    worth = {hit.article.pk: hit.score for hit in page.results}
    # Each has one word: the best passage is worth what that word is, and no more.
    assert worth[apart] < 2 * alone.results[0].score


def test_nearness_is_no_matter_of_one_word(index_now, found):
    gap = " ".join(FILLER * 4)
    older, newer = texts(index_now, f"حمار حمار {gap}", f"حمار {gap} حمار")
    assert found("حمار") == [newer, older]


# --- what it costs -------------------------------------------------------------------------------
BUSY = "أول لقاء وزير المنارات نوفمبر 2025 الفنارجي"


@pytest.fixture
def busy(keeper, diver, harbor, index_now):
    """Articles on record, copies of one story, an office: whatever a search may have to ask for."""
    RoleFactory(entity=keeper, title_ar="وزير المنارات", title_en="")
    story = ArticleFactory(title="لقاء الفنارجي", published_on=date(2025, 11, 3), entities=[keeper])
    copies = [ArticleFactory(title="لقاء الفنارجي", copy_of=story) for _ in range(3)]
    MeetingFactory(who=[keeper, diver], place=harbor, reports=[story, copies[0]])
    index_now()
    search(SearchRequest(q="الفنارجي"))  # names and meetings are read once, not with every search


def test_a_search_with_a_time_an_office_and_copies_makes_few_queries(
    busy, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        page = search(SearchRequest(q=BUSY))
    assert page.count == 4
    assert len(page.times) == 2
    assert "زاركو الفنارجي" in page.also_searched
    assert page.results[0].copies == 3


def test_its_page_makes_no_more_than_fifteen(busy, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        response = client.get("/ar/search/", {"q": BUSY})
    assert response.status_code == 200
    assert response.context["found"].count == 4
