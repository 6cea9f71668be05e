"""The front door: what a request finds, in which order, and what the page says about it."""

import shutil
from datetime import date

import pytest

from articles.models import Article, Mention
from articles.search import run
from articles.search.engines.whoosh.cache import CACHE
from articles.search.indexing import indexer
from articles.search.run import IndexUnavailable, SearchRequest, index_status, search
from tests.factories import ArticleFactory, DraftFactory, PersonFactory, SourceFactory
from tests.search.conftest import joined, marked


def test_everything_is_listed_newest_first_with_undated_last(dossier):
    page = search(SearchRequest())
    assert page.count == Article.objects.published().count()
    last = search(SearchRequest(page=page.pages)).results[-1]
    assert page.results[0].article.published_on >= page.results[1].article.published_on
    assert last.article.published_on is None
    oldest = search(SearchRequest(sort="oldest")).results[0]
    assert oldest.article.published_on <= page.results[-1].article.published_on


def test_pages_follow_one_another_without_overlap(dossier):
    first, second = (search(SearchRequest(q="موسكو غزة", page=n, page_size=15)) for n in (1, 2))
    numbers = [hit.article.pk for hit in first.results + second.results]
    assert len(set(numbers)) == 30
    assert search(SearchRequest(q="موسكو", page=400)).results == []


def test_articles_with_every_word_come_first(index_now, found):
    one = ArticleFactory(title="خبر", body="بحثوا الملاحة وحدها " * 3)
    both = ArticleFactory(title="خبر", body="كلام كثير عن الملاحة ثم عن الأسماك في البحر")
    index_now()
    page = search(SearchRequest(q="الملاحة والأسماك"))
    assert [hit.article.pk for hit in page.results] == [both.pk, one.pk]
    assert (page.count, page.all_words, page.relaxed) == (2, 1, False)


def test_a_page_without_an_article_that_holds_every_word_says_so(index_now):
    ArticleFactory(title="خبر", body="بحثوا الملاحة وحدها")
    index_now()
    page = search(SearchRequest(q="الملاحة والزيتون"))
    assert (page.count, page.all_words, page.relaxed) == (1, 0, True)


def test_stop_words_are_left_out_and_said(index_now):
    ArticleFactory(title="خبر", body="بحثوا الملاحة")
    index_now()
    page = search(SearchRequest(q="الملاحة في"))
    assert page.ignored == ["في"]
    assert page.all_words == 1


def test_a_phrase_of_which_the_first_word_has_a_particle_is_found(index_now, found):
    glued = ArticleFactory(title="خبر", body="دعوا إلى التمهيد لوقف صيد الأسماك فورا")
    loose = ArticleFactory(title="خبر", body="وقف الجميع عند صيد الأسماك")
    index_now()
    assert found('"وقف صيد الأسماك"') == [glued.pk]
    assert set(found('"وقف صيد الأسماك"~3')) == {glued.pk, loose.pk}
    assert found('"وقف صيد أسماك"') == []


def test_a_phrase_does_not_run_from_one_text_into_the_next(index_now, found):
    ArticleFactory(title="باب البحر", title_ar="الكبير مغلق", body="متن", abstract_ar="خلاصة")
    index_now()
    assert found('"البحر الكبير"') == []
    assert found('"متن خلاصة"~20') == []


def test_a_quoted_word_is_exact_but_for_its_vowels(index_now, found):
    bare = ArticleFactory(title="خبر", body="بدأت هُدنةٌ قصيرة")
    ArticleFactory(title="خبر", body="بدأت الهدنة القصيرة")
    index_now()
    assert found('"هدنة"') == [bare.pk]
    assert len(found("هدنة")) == 2
    assert found("هدنة", exact=True) == [bare.pk]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("قارب", "abc"),
        ("قارب AND شبكة", "b"),
        ("قارب و شبكة", "b"),
        ("شبكة OR منارة", "bc"),
        ("شبكة أو منارة", "bc"),
        ("قارب -شبكة", "ac"),
        ("قارب ليس شبكة", "ac"),
        ("قارب -(شبكة منارة)", "a"),
        ("title:منارة", "c"),
        ("منار*", "c"),
        ("مناره~", "c"),
        ("شخص:lamp-keeper", "a"),
        ('شخص:"حارس الفنار"', "a"),
        ("-شخص:lamp-keeper", "bc"),
        ("مصدر:reef-daily قارب", "b"),
        ("مصدر:الشعاب", "b"),
        ("بعد:2025-04-11", "c"),
        ("قارب قبل:2025-04-12", "ab"),
        ("date:2025-04", "abc"),
    ],
)
def test_operators(index_now, q, expected):
    keeper = PersonFactory(key="lamp-keeper", name_ar="حارس الفنار", name_en="Lamp Keeper")
    daily = SourceFactory(key="reef-daily", name_ar="يومية الشعاب", name_en="Reef Daily")
    numbers = {
        ArticleFactory(title="خبر أول", body="رسا قارب صغير", entities=[keeper]).pk: "a",
        ArticleFactory(title="خبر ثان", body="في القارب شبكة", source=daily).pk: "b",
        ArticleFactory(title="منارة جديدة", body="مر قارب", published_on=date(2025, 4, 12)).pk: "c",
    }
    index_now()
    page = search(SearchRequest(q=q))
    assert sorted(numbers[hit.article.pk] for hit in page.results) == list(expected)


