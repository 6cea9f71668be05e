"""The front page, the pages about the site, settings, errors, and what machines expect."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import translation

from articles.models import Article, Collection, Entity, Evidence, Meeting, Mention, Participant
from articles.search.query import parse
from articles.views.arabic_table import SECTIONS
from articles.views.help_table import operators
from tests.factories import ArticleFactory, EvidenceFactory, MeetingFactory

pytestmark = pytest.mark.django_db

PAGES = ["", "articles/", "entities/", "sources/", "about/", "settings/"]
PAGES += ["help/search/", "help/arabic/"]


class TestRoot:
    @pytest.mark.parametrize(
        ("asked", "where"),
        [
            ("", "/ar/"),
            ("en-GB,en;q=0.9", "/en/"),
            ("ar-EG", "/ar/"),
            ("fr", "/ar/"),
            ("de,en;q=0.5", "/en/"),
        ],
    )
    def test_leads_by_language_and_arabic_by_default(self, client, asked, where):
        response = client.get("/", headers={"accept-language": asked} if asked else {})
        assert response.status_code == 302
        assert response["Location"] == where
        assert "Accept-Language" in response["Vary"]


class TestHome:
    def test_every_figure_is_the_page_it_leads_to(self, client):
        figures = {noun: (n, href) for n, noun, href in client.get("/ar/").context["figures"]}
        assert client.get(figures["article"][1]).context["count"] == figures["article"][0]
        assert client.get(figures["person"][1]).context["count"] == figures["person"][0]
        assert len(client.get(figures["outlet"][1]).context["sources"]) == figures["outlet"][0]

    def test_a_dossier_leads_to_its_articles(self, client):
        dossiers = client.get("/ar/").context["dossiers"]
        assert len(dossiers) == Collection.objects.count() > 0
        one = dossiers[0]
        assert client.get(one["articles_url"]).context["count"] == one["dossier"].article_count

    def test_an_empty_register_still_has_a_front_page(self, client):
        for model in (Evidence, Mention, Participant, Collection, Meeting, Article, Entity):
            model.objects.all().delete()
        for path in PAGES:
            assert client.get(f"/ar/{path}").status_code == 200
        assert "لم يدخل السجل لقاء بعد" in client.get("/ar/").content.decode()

    def test_a_dispute_of_values_alone_names_the_facts(self, client):
        Meeting.objects.update(dispute_ar="", dispute_en="")
        Evidence.objects.all().delete()
        meeting = MeetingFactory()
        for fact in ("duration", "time"):
            for value in ("قيمة", "قيمة أخرى"):
                EvidenceFactory(
                    meeting=meeting, article=ArticleFactory(), fact=fact, value_ar=value
                )
        response = client.get("/ar/")
        assert response.context["disputed"] == [meeting]
        assert "<p>المدة، وقت البدء</p>" in response.content.decode()

    def test_no_more_than_fifteen_queries(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(15):
            assert client.get("/ar/").status_code == 200


class TestEveryPage:
    @pytest.mark.parametrize("path", PAGES)
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_is_whole_without_scripts_and_within_the_policy(self, client, path, language):
        response = client.get(f"/{language}/{path}")
        text = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text
        assert re.search(r"<h1[ >]", text)
        assert "style=" not in text
        assert not re.search(r"\son\w+=", text)
        for script in re.findall(r"<script[^>]*>", text):
            assert " src=" in script or "application/ld+json" in script
        assert 'hreflang="ar"' in text
        assert 'hreflang="en"' in text
        assert 'rel="canonical"' in text
        assert "default-src 'self'" in response["Content-Security-Policy"]

    @pytest.mark.parametrize("path", PAGES)
    def test_arabic_pages_speak_arabic(self, client, path):
        """What is left of English outside data would be a missing translation."""
        text = client.get(f"/ar/{path}").content.decode()
        assert "{%" not in text
        assert "Search the register" not in text
        assert "Skip to the content" not in text


class TestSettings:
    def save(self, client: Client, **posted):
        return client.post("/ar/settings/", posted)

    def test_choices_are_kept_and_used(self, client):
        response = self.save(client, theme="dark", numerals="arabic", months="levant")
        assert response.status_code == 302
        text = client.get("/ar/articles/").content.decode()
        assert 'data-theme="dark"' in text
        assert "٢٨٢ مادة" in text
        assert re.search("كانون|شباط|آذار", text)

    def test_english_pages_keep_their_digits(self, client):
        self.save(client, numerals="arabic")
        assert "282 articles" in client.get("/en/articles/").content.decode()

    def test_a_value_we_do_not_offer_sets_nothing(self, client):
        assert not self.save(client, theme="neon").cookies.get("sijill_theme")

    @pytest.mark.parametrize(
        ("wanted", "where"),
        [
            ("/ar/search/?q=a", "/ar/search/?q=a"),
            ("https://elsewhere.example/", "/ar/settings/"),
            ("//elsewhere.example/", "/ar/settings/"),
            ("javascript:alert(1)", "/ar/settings/"),
            ("?x=1", "/ar/settings/"),
            ("home", "/ar/settings/"),
            ("/a\0b/", "/ar/settings/"),
            ("/..//elsewhere.example/", "/ar/settings/"),
        ],
    )
    def test_leads_back_to_our_own_pages_alone(self, client, wanted, where):
        assert self.save(client, next=wanted)["Location"] == where

    def test_needs_its_token(self):
        response = Client(enforce_csrf_checks=True).post("/ar/settings/", {})
        assert response.status_code == 403
        assert "انتهت صلاحية النموذج" in response.content.decode()


class TestAbout:
    def test_names_whom_to_write_to(self, client, settings):
        settings.CONTACT_EMAIL = "desk@example.org"
        assert 'href="mailto:desk@example.org"' in client.get("/ar/about/").content.decode()

    def test_is_honest_where_no_address_is_set(self, client, settings):
        settings.CONTACT_EMAIL = ""
        assert "لم يحدد مشغّل هذه النسخة" in client.get("/ar/about/").content.decode()


def test_every_example_of_the_help_page_is_understood(client):
    examples = [
        text
        for section in operators('"اسم علم"', '"A Name"')
        for op in section.operators
        for text in (op.arabic, op.latin)
    ]
    for example in examples:
        assert not parse(example).notices, example
    assert client.get("/en/help/search/").content.decode().count("?q=") == len(examples)


class TestArabicHelp:
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_every_example_can_be_pressed(self, client, language):
        page = client.get(f"/{language}/help/arabic/")
        text = page.content.decode()
        shown = [one for section in page.context["sections"] for one in section.examples]
        assert len(shown) > sum(len(section.examples) for section in SECTIONS)
        assert text.count("?q=") == len(shown)
        for section in SECTIONS:
            assert f'id="{section.key}"' in text

    def test_a_word_has_its_own_language_on_an_english_page(self, client):
        text = client.get("/en/help/arabic/").content.decode()
        assert '<bdi lang="ar" dir="rtl">موسكو</bdi>' in text
        assert '<bdi lang="ru" dir="ltr">Вашингтон</bdi>' in text

    def test_leads_to_the_operators_and_back(self, client):
        assert 'href="/ar/help/search/"' in client.get("/ar/help/arabic/").content.decode()
        assert 'href="/ar/help/arabic/"' in client.get("/ar/help/search/").content.decode()

    def test_is_in_the_site_map(self, client):
        assert "/en/help/arabic/" in client.get("/sitemap-pages.xml").content.decode()


class TestErrors:
    @pytest.mark.parametrize(("language", "words"), [("ar", "لا قيد"), ("en", "No entry")])
    def test_not_found_in_the_language_of_the_address(self, client, language, words):
        response = client.get(f"/{language}/nowhere/at/all/")
        assert response.status_code == 404
        assert words in response.content.decode()

    def test_a_broken_page_says_so_without_the_database(self, rf):
        from articles.views.errors import bad_request, server_error

        request = rf.get("/ar/")
        assert server_error(request).status_code == 500
        assert bad_request(request).status_code == 400
        with translation.override("ar"):
            assert "حدث عطل عندنا" in server_error(request).content.decode()


class TestMachines:
    def test_robots(self, client):
        text = client.get("/robots.txt").content.decode()
        assert "Disallow: /ar/search/" in text
        assert "Disallow: /en/admin/" in text
        assert "Sitemap: http://testserver/sitemap.xml" in text

    def test_favicon(self, client):
        assert client.get("/favicon.ico")["Location"].endswith("favicon.svg")

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_opensearch(self, client, language):
        response = client.get("/opensearch.xml", headers={"accept-language": language})
        tree = ElementTree.fromstring(response.content)
        url = tree.find("{http://a9.com/-/spec/opensearch/1.1/}Url")
        assert url.attrib["template"] == f"http://testserver/{language}/search/?q={{searchTerms}}"

    def test_icons_are_all_in_the_sprite(self):
        sprite = (site.BASE_DIR / "static" / "img" / "icons.svg").read_text()
        drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
        used = set()
        for template in (site.BASE_DIR / "templates").rglob("*.html"):
            used |= {f"i-{name}" for name in re.findall(r'{% icon "(\w+)"', template.read_text())}
        assert used <= drawn
        assert {f"s-{value}" for value in Meeting.Status.values} <= drawn
