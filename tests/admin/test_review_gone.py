"""The review page while what it shows is deleted by another desk."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.http import QueryDict

from articles import curation
from articles.admin.review.acts import Rights, act
from articles.admin.review.items import review_of
from articles.admin.review.reading import known
from articles.models import Entity, Meeting, Mention
from tests.admin.test_review import page_of, story  # noqa: F401  a fixture
from tests.factories import MeetingFactory

pytestmark = pytest.mark.usefixtures("empty")
ALL = Rights(
    judge=True, make=True, meet=True, take_back=True, change=True, publish=True, review=True
)
GONE = "لم يعد هذا المقترح قائمًا"


def known_to_the_register() -> Meeting:
    """The meeting that the story tells of, in the register instead of suggested."""
    Meeting.objects.all().delete()
    people = Entity.objects.filter(key__in=["kanaan", "haddad"])
    return MeetingFactory(start=date(2025, 4, 10), place=None, who=people)


@pytest.mark.parametrize("do", ["accept", "reject"])
@pytest.mark.parametrize("noun", [Mention, Meeting])
def test_what_is_deleted_once_the_page_was_read_is_gone(story, do, noun):  # noqa: F811
    review = review_of(story, known())
    row = noun.objects.order_by("pk")[0]
    pressed = QueryDict(f"do={do}&what={noun._meta.model_name}:{row.pk}")
    row.delete()
    with pytest.raises(curation.CurationError):
        act(review, pressed, ALL, User.objects.create_user("desk"))
    assert not LogEntry.objects.exists()


def test_a_verb_refuses_what_was_deleted_once_it_was_read(story):  # noqa: F811
    by = User.objects.create_superuser("desk")
    mention, meeting = Mention.objects.order_by("pk")[0], Meeting.objects.get()
    Mention.objects.all().delete()
    Meeting.objects.all().delete()
    for deed in (
        lambda: curation.confirm_mention(mention=mention, by=by),
        lambda: curation.reject_mention(mention=mention, by=by),
        lambda: curation.confirm_meeting(meeting=meeting, by=by),
        lambda: curation.same_meeting(suggestion=meeting, known=MeetingFactory(), by=by),
        lambda: curation.attach_to_meeting(article=story, meeting=meeting, by=by),
    ):
        with pytest.raises(curation.CurationError, match=GONE):
            deed()
    assert not LogEntry.objects.exists()


def test_a_known_meeting_that_is_deleted_is_not_accepted(story):  # noqa: F811
    meeting = known_to_the_register()
    review = review_of(story, known())
    what = f"known:{meeting.pk}"
    meeting.delete()
    with pytest.raises(curation.CurationError, match=GONE):
        act(review, QueryDict(f"do=accept&what={what}"), ALL, User.objects.create_superuser("desk"))
    assert not story.evidence.exists()


def test_a_meeting_that_is_deleted_while_the_page_is_made_is_left_out(editor, story):  # noqa: F811
    at = 'ORDER BY "articles_evidence"."fact"'
    gone = []

    def deletes(execute, sql, params, many, context):
        """Delete the meeting once its row was read, before what bears it out is."""
        if at in sql and not gone:
            gone.append(sql)
            Meeting.objects.all().delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(deletes):
        page = editor.get(page_of(story))
    assert gone
    assert page.status_code == 200
    assert page.context["review"].meetings == []