def test_title_and_snippet_mark_whole_words(index_now):
    ArticleFactory(title="قاربٌ في المرفأ", body="## عنوان\n\nوصل القارب ثم ولى\n\n- وبقاربهم عادوا")
    index_now()
    hit = search(SearchRequest(q="قارب")).results[0]
    assert marked(hit.title) == ["قاربٌ"]
    assert "القارب" in marked(hit.snippet)
    assert "#" not in joined(hit.snippet)
    assert "- " not in joined(hit.snippet)


def test_of_a_text_that_may_not_be_shown_only_the_abstract_is_quoted(index_now):
    ArticleFactory(access="abstract", body="سر القارب الدفين", abstract_ar="خلاصة عن القارب")
    index_now()
    page = search(SearchRequest(q="الدفين القارب"))
    assert page.count == 1
    assert joined(page.results[0].snippet) == "خلاصة عن القارب"


def test_what_a_reader_may_not_see_is_in_no_result_and_no_count(index_now):
    kept, gone, deleted = (ArticleFactory(title="خبر عن القوارب") for _ in range(3))
    DraftFactory(title="مسودة عن القوارب")
    index_now()
    assert search(SearchRequest(q="القوارب")).count == 3
    Article.objects.filter(pk=gone.pk).update(status="withdrawn", withdrawal_reason="طلب")
    deleted.delete()
    page = search(SearchRequest(q="القوارب"))
    assert [hit.article.pk for hit in page.results] == [kept.pk]
    assert page.count == 1
    assert sum(value.count for value in page.facets[0].values) == 1


def test_an_article_that_vanished_unheard_is_not_shown_either(index_now):
    from articles.models import Outbox

    kept, gone = ArticleFactory(title="خبر عن القوارب"), ArticleFactory(title="خبر عن القوارب")
    index_now()
    gone.delete()
    Outbox.objects.all().delete()
    page = search(SearchRequest(q="القوارب"))
    assert (page.count, [hit.article.pk for hit in page.results]) == (1, [kept.pk])


def test_only_confirmed_mentions_are_filters_and_cards(index_now, found):
    person = PersonFactory(key="lamp-keeper", name_ar="حارس الفنار", name_en="Lamp Keeper")
    article = ArticleFactory(title="خبر", body="رسا قارب")
    mention = Mention.objects.create(article=article, entity=person, status="suggested")
    index_now()
    assert found("قارب", person=("lamp-keeper",)) == []
    mention.status = "confirmed"
    mention.save()
    index_now()
    assert found("قارب", person=("lamp-keeper",)) == [article.pk]
    entities = search(SearchRequest(q="قارب")).results[0].entities
    assert [entity.pk for entity in entities] == [person.pk]


def test_copies_are_counted_on_every_card(index_now):
    first = ArticleFactory(title="قارب واحد")
    for _ in range(2):
        ArticleFactory(title="قارب واحد", copy_of=first)
    index_now()
    assert [hit.copies for hit in search(SearchRequest(q="قارب")).results] == [2, 2, 2]


def test_zero_results_offer_what_finds_something_with_true_counts(dossier):
    request = SearchRequest(q='"عبارة لا وجود لها" غزة', person=("steve-witkoff",))
    page = search(request)
    assert page.count == 0
    assert page.loosened
    for alternative in page.loosened:
        params = alternative.params
        looser = SearchRequest(q=params.get("q", [""])[0], person=tuple(params.get("person", ())))
        assert search(looser).count == alternative.count > 0


def test_the_other_keyboard_is_recognized(dossier):
    assert search(SearchRequest(q="f,jdk")).did_you_mean == "بوتين"


def test_a_misspelt_word_is_corrected_as_the_archive_writes_it(index_now):
    for _ in range(3):
        ArticleFactory(title="خبر", body="إطلاق المفاوضات في القاعة")
    index_now()
    assert search(SearchRequest(q="المفاوضتت")).did_you_mean == "المفاوضات"


