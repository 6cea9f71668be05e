"""Names: found however they are written, and never by what merely resembles them."""

import pytest

from articles.models import Entity
from articles.search.run import SearchRequest, search
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    PersonFactory,
    PlaceFactory,
    TopicFactory,
)

# Invented persons and real cities: Arabic, another spelling, Latin.
PERSONS = [
    ("ليونيد فارتشوك", "فارتشووك", "Leonid Varchuk"),
    ("بيرند أولسغارد", "أولسجارد", "Bernd Olsgaard"),
    ("تالين كوبريان", "كوبريانْ", "Talin Koprian"),
    ("غوستاف هيلموند", "هلموند", "Gustav Helmond"),
    ("رامز الدغفلي", "الدغفلى", "Ramez Al-Daghfali"),
    ("فاسيل بوتروف", "بوطروف", "Vasil Botrov"),
    ("ماتياس لوبرون", "لوبرن", "Mathias Lobron"),
]
PLACES = [
    ("موسكو", "موسكوا", "Moscow"),
    ("برشلونة", "برشلونه", "Barcelona"),
    ("فيينا", "ڤيينا", "Vienna"),
    ("واشنطن", "واشنجطن", "Washington"),
    ("لوغانو", "لوجانو", "Lugano"),
]
PARTICLES = ["", "و", "ف", "ب", "ل", "ك", "وب", "ول"]


def last_word(name):
    return name.split()[-1]


@pytest.fixture
def planted(index_now):
    """One article for each name and each way to write it; returns {(Latin name, way): number}."""
    numbers = {}
    for names, factory, kind in (
        (PERSONS, PersonFactory, "person"),
        (PLACES, PlaceFactory, "place"),
    ):
        for arabic, variant, latin in names:
            entity = factory(
                key=f"planted-{kind}-{last_word(latin).lower()}", name_ar=arabic, name_en=latin
            )
            AliasFactory(entity=entity, text=variant)
            short = last_word(arabic)
            ways = {f"after {p or 'nothing'}": f"وقال شاهد {p}{short} أمس" for p in PARTICLES}
            ways["vowels"] = f"وقال شاهد {short[0]}َ{short[1:]}ُ أمس"
            ways["tatweel"] = f"وقال شاهد {short[:2]}ـــ{short[2:]} أمس"
            ways["another spelling"] = f"وقال شاهد {variant} أمس"
            ways["Latin"] = f"وقال شاهد {latin} أمس"
            for way, body in ways.items():
                article = ArticleFactory(title="خبر بلا اسم", body=body)
                numbers[latin, way] = article.pk
    index_now()
    return numbers


def test_every_spelling_finds_every_spelling_after_every_particle(planted, found):
    for arabic, variant, latin in PERSONS + PLACES:
        expected = {pk for (name, _way), pk in planted.items() if name == latin}
        for typed in (last_word(arabic), f"و{last_word(arabic)}", variant, latin):
            missed = {
                way
                for (name, way), pk in planted.items()
                if name == latin and pk not in found(typed)
            }
            assert not missed, (typed, missed)
            assert set(found(typed)) == expected, typed


def test_a_stemmers_artefact_of_a_name_finds_nothing(dossier):
    assert search(SearchRequest(q="وتين")).count == 0


def test_a_name_of_the_dossier_is_found_however_it_is_written(dossier):
    counts = {
        search(SearchRequest(q=typed)).count
        for typed in (
            "ويتكوف",
            "وويتكوف",
            "لويتكوف",
            "ويتكـــوف",
            "وِيتكوف",
            "Witkoff",
            "steve witkoff",
        )
    }
    assert len(counts) == 1
    assert counts.pop() > 200


def test_an_alias_works_the_moment_it_is_saved(index_now, found):
    person = PersonFactory(key="moment", name_ar="نزار شلبونة", name_en="Nizar Shalbuna")
    article = ArticleFactory(body="ووصل شلبونة إلى المطار")
    index_now()
    assert found("زعبوط") == []
    alias = AliasFactory(entity=person, text="زعبوط")
    assert found("زعبوط") == [article.pk]
    alias.text = "زعبول"
    alias.save()
    assert found("زعبول") == [article.pk]
    alias.delete()
    assert found("زعبول") == []


def test_a_corrected_name_works_even_by_queryset_update(index_now, found):
    person = PersonFactory(key="moment", name_ar="نزار شلبونة", name_en="Nizar Shalbuna")
    article = ArticleFactory(body="ووصل شلبونة إلى المطار")
    index_now()
    Entity.objects.filter(pk=person.pk).update(name_en="Nizar Chalbouneh")
    assert found("Chalbouneh") == [article.pk]


