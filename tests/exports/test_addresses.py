"""Addresses made many at once are those that each thing gives itself."""

import pytest
from django.urls import resolve
from django.utils.translation import override

from articles.exports import meetings_for_export
from articles.exports.addresses import address_of, short_address_of
from articles.models import Article, Entity, Meeting
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    ("noun", "model"), [("meeting", Meeting), ("article", Article), ("entity", Entity)]
)
def test_an_address_is_that_of_the_page(language, noun, model):
    with override(language):
        for row in model.objects.all()[:50]:
            title = row.headline if noun == "article" else str(row)
            assert address_of(noun, row.pk, title) == row.get_absolute_url()


@pytest.mark.parametrize("title", ["؟", "a/b?c#d", "x" * 200, "لقاءٌ (أول) & ثانٍ", "100% «نعم»"])
def test_any_title_makes_the_address_that_django_would(title):
    meeting = MeetingFactory(title_ar=title, title_en=title)
    assert meetings_for_export([meeting.pk])[0].get_absolute_url() == meeting.get_absolute_url()


def test_a_short_address_leads_to_the_long_one(client):
    meeting = MeetingFactory()
    with override("en"):
        short = short_address_of("meeting", meeting.pk)
        assert resolve(short).kwargs["pk"] == str(meeting.pk)
        assert client.get(short).headers["Location"] == meeting.get_absolute_url()
