"""Actions on many articles: what they change, what they say, and the one line they write."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import curation
from articles.models import Article, BulkChange, Mention
from tests.admin.test_lists import rows
from tests.admin.test_roles import act
from tests.factories import (
    ArticleFactory,
    CollectionFactory,
    DraftFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


def told(answer) -> str:
    return " / ".join(str(message) for message in answer.context["messages"])


def entries() -> list[str]:
    return [curation.told(entry) for entry in LogEntry.objects.order_by("pk")]


def test_five_hundred_rows_are_one_line_of_history_with_both_counts(editor):
    person = PersonFactory(name_ar="سمير كنعان")
    articles = ArticleFactory.create_batch(500)
    for article in articles[:3]:
        MentionFactory(article=article, entity=person)
    answer = act(editor, "article", "tag", *articles, entity=person.pk)
    assert Mention.objects.confirmed().filter(entity=person).count() == 500
    assert "497" in told(answer)
    assert "3 " in told(answer)
    entry = LogEntry.objects.get()
    assert "497" in curation.told(entry)
    assert "سمير كنعان" in curation.told(entry)
    assert BulkChange.objects.get().articles.count() == 497


def test_the_line_stands_in_the_history_of_each_article_and_leads_to_all(editor):
    first, second, other = ArticleFactory.create_batch(3)
    act(editor, "article", "tag", first, second, entity=PersonFactory().pk)
    page = editor.get(reverse("admin:articles_article_history", args=[first.pk]))
    assert [told.message for told in page.context["page"].object_list] == entries()
    link = LogEntry.objects.get().get_admin_url()
    assert f'href="{link}"' in page.content.decode()
    assert set(editor.get(link, follow=True).context["cl"].result_list) == {first, second}
    page = editor.get(reverse("admin:articles_article_history", args=[other.pk]))
    assert not page.context["page"].object_list
    assert rows(editor, "article", together="x") == {first, second, other}


def test_a_tag_taken_away_is_not_suggested_again(editor):
    person = PersonFactory()
    tagged, other = ArticleFactory(entities=[person]), ArticleFactory()
    answer = act(editor, "article", "untag", tagged, other, entity=person.pk)
    assert [mention.status for mention in tagged.mentions.all()] == ["rejected"]
    assert not other.mentions.exists()
    assert other.title in told(answer)


def test_a_topic_stands_beside_others_or_in_their_place(editor):
    old, new, person = TopicFactory(), TopicFactory(), PersonFactory()
    article = ArticleFactory(entities=[old, person])
    act(editor, "article", "topic", article, topic=new.pk)
    kept = set(article.mentions.confirmed().values_list("entity", flat=True))
    assert kept == {old.pk, new.pk, person.pk}
    act(editor, "article", "topic", article, topic=new.pk, alone="on")
    kept = set(article.mentions.confirmed().values_list("entity", flat=True))
    assert kept == {new.pk, person.pk}
    act(editor, "article", "topic", article, topic=new.pk, alone="on")
    assert len(entries()) == 2


@pytest.mark.parametrize(
    ("action", "name", "make", "refusal"),
    [
        ("topic", "topic", TopicFactory, "اختر موضوعًا."),
        ("file", "dossier", CollectionFactory, "اختر ملفًا."),
    ],
)
def test_a_mere_press_chooses_nothing(editor, action, name, make, refusal):
    one, article = make(), ArticleFactory()
    page = act(editor, "article", action, article, **{name: ""}).content.decode()
    choices = page.split(f'<select name="{name}"')[1].split("</select>")[0]
    assert choices.index('<option value="" selected>') < choices.index(f'value="{one.pk}"')
    assert refusal in page
    assert entries() == []


def test_a_person_is_no_topic(editor):
    person = PersonFactory()
    page = act(editor, "article", "topic", ArticleFactory(), topic=person.pk)
    assert page.templates[0].name == "admin/confirm_action.html"
    assert not Mention.objects.exists()


def test_articles_become_evidence_and_the_meeting_says_so_once(editor):
    meeting, articles = MeetingFactory(), ArticleFactory.create_batch(3)
    act(editor, "article", "attach", *articles, meeting=meeting.pk)
    assert {row.article for row in meeting.evidence.all()} == set(articles)
    assert len(entries()) == 2
    answer = act(editor, "article", "attach", articles[0], meeting=meeting.pk)
    assert articles[0].title in told(answer)
    assert len(entries()) == 2


def test_articles_are_assigned_and_taken_back(editor):
    drafts = DraftFactory.create_batch(2)
    before = [article.updated_at for article in Article.objects.order_by("pk")]
    user = User.objects.get(username="a-editor")
    act(editor, "article", "assign", *drafts, to=user.pk)
    assert rows(editor, "article", queue="mine") == set(drafts)
    # What readers see as the last change is of the article.
    assert [article.updated_at for article in Article.objects.order_by("pk")] == before
    act(editor, "article", "assign", *drafts, to="")
    assert rows(editor, "article", queue="mine") == set()


def test_only_who_is_at_the_desk_is_offered(editor):
    stranger = User.objects.create_user("stranger")
    draft = DraftFactory()
    page = act(editor, "article", "assign", draft, to=stranger.pk)
    assert page.templates[0].name == "admin/confirm_action.html"
    draft.refresh_from_db()
    assert draft.assigned_to is None


@pytest.mark.parametrize("action", ["tag", "untag", "topic", "attach", "assign"])
def test_an_action_asks_first_and_in_few_queries(editor, action):
    TopicFactory()
    articles = ArticleFactory.create_batch(20, entities=[PersonFactory()])
    act(editor, "article", action, articles[0])
    with CaptureQueriesContext(connection) as queries:
        page = act(editor, "article", action, *articles)
    assert page.templates[0].name == "admin/confirm_action.html"
    assert len(queries) <= 15
    assert entries() == []


def test_without_a_script_the_entities_of_the_articles_are_a_list(editor):
    person, other = PersonFactory(name_ar="سمير كنعان"), PersonFactory(name_ar="ليلى حداد")
    page = act(editor, "article", "untag", ArticleFactory(entities=[person])).content.decode()
    # Nothing is chosen before somebody chooses.
    assert page.index('<option value="">') < page.index(f'<option value="{person.pk}">')
    assert f'<option value="{person.pk}">' in page
    assert "سمير كنعان" in page
    assert other.name_ar not in page


@pytest.mark.parametrize(("action", "after"), [("publish", "published"), ("review", "in_review")])
def test_many_are_moved_on_in_one_line_and_one_in_its_own(editor, action, after):
    drafts = DraftFactory.create_batch(3)
    gone = ArticleFactory(title="مسحوبة", status="withdrawn", withdrawal_reason="سبب")
    answer = act(editor, "article", action, *drafts, gone)
    assert Article.objects.filter(status=after).count() == 3
    assert "مسحوبة" in told(answer)
    assert BulkChange.objects.get().articles.count() == 3
    assert len(entries()) == 1
    draft = DraftFactory()
    act(editor, "article", action, draft)
    assert LogEntry.objects.latest("pk").object_id == str(draft.pk)


def test_what_is_published_already_counts_as_refused_and_is_not_touched(editor):
    draft, shown = DraftFactory(), ArticleFactory(title="منشورة")
    answer = act(editor, "article", "publish", draft, shown)
    assert "منشورة" in told(answer)
    assert set(BulkChange.objects.get().articles.all()) == {draft}
    assert Article.objects.get(pk=shown.pk).updated_at == shown.updated_at


def test_many_are_filed_withdrawn_and_restored_in_one_line_each(editor):
    dossier, first, second = CollectionFactory(), ArticleFactory(title="أولى"), ArticleFactory()
    act(editor, "article", "file", first, dossier=dossier.pk)
    answer = act(editor, "article", "file", first, second, ArticleFactory(), dossier=dossier.pk)
    assert "أولى" in told(answer)
    assert dossier.articles.count() == 3
    assert len(entries()) == 2
    act(editor, "article", "withdraw", first, second, reason="حكم محكمة")
    assert Article.objects.filter(status="withdrawn", withdrawal_reason="حكم محكمة").count() == 2
    assert len(entries()) == 3
    assert "حكم محكمة" in entries()[-1]
    act(editor, "article", "restore", first, second)
    assert not Article.objects.filter(status="withdrawn").exists()
    assert len(entries()) == 4


def test_who_changed_many_is_the_last_editor_of_each(editor, desk_of):
    first, second = DraftFactory.create_batch(2)
    act(editor, "article", "publish", first, second)
    act(desk_of("curator"), "article", "review", second)
    changed = editor.get(reverse("admin:articles_article_changelist")).context["cl"].result_list
    names = {row.pk: row.last_editor_name for row in changed}
    assert names == {first.pk: "a-editor", second.pk: "a-curator"}
