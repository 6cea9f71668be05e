"""The history of each noun: what every edit changed, and bringing an earlier state back."""

import json

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from reversion.models import Revision, Version

from articles import curation
from articles.models import Alias, Article, Collection, Entity, Evidence, Meeting, Mention, Source
from tests.admin.test_forms import change, filled
from tests.admin.test_roles import NOUNS
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    CollectionFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    ParticipantFactory,
    PersonFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
MAKERS = {
    "article": ArticleFactory,
    "collection": CollectionFactory,
    "entity": PersonFactory,
    "meeting": MeetingFactory,
    "source": SourceFactory,
}
TITLES = {"article": "title_en", "meeting": "title_en"}


def save(client, thing, **changes):
    page = change(thing)
    answer = client.post(page, filled(client, page, **changes))
    assert answer.status_code == 302, answer.context["errors"]


def history(thing) -> str:
    return reverse(f"admin:articles_{thing._meta.model_name}_history", args=[thing.pk])


def edits(client, thing):
    return list(client.get(history(thing)).context["page"].object_list)


def told(edit) -> list[tuple[str, str]]:
    return [(one.old, one.new) for one in edit.changes]


def bring_back(client, thing, version, **more):
    noun = thing._meta.model_name
    page = reverse(f"admin:articles_{noun}_version", args=[thing.pk, version.pk])
    return client.post(page, **more)


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


# --- dossiers ----------------------------------------------------------------------------------
@pytest.mark.parametrize("maker", [ArticleFactory, MeetingFactory])
def test_the_dossiers_of_a_thing_are_told_and_brought_back(editor, maker):
    thing, stays, goes = maker(), CollectionFactory(), CollectionFactory(name_ar="ملف المرفأ")
    thing.collections.set([stays, goes])
    save(editor, thing, dossiers=[stays.pk])
    now, found = edits(editor, thing)
    (change,) = now.changes
    assert str(goes) in change.old
    assert str(goes) not in change.new
    assert bring_back(editor, thing, found.version).status_code == 302
    assert set(thing.collections.all()) == {stays, goes}
    assert [one.old for one in edits(editor, thing)[0].changes] == [str(stays)]


def test_a_dossier_that_is_no_more_keeps_the_state_from_coming_back(editor):
    article, dossier = ArticleFactory(), CollectionFactory()
    article.collections.set([dossier])
    save(editor, article, dossiers=[])
    number = dossier.pk
    dossier.delete()
    found = edits(editor, article)[1]
    assert str(number) in said(bring_back(editor, article, found.version, follow=True))
    assert not article.collections.exists()


def test_a_state_of_before_dossiers_were_kept_says_nothing_of_them(editor):
    article, dossier = ArticleFactory(), CollectionFactory()
    save(editor, article, author="كاتب")
    for version in Version.objects.get_for_object(article):
        (row,) = json.loads(version.serialized_data)
        del row["fields"]["collections"]
        version.serialized_data = json.dumps([row])
        version.save()
    article.collections.set([dossier])
    save(editor, article, dossiers=[])
    now, *older = edits(editor, article)
    assert told(now) == [(str(dossier), "")]
    assert [told(edit) for edit in older] == [[("", "كاتب")], []]
    bring_back(editor, article, older[-1].version)
    article.refresh_from_db()
    assert article.author == ""


# --- what is kept and shown --------------------------------------------------------------------
@pytest.mark.parametrize("noun", sorted(MAKERS))
def test_an_edit_is_told_field_by_field_and_taken_back(editor, noun):
    thing = MAKERS[noun]()
    name = TITLES.get(noun, "name_en")
    before = getattr(thing, name)
    save(editor, thing, **{name: "Another name"})
    now, found = edits(editor, thing)
    assert told(now) == [(before, "Another name")]
    assert (now.who, found.who) == ("a-editor", "")
    assert now.is_present
    assert "Another name" in editor.get(history(thing)).content.decode()
    assert bring_back(editor, thing, found.version).status_code == 302
    thing.refresh_from_db()
    assert getattr(thing, name) == before
    assert [told(edit) for edit in edits(editor, thing)] == [
        [("Another name", before)] if before else [("Another name", "")],
        [(before, "Another name")],
        [],
    ]


def test_rows_that_belong_to_a_thing_are_told_too(editor):
    person = PersonFactory()
    kept, gone = (AliasFactory(entity=person, text=text) for text in ("أبو كريم", "الوسيط"))
    changes = {"aliases-0-text": "أبو كرم", "aliases-1-DELETE": "on", "aliases-2-text": "الموفد"}
    assert [kept.pk, gone.pk] == list(person.aliases.order_by("pk").values_list("pk", flat=True))
    save(editor, person, **changes, **{"aliases-2-language": "ar"})
    now, found = edits(editor, person)
    olds, news = zip(*told(now), strict=True)
    assert any("الوسيط" in old for old in olds)
    assert any("الموفد" in new for new in news)
    assert ("أبو كريم", "أبو كرم") in told(now)
    bring_back(editor, person, found.version)
    assert set(person.aliases.values_list("pk", "text")) == {
        (kept.pk, "أبو كريم"),
        (gone.pk, "الوسيط"),
    }


