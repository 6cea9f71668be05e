"""Lists and choices of names: in the order of the alphabet of whoever reads them."""

import json

import pytest
from django.urls import reverse
from django.utils import translation

from articles.admin.choosing import TopicForm, entities_near
from articles.admin.filters import TopSources
from articles.admin.forms import FilingForm
from articles.arabic.alphabet import place
from articles.models import Article, ByName, Entity, Feed
from tests.factories import (
    ArticleFactory,
    CollectionFactory,
    EntityFactory,
    MeetingFactory,
    MentionFactory,
    PlaceFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
# In the order of the Arabic alphabet, which is neither that of the keys nor of the English names;
# the last two are known in English alone.
NAMES = [
    ("إبراهيم بدران", "Ibrahim Badran"),
    ("أحمد كريم", "Ahmad Karim"),
    ("الإذاعة الأولى", "Zone Radio"),
    ("البحر الأبيض", "Mediterranean Sea"),
    ("تامر", "Tamer"),
    ("الثورة", "the Afternoon"),
    ("يوسف", "Élise"),
    ("", "Beirut Post"),
    ("", "Xanadu"),
]
IN_ENGLISH = [
    "the Afternoon", "Ahmad Karim", "Beirut Post", "Élise", "Ibrahim Badran", "Mediterranean Sea",
    "Tamer", "Xanadu", "Zone Radio",
]  # fmt: skip
MIXED = [NAMES[n] for n in (4, 7, 0, 8, 2, 6, 1, 5, 3)]


def wanted(language: str) -> list[str]:
    return IN_ENGLISH if language == "en" else [arabic or english for arabic, english in NAMES]


def made(factory, **fields) -> list:
    return [factory(name_ar=arabic, name_en=english, **fields) for arabic, english in MIXED]


def page(name: str, language: str, *arguments) -> str:
    with translation.override(language):
        return reverse(f"admin:{name}", args=arguments)


def shown(editor, noun: str, language: str, **query) -> list:
    answer = editor.get(page(f"articles_{noun}_changelist", language), query)
    with translation.override(language):
        return [str(row) for row in answer.context["cl"].result_list]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    ("noun", "factory"),
    [("entity", PlaceFactory), ("source", SourceFactory), ("collection", CollectionFactory)],
)
def test_a_list_is_in_the_order_of_the_names_that_it_shows(editor, noun, factory, language):
    made(factory)
    assert shown(editor, noun, language) == wanted(language)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    ("model", "field", "factory"),
    [("mention", "entity", PlaceFactory), ("article", "source", SourceFactory)],
)
def test_a_box_offers_names_in_their_order(editor, model, field, factory, language):
    made(factory)
    asked = {"app_label": "articles", "model_name": model, "field_name": field, "term": ""}
    answer = editor.get(page("autocomplete", language), asked)
    offered = [one["text"] for one in json.loads(answer.content)["results"]]
    places = [
        next(n for n, text in enumerate(offered) if name in text) for name in wanted(language)
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_choices_of_topics_dossiers_and_entities_are_in_the_order_of_their_names(language):
    article = ArticleFactory()
    for topic in made(TopicFactory):
        MentionFactory(article=article, entity=topic)
    made(CollectionFactory)
    near = entities_near(Article.objects.all())
    with translation.override(language):
        for rows in (
            TopicForm().fields["topic"].queryset,
            FilingForm().fields["dossier"].queryset,
            near,
        ):
            assert [str(row) for row in rows] == wanted(language)


def test_the_column_of_either_name_is_sorted_by_that_name(editor):
    made(PlaceFactory)
    names = [str(row.name_en) for row in rows_of(editor, "entity", o="2")]
    assert names == IN_ENGLISH
    assert [str(row.name_en) for row in rows_of(editor, "entity", o="-2")] == IN_ENGLISH[::-1]


def rows_of(editor, noun: str, **query) -> list:
    return list(
        editor.get(page(f"articles_{noun}_changelist", "ar"), query).context["cl"].result_list
    )


def test_the_column_of_something_else_is_sorted_by_what_it_shows(editor):
    for source in made(SourceFactory):
        article = ArticleFactory(source=source)
        Feed.objects.create(source=source, url=f"https://example.org/{source.pk}.xml")
    for place_ in made(PlaceFactory):
        MeetingFactory(place=place_, title_ar=place_.name_ar, title_en=place_.name_en)
        MentionFactory(entity=place_, article=article)
    for noun, column, attribute in (
        ("article", "source", "source"),
        ("meeting", "place", "place"),
        ("meeting", "title", "title"),
        ("mention", "entity", "entity"),
        ("feed", "source", "source"),
    ):
        listed = editor.get(page(f"articles_{noun}_changelist", "ar")).context["cl"]
        number = listed.list_display.index(column)
        rows = rows_of(editor, noun, o=str(number))
        assert [str(getattr(row, attribute)) for row in rows] == wanted("ar"), (noun, column)


def test_the_database_places_names_as_we_do():
    """Which is the same order on every database, whatever its locale."""
    names = [
        "آمنة", "أُسَيد", "إيران", "ٱلله", "القدس", "ال", "الـب", "ة", "هـدى", "ىحيى", "پاريس",
        "الأمم المتحدة", "١٩٦٧", "1967", "العدد ٣", "The Hague", "the U", "THE UN", "Łódź",
        "straße",         "Żuków", "Жуков", "жук", "ירושלים", "a%b", "a'b", "a’b", "a\\b",
        "", "中文", "Zed", "zed",
    ]  # fmt: skip
    for name in names:
        EntityFactory(name_ar=name or " ", name_en="")
    found = [row.name_ar for row in Entity.objects.order_by(ByName(language="ar"), "pk")]
    assert found == sorted((name or " " for name in names), key=lambda name: place(name))


# --- two of one name ---------------------------------------------------------------------------
def twins() -> list:
    """Outlets that share a name, or both."""
    names = [("أخبار", "News"), ("أخبار", "The News"), ("الشروق", "Shorouk"), ("الشروق", "Shorouk")]
    return [SourceFactory(name_ar=arabic, name_en=english) for arabic, english in names]


def test_two_sources_of_one_name_are_told_apart_in_the_filter(editor):
    sources = [*twins(), SourceFactory(name_ar="السفير", name_en="As-Safir")]
    for source in sources:
        ArticleFactory(source=source)
    listed = editor.get(page("articles_article_changelist", "ar")).context["cl"]
    (choices,) = [f.lookup_choices for f in listed.filter_specs if isinstance(f, TopSources)]
    labels = dict(choices)
    assert len(set(labels.values())) == len(sources)
    assert labels[str(sources[4].pk)] == "السفير (1)"
    assert labels[str(sources[1].pk)] == "أخبار · The News (1)"
    assert sources[2].key in labels[str(sources[2].pk)]


def test_two_sources_of_one_name_are_told_apart_in_the_box(editor):
    sources = twins()
    asked = {"app_label": "articles", "model_name": "article", "field_name": "source", "term": ""}
    answer = editor.get(page("autocomplete", "ar"), asked)
    labels = {one["id"]: one["text"] for one in json.loads(answer.content)["results"]}
    assert len(set(labels.values())) == len(sources)
    assert labels[str(sources[0].pk)] == "أخبار · News"
    assert sources[3].key in labels[str(sources[3].pk)]
