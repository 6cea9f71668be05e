"""Addresses made without Django's resolver are those that it makes."""

import pytest
from django.urls import resolve, reverse
from django.utils.text import slugify
from django.utils.translation import override

from articles.exports import meetings_for_export
from articles.models import Article, Entity, Meeting
from articles.models.addresses import address, short_address
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db

TITLES = ["", "-", "؟", "a/b?c#d", "x" * 200, "لقاءٌ (أول) & ثانٍ", "100% «نعم»", "~a_b '!$*,;=:@"]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("noun", ["meeting", "article", "entity"])
@pytest.mark.parametrize("title", TITLES)
def test_an_address_is_the_one_that_django_would_make(language, noun, title):
    slug = slugify(title, allow_unicode=True)[:80].strip("-") or "-"
    with override(language):
        assert address(noun, 12, title) == reverse(noun, args=[12, slug])


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    ("noun", "model"), [("meeting", Meeting), ("article", Article), ("entity", Entity)]
)
def test_an_address_is_that_of_the_page(language, noun, model):
    with override(language):
        for row in model.objects.all()[:50]:
            title = row.headline if noun == "article" else str(row)
            assert address(noun, row.pk, title) == row.get_absolute_url()


@pytest.mark.parametrize("title", TITLES[2:])
def test_a_line_of_an_export_has_the_address_of_the_page(title):
    meeting = MeetingFactory(title_ar=title, title_en=title)
    assert meetings_for_export([meeting.pk])[0].get_absolute_url() == meeting.get_absolute_url()


def test_a_short_address_leads_to_the_long_one(client):
    meeting = MeetingFactory()
    with override("en"):
        short = short_address("meeting", meeting.pk)
        assert resolve(short).kwargs["pk"] == str(meeting.pk)
        assert client.get(short).headers["Location"] == meeting.get_absolute_url()
