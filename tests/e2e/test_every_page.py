"""Every kind of page, in both languages, both color schemes and at phone width."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Page, StorageState

from tests.e2e.conftest import Reader

# A page that needs a number is reached by its first link from another page.
PAGES = {
    "home": "/",
    "search": "/search/?q=ويتكوف+بوتين",
    "search_everything": "/search/",
    "search_nothing": "/search/?q=زقزقةالعصافير",
    "articles": "/articles/",
    "article": ("/articles/", "main h3 a"),
    "entities": "/entities/",
    "entity": ("/entities/?kind=person&q=witkoff", "main h3 a"),
    "timeline": "/timeline/",
    "timeline_filtered": "/timeline/?person=steve-witkoff&person=jared-kushner",
    "timeline_nothing": "/timeline/?q=زقزقة",
    "timeline_lanes": "/timeline/?view=lanes",
    "timeline_lanes_days": "/timeline/?view=lanes&from=2025-12&to=2026-01&zoom=days",
    "timeline_calendar": "/timeline/?view=calendar",
    "timeline_matrix": "/timeline/?view=matrix",
    "timeline_since": "/timeline/?person=vladimir-putin&since=2020",
    "meeting": ("/timeline/", ".entry h3 a"),
    "sources": "/sources/",
    "about": "/about/",
    "settings": "/settings/",
    "search_help": "/help/search/",
    "arabic_help": "/help/arabic/",
    "not_found": "/articles/999999/",
}
DESK = {
    "desk": "/admin/",
    "list": "/admin/articles/article/",
    "article": ("/admin/articles/article/", "#result_list tbody th a"),
    "meeting": ("/admin/articles/meeting/", "#result_list tbody th a"),
    "meeting_add": "/admin/articles/meeting/add/",
    "article_add": "/admin/articles/article/add/",
    "review": ("/admin/articles/article/", "#result_list .field-review_link a"),
    "import": "/admin/import/",
    "feeds": "/admin/articles/feed/",
    "insight": "/admin/insight/",
}
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
# Colors that still change are neither those of light nor those of dark.
AT_REST = """() => new Promise(requestAnimationFrame)
    .then(() => Promise.allSettled(document.getAnimations().map(one => one.finished)))
    .then(() => null)"""


def visit(
    reader: Reader, page: Page, language: str, target: str | tuple[str, str], status: int = 200
) -> str:
    """Lead a page to its target; return the document as the server sent it."""
    if isinstance(target, str):
        return reader.go(page, f"/{language}{target}", status)
    path, selector = target
    reader.go(page, f"/{language}{path}")
    address = page.locator(selector).first.get_attribute("href")
    assert address
    return reader.go(page, address, status)


def assert_fits(page: Page) -> None:
    """In its own fonts: a late one may still be on its way when the page has loaded."""
    width = page.evaluate("document.fonts.ready.then(() => document.documentElement.scrollWidth)")
    assert width <= PHONE["width"]


def assert_accessible(page: Page) -> None:
    """In light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AT_REST)
        # Its reading of imported sheets puts style into the page, which the policy forbids.
        result = Axe().run(page, options={"preload": False})
        assert result.violations_count == 0, f"{scheme}: {result.generate_report()}"


def assert_says_its_language(sent: str, language: str) -> None:
    """In the document itself, whatever scripts do to it later."""
    root = html.fromstring(sent.encode(), parser=html.HTMLParser(encoding="utf-8"))
    assert root.get("lang") == language
    assert root.get("dir") == ("rtl" if language == "ar" else "ltr")
    assert len(root.xpath("//main//h1")) == 1
    other = "en" if language == "ar" else "ar"
    assert len(root.xpath(f"//header//a[@hreflang='{other}']")) == 1


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_phone_is_accessible_and_says_its_language(
    open_page: Reader, name: str, language: str
) -> None:
    page = open_page.new_page(**PHONE, language=language)
    status = 404 if name == "not_found" else 200
    sent = visit(open_page, page, language, PAGES[name], status)
    assert_says_its_language(sent, language)
    assert_fits(page)
    page.set_viewport_size(DESKTOP)
    assert_accessible(page)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_search_without_its_index_is_a_page_as_well(
    open_page: Reader, no_index: None, language: str
) -> None:
    page = open_page.new_page(**PHONE, language=language)
    sent = visit(open_page, page, language, "/search/?q=Moscow", 503)
    assert_says_its_language(sent, language)
    assert_fits(page)
    page.set_viewport_size(DESKTOP)
    assert_accessible(page)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_login_is_accessible(open_page: Reader, language: str) -> None:
    page = open_page(f"/{language}/admin/login/", language=language)
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", DESK)
def test_the_desk_is_accessible(
    open_page: Reader, curator: StorageState, name: str, language: str
) -> None:
    page = open_page.new_page(**DESKTOP, language=language, login=curator)
    visit(open_page, page, language, DESK[name])
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)
