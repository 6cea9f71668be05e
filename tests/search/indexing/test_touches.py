"""What moves the date by which search sees that an entity or a meeting is no longer as it was."""

from datetime import UTC, date, datetime, time

import pytest

from articles.models import Article, Entity, Meeting
from tests.factories import ArticleFactory, MeetingFactory, PersonFactory, PlaceFactory

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2001, 2, 3, tzinfo=UTC)


@pytest.fixture
def article():
    return ArticleFactory()


@pytest.fixture
def person():
    made = PersonFactory(country="NO")
    Entity.objects.filter(pk=made.pk).update(updated_at=LONG_AGO)
    return made


@pytest.fixture
def meeting(article):
    made = MeetingFactory(reports=[article], end=None, outcome_en="")
    Meeting.objects.filter(pk=made.pk).update(updated_at=LONG_AGO)
    return made


def touched(row):
    """Whether something moved the date of a row since it was made."""
    return type(row).objects.get(pk=row.pk).updated_at != LONG_AGO


def save_as_it_is(row):
    """Write every column with the value that it has, as save() does, but for the date."""
    row.updated_at = LONG_AGO
    names = [f.attname for f in row._meta.concrete_fields if not f.primary_key]
    type(row).objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in names})


def test_an_article_saved_as_it_was_touches_no_meeting(article, meeting):
    article.save()
    assert not touched(meeting)


@pytest.mark.parametrize(
    "change",
    [
        {"published_on": date(2025, 4, 12)},
        {"published_on": None},
        {"status": Article.Status.WITHDRAWN, "withdrawal_reason": "سبب"},
        {"status": Article.Status.DRAFT},
    ],
)
def test_an_article_of_another_day_or_status_touches_what_it_reports(article, meeting, change):
    other = MeetingFactory()
    Meeting.objects.filter(pk=other.pk).update(updated_at=LONG_AGO)
    for name, value in change.items():
        setattr(article, name, value)
    article.save()
    assert touched(meeting)
    assert not touched(other)


def test_a_first_day_of_an_article_touches_what_it_reports(article, meeting):
    Article.objects.filter(pk=article.pk).update(published_on=None)
    Meeting.objects.filter(pk=meeting.pk).update(updated_at=LONG_AGO)
    Article.objects.filter(pk=article.pk).update(published_on=date(2025, 4, 12))
    assert touched(meeting)


def test_rows_saved_as_they_were_are_not_touched(meeting, person):
    save_as_it_is(meeting)
    save_as_it_is(person)
    assert not touched(meeting)
    assert not touched(person)


@pytest.mark.parametrize(
    "change",
    [
        {"title_en": "Another"},
        {"outcome_en": "Something"},
        {"end": date(2025, 4, 11)},
        {"place": None},
        {"format": Meeting.Format.CALL},
        {"duration_minutes": 40},
    ],
)
def test_a_meeting_with_another_fact_is_touched(meeting, change):
    for name, value in change.items():
        setattr(meeting, name, value)
    save_as_it_is(meeting)
    assert touched(meeting)


def test_a_first_place_of_a_meeting_touches_it(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(place=None, updated_at=LONG_AGO)
    Meeting.objects.filter(pk=meeting.pk).update(place=PlaceFactory(), updated_at=LONG_AGO)
    assert touched(meeting)


@pytest.mark.parametrize("column", ["name_ar", "name_en", "key", "country"])
def test_an_entity_of_another_name_is_touched(person, column):
    setattr(person, column, "SE")
    save_as_it_is(person)
    assert touched(person)


def test_what_search_does_not_read_touches_nothing(meeting, person):
    Meeting.objects.filter(pk=meeting.pk).update(time=time(9), dispute_en="An hour later.")
    Entity.objects.filter(pk=person.pk).update(description_en="Keeps a lamp.")
    assert not touched(meeting)
    assert not touched(person)
