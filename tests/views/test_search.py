"""The search page: counts that agree with their links, honest empties, a page when it is down."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from articles.models import Entity, EntityRedirect

pytestmark = pytest.mark.django_db


def total(response) -> int:
    return response.context["found"].count


class TestFound:
    def test_heading_says_the_count_in_words(self, client: Client, dossier):
        response = client.get("/ar/search/", {"q": "موسكو"})
        assert response.status_code == 200
        text = response.content.decode()
        heading = re.search(r"<h1>(.*?)</h1>", text, re.S)[1]
        assert "عن «<bdi>موسكو</bdi>»" in heading
        assert str(total(response)) in heading

    def test_every_facet_link_leads_to_its_count(self, client, dossier):
        response = client.get("/ar/search/", {"q": "موسكو"})
        links = [value for group in response.context["groups"] for value in group.shown[:2]]
        assert links
        for value in links:
            assert total(client.get(f"/ar/search/{value.href}")) == value.count, value

    def test_every_bar_leads_to_its_count(self, client, dossier):
        response = client.get("/ar/search/", {"q": "موسكو"})
        bars = response.context["strip"].kept
        assert bars
        assert sum(bar.count for bar in bars) + response.context["found"].undated == total(response)
        for bar in bars[:4]:
            assert total(client.get(f"/ar/search/{bar.href}")) == bar.count

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_the_json_of_a_page_is_the_same_results_in_the_same_language(
        self, client, dossier, language
    ):
        asked = {"q": "موسكو", "from": "never", "to": "2026", "sort": "best", "page": "2"}
        response = client.get(f"/{language}/search/", {**asked, "exact": "on", "page_size": "x"})
        href = re.search(r'href="(/api/v1/search[^"]*)"', response.content.decode())[1]
        answer = client.get(unescape(href))
        assert answer.status_code == 200
        given = {"q": "موسكو", "to": "2026-12-31", "lang": language, "exact": True}
        assert answer.json()["query"]["parameters"] == given
        assert answer.json()["count"] == total(response)

    def test_the_undated_have_a_link_of_their_own(self, client, dossier):
        response = client.get("/ar/search/")
        undated = response.context["found"].undated
        assert undated
        assert total(client.get(f"/ar/search/{response.context['undated_href']}")) == undated

    def test_a_chip_takes_its_word_away(self, client, dossier):
        response = client.get("/ar/search/", {"q": "موسكو جنيف", "sort": "newest"})
        chip = next(chip for chip in response.context["chips"] if chip.text == "جنيف")
        assert "sort=newest" in chip.href
        after = client.get(f"/ar/search/{chip.href}")
        assert after.context["search_text"] == "موسكو"

    def test_rows_have_no_more_than_four_entities(self, client, dossier):
        response = client.get("/ar/search/")
        assert len(response.context["found"].results) == 20
        assert all(len(hit.entities) <= 4 for hit in response.context["found"].results)

    def test_an_arabic_row_on_an_english_page_keeps_its_direction(self, client, dossier):
        text = client.get("/en/search/", {"language": "ar"}).content.decode()
        assert '<h3 lang="ar" dir="rtl">' in text
        assert '<html lang="en" dir="ltr"' in text

    def test_a_page_past_the_last_shows_the_last(self, client, dossier):
        response = client.get("/ar/search/", {"page": "400"})
        found = response.context["found"]
        assert found.page == found.pages
        assert found.results

    @pytest.mark.parametrize("page", ["0", "-3", "x", "9" * 30, "1.5", "٣", "\x00"])
    def test_no_page_number_breaks_the_page(self, client, dossier, page):
        assert client.get("/ar/search/", {"page": page}).status_code == 200

    @pytest.mark.parametrize(
        "q",
        [
            '"',
            "(((",
            "a" * 5000,
            "* -",
            "title:",
            "date:99",
            "\x00",
            "<script>alert(1)</script>",
            "~",
        ],
    )
    def test_no_query_breaks_the_page(self, client, dossier, q):
        response = client.get("/ar/search/", {"q": q})
        assert response.status_code == 200
        assert b"<script>alert" not in response.content

    def test_no_more_than_fifteen_queries(self, client, dossier, django_assert_max_num_queries):
        with django_assert_max_num_queries(15):
            response = client.get("/ar/search/", {"q": "موسكو", "source": "sputnik-arabic"})
        assert response.status_code == 200


class TestDates:
    def test_a_bad_month_is_said_beside_its_field_and_the_rest_answers(self, client, dossier):
        response = client.get("/ar/search/", {"from": "2025-13"})
        text = response.content.decode()
        assert response.status_code == 200
        assert 'aria-invalid="true"' in text
        assert "الشهر بين 01 و12" in text
        assert total(response) == total(client.get("/ar/search/"))

    def test_the_other_date_still_counts(self, client, dossier):
        one = client.get("/ar/search/", {"from": "abc", "to": "2025-03"})
        assert total(one) == total(client.get("/ar/search/", {"to": "2025-03"}))

    def test_a_month_means_all_its_days(self, client, dossier):
        ranged = client.get("/ar/search/", {"from": "2025-04", "to": "2025-04"})
        assert total(ranged) == total(client.get("/ar/search/", {"month": "2025-04"})) > 0

    def test_the_form_carries_the_other_filters(self, client, dossier):
        text = client.get("/ar/search/", {"q": "موسكو", "language": "ar"}).content.decode()
        assert '<input type="hidden" name="language" value="ar">' in text
        assert '<input type="hidden" name="q" value="موسكو">' in text


class TestNothing:
    def test_looser_searches_lead_to_their_counts(self, client, dossier):
        response = client.get("/ar/search/", {"q": "موسكو AND زقزقةالعصافير"})
        if total(response):
            pytest.fail("the planted words meet after all; choose others")
        assert response.context["loosened"]
        for other in response.context["loosened"]:
            assert total(client.get(f"/ar/search/{other.href}")) == other.count > 0

    def test_an_empty_page_offers_ways_on(self, client, dossier):
        text = client.get("/ar/search/", {"q": "qqzzxx"}).content.decode()
        assert "لا مواد عن" in text
        assert "/ar/articles/" in text

    def test_a_filter_that_finds_nothing_can_be_taken_away(self, client, dossier):
        response = client.get("/ar/search/", {"source": "no-such-outlet"})
        assert total(response) == 0
        text = unescape(response.content.decode())
        assert response.context["cleared"] in text


class TestDown:
    @pytest.fixture
    def down(self, db, settings, tmp_path):
        settings.INDEX_DIR = tmp_path / "no-index"

    def test_says_so_with_503(self, client, down):
        response = client.get("/ar/search/", {"q": "موسكو"})
        assert response.status_code == 503
        assert response["Retry-After"] == "60"
        text = response.content.decode()
        assert "البحث متوقف الآن" in text
        assert 'value="موسكو"' in text

    @pytest.mark.parametrize(
        "path",
        ["", "articles/", "entities/", "sources/", "about/", "help/search/", "help/arabic/"],
    )
    def test_the_rest_still_works(self, client, down, path):
        assert client.get(f"/ar/{path}").status_code == 200


def test_switching_the_language_keeps_every_filter(client, dossier):
    text = client.get("/ar/search/?q=موسكو&language=ar&sort=newest").content.decode()
    assert re.search(
        r'href="/en/search/\?q=[^"]+&amp;language=ar&amp;sort=newest"[^>]*>English', text
    )


def test_an_address_with_the_key_of_a_merged_entity_leads_to_the_present_one(client, dossier):
    entity = Entity.objects.get(key="steve-witkoff")
    EntityRedirect.objects.create(old_id=10**9, old_key="s-witkoff", entity=entity)
    response = client.get("/ar/search/", {"q": "لقاء", "person": ["s-witkoff", "steve-witkoff"]})
    assert response.status_code == 301
    assert parse_qs(urlsplit(response["Location"]).query) == {
        "q": ["لقاء"],
        "person": ["steve-witkoff"],
    }
