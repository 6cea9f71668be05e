"""What search knows of names, roles and meetings is what the database says, from one search to
the next, however it was changed."""

from datetime import date

import pytest
from django.db import connection

from articles.models import Article, Entity, Evidence, Meeting, Participant, Role
from articles.search import catalog
from articles.search.meetings import Asked
from tests.factories import (
    ArticleFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    ParticipantFactory,
    PersonFactory,
    PlaceFactory,
    RoleFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db

JANUARY = (date(1999, 1, 1), date(1999, 1, 31))
JUNE = (date(1999, 6, 1), date(1999, 6, 30))


@pytest.fixture
def keeper():
    return PersonFactory(key="lamp-keeper", name_ar="زاركو الفنارجي", name_en="Zarko Lampkeeper")


@pytest.fixture
def diver():
    return PersonFactory(key="pearl-diver", name_ar="نورين المرجاني", name_en="Noreen Coralson")


@pytest.fixture
def harbor():
    return PlaceFactory(key="saffron-harbor", name_ar="مرفأ الزعفران", name_en="Saffron Harbor")


@pytest.fixture
def article():
    return ArticleFactory()


@pytest.fixture
def meeting(keeper, article):
    """A meeting of long ago, known to search before a test changes it."""
    made = MeetingFactory(who=[keeper], reports=[article], start=date(1999, 1, 8), place=None)
    assert reporters(keys=("lamp-keeper",)) == {article.pk}
    return made


@pytest.fixture
def in_between():
    """Does something once: right after the first query that reads a table."""

    def first_time(table, change):
        waiting = [change]

        def execute(run, sql, params, many, context):
            result = run(sql, params, many, context)
            if waiting and sql.startswith("SELECT") and table in sql:
                waiting.pop()()
            return result

        return connection.execute_wrapper(execute)

    return first_time


def reporters(says="", *, keys=(), days=()):
    """The articles that report a meeting of some entities, of some words, of some days."""
    meetings = catalog.current().meetings
    if days:
        return meetings.reported_by(meetings.during(days))
    stems = tuple(sorted(meetings.stems(says)))
    return meetings.reported_by(meetings.holding(Asked(tuple(keys), stems)))


def rows(meeting):
    return Meeting.objects.filter(pk=meeting.pk)


@pytest.mark.parametrize("field", ["title_ar", "title_en", "outcome_ar", "venue_ar"])
def test_changed_words_of_a_meeting_are_known_at_once(meeting, article, field):
    assert reporters("اللازورد") == set()
    rows(meeting).update(**{field: "حديث اللازورد"})
    assert reporters("اللازورد") == {article.pk}
    setattr(meeting, field, "حديث الياقوت")
    meeting.save()
    assert reporters("اللازورد") == set()
    assert reporters("الياقوت") == {article.pk}


def test_a_meeting_moves_with_its_place_and_its_day(meeting, article, harbor):
    rows(meeting).update(place=harbor)
    assert reporters(keys=("saffron-harbor",)) == {article.pk}
    assert reporters("الزعفران") == {article.pk}
    assert article.pk in reporters(days=[JANUARY])
    rows(meeting).update(place=None, start=date(1999, 6, 8), last_on=date(1999, 6, 8))
    assert reporters(keys=("saffron-harbor",)) == set()
    assert article.pk not in reporters(days=[JANUARY])
    assert article.pk in reporters(days=[JUNE])


def test_a_meeting_that_turns_out_not_to_have_been_is_no_longer_held(meeting):
    rows(meeting).update(status=Meeting.Status.CANCELLED)
    own = [facts for facts in catalog.current().meetings.facts if facts.first == meeting.start]
    assert [facts.held for facts in own] == [False]


@pytest.mark.parametrize("way", ["one by one", "in bulk"])
def test_participants_come_and_go(meeting, diver, article, way):
    if way == "in bulk":
        Participant.objects.bulk_create([Participant(meeting=meeting, entity=diver)])
    else:
        ParticipantFactory(meeting=meeting, entity=diver)
    assert reporters(keys=("pearl-diver",)) == {article.pk}
    assert reporters("نورين المرجاني") == {article.pk}
    left = Participant.objects.filter(entity=diver)
    if way == "in bulk":
        left._raw_delete(left.db)
    else:
        left.get().delete()
    assert reporters(keys=("pearl-diver",)) == set()


def test_a_participant_may_be_another_by_a_plain_update(meeting, diver, article):
    Participant.objects.filter(meeting=meeting).update(entity=diver)
    assert reporters(keys=("lamp-keeper",)) == set()
    assert reporters(keys=("pearl-diver",)) == {article.pk}


def test_a_meeting_is_about_what_it_is_said_to_be_about(meeting, article):
    pearls = TopicFactory(key="pearl-fishing", name_ar="صيد اللؤلؤ")
    meeting.topics.add(pearls)
    assert reporters(keys=("pearl-fishing",)) == {article.pk}
    meeting.topics.clear()
    assert reporters(keys=("pearl-fishing",)) == set()
    meeting.topics.set([pearls])
    assert reporters("اللؤلؤ") == {article.pk}


def test_reports_come_and_go(meeting, article):
    another = ArticleFactory()
    EvidenceFactory(meeting=meeting, article=another)
    assert reporters(keys=("lamp-keeper",)) == {article.pk, another.pk}
    Evidence.objects.filter(article=article).delete()
    assert reporters(keys=("lamp-keeper",)) == {another.pk}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_evidence WHERE meeting_id = %s", [meeting.pk])
    assert reporters(keys=("lamp-keeper",)) == set()


def test_a_deleted_article_reports_nothing(meeting, article):
    article.delete()
    assert reporters(keys=("lamp-keeper",)) == set()


def test_a_report_has_the_day_that_its_article_has(meeting, article):
    Article.objects.filter(pk=article.pk).update(published_on=date(1999, 1, 9))
    days = {day for facts in catalog.current().meetings.facts for _, day in facts.reports}
    assert date(1999, 1, 9) in days


@pytest.mark.parametrize("status", [Article.Status.WITHDRAWN, Article.Status.DRAFT])
def test_only_published_articles_report(meeting, article, status):
    known = [facts.first for facts in catalog.current().meetings.facts]
    Article.objects.filter(pk=article.pk).update(status=status, withdrawal_reason="سبب")
    assert reporters(keys=("lamp-keeper",)) == set()
    left = [facts.first for facts in catalog.current().meetings.facts]
    assert len(left) == len(known) - 1
    article.save()  # published, as it was
    assert reporters(keys=("lamp-keeper",)) == {article.pk}


def test_a_draft_reports_nothing_beside_a_published_article(meeting, article):
    draft = DraftFactory()
    EvidenceFactory(meeting=meeting, article=draft)
    assert reporters(keys=("lamp-keeper",)) == {article.pk}
    Article.objects.filter(pk=draft.pk).update(status=Article.Status.PUBLISHED)
    assert reporters(keys=("lamp-keeper",)) == {article.pk, draft.pk}


@pytest.mark.parametrize("review", [Meeting.Review.REJECTED, Meeting.Review.SUGGESTED])
def test_only_confirmed_meetings_count(meeting, article, review):
    rows(meeting).update(review=review)
    assert reporters(keys=("lamp-keeper",)) == set()
    rows(meeting).update(review=Meeting.Review.CONFIRMED)
    assert reporters(keys=("lamp-keeper",)) == {article.pk}


def test_a_suggested_meeting_never_counts(keeper, article):
    reporters()
    MeetingFactory(who=[keeper], reports=[article], review=Meeting.Review.SUGGESTED)
    assert reporters(keys=("lamp-keeper",)) == set()


def test_meetings_made_and_deleted_are_known(keeper, article):
    reporters()
    made = MeetingFactory(who=[keeper], reports=[article])
    assert reporters(keys=("lamp-keeper",)) == {article.pk}
    made.delete()
    assert reporters(keys=("lamp-keeper",)) == set()


def test_a_role_is_known_until_it_is_taken_back(meeting, keeper, article):
    def titles():
        return [title for key, title in catalog.current().roles if key == keeper.key]

    def stems(text):
        return catalog.current().meetings.stems(text)

    Role.objects.bulk_create([Role(entity=keeper, title_ar="وزير المنارات")])
    assert titles() == [stems("وزير المنارات")]
    assert reporters("وزير المنارات") == {article.pk}
    Role.objects.filter(entity=keeper).update(title_ar="حارس اللازورد")
    assert titles() == [stems("حارس اللازورد")]
    assert reporters("المنارات") == set()
    assert reporters("اللازورد") == {article.pk}
    Role.objects.filter(entity=keeper).delete()
    assert titles() == []
    assert reporters("اللازورد") == set()


def test_a_role_may_pass_to_another(keeper, diver):
    def bearers():
        return {key for key, title in catalog.current().roles if title == said}

    role = RoleFactory(entity=keeper, title_ar="وزير المنارات", title_en="")
    said = catalog.current().meetings.stems("وزير المنارات")
    assert bearers() == {"lamp-keeper"}
    Role.objects.filter(pk=role.pk).update(entity=diver)
    assert bearers() == {"pearl-diver"}


def test_a_country_is_said_with_an_office_as_soon_as_it_is_known(keeper):
    RoleFactory(entity=keeper, title_ar="وزير المنارات", title_en="")

    def nations():
        return [
            catalog.current().nation(key) for key, _ in catalog.current().roles if key == keeper.key
        ]

    assert nations() == [set()]
    Entity.objects.filter(pk=keeper.pk).update(country="NO")
    assert nations() == [set(catalog.current().meetings.stems("النرويج Norway"))]


def test_a_participant_renamed_is_found_by_the_new_name(meeting, keeper, article):
    Entity.objects.filter(pk=keeper.pk).update(name_ar="زاركو اللازوردي")
    assert reporters("زاركو اللازوردي") == {article.pk}
    assert reporters("الفنارجي") == set()


def test_nothing_changed_is_nothing_read_anew(meeting, django_assert_num_queries):
    known = catalog.current()
    with django_assert_num_queries(1):
        assert catalog.current() is known


def test_an_article_saved_as_it_was_is_nothing_read_anew(meeting, article):
    known = catalog.current()
    article.save()
    Article.objects.filter(pk=article.pk).update(title="عنوان غيره")
    assert catalog.current() is known
    article.published_on = date(1999, 1, 9)
    article.save()
    assert catalog.current() is not known


@pytest.mark.parametrize("part", ["about", "at", "with"])
def test_who_is_made_while_the_catalog_is_read_is_known_to_the_next_search(
    meeting, article, part, in_between
):
    def newcomer():
        if part == "about":
            meeting.topics.add(TopicFactory(key="newcomer"))
        elif part == "at":
            rows(meeting).update(place=PlaceFactory(key="newcomer"))
        else:
            ParticipantFactory(meeting=meeting, entity=PersonFactory(key="newcomer"))

    rows(meeting).update(title_ar="حديث اللازورد")
    with in_between("articles_role", newcomer):
        known = catalog.current()
    assert "newcomer" not in known.entities
    assert known.meetings.holding(Asked(stems=known.meetings.stems("اللازورد"))).any()
    assert reporters(keys=("newcomer",)) == {article.pk}


def test_what_changes_while_a_search_waits_to_read_is_read_once(meeting, article, in_between):
    def title():
        rows(meeting).update(title_ar="حديث الياقوت")

    rows(meeting).update(title_ar="حديث اللازورد")
    with in_between("articles_archiveversion", title):
        known = catalog.current()
    assert catalog.current() is known
    assert reporters("الياقوت") == {article.pk}


def test_protected_words_stay_the_same_object_until_they_change(meeting, keeper):
    known = catalog.current()
    RoleFactory(entity=keeper)
    assert catalog.current() is not known
    assert catalog.current().table.protected is known.table.protected
    Entity.objects.filter(pk=keeper.pk).update(name_ar="زاركو الزبرجدي")
    assert catalog.current().table.protected != known.table.protected
