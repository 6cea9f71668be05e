"""Suggestions while typing, by keyboard, by mouse and by ear (ARIA combobox with a listbox)."""

from __future__ import annotations

import re
import sqlite3
import time
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Reader, Served, follow

PHONE = {"width": 360, "height": 740}
PAST = "محادثات جنيف"


def box(page: Page) -> Locator:
    return page.locator("[data-search]")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def type_in(page: Page, text: str) -> None:
    """Type, and wait for the list."""
    box(page).click()
    page.keyboard.type(text)
    expect(box(page)).to_have_attribute("aria-expanded", "true")


def active(page: Page) -> Locator:
    """The option that a screen reader reads."""
    name = box(page).get_attribute("aria-activedescendant")
    assert name
    expect(page.locator(f"#{name}")).to_have_attribute("aria-selected", "true")
    assert page.locator('[role="option"][aria-selected="true"]').count() == 1
    return page.locator(f"#{name}")


@pytest.fixture
def asked(served: Served) -> None:
    """Readers have searched for the same thing three times."""
    with sqlite3.connect(served.data / "sijill.sqlite3", timeout=30) as database:
        database.execute(
            "INSERT OR REPLACE INTO articles_pastsearch (folded, text, times, found, last_on)"
            " VALUES (?, ?, 3, 1, date('now'))",
            (PAST, PAST),
        )
    database.close()


def test_the_field_is_a_combobox_that_controls_a_listbox(open_page: Reader, asked: None) -> None:
    page = open_page("/ar/")
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_attribute("aria-autocomplete", "list")
    assert page.get_by_role("listbox").count() == 0
    type_in(page, "محادثات")
    controlled = page.locator(f"#{field.get_attribute('aria-controls')}")
    expect(controlled).to_have_attribute("role", "listbox")
    assert controlled.get_attribute("aria-label")
    groups = controlled.get_by_role("group").all()
    assert len(groups) == 3
    for group in groups:
        heading = page.locator(f"#{group.get_attribute('aria-labelledby')}")
        assert heading.inner_text().strip()
        assert group.get_by_role("option").count() > 0
    assert field.get_attribute("aria-activedescendant") is None


def test_arrows_walk_in_a_circle_and_the_text_stays(open_page: Reader) -> None:
    page = open_page("/ar/")
    type_in(page, "كوشنر")
    count = options(page).count()
    assert count > 1
    seen = []
    for _ in range(count):
        page.keyboard.press("ArrowDown")
        seen.append(active(page).get_attribute("id"))
    assert len(set(seen)) == count
    page.keyboard.press("ArrowDown")
    assert active(page).get_attribute("id") == seen[0]
    page.keyboard.press("ArrowUp")
    assert active(page).get_attribute("id") == seen[-1]
    for key in ("Home", "End", "ArrowLeft"):
        page.keyboard.press("ArrowDown")
        active(page)
        page.keyboard.press(key)
        assert box(page).get_attribute("aria-activedescendant") is None
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("كوشنر")


def test_enter_searches_for_what_was_typed_unless_an_entry_is_chosen(open_page: Reader) -> None:
    page = open_page("/ar/")
    type_in(page, "كوشن")
    follow(page, lambda: page.keyboard.press("Enter"))
    assert "/ar/search/?q=" in page.url
    expect(box(page)).to_have_value("كوشن")
    page.goto("/ar/")
    type_in(page, "كوشن")
    page.keyboard.press("ArrowDown")
    name = active(page).locator("bdi").first.inner_text()
    follow(page, lambda: page.keyboard.press("Enter"))
    assert "/ar/entities/" in page.url
    expect(page.locator("h1")).to_contain_text(name)


def test_a_past_search_fills_the_field_and_is_sent(open_page: Reader, asked: None) -> None:
    page = open_page("/en/", language="en")
    type_in(page, "محادثات ج")
    page.keyboard.press("ArrowDown")
    follow(page, lambda: page.keyboard.press("Enter"))
    assert "/en/search/?q=" in page.url
    expect(box(page)).to_have_value(PAST)


def test_escape_closes_the_list_first_and_empties_the_field_next(open_page: Reader) -> None:
    page = open_page("/ar/")
    type_in(page, "كوشنر")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    assert box(page).get_attribute("aria-activedescendant") is None
    assert page.get_by_role("listbox").count() == 0
    expect(box(page)).to_have_value("كوشنر")
    page.keyboard.press("Alt+ArrowDown")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    assert box(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("Alt+ArrowUp")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("")


def test_tab_leaves_and_chooses_nothing(open_page: Reader) -> None:
    page = open_page("/ar/")
    type_in(page, "كوشنر")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator(".searchbox .btn")).to_be_focused()
    assert page.get_by_role("listbox").count() == 0
    expect(box(page)).to_have_value("كوشنر")