def test_chips_take_away_one_part_each(dossier):
    request = SearchRequest(
        q='غزة "مجلس السلام" -حماس', person=("steve-witkoff",), first=date(2025, 1, 1)
    )
    page = search(request)
    assert [chip.text for chip in page.chips][:3] == ["غزة", '"مجلس السلام"', "-حماس"]
    assert page.chips[2].params["q"] == ['غزة "مجلس السلام"']
    assert "person" not in page.chips[3].params
    assert "from" not in page.chips[4].params
    assert page.chips[0].params["person"] == ["steve-witkoff"]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("عنوان:موسكو", [("عنوان", "موسكو")]),
        ("-مكان:مسقط", [("مكان", "-مسقط")]),
        ("تاريخ:2025-11..", [("من", "2025-11-01")]),
        ("date:..2025-11", [("إلى", "2025-11-30")]),
        ("date:2025-11", [("تاريخ", "2025-11-01 – 2025-11-30")]),
        ("date:2025-11-05", [("تاريخ", "2025-11-05")]),
        ("-حماس", [("", "-حماس")]),
        ("-عنوان:(موسكو OR جنيف)", [("عنوان", "-(موسكو OR جنيف)")]),
        ("-date:2025-11", [("تاريخ", "-2025-11-01 – 2025-11-30")]),
    ],
)
def test_a_chip_says_in_words_where_a_word_is_looked_for(dossier, q, expected):
    chips = search(SearchRequest(q=q), language="ar").chips
    assert [(str(chip.label), chip.text) for chip in chips] == expected


def test_a_search_makes_few_queries(dossier, django_assert_max_num_queries):
    search(SearchRequest(q="موسكو"))
    with django_assert_max_num_queries(8):
        search(SearchRequest(q="لقاء موسكو", person=("steve-witkoff",)))


def test_labels_follow_the_language(dossier):
    arabic = search(SearchRequest(q="موسكو"), language="ar")
    english = search(SearchRequest(q="موسكو"), language="en")
    places = [next(f for f in page.facets if f.name == "place") for page in (arabic, english)]
    labels = [{value.value: value.label for value in facet.values}["moscow"] for facet in places]
    assert labels == ["موسكو", "Moscow"]


def test_without_an_index_search_says_so(own_index):
    with pytest.raises(IndexUnavailable, match="no index"):
        search(SearchRequest(q="موسكو"))
    assert not index_status().ready


@pytest.mark.parametrize("name", ["_MAIN_1.toc", "fingerprint", "*.trm"])
def test_a_damaged_index_says_so(index_now, own_index, name):
    from articles.search.engines.whoosh import snapshot

    ArticleFactory()
    index_now()
    for path in (own_index / "CURRENT").resolve().glob(name):
        path.write_bytes(b"")
    snapshot._open.clear()
    with pytest.raises(IndexUnavailable):
        search(SearchRequest(q="موسكو"))
    assert not index_status().ready


def test_damage_met_during_a_search_says_so(dossier_index, own_index):
    shutil.copytree(dossier_index, own_index, symlinks=True)
    assert search(SearchRequest(q="موسكو")).count
    for path in (own_index / "CURRENT").resolve().glob("*.lists"):
        path.write_bytes(b"")
    CACHE.clear()  # what was read before stays right
    with pytest.raises(IndexUnavailable, match="damaged"):
        search(SearchRequest(q="غزة"))


def test_status_counts_what_waits(index_now):
    ArticleFactory()
    assert index_now().indexed == 1
    ArticleFactory()
    status = index_status()
    assert (status.ready, status.documents, status.waiting, status.failed) == (True, 1, 1, 0)


@pytest.mark.parametrize(
    ("q", "written"),
    [
        ("Ukraine", "وأوكرانيا"),
        ("Россия", "روسيا"),
        ("White House", "بالبيت الأبيض"),
        ("NATO summit", "الناتو"),
    ],
)
def test_a_place_is_found_by_its_foreign_name(index_now, found, q, written):
    article = ArticleFactory(title="خبر", body=f"قال المتحدث إن {written} جزء من الحديث")
    index_now()
    assert article.pk in found(q)


def test_two_particles_come_off_a_word_that_only_the_index_knows(index_now, found):
    article = ArticleFactory(title="خبر", body="نقل موقع زقزاقيوس الخبر")
    index_now()
    assert found("ولزقزاقيوس") == [article.pk]


def test_a_quoted_word_is_found_and_marked_with_its_particle(index_now, found):
    article = ArticleFactory(title="خبر", body="دار الحديث بين موسكو وكييف مباشرة")
    index_now()
    assert found('"كييف"') == [article.pk]
    (hit,) = search(SearchRequest(q='"كييف"')).results
    assert marked(hit.snippet) == ["وكييف"]


def test_what_the_indexer_takes_out_during_a_search_is_in_no_count(index_now, monkeypatch):
    withdrawn, *others = [ArticleFactory(title="خبر عن الزرافات") for _ in range(3)]
    index_now()
    Article.objects.filter(pk=withdrawn.pk).update(status="draft")
    current = run.index.current

    def current_and_then_indexed(root):
        snapshot = current(root)
        indexer.drain()
        return snapshot

    monkeypatch.setattr(run.index, "current", current_and_then_indexed)
    page = search(SearchRequest(q="الزرافات", page_size=1))
    assert (page.count, page.results[0].article.pk) == (2, others[-1].pk)
