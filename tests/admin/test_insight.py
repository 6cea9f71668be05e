"""What readers did not find, on the desk: the report, and answers that the search hears at once."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import curation
from articles.models import Alias, MissedSearch, PinnedResult, Synonym
from articles.search import insight
from articles.search.indexing import generations, indexer
from tests.curation.histories import history
from tests.factories import ArticleFactory, DraftFactory, PersonFactory

pytestmark = pytest.mark.usefixtures("empty")
REPORT = "/ar/admin/insight/"
ANSWERS = ("alias", "synonym", "dismiss", "pin")


def miss(text: str, ago: int = 0, **said) -> None:
    said = {"found": 0, "near": 0, "taken_for": "", **said}
    day = timezone.localdate() - timedelta(days=ago)
    MissedSearch.objects.remember(text, today=day, **said)


def listed(client, **query) -> list[tuple[str, ...]]:
    return [miss.texts for miss in client.get(REPORT, query).context["page"].object_list]


@pytest.fixture
def indexed(own_index):
    """Return a function that indexes what this test has made so far."""

    def drain():
        if generations.usable():
            generations.make_empty()
        assert not indexer.drain().failed

    return drain


def ask(client, q: str):
    """What a reader finds."""
    return client.get("/ar/search/", {"q": q}).context["found"]


# --- the report --------------------------------------------------------------------------------
def test_spellings_of_one_name_are_one_row(editor):
    miss("ترمب", 3)
    miss("ترمب", 2)
    miss("ترامب", 1)
    miss("زقزقة", 0)
    assert listed(editor) == [("ترمب", "ترامب"), ("زقزقة",)]
    (first, _) = editor.get(REPORT).context["page"].object_list
    assert (first.times, first.last_on) == (3, timezone.localdate() - timedelta(days=1))


def test_what_found_nothing_little_or_something_else_stands_apart(editor):
    miss("لا شيء")
    miss("قليل", found=1, near=40)
    miss("ناقص", found=0, near=40)
    miss("مصحح", found=9, near=9, taken_for="مصحف")
    assert listed(editor, show="nothing") == [("لا شيء",)]
    assert set(listed(editor, show="few")) == {("قليل",), ("ناقص",)}
    assert listed(editor, show="corrected") == [("مصحح",)]
    assert len(listed(editor, show="no such queue")) == 4
    counts = {name: count for name, _, count, _ in editor.get(REPORT).context["queues"]}
    assert counts == {"": 4, "nothing": 1, "few": 2, "corrected": 1, "rising": 0}


def test_what_is_asked_more_this_week_than_before_is_rising(editor):
    for ago in (0, 1, 2):
        miss("صاعد", ago)
    for ago in (0, 8, 15, 22, 29):
        miss("ثابت", ago)
    for ago in (0, 1, *range(8, 20)):
        miss("هابط", ago)
    miss("مرة", 0)
    assert listed(editor, show="rising") == [("صاعد",)]


def test_the_report_says_what_finds_something_by_now(editor, indexed):
    miss("القرنفل")
    miss("زقزقة")
    for _ in range(3):
        ArticleFactory(body="زاد بيع القرنفل.")
    indexed()
    rows = {miss.text: now for miss, now in editor.get(REPORT).context["rows"]}
    assert rows == {"القرنفل": 3, "زقزقة": 0}
    assert "now: 3 articles" in editor.get("/en/admin/insight/").content.decode()


def test_what_is_older_than_ninety_days_is_neither_shown_nor_kept(editor):
    miss("قديم", 91)
    miss("حديث", 90)
    assert listed(editor) == [("حديث",)]
    assert MissedSearch.objects.count() == 1


def test_the_report_of_a_database_that_cannot_be_written_is_shown(editor):
    miss("حديث")
    request = {"path": REPORT}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = 1")
        try:
            page = editor.get(**request)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA query_only = 0")
    else:
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        page = editor.get(**request)
    assert [miss.text for miss in page.context["page"].object_list] == ["حديث"]


def test_an_empty_report_says_so(editor):
    page = editor.get("/en/admin/insight/")
    assert "what readers searched for, they found" in page.content.decode()


def test_a_long_report_is_paged_in_few_queries(editor):
    for number in range(120):
        miss(f"word{number} {'abcdefgh'[number % 8] * 2}x{'klmnrst'[number % 7]}b{number}")
    editor.get(REPORT)  # content types are remembered by the process
    with CaptureQueriesContext(connection) as queries:
        page = editor.get(REPORT, {"p": 2})
    assert len(page.context["page"].object_list) == 25
    assert len(queries) <= 15, [query["sql"][:120] for query in queries]
    assert editor.get(REPORT, {"p": "x"}).status_code == 200
    assert editor.get(REPORT, {"p": "99"}).status_code == 200


def test_the_report_as_a_table_is_safe_to_open(editor):
    miss("=1+1 زقزقة")
    MissedSearch.objects.update(text="=1+1")
    answer = editor.get(reverse("admin:insight_csv"))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["query"] == "'=1+1"
    assert (row["times"], row["found"], row["kind"]) == ("1", "0", "nothing")


def test_the_report_stands_in_the_row_of_nouns_and_on_the_first_page(editor, client):
    for page in ("/en/admin/", "/en/admin/articles/article/"):
        assert 'href="/en/admin/insight/"' in editor.get(page).content.decode()
    assert (
        'aria-current="page">What readers did not find'
        in editor.get("/en/admin/insight/").content.decode()
    )
    assert client.get(REPORT).status_code == 302  # to the login


@pytest.mark.parametrize("page", ["", "alias/", "synonym/", "pin/"])
@pytest.mark.parametrize("q", ["زقزقة", "<script>", "", "%00", "x" * 300])
def test_no_query_breaks_a_page(editor, page, q):
    address = f"{REPORT}{page}?q={q}&find=%D8%B2"
    assert editor.get(address).status_code == (400 if q == "%00" else 200)
    assert b"<script>" not in editor.get(f"{REPORT}{page}", {"q": "<script>"}).content


@pytest.fixture
def index_of_a_name(indexed):
    person = PersonFactory(name_ar="كريم الزلوف")
    for _ in range(3):
        ArticleFactory(body="وصل كريم الزلوف إلى السوق.", entities=[person])
    indexed()


# --- alias -------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["أبو القرنفل", "Zallouf"])
def test_an_alias_makes_the_very_search_succeed_at_once(editor, client, indexed, typed):
    person = PersonFactory(name_ar="كريم الدغفل", name_en="Karim Daghfal")
    article = ArticleFactory(title="خبر", body="وصل كريم الدغفل إلى السوق.", entities=[person])
    indexed()
    assert ask(client, typed).count == 0
    assert listed(editor) == [(typed,)]

    address = f"{reverse('admin:insight_alias')}?q={typed}"
    form = editor.get(address).context["form"]
    language = form["language"].value()
    assert form["text"].value() == typed
    answer = {"text": typed, "entity": person.pk, "language": language}
    page = editor.post(address, answer, follow=True)

    found = ask(client, typed)
    assert [hit.article for hit in found.results] == [article]
    assert listed(editor) == []
    assert page.redirect_chain[-1][0] == REPORT
    (said,) = page.context["messages"]
    assert "يجد البحث الآن مادة واحدة" in str(said)
    alias = Alias.objects.get()
    assert (alias.text, alias.entity, alias.language) == (typed, person, language)
    assert language == ("ar" if typed[0] > "z" else "en")
    (entry,) = LogEntry.objects.all()
    assert (entry.user.username, entry.object_id) == ("a-editor", str(person.pk))


def test_all_spellings_that_are_found_now_leave_the_report_and_others_stay(editor, client, indexed):
    person = PersonFactory(name_ar="كريم الدغفل")
    for _ in range(3):
        ArticleFactory(title="خبر", body="وصل كريم الدغفل.", entities=[person])
    indexed()
    for typed in ("زلوفسكي", "زلوفسكى", "زلفسكي", "قرقشندي"):
        ask(client, typed)
    answer = {"text": "زلوفسكي", "entity": person.pk, "language": "ar"}
    editor.post(f"{reverse('admin:insight_alias')}?q=زلوفسكي", answer)
    assert ("قرقشندي",) in listed(editor)
    assert not {"زلوفسكي", "زلوفسكى"} & {text for texts in listed(editor) for text in texts}


def offered(client, name: str, **query) -> list[int]:
    """The rows that a page offers, each by a link that fills the form in."""
    page = client.get(reverse(f"admin:{name}"), query)
    rows = [pk for pk, _ in page.context["form"].offered]
    assert all(f"choose={pk}" in page.content.decode() for pk in rows)
    return rows


def test_names_that_look_alike_are_offered_and_chosen_without_script(editor):
    near = PersonFactory(name_ar="كريم الزلوف", name_en="")
    far = PersonFactory(name_ar="سمير الطنطش", name_en="")
    assert offered(editor, "insight_alias", q="الزلووف") == [near.pk]
    assert offered(editor, "insight_alias", q="الزلووف", find="سمير") == [far.pk]
    page = editor.get(reverse("admin:insight_alias"), {"q": "الزلووف", "choose": far.pk})
    assert f'<option value="{far.pk}" selected>' in page.content.decode()
    for wrong in ("x", "9" * 40, "0"):
        page = editor.get(reverse("admin:insight_alias"), {"q": "الزلووف", "choose": wrong})
        assert page.status_code == 200


def test_what_the_search_finds_is_offered_for_a_pin(editor, indexed):
    found, other = (ArticleFactory(body=f"زاد بيع {word}") for word in ("القرنفل", "السلحفاة"))
    indexed()
    assert offered(editor, "insight_pin", q="قرنفل") == [found.pk]
    assert offered(editor, "insight_pin", q="قرنفل", find="سلحفاة") == [other.pk]
    page = editor.get(reverse("admin:insight_pin"), {"q": "قرنفل", "choose": other.pk})
    assert f'<option value="{other.pk}" selected>' in page.content.decode()


def test_answers_are_asked_for_also_without_an_index(editor, own_index):
    assert editor.get(reverse("admin:insight_pin"), {"q": "قرنفل"}).status_code == 200
    person = PersonFactory()
    answer = {"text": "أبو القرنفل", "entity": person.pk, "language": "ar"}
    assert editor.post(reverse("admin:insight_alias") + "?q=x", answer).status_code == 302


def test_an_alias_that_is_there_already_is_refused_in_words(editor):
    person = PersonFactory(name_ar="كريم الزلوف")
    address = reverse("admin:insight_alias")
    answer = {"text": " كريم  الزلوف ", "entity": person.pk, "language": "ar"}
    page = editor.post(address, answer)
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert not Alias.objects.exists()


def test_an_answer_that_lacks_something_says_what(editor):
    for name in ("insight_alias", "insight_synonym", "insight_pin"):
        page = editor.post(reverse(f"admin:{name}"), {})
        assert page.status_code == 200
        assert page.context["form"].errors


def test_what_is_still_taken_for_something_else_stays(index_of_a_name):
    for text in ("كريم الزلوفي", "كريم الزلوف"):
        miss(text)
    insight.settle_found(["كريم الزلوفي", "كريم الزلوف"])
    assert set(MissedSearch.objects.values_list("text", "is_settled")) == {
        ("كريم الزلوفي", False),
        ("كريم الزلوف", True),
    }


# --- the other answers -------------------------------------------------------------------------
def test_what_is_dismissed_comes_back_when_it_is_searched_again(editor):
    miss("زقزقة", 2)
    miss("زقزقا", 1)
    (row,) = editor.get(REPORT).context["page"].object_list
    for _ in range(2):
        editor.post(reverse("admin:insight_dismiss"), {"kin": row.kin})
    assert listed(editor) == []
    entry = LogEntry.objects.get()
    assert entry.user.username == "a-editor"
    assert "زقزق" not in f"{entry.object_repr} {entry.change_message}"
    miss("زقزقة")
    (row,) = editor.get(REPORT).context["page"].object_list
    assert row.times == 3


def test_a_synonym_is_added_and_removed_on_the_page(editor, client, indexed):
    article = ArticleFactory(title="خبر", body="عقدت القمة الرباعية في المدينة.")
    indexed()
    assert ask(client, "زقزقة").count == 0
    address = f"{reverse('admin:insight_synonym')}?q=زقزقة"
    editor.post(address, {"term": "زقزقة", "other": "القمة الرباعية"})
    assert [hit.article for hit in ask(client, "زقزقة").results] == [article]
    assert listed(editor) == []
    again = editor.post(address, {"term": "القِمّة الرباعية", "other": "زقزقه"})
    assert again.context["form"].non_field_errors()
    synonym = Synonym.objects.get()
    editor.post(reverse("admin:insight_unequal", args=[synonym.pk]))
    assert ask(client, "زقزقة").count == 0
    assert LogEntry.objects.count() == 2


def test_a_pinned_result_is_added_and_removed_on_the_page(editor, client, indexed):
    article, draft = ArticleFactory(title="خبر"), DraftFactory()
    indexed()
    ask(client, "زقزقة")
    address = f"{reverse('admin:insight_pin')}?q=زقزقة"
    refused = editor.post(address, {"text": "زقزقة", "article": draft.pk})
    assert refused.context["form"].errors
    editor.post(address, {"text": "زقزقة", "article": article.pk, "note": "سبب"})
    assert ask(client, "زقزقة").pinned.article == article
    assert listed(editor) == []
    editor.post(reverse("admin:insight_unpin", args=[PinnedResult.objects.get().pk]))
    assert ask(client, "زقزقة").pinned is None
    assert LogEntry.objects.filter(object_id=str(article.pk)).count() == 2


def test_an_article_that_gives_way_to_another_says_so(editor):
    first, second = ArticleFactory.create_batch(2)
    by = User.objects.get(username="a-editor")
    for article in (first, second, second):
        curation.pin_result(text="زقزقة", article=article, by=by)
    assert PinnedResult.objects.get().article == second
    assert len(history(first)) == 2
    assert "زقزقة" in history(first)[-1]
    assert len(history(second)) == 2


# --- who is shown what -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("viewer", set()),
        ("curator", {"alias", "synonym", "dismiss"}),
        ("editor", {"alias", "synonym", "dismiss", "pin"}),
    ],
)
def test_the_report_shows_a_member_only_what_is_open_to_them(desk_of, role, shown):
    miss("زقزقة")
    page = desk_of(role).get(REPORT).content.decode()
    addresses = {name: reverse(f"admin:insight_{name}") for name in ANSWERS}
    assert {name for name, address in addresses.items() if f'"{address}' in page} == shown