def test_the_mouse_chooses_and_a_press_elsewhere_closes(open_page: Reader) -> None:
    page = open_page("/ar/")
    type_in(page, "كوشنر")
    page.mouse.click(2, 890)  # the margin of the page
    expect(box(page)).not_to_be_focused()
    assert page.get_by_role("listbox").count() == 0
    box(page).click()
    page.keyboard.press("ArrowDown")
    follow(page, options(page).first.click)
    assert "/ar/entities/" in page.url


def test_a_finger_chooses_too(open_page: Reader, served: Served) -> None:
    context = open_page.browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, base_url=served.address
    )
    open_page.contexts.append(context)
    page = context.new_page()
    open_page.watched.watch(page)
    page.goto("/ar/")
    box(page).tap()
    page.keyboard.type("كوشنر")
    expect(options(page).first).to_be_visible()
    heights = [option.bounding_box()["height"] for option in options(page).all()]
    assert min(heights) >= 44
    follow(page, options(page).first.tap)
    assert "/ar/entities/" in page.url


@pytest.mark.parametrize(
    ("language", "text", "sentence"),
    [
        ("ar", "كوشنر", r"^(?:اقتراح واحد|اقتراحان|\d+ اقتراح(?:ات|ًا)?)\."),
        ("en", "Kushner", r"^\d+ suggestions?\."),
        ("ar", "زقزقةالعصافير", "لا اقتراحات"),
        ("en", "zzqqxx", r"No suggestions\."),
    ],
)
def test_the_count_is_said_politely(
    open_page: Reader, language: str, text: str, sentence: str
) -> None:
    page = open_page(f"/{language}/", language=language)
    status = page.get_by_role("status").last
    assert status.inner_text() == ""
    box(page).click()
    page.keyboard.type(text)
    expect(status).to_have_text(re.compile(sentence))
    page.keyboard.press("Escape")
    expect(status).to_have_text("")


def test_an_input_method_keeps_its_keys(open_page: Reader) -> None:
    """While it composes, Enter and the arrows choose its words, not ours."""
    page = open_page("/ar/")
    type_in(page, "كوشنر")
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "ن", "selectionStart": 1, "selectionEnd": 1})
    page.evaluate(
        """() => ["ArrowDown", "Enter"].forEach((key) => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true})))"""
    )
    assert box(page).get_attribute("aria-activedescendant") is None
    client.send("Input.insertText", {"text": "ن"})
    expect(box(page)).to_have_value("كوشنرن")
    assert page.url.endswith("/ar/")


def test_only_the_last_of_many_letters_is_asked_for(open_page: Reader) -> None:
    page = open_page("/ar/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    box(page).click()
    # In one go: how fast the keys of a busy machine come is not what is tested.
    with page.expect_request(lambda request: "/suggest" in request.url):
        page.evaluate(
            """(text) => {
              const box = document.activeElement;
              for (const letter of text) {
                box.value += letter;
                box.dispatchEvent(new InputEvent("input", { bubbles: true, data: letter }));
              }
            }""",
            "بوتين في موسكو",
        )
    page.wait_for_timeout(600)
    [url] = [url for url in asked if "/suggest" in url]
    assert unquote(url).endswith("بوتين في موسكو")
    expect(box(page)).to_be_focused()


def test_without_javascript_it_is_a_plain_search_field(open_page: Reader) -> None:
    page = open_page("/ar/", javascript=False)
    assert page.get_by_role("combobox").count() == 0
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.locator("#q-offers")).to_be_hidden()


@pytest.mark.parametrize(("language", "text"), [("ar", "محادثات"), ("en", "Kushner")])
def test_the_open_list_is_accessible_and_fits_a_phone(
    open_page: Reader, asked: None, language: str, text: str
) -> None:
    page = open_page(f"/{language}/", language=language, **PHONE)
    type_in(page, text)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    frame = page.locator("#q-offers").bounding_box()
    assert frame
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= PHONE["width"]
    weights = page.locator("#q-offers b").first.evaluate(
        "b => [getComputedStyle(b).fontWeight, getComputedStyle(b.closest('a')).fontWeight]"
    )
    assert weights == ["600", "400"]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        result = Axe().run(page)
        assert result.violations_count == 0, f"{scheme}: {result.generate_report()}"


def test_a_locked_database_delays_no_search(open_page: Reader, served: Served) -> None:
    """Somebody writes for long: the page answers, and the search is not counted."""
    question = "لافروف موسكو"
    database = sqlite3.connect(served.data / "sijill.sqlite3", isolation_level=None, timeout=30)
    database.execute("BEGIN IMMEDIATE")
    try:
        page = open_page.new_page()
        begun = time.monotonic()
        open_page.go(page, f"/ar/search/?q={question}")
        took = time.monotonic() - begun
    finally:
        database.execute("ROLLBACK")
    row = database.execute("SELECT times FROM articles_pastsearch WHERE folded = ?", (question,))
    assert row.fetchone() is None
    database.close()
    assert took < 15  # SQLite's own patience is 20 s