def test_the_other_spellings_used_are_said(dossier):
    page = search(SearchRequest(q="Witkoff"))
    assert "ويتكوف" in page.also_searched
    assert "Witkoff" not in page.also_searched


def test_a_misspelt_name_finds_the_person_and_says_so(dossier):
    right = search(SearchRequest(q="ويتكوف")).count
    for typed in ("ويتكووف", "ويتكف"):
        page = search(SearchRequest(q=typed))
        assert page.count == right
        assert page.did_you_mean == "ويتكوف"
        assert page.corrected[0].typed == typed


def test_exact_search_uses_no_other_spelling(dossier):
    page = search(SearchRequest(q="Witkoff", exact=True))
    assert page.also_searched == []
    assert page.count < search(SearchRequest(q="Witkoff")).count


def test_a_topic_made_of_ordinary_words_is_also_found_by_those_words(index_now, found):
    from tests.factories import TopicFactory

    TopicFactory(key="harbor-deal", name_ar="اتفاق المرافئ", name_en="Harbor deal")
    named = ArticleFactory(title="خبر", body="بحثوا اتفاق المرافئ طويلا")
    apart = ArticleFactory(title="خبر", body="في المرافئ جرى التوقيع على الاتفاق")
    index_now()
    assert found("اتفاق المرافئ") == [named.pk, apart.pk]


class TestEnglishWords:
    @pytest.mark.parametrize(
        ("query", "title"),
        [
            ("president", "Presidents of two parliaments"),
            ("houses", "A house by the lake"),
            ("sanctions", "One sanction is lifted"),
            ("hostage", "Hostages come home"),
        ],
    )
    def test_their_forms_meet_although_a_name_has_them(self, query, title, index_now, found):
        AliasFactory(entity=PersonFactory(name_en="Ronald Krump"), text="President Krump")
        PlaceFactory(name_en="Evening House")
        TopicFactory(name_en="Sanctions")
        TopicFactory(name_en="Hostages")
        article = ArticleFactory(title=title, body="No more is known.")
        index_now()
        assert found(query) == [article.pk]

    def test_a_topic_is_found_by_another_form_of_its_word(self, index_now, found):
        TopicFactory(name_ar="الرهائن", name_en="Hostages")
        arabic = ArticleFactory(title="خبر", body="عاد الرهائن")
        english = ArticleFactory(title="News", body="A hostage was freed")
        index_now()
        assert set(found("hostage")) == {arabic.pk, english.pk}

    @pytest.mark.parametrize("query", ["truce", "trace", "sorry", "convoys"])
    def test_they_are_no_misspelt_names(self, query, index_now):
        for arabic, english in (("تركيا", "Turkey"), ("سوريا", "Syria"), ("جنيف", "Geneva")):
            PlaceFactory(name_ar=arabic, name_en=english)
            ArticleFactory(title=f"{english} votes", body=f"{english} votes today")
        index_now()
        page = search(SearchRequest(q=query))
        assert not page.results
        assert not page.corrected


NATIONS = [
    ("Russian", "وصل الوفد الروسي"),
    ("Russians", "قال الروس ذلك"),
    ("Ukrainian", "الجيش الأوكراني"),
    ("Americans", "مفاوضون أميركيون"),
    ("Egyptian", "القاهرة: وساطة مصرية"),
    ("Turkish", "الرئيس التركي"),
    ("Palestinians", "بين الفلسطينيين"),
    ("Iranian", "البرنامج الإيراني"),
    ("Israeli", "الإسرائيليون في الدوحة"),
]


class TestNationalities:
    @pytest.mark.parametrize(("query", "title"), NATIONS)
    def test_an_english_adjective_finds_the_arabic_one(self, query, title, index_now, found):
        PlaceFactory(name_ar="إيران", name_en="Iran")
        PlaceFactory(name_ar="إسرائيل", name_en="Israel")
        english = ArticleFactory(title=f"The {query} side", body="No more is known.")
        arabic = ArticleFactory(title=title, body="لا يعرف أكثر من ذلك")
        ArticleFactory(title="The Swiss side", body="في سويسرا")
        index_now()
        assert set(found(query)) == {english.pk, arabic.pk}
        assert not search(SearchRequest(q=query)).corrected

    def test_an_exact_search_keeps_to_english(self, index_now, found):
        ArticleFactory(title="وصل الوفد الروسي", body="لا يعرف أكثر من ذلك")
        index_now()
        assert found('"Russian"') == []
