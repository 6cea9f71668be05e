"""Days, numbers and rows that no careful hand sends: the desk answers them all the same."""

from datetime import date

import pytest
from django.contrib.admin import site
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.urls import reverse

from tests.admin.test_forms import filled
from tests.admin.test_review import page_of, press, told
from tests.admin.test_roles import act, address
from tests.factories import (
    ArticleFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


# --- the first and the last day -----------------------------------------------------------------
@pytest.mark.parametrize("day", [date.min, date.max])
def test_an_article_of_an_extreme_day_is_reviewed_and_attached(editor, day):
    article = DraftFactory(published_on=day, body="نص قصير.")
    near = MeetingFactory(start=day)
    page = editor.get(page_of(article))
    assert page.status_code == 200
    assert near in page.context["quote"].fields["meeting"].widget.near
    form = act(editor, "article", "attach", article, meeting="").context["form"]
    assert near in form.fields["meeting"].widget.near


@pytest.mark.parametrize("day", [date.min, date.max])
def test_an_article_that_tells_of_an_extreme_day_is_reviewed(editor, day):
    row = EvidenceFactory(meeting=MeetingFactory(start=day), article=DraftFactory())
    assert editor.get(page_of(row.article)).status_code == 200


# --- what is no number of a row -----------------------------------------------------------------
WRONG = ["x", "-1", "٣x", "9" * 19, "9" * 26]


@pytest.mark.parametrize("typed", WRONG)
@pytest.mark.parametrize(
    ("maker", "field"),
    [
        (ArticleFactory, "copy_of"),
        (ArticleFactory, "source"),
        (ArticleFactory, "mentions-0-entity"),
        (ArticleFactory, "dossiers"),
        (MeetingFactory, "place"),
        (MeetingFactory, "topics"),
    ],
)
def test_a_form_says_what_is_no_row_and_comes_back(editor, maker, field, typed):
    thing = maker()
    name = "article" if maker is ArticleFactory else "meeting"
    page = address(name, "change", thing.pk)
    answer = editor.post(page, filled(editor, page, **{field: typed}))
    assert answer.status_code == 200
    assert "errornote" in answer.content.decode()


@pytest.mark.parametrize("typed", WRONG)
@pytest.mark.parametrize(
    ("action", "field"), [("tag", "entity"), ("untag", "entity"), ("attach", "meeting"),
                          ("topic", "topic"), ("assign", "to"), ("file", "dossier")],
)  # fmt: skip
def test_an_action_asks_again_for_what_is_no_row(editor, action, field, typed):
    page = act(editor, "article", action, ArticleFactory(), **{field: typed})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]


@pytest.mark.parametrize("typed", WRONG)
def test_a_quotation_for_what_is_no_meeting_is_refused_in_words(editor, typed):
    article = DraftFactory(body="نص قصير.")
    page = press(editor, article, "cite", quote="نص قصير", meeting=typed, fact="outcome")
    assert page.status_code == 200
    assert told(page)


@pytest.mark.parametrize("typed", WRONG)
@pytest.mark.parametrize("field", ["aliases", "roles", "meetings"])
def test_a_split_of_what_is_no_row_is_refused_at_its_field(editor, field, typed):
    page = address("entity", "split", PersonFactory().pk)
    answer = editor.post(page, {field: [typed], "name_ar": "آخر", "_look": "1"})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors


@pytest.mark.parametrize("typed", WRONG)
def test_the_answer_to_a_search_names_a_row(editor, typed):
    answer = editor.post(
        reverse("admin:insight_alias"), {"text": "كلمة", "entity": typed, "language": "ar"}
    )
    assert answer.status_code in (200, 400)
    assert "entity" in answer.context["form"].errors


@pytest.mark.parametrize("typed", WRONG)
def test_an_address_that_fills_a_form_in_with_what_is_no_row_opens_it(editor, typed):
    for noun, field in (("article", "copy_of"), ("meeting", "topics")):
        assert editor.get(address(noun, "add"), {field: typed}).status_code == 200


@pytest.mark.parametrize("typed", WRONG)
def test_a_row_of_no_number_is_no_error_of_ours(editor, typed):
    article = MentionFactory().article
    page = address("article", "change", article.pk)
    sent = filled(editor, page, **{"mentions-0-id": typed})
    assert editor.post(page, sent).status_code == 200


@pytest.mark.parametrize("model", site._registry, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("asked", ["id", "id__in"])
@pytest.mark.parametrize("number", [2**63, 9999999999999999999, 10**26])
def test_a_list_of_rows_of_numbers_too_large_opens(admin_client, model, asked, number):
    """SQLite refuses the number, which leads to the whole list; PostgreSQL finds no such row."""
    page = reverse(admin_urlname(model._meta, "changelist"))
    answer = admin_client.get(page, {asked: number}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain in ([], [(f"{page}?e=1", 302)])
