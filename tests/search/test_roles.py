"""An office in a query leads to whoever bears it; what merely sounds like one does not."""

import pytest

from articles.models import Article
from articles.search.run import SearchRequest, search
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    MeetingFactory,
    PersonFactory,
    RoleFactory,
)


def bearer(key, name, office="وزير المنارات", *, nation="", english=""):
    latin = f"Zarko {key.title()}"
    person = PersonFactory(key=key, name_ar=name, name_en=latin, country=nation)
    RoleFactory(entity=person, title_ar=office, title_en=english)
    return person


@pytest.fixture
def minister(db):
    office = "وزير المنارات"
    return bearer(
        "keeper", "زاركو الفنارجي", office, nation="NO", english="Minister of Lighthouses"
    )


@pytest.fixture
def article(index_now):
    """An article that has only the minister's name."""
    made = ArticleFactory(title="خبر", body="وصل الفنارجي أمس إلى الميناء")
    index_now()
    return made.pk


def led_to(q, **asked):
    """Whom else was searched for."""
    return search(SearchRequest(q=q, **asked)).also_searched


@pytest.mark.parametrize(
    "q",
    [
        "وزير المنارات النرويجي",
        "الوزير النرويجي للمنارات",
        "وزير منارات النرويج",
        "لوزير المنارات النرويجي",
        "ووزير المنارات",
        "بوزير المنارات",
        "وزيرالمنارات وزير المنارات",
        "حديث وزير المنارات النرويجي أمام السلاحف",
        "Minister of Lighthouses",
        "Norwegian Minister of Lighthouses",
        "(وزير المنارات) OR زرافة",
    ],
)
def test_an_office_leads_to_its_bearer(minister, article, found, q):
    assert article in found(q)
    assert "زاركو الفنارجي" in led_to(q)


@pytest.mark.parametrize(
    "q", ["وزير المنارات الكندي", "وزير المنارات الكندية", "وزير الزراعة النرويجي"]
)
def test_the_office_of_another_nation_or_another_office_is_not_his(minister, article, q):
    assert led_to(q) == []


def test_of_two_offices_alike_the_nation_tells_which(minister, article):
    bearer("stranger", "بوريك الصواري", nation="CA")
    assert led_to("وزير المنارات النرويجي") == ["زاركو الفنارجي"]
    assert led_to("وزير المنارات الكندي") == ["بوريك الصواري"]
    assert set(led_to("وزير المنارات")) == {"زاركو الفنارجي", "بوريك الصواري"}


def test_every_spelling_of_the_bearer_is_searched(minister, index_now, found):
    AliasFactory(entity=minister, text="زاركو الفنارجيوف")
    first, second = (
        ArticleFactory(title="خبر", body=f"وصل {name} أمس").pk
        for name in ("الفنارجيوف", "Zarko Keeper")
    )
    index_now()
    assert set(found("وزير المنارات")) == {first, second}


def test_the_words_of_an_office_are_searched_too(minister, article, index_now, found):
    words = ArticleFactory(title="خبر", body="زار الوزير المنارات كلها").pk
    index_now()
    assert set(found("وزير المنارات")) == {article, words}
    page = search(SearchRequest(q="وزير المنارات"))
    assert page.all_words == 2


@pytest.mark.parametrize("q", ["المنارات", "وزير", "في المنارات", "المنارات و"])
def test_one_word_is_no_office(minister, article, q):
    assert "زاركو الفنارجي" not in led_to(q)


def test_every_word_must_belong_to_the_office(minister, article):
    assert led_to("وزير السلاحف") == []
    assert led_to("وزير السلاحف والمنارات") == []


@pytest.mark.parametrize(("bearers", "expected"), [(1, 1), (3, 3), (4, 0), (6, 0)])
def test_an_office_that_many_bear_says_nothing_of_any(db, index_now, bearers, expected):
    names = [
        f"زاركو {word}" for word in ("الفنار", "الصواري", "المجداف", "الشراع", "الدفة", "المرساة")
    ]
    for n, name in enumerate(names[:bearers]):
        bearer(f"keeper-{n}", name)
    ArticleFactory(title="خبر", body="وصل الفنار والصواري والمجداف أمس")
    index_now()
    assert len(led_to("وزير المنارات")) == expected


def test_beside_a_busy_bearer_one_hardly_on_record_is_not_meant(minister, article):
    bearer("idle", "بوريك الصواري")
    MeetingFactory.create_batch(6, who=[minister], reports=[Article.objects.get(pk=article)])
    assert led_to("وزير المنارات") == ["زاركو الفنارجي"]


def test_who_bears_just_this_office_comes_before_who_bears_a_longer_one(minister, article):
    bearer("deputy", "بوريك الصواري", "نائب وزير المنارات")
    assert led_to("وزير المنارات") == ["زاركو الفنارجي"]
    assert led_to("نائب وزير المنارات") == ["بوريك الصواري"]


def test_a_persons_name_is_no_part_of_an_office(minister, article):
    bearer("aide", "بوريك الصواري", "مستشار الفنارجي")
    assert "بوريك الصواري" not in led_to("مستشار الفنارجي")
    assert "بوريك الصواري" not in led_to("الفنارجي مستشار")


def test_an_exact_search_knows_no_offices(minister, article, found):
    assert found("وزير المنارات", exact=True) == []
    assert led_to("وزير المنارات", exact=True) == []
    assert led_to('"وزير المنارات"') == []
    assert led_to("title:(وزير المنارات)") == []


def test_what_is_negated_leads_to_nobody_but_is_left_out(minister, article, found):
    assert led_to("الميناء -(وزير المنارات)") == []
    assert found("الميناء -(وزير المنارات)") == []


def test_a_bearer_without_an_arabic_name_is_told_by_the_other(db, index_now, found):
    person = PersonFactory(key="keeper", name_ar="", name_en="Zarko Lampkeeper")
    RoleFactory(entity=person, title_ar="وزير المنارات", title_en="")
    article = ArticleFactory(title="خبر", body="وصل Zarko Lampkeeper أمس").pk
    index_now()
    assert found("وزير المنارات") == [article]
    assert led_to("وزير المنارات") == ["Zarko Lampkeeper"]


def test_the_words_of_an_office_are_no_misspelling_of_others(minister, index_now):
    for _ in range(3):
        ArticleFactory(title="خبر", body="انتهت المناورات ووصل الفنارجي أمس")
    index_now()
    page = search(SearchRequest(q="وزير المنارات عند الميناء"))
    assert "زاركو الفنارجي" in page.also_searched
    assert page.corrected == []


def test_offices_of_the_dossier(dossier):
    assert led_to("وزير الخارجية الإيراني") == ["عباس عراقجي"]
    assert "جاريد كوشنر" in led_to("صهر الرئيس الأمريكي")
