"""The page of a name, of every kind, in a real browser; and the form by which a name enters."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, StorageState, expect

from tests.e2e.conftest import Reader
from tests.e2e.test_every_page import (
    AT_REST,
    DESKTOP,
    PHONE,
    assert_accessible,
    assert_fits,
    visit,
)

# Each by the first name of a list; of the last one the register has no article and no meeting.
NAMES = {
    "person": "/entities/?kind=person&q=witkoff",
    "place": "/entities/?kind=place&q=moscow",
    "topic": "/entities/?kind=topic&q=ceasefire",
    "organization": "/entities/?kind=organization&q=hamas",
    "person_nobody_speaks_of": "/entities/?kind=person&q=healey",
}
NAME = "main .names-letter h3 a"


def name_page(reader: Reader, page: Page, kind: str, language: str) -> str:
    return visit(reader, page, language, (NAMES[kind], NAME))


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", NAMES)
def test_every_kind_of_name_fits_a_phone_and_is_accessible(
    open_page: Reader, kind: str, language: str
) -> None:
    page = open_page.new_page(**PHONE, language=language)
    name_page(open_page, page, kind, language)
    assert_fits(page)
    assert_accessible(page)
    page.set_viewport_size(DESKTOP)
    assert_accessible(page)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_tabs_work_without_javascript(open_page: Reader, language: str) -> None:
    page = open_page.new_page(**DESKTOP, language=language, javascript=False)
    name_page(open_page, page, "person", language)
    tabs = page.locator("nav.views a")
    assert tabs.count() >= 5
    for number in range(tabs.count()):
        tab = tabs.nth(number)
        target = tab.get_attribute("href") or ""
        tab.click()
        assert page.url.endswith(target)
        expect(page.locator(target)).to_be_in_viewport()
        # not behind the search bar, which stays on screen
        bar, heading = page.locator(".bar").bounding_box(), page.locator(target).bounding_box()
        assert bar
        assert heading
        assert heading["y"] >= bar["y"] + bar["height"] - 1, target


def test_a_number_leads_to_the_list_that_it_counts(open_page: Reader) -> None:
    page = open_page.new_page(**DESKTOP, language="en")
    name_page(open_page, page, "person", "en")
    address = page.url
    links = page.locator("main table.ledger td.n a")
    numbers = [(links.nth(at).inner_text(), links.nth(at).get_attribute("href")) for at in (0, 1)]
    for number, target in numbers:
        page.goto(address)
        page.locator(f'main a[href="{target}"]').first.click()
        page.wait_for_url("**/en/{timeline,articles}/**")
        expect(page.locator("h1")).to_contain_text(number)


def test_on_paper_the_facts_stand_without_the_ways_through_them(open_page: Reader) -> None:
    page = open_page.new_page(**DESKTOP, language="ar")
    name_page(open_page, page, "person", "ar")
    page.emulate_media(media="print")
    for hidden in ("nav.views", ".bar", ".mast-nav", ".sec-head .tools"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in ("h1", "#h-a", "#h-m", "#h-w", ".strip svg"):
        expect(page.locator(shown).first).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_form_of_a_new_name_is_accessible(
    open_page: Reader, curator: StorageState, language: str
) -> None:
    page = open_page.new_page(**DESKTOP, language=language, login=curator)
    open_page.go(page, f"/{language}/admin/articles/entity/add/")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AT_REST)
        # Without a look at style sheets: for that, axe copies the page, and with it the style
        # attributes that the calendars of the form have set, which the policy refuses.
        result = Axe().run(page, options={"preload": False})
        assert result.violations_count == 0, f"{scheme}: {result.generate_report()}"
