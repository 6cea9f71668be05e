"""The lists of the desk: few queries, forgiving search, short filters."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles import curation
from articles.models import Article, Entity
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    CollectionFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    PlaceFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
MOST_QUERIES = 12


def changelist(noun: str) -> str:
    return reverse(f"admin:articles_{noun}_changelist")


def rows(client, noun: str, **query) -> set:
    answer = client.get(changelist(noun), query)
    assert answer.status_code == 200
    return set(answer.context["cl"].result_list)


@pytest.fixture
def full_desk(django_user_model):
    """Thirty of everything, spread over sources, dates, people and hands."""
    by = django_user_model.objects.create_user("hand")
    CollectionFactory.create_batch(3)
    people = PersonFactory.create_batch(30)
    for number, person in enumerate(people):
        AliasFactory(entity=person)
        article = ArticleFactory(
            published_on=date(2025, 1 + number % 12, 1 + number % 28),
            entities=[person, people[number - 1]],
            status="draft" if number % 2 else "published",
        )
        meeting = MeetingFactory(
            start=date(2024 + number % 3, 1 + number % 12, 3), who=[person, people[number - 1]]
        )
        EvidenceFactory(meeting=meeting, article=article)
        curation.assign(article=article, to=None, by=by)


@pytest.mark.parametrize(
    "noun", ["article", "collection", "entity", "meeting", "mention", "outbox", "source"]
)
@pytest.mark.parametrize("query", [{}, {"q": "اسم"}, {"o": "1"}])
def test_a_full_list_costs_twelve_queries_at_most(full_desk, editor, noun, query):
    if noun == "outbox":
        query = {key: value for key, value in query.items() if key != "q"}
    editor.get(changelist(noun))  # content types are remembered by the process
    with CaptureQueriesContext(connection) as queries:
        answer = editor.get(changelist(noun), query)
    assert answer.status_code == 200
    most = MOST_QUERIES + (noun == "article")  # whose outlets are fetched apart
    assert len(queries) <= most, [query["sql"][:120] for query in queries]


def test_the_number_of_queries_does_not_grow_with_the_rows(full_desk, editor):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            editor.get(changelist("article"))
        return len(queries)

    cost()
    before = cost()
    for _ in range(15):
        ArticleFactory(entities=PersonFactory.create_batch(2))
    assert cost() == before


def test_outlets_are_fetched_for_the_rows_of_a_page_and_not_for_an_action(full_desk, editor):
    """Where SQLite is to join them, it begins with them and sorts all articles."""
    taken = Article.objects.first().pk
    action = {"action": "review", "_selected_action": [taken]}
    for ask, times in ((editor.get, 1), (lambda address: editor.post(address, action), 0)):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(changelist("article"))
        assert answer.status_code == (200 if times else 302)
        asked = [query["sql"] for query in queries]
        alone = [sql for sql in asked if 'FROM "articles_source" WHERE' in sql]
        assert len(alone) == times, alone
        assert not [sql for sql in asked if 'JOIN "articles_source"' in sql and "LIMIT" in sql]


# --- search ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "احمد",
        "أحمد",
        "أحـمد",
        "أَحْمَد",
        "الاحمدى",
        "الأحمدي",
        "ahmadi",
        "AHMADI",
        "الاحمدي احمد",
        '"أحمد الأحمدي"',
    ],
)
def test_a_name_is_found_however_it_is_spelled(editor, typed):
    wanted = PersonFactory(name_ar="أحمد الأحمدي", name_en="Ahmad al-Ahmadi")
    PersonFactory(name_ar="سمير كنعان", name_en="Samir Kanaan")
    assert rows(editor, "entity", q=typed) == {wanted}


@pytest.mark.parametrize("typed", ["مسؤول", "مسئول", "مسوول"])
def test_a_hamza_is_found_on_any_carrier(editor, typed):
    wanted = ArticleFactory(title="مسؤول يصل إلى العاصمة")
    ArticleFactory(title="وزير يغادر العاصمة")
    found = rows(editor, "article", q=typed)
    assert found == ({wanted} if typed != "مسوول" else set())


def test_an_entity_is_found_by_an_alias_and_listed_once(editor):
    person = PersonFactory()
    for text in ("أبو كريم", "أبو الكريم"):
        AliasFactory(entity=person, text=text)
    answer = editor.get(changelist("entity"), {"q": "كريم"})
    assert list(answer.context["cl"].result_list) == [person]


@pytest.mark.parametrize(
    "typed", ["(", "[", "*", "a{2", "\\", "'", '"', "؟", ".*", "%", "x" * 5000, "ظ " * 500]
)
def test_signs_and_long_text_are_searched_as_they_are(editor, typed):
    PersonFactory()
    assert rows(editor, "entity", q=typed) == set()


@pytest.mark.parametrize(
    "noun", ["article", "collection", "entity", "meeting", "mention", "outbox", "source"]
)
@pytest.mark.parametrize(
    "query", ["q=%00", "q=a%00b", "status__exact=%00", "p=%00", "o=%00", "attention=%00"]
)
def test_a_nul_character_never_breaks_a_list(editor, noun, query):
    assert editor.get(f"{changelist(noun)}?{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "p=99999",
        "o=99",
        "o=x",
        "e=1",
        "status__exact=nothing",
        "nothing=1",
        "published_on__year=x",
        "source__id__exact=x",
        "source__id__exact=99999999999999999999",
        "together=99999999999999999999",
        "published_on__year=99999999999999999999",
    ],
)
def test_a_mistaken_address_of_a_list_is_no_error(editor, query):
    ArticleFactory()
    assert editor.get(f"{changelist('article')}?{query}").status_code in {200, 302}


@pytest.mark.parametrize(("asked", "shown"), [("1", 1), ("2", 2), ("99", 2), ("9" * 30, 2)])
def test_a_page_behind_the_last_is_the_last_and_says_so(editor, asked, shown):
    people = PersonFactory.create_batch(55)
    answer = editor.get(changelist("entity"), {"p": asked, "kind__exact": "person"})
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//p[@class='paginator']/span[@class='this-page']/text()") == [str(shown)]
    assert len(answer.context["cl"].result_list) == [50, 5][shown - 1]
    assert {*answer.context["cl"].result_list} <= {*people}


def test_so_it_is_in_the_lists_of_accounts(desk_of):
    User.objects.bulk_create(User(username=f"u-{n}") for n in range(101))
    answer = desk_of("admin").get(reverse("admin:auth_user_changelist"), {"p": "9"})
    assert answer.context["cl"].page_num == 2


def test_rows_with_forged_numbers_are_left_out(editor):
    article = DraftFactory()
    data = {"action": "publish", "_selected_action": ["x", "\0", "9" * 40, article.pk], "index": 0}
    assert editor.post(changelist("article"), data).status_code == 302
    assert Article.objects.get().status == "published"


# --- filters and columns -----------------------------------------------------------------------
def test_the_queues_count_what_they_show(editor):
    DraftFactory.create_batch(3)
    ArticleFactory.create_batch(2)
    answer = editor.get(changelist("article"))
    for queue in answer.context["queues"]:
        query = {"queue": queue.name} if queue.name else {}
        assert queue.count == len(rows(editor, "article", **query))
    counts = {queue.name: queue.count for queue in answer.context["queues"]}
    # Nobody is named in any of them: all want a look.
    wanted = {"": 5, "draft": 3, "in_review": 0, "published": 2, "problem": 5, "mine": 0}
    assert counts == wanted


def test_what_needs_attention_is_found(editor):
    soon = timezone.now().date() + timedelta(days=30)
    person = PersonFactory()
    good = ArticleFactory(entities=[person])
    cases = {
        "future": ArticleFactory(published_on=soon, entities=[person]),
        "undated": ArticleFactory(published_on=None, entities=[person]),
        "copy": ArticleFactory(copy_of=good, entities=[person]),
        "empty": ArticleFactory(body="", entities=[person]),
        "untagged": ArticleFactory(),
    }
    for value, article in cases.items():
        assert rows(editor, "article", attention=value) == {article}


def test_who_was_rejected_everywhere_is_named_nowhere(editor):
    """The filter and the queue say the same of an article."""
    doubtful = {MentionFactory(status="rejected").article, ArticleFactory()}
    MentionFactory(status="suggested")
    assert rows(editor, "article", attention="untagged") == doubtful
    assert rows(editor, "article", queue="problem") == doubtful


def test_the_source_filter_stays_short_and_shows_the_chosen_one(editor):
    for _ in range(20):
        ArticleFactory.create_batch(2, source=SourceFactory())
    last = ArticleFactory(source=SourceFactory())
    answer = editor.get(changelist("article"), {"source__id__exact": last.source_id})
    assert list(answer.context["cl"].result_list) == [last]
    spec = next(
        s for s in answer.context["cl"].filter_specs if s.parameter_name == "source__id__exact"
    )
    assert len(spec.lookup_choices) == 16


def test_numbers_beside_sources_and_entities_lead_to_exactly_those_articles(editor):
    person = PersonFactory()
    wanted = set(ArticleFactory.create_batch(3, entities=[person]))
    ArticleFactory()
    page = editor.get(changelist("entity")).content.decode()
    assert f'?entity={person.key}">3</a>' in page
    assert rows(editor, "article", entity=person.key) == wanted
    source = wanted.pop().source
    page = editor.get(changelist("source")).content.decode()
    assert f'?source__id__exact={source.pk}">1</a>' in page


def test_meetings_are_filtered_by_participant_and_dossier(editor):
    person, dossier = PersonFactory(), CollectionFactory()
    with_person, filed, _ = MeetingFactory(who=[person]), MeetingFactory(), MeetingFactory()
    dossier.meetings.add(filed)
    assert rows(editor, "meeting", participant=person.key) == {with_person}
    assert rows(editor, "meeting", dossier=dossier.key) == {filed}


def test_the_list_says_who_touched_an_article_last(editor, django_user_model):
    article = DraftFactory()
    for name in ("first", "second"):
        by = django_user_model.objects.create_user(name)
        curation.assign(article=article, to=None, by=by)
    page = editor.get(changelist("article")).content.decode()
    assert '<td class="field-last_editor">second</td>' in page


def test_the_outbox_is_split_into_waiting_and_failed(editor):
    from articles.models import Outbox

    Outbox.objects.all().delete()
    waiting = Outbox.objects.create(article_id=10**9)
    failed = Outbox.objects.create(article_id=10**9 + 1, error="no such field")
    assert rows(editor, "outbox", state="waiting") == {waiting}
    assert rows(editor, "outbox", state="failed") == {failed}


# --- suggestions -------------------------------------------------------------------------------
def suggestions(client, field: str, term: str, model: str = "mention") -> list[str]:
    query = {"app_label": "articles", "model_name": model, "field_name": field, "term": term}
    answer = client.get(reverse("admin:autocomplete"), query)
    assert answer.status_code == 200
    return [row["text"] for row in answer.json()["results"]]


def test_suggestions_name_an_entity_in_both_languages(editor):
    PersonFactory(name_ar="أحمد كنعان", name_en="Ahmad Kanaan")
    for term in ("احمد", "kanaan"):
        assert suggestions(editor, "entity", term) == ["أحمد كنعان · Ahmad Kanaan · شخص"]


def test_suggestions_for_a_place_are_places(editor):
    PersonFactory(name_ar="جنيف العلي")
    place = PlaceFactory(name_ar="جنيف", name_en="Geneva")
    assert suggestions(editor, "place", "جنيف", "meeting") == [
        f"جنيف · Geneva · {place.get_kind_display()}"
    ]


def test_suggestions_cost_few_queries_and_bear_a_nul(editor):
    PersonFactory.create_batch(25)
    with CaptureQueriesContext(connection) as queries:
        assert len(suggestions(editor, "entity", "اسم")) == 20
    assert len(queries) <= 8
    query = "app_label=articles&model_name=mention&field_name=entity&term=%00"
    assert editor.get(f"{reverse('admin:autocomplete')}?{query}").status_code == 400


def test_every_count_of_a_merged_entity_moves_in_the_list(editor, django_user_model):
    keep, absorb = PersonFactory.create_batch(2)
    MentionFactory(entity=absorb)
    curation.merge_entities(keep=keep, absorb=absorb, by=django_user_model.objects.create_user("x"))
    assert {
        (row.pk, row.article_count) for row in rows(editor, "entity") if isinstance(row, Entity)
    } == {(keep.pk, 1)}
