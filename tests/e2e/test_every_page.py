"""Every kind of page, in both languages, both colour schemes and at phone width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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
    "meeting": ("/timeline/", ".entry h3 a"),
    "sources": "/sources/",
    "about": "/about/",
    "settings": "/settings/",
    "search_help": "/help/search/",
    "not_found": "/articles/999999/",
}


def visit(open_page: Callable[..., Page], language: str, name: str, **view: object) -> Page:
    target = PAGES[name]
    if isinstance(target, str):
        return open_page(f"/{language}{target}", language=language, **view)
    path, selector = target
    page = open_page(f"/{language}{path}", language=language, **view)
    address = page.locator(selector).first.get_attribute("href")
    page.goto(address)
    return page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_accessibility_violation(
    open_page: Callable[..., Page], name: str, language: str, dark: bool
) -> None:
    page = visit(open_page, language, name, dark=dark)
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_phone(open_page: Callable[..., Page], name: str, language: str) -> None:
    page = visit(open_page, language, name, width=360, height=740)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_says_its_language_and_direction(
    open_page: Callable[..., Page], name: str, language: str
) -> None:
    page = visit(open_page, language, name, javascript=False)
    root = page.locator("html")
    assert root.get_attribute("lang") == language
    assert root.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert page.locator("main h1").count() == 1
    other = page.locator(f"header a[hreflang={'en' if language == 'ar' else 'ar'}]")
    assert other.count() == 1
