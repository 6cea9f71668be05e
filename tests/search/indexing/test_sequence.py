"""The number of changes of a meeting: calendars take an event anew where it has risen."""

from datetime import date, time

import pytest
from django.db import connection

from articles.models import Article, Evidence, Meeting, Participant
from tests.factories import (
    ArticleFactory,
    EvidenceFactory,
    MeetingFactory,
    ParticipantFactory,
    PersonFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return MeetingFactory(reports=[ArticleFactory()], who=[PersonFactory()])


def number(meeting: Meeting) -> int:
    return Meeting.objects.values_list("sequence", flat=True).get(pk=meeting.pk)


def change(**values):
    return lambda meeting: Meeting.objects.filter(pk=meeting.pk).update(**values)


@pytest.mark.parametrize(
    "edit",
    [
        change(title_ar="غيره"),
        change(time=time(9)),
        change(time_zone="Asia/Qatar"),
        change(status="cancelled"),
        change(end=date(2025, 4, 12), last_on=date(2025, 4, 12)),
        change(dispute_en="The hour."),
        lambda meeting: ParticipantFactory(meeting=meeting),
        lambda meeting: meeting.participants.update(side="NO"),
        lambda meeting: meeting.participants.all().delete(),
        lambda meeting: meeting.topics.add(TopicFactory()),
        lambda meeting: EvidenceFactory(meeting=meeting, fact="date"),
        lambda meeting: meeting.evidence.update(value_en="April"),
        lambda meeting: meeting.evidence.all().delete(),
        lambda meeting: Article.objects.filter(evidence__meeting=meeting).update(status="draft"),
    ],
)
def test_every_change_raises_it_by_one_however_written(meeting, edit):
    before = number(meeting)
    edit(meeting)
    assert number(meeting) == before + 1


def test_raw_sql_raises_it_too(meeting):
    before = number(meeting)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_meeting SET venue_en = 'Hall' WHERE id = %s", [meeting.pk])
    assert number(meeting) == before + 1


def test_two_saves_of_what_was_read_once_both_count(meeting):
    """In one second, and although each save writes the number that it read long ago."""
    first, second = (Meeting.objects.get(pk=meeting.pk) for _ in range(2))
    before = number(meeting)
    first.title_ar = "أولًا"
    first.save()
    second.title_ar = "ثانيًا"
    second.save()
    assert number(meeting) == before + 2


def test_a_save_without_a_change_leaves_it(meeting):
    stale = Meeting.objects.get(pk=meeting.pk)
    ParticipantFactory(meeting=meeting)
    before = number(meeting)
    stale.save()
    assert number(meeting) == before


def test_evidence_moved_to_another_meeting_changes_both(meeting):
    other = MeetingFactory()
    before = number(meeting), number(other)
    Evidence.objects.filter(meeting=meeting).update(meeting=other)
    assert (number(meeting), number(other)) == (before[0] + 1, before[1] + 1)


def test_another_meeting_keeps_its_number(meeting):
    other = MeetingFactory(who=[PersonFactory()])
    before = number(other)
    Participant.objects.filter(meeting=meeting).delete()
    meeting.delete()
    assert number(other) == before