def test_a_meeting_comes_back_with_its_people_topics_and_evidence(editor):
    first, second, topic = PersonFactory(), PersonFactory(), TopicFactory()
    meeting = MeetingFactory(who=[first], about=[topic])
    row = EvidenceFactory(meeting=meeting, fact="duration", value_ar="ساعتان")
    changes = {
        "participants-0-DELETE": "on",
        "participants-1-entity": second.pk,
        "evidence-0-value_ar": "ثلاث ساعات",
        "topics": [],
        "venue_ar": "قصر الضيافة",
    }
    save(editor, meeting, **changes)
    now, found = edits(editor, meeting)
    assert ("ساعتان", "ثلاث ساعات") in told(now)
    assert (str(topic), "") in told(now)
    bring_back(editor, meeting, found.version)
    meeting.refresh_from_db()
    assert [one.entity for one in meeting.participants.all()] == [first]
    assert list(meeting.topics.all()) == [topic]
    assert Evidence.objects.get(pk=row.pk).value_ar == "ساعتان"
    assert meeting.venue_ar == ""


def test_a_text_is_never_kept_twice_and_comes_back_by_its_hash(editor):
    text = "اجتمع الوفدان صباحًا في قاعة المؤتمرات واتفقا على لقاء ثان بعد أسبوع من الآن."
    article = ArticleFactory(body=text)
    save(editor, article, body=text.replace("صباحًا", "مساءً"))
    now, found = edits(editor, article)
    [pieces] = [one.pieces for one in now.changes if one.pieces]
    assert [(one.kind, one.text) for one in pieces if one.kind in ("gone", "new")] == [
        ("gone", "صباحًا"),
        ("new", "مساءً"),
    ]
    assert not Version.objects.filter(serialized_data__contains="المؤتمرات").exists()
    bring_back(editor, article, found.version)
    article.refresh_from_db()
    assert article.body == text
    assert article.revisions.count() == 2


def test_what_an_import_changed_between_two_edits_is_told_as_such(editor):
    person = PersonFactory(country="LB")
    save(editor, person, description_en="An envoy")
    Entity.objects.filter(pk=person.pk).update(country="EG")
    save(editor, person, description_en="A minister")
    now, meanwhile, first, found = edits(editor, person)
    assert told(now) == [("An envoy", "A minister")]
    assert (meanwhile.who, told(meanwhile)) == ("", [("LB", "EG")])
    assert told(first) == [("", "An envoy")]
    assert told(found) == []


def test_an_import_keeps_no_states(db):
    article = ArticleFactory(entities=[PersonFactory()])
    article.title = "عنوان آخر"
    article.save()
    assert not Version.objects.exists()
    curation.send_to_review(article=article, by=User.objects.create_user("desk"))
    assert not Revision.objects.exists()


def test_a_verb_after_an_edit_is_told_with_what_it_changed(editor):
    article = ArticleFactory()
    save(editor, article, author="كاتب")
    curation.send_to_review(article=article, by=User.objects.get(username="a-editor"))
    [now, *_rest] = edits(editor, article)
    assert told(now) == [("منشور", "قيد المراجعة")]


def test_saving_without_a_change_keeps_no_state(editor):
    person = PersonFactory()
    save(editor, person, name_en="Another")
    kept = Revision.objects.count()
    save(editor, person)
    assert Revision.objects.count() == kept


def test_a_thing_that_nobody_has_edited_says_so(editor):
    page = editor.get(history(SourceFactory())).content.decode()
    assert "لم يغيّره أحد" in page


def test_mentions_have_the_plain_history_of_django(editor):
    mention = MentionFactory()
    assert editor.get(history(mention)).status_code == 200
    assert "mention" in NOUNS


# --- bringing back -----------------------------------------------------------------------------
def test_what_would_change_is_shown_before(editor):
    person = PersonFactory(name_en="Old Name")
    save(editor, person, name_en="New Name")
    _now, found = edits(editor, person)
    page = editor.get(reverse("admin:articles_entity_version", args=[person.pk, found.version.pk]))
    assert [(one.old, one.new) for one in page.context["changes"]] == [("New Name", "Old Name")]
    person.refresh_from_db()
    assert person.name_en == "New Name"


