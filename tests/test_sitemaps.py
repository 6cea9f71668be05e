"""Sitemaps name every public page in both languages, and no other."""

import pytest
from defusedxml import ElementTree

from articles.models import Article, Entity, Meeting
from tests.factories import DraftFactory, MeetingFactory

pytestmark = pytest.mark.django_db
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
LINK = "{http://www.w3.org/1999/xhtml}link"


def places(client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    return [loc.text for loc in ElementTree.fromstring(response.content).iter(LOC)]


def test_the_index_leads_to_every_section(client):
    sections = places(client, "/sitemap.xml")
    assert len(sections) == 4
    for section in sections:
        path = section.removeprefix("http://testserver")
        assert places(client, path)


def test_every_page_is_there_once_a_language(client):
    for section, count in (
        ("articles", Article.objects.published().count()),
        ("meetings", Meeting.objects.confirmed().count()),
        ("entities", Entity.objects.count()),
    ):
        found = places(client, f"/sitemap-{section}.xml")
        assert len(found) == len(set(found)) == 2 * count > 0


def test_what_is_not_public_is_not_there(client):
    draft, hidden = DraftFactory(), MeetingFactory(review=Meeting.Review.SUGGESTED)
    joined = " ".join(
        places(client, "/sitemap-articles.xml") + places(client, "/sitemap-meetings.xml")
    )
    assert f"/articles/{draft.pk}/" not in joined
    assert f"/meetings/{hidden.pk}/" not in joined


def test_each_page_names_the_other_language(client):
    content = client.get("/sitemap-pages.xml").content
    languages = {link.get("hreflang") for link in ElementTree.fromstring(content).iter(LINK)}
    assert languages == {"ar", "en", "x-default"}


def test_pages_of_the_sitemap_answer(client):
    found = places(client, "/sitemap-meetings.xml")[:6]
    assert len(found) == 6
    for place in found:
        assert client.get(place.removeprefix("http://testserver")).status_code == 200
