"""The verbs of the review page and of actions on many: what they refuse, and what they leave."""

import pytest
from django.contrib.admin.models import LogEntry

from articles import curation
from articles.models import Article, Entity, EntityRedirect, Evidence, Meeting
from tests.factories import (
    ArticleFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture
def by(django_user_model):
    return django_user_model.objects.create_user("hand", is_staff=True)


def lines(thing) -> list[str]:
    """The history of a thing, as far as it is its own."""
    rows = LogEntry.objects.filter(
        object_id=str(thing.pk), content_type__model=thing._meta.model_name
    )
    return [curation.told(line) for line in rows.order_by("pk")]


def test_a_rejected_meeting_keeps_no_article_from_being_deleted_and_loses_no_fact(by):
    article = ArticleFactory()
    meeting = MeetingFactory(reports=[article])
    assert curation.last_support([article])
    curation.reject_meeting(meeting=meeting, by=by)
    assert curation.last_support([article]) == []
    curation.delete_articles(articles=[article], by=by)
    assert not Article.objects.exists()
    assert meeting not in Meeting.objects.with_lost_facts()
    curation.confirm_meeting(meeting=meeting, by=by)
    assert meeting in Meeting.objects.with_lost_facts()


def test_only_a_suggestion_is_put_in_the_place_of_a_confirmed_meeting(by):
    suggestion, other = MeetingFactory.create_batch(2, review="suggested")
    known = MeetingFactory()
    pairs = ((suggestion, suggestion), (known, MeetingFactory()), (suggestion, other))
    for pair in pairs:
        with pytest.raises(curation.CurationError):
            curation.same_meeting(suggestion=pair[0], known=pair[1], by=by)
    suggestion.refresh_from_db()
    assert suggestion.review == "suggested"
    assert not LogEntry.objects.exists()


def test_a_suggestion_hands_all_its_articles_on_and_all_histories_say_so(by):
    first, second = ArticleFactory.create_batch(2)
    suggestion = MeetingFactory(review="suggested", reports=[first, second])
    known = MeetingFactory(reports=[first])
    curation.same_meeting(suggestion=suggestion, known=known, by=by)
    assert {row.article for row in known.evidence.all()} == {first, second}
    assert known.evidence.count() == 2
    assert all(len(lines(thing)) == 1 for thing in (first, second, known, suggestion))


def test_a_suggestion_hands_on_what_was_quoted_and_said(by):
    first, second = ArticleFactory.create_batch(2)
    suggestion, known = MeetingFactory(review="suggested"), MeetingFactory()
    said = {"fact": "place", "quote": "عُقد في المرفأ", "value_ar": "المرفأ", "note_en": "ours"}
    for article in (first, second):
        EvidenceFactory(meeting=suggestion, article=article, **said)
    kept = {"fact": "place", "value_ar": "الميناء", "origin": "d"}
    EvidenceFactory(meeting=known, article=first, **kept)
    curation.same_meeting(suggestion=suggestion, known=known, by=by)
    names = ("quote", "value_ar", "note_en", "origin")
    rows = {row.article: [getattr(row, name) for name in names] for row in known.evidence.all()}
    assert rows[first] == ["عُقد في المرفأ", "الميناء", "ours", ""]  # what it had stays
    assert rows[second] == ["عُقد في المرفأ", "المرفأ", "ours", ""]
    assert suggestion.evidence.count() == 2


def test_a_row_of_a_dossier_that_gets_nothing_stays_the_dossiers(by):
    article = ArticleFactory()
    suggestion = MeetingFactory(review="suggested", reports=[article])
    known = MeetingFactory()
    EvidenceFactory(meeting=known, article=article, fact="meeting", quote="اجتمعا", origin="d")
    curation.same_meeting(suggestion=suggestion, known=known, by=by)
    assert known.evidence.get().origin == "d"


def test_nothing_is_evidence_for_what_was_rejected(by):
    article, meeting = ArticleFactory(), MeetingFactory(review="rejected")
    with pytest.raises(curation.CurationError):
        curation.attach_to_meeting(article=article, meeting=meeting, by=by)
    with pytest.raises(curation.CurationError):
        curation.cite(article=article, meeting=meeting, fact="meeting", quote="اجتمع", by=by)
    report = curation.attach_articles(articles=[article], meeting=meeting, by=by)
    assert (report.done, len(report.refusals)) == (0, 1)
    assert not Evidence.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_quotation_may_be_of_the_outlets_headline_but_not_of_our_abstract(by):
    article = ArticleFactory(title="قمة في المرفأ", abstract_ar="كلام منا")
    meeting = MeetingFactory()
    row = curation.cite(
        article=article, meeting=meeting, fact="place", quote="قمه فى المرفا", by=by
    )
    assert row.quote == "قمة في المرفأ"
    with pytest.raises(curation.CurationError):
        curation.cite(article=article, meeting=meeting, fact="date", quote="كلام منا", by=by)


def test_a_value_that_is_there_stays_where_none_is_given(by):
    row = EvidenceFactory(fact="duration", value_ar="ساعة", value_en="an hour")
    curation.cite(article=row.article, meeting=row.meeting, fact="duration", by=by,
                  quote="اجتمع الوفدان", value_en="one hour")  # fmt: skip
    row.refresh_from_db()
    assert (row.value_ar, row.value_en) == ("ساعة", "one hour")


@pytest.mark.parametrize("taken", ["entity", "redirect"])
def test_a_new_name_gets_a_key_that_nobody_has_or_had(by, taken):
    if taken == "entity":
        PersonFactory(key="samir-kanaan")
    else:
        EntityRedirect.objects.create(old_id=10**6, old_key="samir-kanaan", entity=PersonFactory())
    article = DraftFactory()
    made = curation.add_name(
        article=article, name=" Samir  Kanaan ", kind="person", start=None, end=None, by=by
    )
    assert made.name_en == "Samir Kanaan"
    assert made.key.startswith("samir-kanaan-")
    assert article.mentions.get().entity == made


@pytest.mark.parametrize(("name", "kind"), [("  ", "person"), ("اسم", "animal")])
def test_a_name_without_letters_or_kind_is_refused(by, name, kind):
    with pytest.raises(curation.CurationError):
        curation.add_name(article=DraftFactory(), name=name, kind=kind, start=None, end=None, by=by)
    assert not Entity.objects.exists()


@pytest.mark.parametrize("said", [" Samir  KANAAN", "Sameer Kanaan"])
def test_a_name_added_twice_is_one_entity(by, said):
    article = DraftFactory()
    given = {"kind": "person", "start": None, "end": None, "by": by}
    made = curation.add_name(article=article, name="Samir Kanaan", **given)
    made.aliases.create(text="Sameer Kanaan", language="en")
    before = lines(article)
    assert curation.add_name(article=article, name=said, **given) == made
    assert (lines(article), article.mentions.count()) == (before, 1)


def test_a_name_that_waits_or_was_rejected_in_the_article_is_confirmed(by):
    for status in ("suggested", "rejected"):
        person = PersonFactory(name_en="Samir Kanaan")
        row = MentionFactory(article=DraftFactory(), entity=person, status=status)
        made = curation.add_name(article=row.article, name="Samir Kanaan", kind="person",
                                 start=None, end=None, by=by)  # fmt: skip
        row.refresh_from_db()
        assert (made, row.status) == (person, "confirmed")
        assert len(lines(row.article)) == 1


def test_a_namesake_of_another_kind_or_article_is_not_taken_for_it(by):
    article, person = DraftFactory(), PersonFactory(name_en="Kanaan")
    MentionFactory(article=article, entity=person)
    for where, kind in ((article, "place"), (DraftFactory(), "person")):
        made = curation.add_name(article=where, name="Kanaan", kind=kind,
                                 start=None, end=None, by=by)  # fmt: skip
        assert made != person


def test_an_article_is_given_only_to_who_is_at_the_desk(by, django_user_model):
    article = DraftFactory()
    gone = django_user_model.objects.create_user("gone", is_staff=True, is_active=False)
    reader = django_user_model.objects.create_user("reader")
    for user in (gone, reader):
        with pytest.raises(curation.CurationError):
            curation.assign(article=article, to=user, by=by)
    curation.assign(article=article, to=by, by=by)
    curation.assign(article=article, to=None, by=by)
    article.refresh_from_db()
    assert article.assigned_to is None
    assert len(lines(article)) == 2


def test_an_action_that_changes_nothing_leaves_no_line(by):
    article, person = ArticleFactory(), PersonFactory()
    report = curation.untag_articles(articles=[article], entity=person, by=by)
    assert (report.done, len(report.refusals)) == (0, 1)
    assert not LogEntry.objects.exists()


def test_who_leaves_the_desk_takes_no_article_along(by):
    article = DraftFactory(assigned_to=by)
    by.delete()
    article.refresh_from_db()
    assert article.assigned_to is None