def test_whether_an_article_is_published_stays_as_it_is(editor):
    article = ArticleFactory()
    save(editor, article, author="كاتب")
    curation.withdraw(article=article, reason="سبب", by=User.objects.get(username="a-editor"))
    bring_back(editor, article, edits(editor, article)[-1].version)
    article.refresh_from_db()
    assert (article.author, article.status) == ("", "withdrawn")


def test_suggestions_that_came_since_stay(editor):
    article = ArticleFactory()
    save(editor, article, author="كاتب")
    suggested = MentionFactory(article=article, status="suggested")
    confirmed = MentionFactory(article=article)
    bring_back(editor, article, edits(editor, article)[-1].version)
    assert list(article.mentions.all()) == [suggested]
    assert not Mention.objects.filter(pk=confirmed.pk).exists()


def test_a_state_that_names_what_is_gone_is_refused_by_name(editor):
    guest = PersonFactory()
    meeting = MeetingFactory(who=[PersonFactory()])
    row = ParticipantFactory(meeting=meeting, entity=guest)
    save(editor, meeting, **{"participants-1-DELETE": "on"})
    assert not meeting.participants.filter(pk=row.pk).exists()
    guest.delete()
    answer = bring_back(editor, meeting, edits(editor, meeting)[-1].version)
    assert str(row.entity_id) in said(answer)
    assert meeting.participants.count() == 1


@pytest.mark.parametrize(("role", "may"), [("curator", False), ("editor", True)])
def test_evidence_of_what_is_withdrawn_comes_back_by_who_may_withdraw(desk_of, role, may):
    meeting = MeetingFactory(reports=[ArticleFactory(), ArticleFactory()])
    client, row = desk_of(role), meeting.evidence.order_by("pk").last()
    save(client, meeting, **{"evidence-1-DELETE": "on"})
    Article.objects.filter(pk=row.article_id).update(
        status="withdrawn", withdrawal_reason="حكم محكمة"
    )
    answer = bring_back(client, meeting, edits(client, meeting)[-1].version)
    assert meeting.evidence.filter(pk=row.pk).exists() is may
    assert may or str(row.article) in said(answer)


def test_a_state_that_breaks_a_rule_of_today_is_refused_in_words(editor):
    person = PersonFactory(name_en="")
    save(editor, person, name_en="Name", description_en="x")
    Entity.objects.filter(pk=person.pk).update(name_ar="")
    found = edits(editor, person)[-1].version
    Version.objects.filter(pk=found.pk).update(
        serialized_data=found.serialized_data.replace(person.name_ar, "")
    )
    answer = bring_back(editor, person, found)
    assert "الاسم" in said(answer)
    person.refresh_from_db()
    assert person.description_en == "x"


def test_a_state_from_before_a_merge_is_refused_with_its_name(editor):
    keep, absorb = PersonFactory(), PersonFactory(name_ar="المدموج")
    save(editor, keep, description_en="x")
    by = User.objects.get(username="a-editor")
    curation.merge_entities(keep=keep, absorb=absorb, by=by)
    answer = bring_back(editor, keep, edits(editor, keep)[-1].version)
    assert "المدموج" in said(answer)
    assert Alias.objects.filter(text="المدموج", entity=keep).exists()


def test_a_row_that_a_split_gave_away_is_not_taken_back(editor):
    person = PersonFactory()
    alias = AliasFactory(entity=person)
    save(editor, person, description_en="x")
    other = PersonFactory()
    Alias.objects.filter(pk=alias.pk).update(entity=other)
    answer = bring_back(editor, person, edits(editor, person)[-1].version)
    assert str(alias) in said(answer)
    alias.refresh_from_db()
    assert alias.entity == other


@pytest.mark.parametrize("model", [Article, Collection, Entity, Meeting, Source])
def test_a_state_of_another_thing_is_no_state_of_this(editor, model):
    noun = model._meta.model_name
    one, other = MAKERS[noun](), MAKERS[noun]()
    save(editor, one, **{TITLES.get(noun, "name_en"): "Another"})
    version = edits(editor, one)[-1].version
    assert bring_back(editor, other, version).status_code == 404


def test_a_long_history_takes_few_queries(editor, django_assert_max_num_queries):
    meeting = MeetingFactory(who=[PersonFactory(), PersonFactory()], reports=[ArticleFactory()])
    for n in range(6):
        save(editor, meeting, venue_en=f"Hall {n}", **{"participants-0-entity": PersonFactory().pk})
    with django_assert_max_num_queries(15):
        assert len(edits(editor, meeting)) == 7


def test_a_history_comes_in_pages(editor):
    person = PersonFactory()
    for n in range(26):
        save(editor, person, name_en=f"Name {n}")
    assert len(edits(editor, person)) == 25
    page = editor.get(history(person), {"p": 2})
    assert len(page.context["page"].object_list) == 2
    assert told(page.context["page"].object_list[0])[0][1] == "Name 0"
