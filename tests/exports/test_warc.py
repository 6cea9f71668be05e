"""Articles as records that others read; files of them are tested with the captures they hold."""

import pytest

from articles.exports.warc import article_as_record
from articles.models import Meeting
from tests.factories import ArticleFactory, MeetingFactory

pytestmark = pytest.mark.django_db


def test_a_record_names_no_meeting_that_nobody_has_confirmed():
    article = ArticleFactory()
    known = MeetingFactory(reports=[article])
    for review in (Meeting.Review.SUGGESTED, Meeting.Review.REJECTED):
        MeetingFactory(reports=[article], review=review)
    assert article_as_record(article)["meetings"] == [known.key]
