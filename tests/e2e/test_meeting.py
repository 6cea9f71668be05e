"""The page of a meeting in a real browser: accounts side by side, citations, days, the map."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Reader, follow
from tests.e2e.test_every_page import DESKTOP, PHONE, assert_accessible, assert_fits

# One on whose length sources differ, in a city that has its degrees.
ASKED = "/api/v1/meetings?person=vladimir-putin&from=2025-12-02&to=2025-12-02&lang="


def address(reader: Reader, page: Page, language: str) -> str:
    answer = page.request.get(reader.site + ASKED + language).json()
    assert answer["count"] == 1
    return str(answer["results"][0]["page"])


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_accounts_stand_side_by_side_and_lead_to_their_sources(
    open_page: Reader, language: str, javascript: bool
) -> None:
    page = open_page.new_page(**DESKTOP, language=language, javascript=javascript)
    open_page.go(page, address(open_page, page, language))
    duration = page.locator(".fact", has=page.locator(".versions"))
    assert duration.locator(".versions > li").count() == 3
    assert duration.locator(".voice").count() >= 3
    expect(duration.locator(".why")).to_contain_text("5")
    mark = duration.locator(".versions .cite").first
    target = str(mark.get_attribute("href"))
    mark.click()
    assert page.url.endswith(target)
    expect(page.locator(target)).to_be_in_viewport()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_page_of_a_disputed_meeting_fits_and_is_accessible(
    open_page: Reader, language: str
) -> None:
    page = open_page.new_page(**PHONE, language=language)
    open_page.go(page, address(open_page, page, language))
    assert_fits(page)
    assert_accessible(page)
    page.set_viewport_size(DESKTOP)
    assert_accessible(page)


def test_the_map_draws_land_and_the_place_upon_it(open_page: Reader) -> None:
    page = open_page.new_page(**DESKTOP)
    open_page.go(page, address(open_page, page, "ar"))
    page.wait_for_function("document.querySelector('.map .land').getBBox().width > 1000")
    frame = page.locator(".map svg").bounding_box()
    here = page.locator(".map .here").bounding_box()
    assert frame
    assert here
    assert frame["x"] < here["x"] < frame["x"] + frame["width"]
    assert frame["y"] < here["y"] < frame["y"] + frame["height"]
    assert page.locator(".map .other").count() > 3


def test_coverage_is_read_by_day_in_the_order_of_the_days(open_page: Reader) -> None:
    page = open_page.new_page(**DESKTOP, language="en")
    open_page.go(page, address(open_page, page, "en"))
    days = page.locator(".coverage-day h3 time").evaluate_all("all => all.map(one => one.dateTime)")
    assert len(days) > 3
    assert days == sorted(days)
    numbers = page.locator(".coverage-day .bib > li").evaluate_all("all => all.map(one => one.id)")
    assert numbers == [f"s{n}" for n in range(1, len(numbers) + 1)]


def test_a_name_on_the_page_leads_on_by_keyboard_alone(open_page: Reader) -> None:
    page = open_page.new_page(**DESKTOP)
    open_page.go(page, address(open_page, page, "ar"))
    link = page.locator(".sides a").first
    link.focus()
    follow(page, lambda: page.keyboard.press("Enter"))
    assert "/entities/" in page.url
