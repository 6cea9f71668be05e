"""What is taken away, in a real browser: paper, frames, and the menu that leads to all of it."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route, expect

from tests.e2e.conftest import Reader

A4 = (595, 842)  # points


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """The sizes of the pages of a PDF as Chromium writes it, in points."""
    pages = re.findall(rb"/Type ?/Page\b(?!s)", pdf)
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(boxes) == len(pages)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_sheet_prints_on_a4(open_page: Reader, language: str) -> None:
    page = open_page(f"/{language}/timeline/sheet/?person=steve-witkoff&to=2025-03")
    rows = page.locator("tbody tr").count()
    few = pages_of(page.pdf(prefer_css_page_size=True))
    open_page.go(page, f"/{language}/timeline/sheet/")
    expect(page.locator("tbody tr")).to_have_count(135)
    whole = pages_of(page.pdf(prefer_css_page_size=True))
    assert set(few + whole) == {A4}
    # About seven meetings fit on a page.
    assert rows / 14 <= len(few) <= rows / 3
    assert 135 / 14 <= len(whole) <= 135 / 3
    page.emulate_media(media="print")
    expect(page.locator("[data-print]")).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_menu_opens_without_a_script_and_stays_on_the_screen(
    open_page: Reader, javascript: bool, width: int
) -> None:
    page = open_page(
        "/ar/timeline/?person=steve-witkoff&status=held", javascript=javascript, width=width
    )
    menu = page.locator(".take")
    expect(menu.locator("ul")).to_be_hidden()
    menu.locator("summary").click()
    for way in menu.locator("a").all():
        expect(way).to_be_visible()
        box = way.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        address = str(way.get_attribute("href"))
        assert "person=steve-witkoff" in address
        if address.startswith("webcal://"):
            assert address.startswith(open_page.site.replace("http", "webcal", 1))
        else:
            assert page.request.get(address).ok, address


@pytest.mark.parametrize("path", ["sheet/", "embed/"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_sheets_and_frames_are_accessible_at_any_width(
    open_page: Reader, path: str, language: str
) -> None:
    for width in (360, 1280):
        page = open_page(f"/{language}/timeline/{path}?person=steve-witkoff", width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_a_frame_is_shown_on_our_own_pages_and_on_nobody_elses(open_page: Reader) -> None:
    page = open_page.new_page()
    frame = f"{open_page.site}/ar/timeline/embed/?person=steve-witkoff"

    def framing(route: Route) -> None:
        html = f'<!doctype html><title>x</title><iframe src="{frame}"></iframe>'
        route.fulfill(content_type="text/html", body=html)

    page.route("**/framing", framing)
    page.goto("/framing")
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
    page.goto("http://localhost:9/framing")  # another origin, which the route above answers for
    assert page.frames[1].url.startswith("chrome-error:")
    # That the browser refused, and that it went elsewhere, is what was asked for here.
    open_page.watched.errors.clear()
    open_page.watched.strangers.clear()
