"""The lists in which one chooses a meeting: the likeliest first, each told from the next."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from articles.models import Alias, Entity, Meeting
from tests.factories import (
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
TOLD = date(2025, 4, 11)


@pytest.fixture
def people():
    return [
        PersonFactory(key="kanaan", name_ar="سمير كنعان", name_en="Samir Kanaan"),
        PersonFactory(key="haddad", name_ar="ليلى حداد", name_en="Layla Haddad"),
    ]


@pytest.fixture
def story(people):
    """An article of April 2025 that names one of the two."""
    article = DraftFactory(body="قال سمير كنعان إنه باق.", published_on=TOLD)
    MentionFactory(article=article, entity=people[0], status="suggested")
    return article


def meet(title: str, day: date, *who: Entity, **fields):
    who = who or tuple(PersonFactory.create_batch(2))
    key = f"m-{Meeting.objects.count()}"  # the usual ones have the day in them
    return MeetingFactory(key=key, title_ar=title, title_en="", start=day, who=who, **fields)


@pytest.fixture
def register(story, people):
    """Six meetings; the newest are those that the article means least."""
    stranger = PersonFactory()
    meet("غيرهم قريب", date(2025, 4, 12))
    meet("غيرهم حديث", date(2026, 11, 1))
    meet("له بعيد", date(2026, 10, 1), people[0], stranger)
    meet("له قبله", date(2025, 4, 1), people[0], people[1])
    meet("له بعده", date(2025, 4, 14), people[0], stranger)
    meet("مرفوض", TOLD, *people, review="rejected")
    old = meet("مربوط بالمادة", date(2020, 1, 1))
    EvidenceFactory(article=story, meeting=old)


ORDER = ["مربوط بالمادة", "له بعده", "له قبله", "له بعيد", "غيرهم قريب", "غيرهم حديث"]


def titles(labels: list[str]) -> list[str]:
    return [title for label in labels for title in ORDER if title in label]


def page_of(article) -> str:
    return reverse("admin:articles_article_review", args=[article.pk])


def box(client, article, name: str):
    page = html.fromstring(client.get(page_of(article)).content.decode())
    (select,) = page.xpath(f"//select[contains(@name, '{name}')]")
    return select


def ask(client, address: str, term: str = "") -> list[str]:
    """What a list answers to what is typed into it."""
    asked = {"app_label": "articles", "model_name": "evidence", "field_name": "meeting"}
    joint = "&" if "?" in address else "?"
    answer = client.get(f"{address}{joint}{urlencode({**asked, 'term': term})}")
    return [row["text"] for row in answer.json()["results"]]


def offered(client, select, term: str = "") -> list[str]:
    return ask(client, select.get("data-ajax--url"), term)


def test_the_box_begins_with_the_meetings_that_the_article_is_near_to(editor, story, register):
    select = box(editor, story, "meeting")
    assert titles(offered(editor, select)) == ORDER
    # The same where no script runs, below the choice of none.
    assert titles([option.text or "" for option in select.xpath("option")]) == ORDER


def test_of_an_article_without_a_day_the_newest_of_its_people_come_first(editor, story, register):
    story.published_on = None
    story.save()
    found = titles(offered(editor, box(editor, story, "meeting")))
    assert found[:4] == ["مربوط بالمادة", "له بعيد", "له بعده", "له قبله"]


def test_a_suggestion_may_be_a_meeting_of_its_own_days_and_people(editor, story, people):
    stranger = PersonFactory()
    suggestion = meet("مقترح", date(2021, 5, 5), *people, review="suggested")
    EvidenceFactory(article=story, meeting=suggestion)
    meet("غيرهم قريب", date(2021, 5, 5))
    meet("له بعيد", date(2021, 5, 2), people[1], stranger)
    meet("له بعده", date(2021, 5, 6), *people)
    select = box(editor, story, "known")
    wanted = ["له بعده", "له بعيد", "غيرهم قريب"]
    assert titles(offered(editor, select)) == wanted
    assert titles([option.text or "" for option in select.xpath("option")]) == wanted


def test_each_is_shown_with_its_day_its_people_and_its_place(editor, story, people):
    harbor = PlaceFactory(name_ar="مرفأ الياسمين", name_en="Jasmine Harbor")
    meet("لقاء سمير كنعان وليلى حداد", TOLD, *people, place=harbor)
    meet("الجولة الثالثة", date(2025, 3, 1), *people, place=None, precision="month",
         review="suggested")  # fmt: skip
    assert offered(editor, box(editor, story, "meeting")) == [
        "\u20662025-04-11\u2069 · سمير كنعان، ليلى حداد · مرفأ الياسمين",
        "\u20662025-03\u2069 · سمير كنعان، ليلى حداد · الجولة الثالثة · مقترح",
    ]
    english = box(editor, story, "meeting").get("data-ajax--url").replace("/ar/", "/en/")
    assert "Samir Kanaan, Layla Haddad · Jasmine Harbor" in ask(editor, english)[0]


@pytest.mark.parametrize(
    "term",
    ["كنعان", "KANAAN", "ليلي حداد", "layla kanaan", "الياسمين", "jasmine", "Lila", "2025-04-11",
     "2025-4", "٢٠٢٥", "جولة", "kanaan jasmine"],
)  # fmt: skip
def test_the_box_finds_by_names_in_either_language_by_place_and_by_day(editor, story, people, term):
    Alias.objects.create(entity=people[1], text="Lila", language="fr")
    harbor = PlaceFactory(name_ar="مرفأ الياسمين", name_en="Jasmine Harbor")
    # Titles in one language alone; whoever searches in the other finds it by its names.
    MeetingFactory(title_ar="جولة", title_en="", start=TOLD, who=people, place=harbor)
    meet("غيرهم حديث", date(2026, 11, 1))
    (found,) = offered(editor, box(editor, story, "meeting"), term)
    assert "جولة" in found


@pytest.mark.parametrize("term", ["0000", "9999-99-99", "2025-00", "x" * 300, "(", "٠٠٠٠"])
def test_what_is_no_day_and_no_name_finds_nothing(editor, story, register, term):
    assert offered(editor, box(editor, story, "meeting"), term) == []


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 40, "999999"])
def test_a_list_asked_for_an_article_that_is_not_there_is_the_plain_one(
    editor, story, register, number
):
    for name in ("article", "meeting"):
        found = ask(editor, f"{reverse('admin:autocomplete')}?{name}={number}")
        assert titles(found)[:2] == ["غيرهم حديث", "له بعيد"]


def test_the_list_costs_few_queries(editor, story, register):
    select = box(editor, story, "meeting")
    with CaptureQueriesContext(connection) as queries:
        offered(editor, select)
    assert len(queries) <= 9
