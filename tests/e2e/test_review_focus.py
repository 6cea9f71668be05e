"""After each press on the desk the focus is where one goes on: never at the top of the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, StorageState, expect

from tests.e2e.conftest import Reader, follow
from tests.e2e.site import Served
from tests.e2e.test_every_page import PHONE
from tests.e2e.test_review import drafts, first_review  # noqa: F401  a fixture

pytestmark = pytest.mark.usefixtures("drafts")
Press = Callable[[Page, Locator], None]


def by_script(page: Page, button: Locator) -> None:
    """Press by keyboard; the page changes in its place, and says so by what it shows."""
    page.evaluate("document.querySelector('[data-review]').dataset.before = '1'")
    button.focus()
    with page.expect_response(lambda answer: answer.request.method == "GET"):
        page.keyboard.press("Enter")
    expect(page.locator("[data-review]:not([aria-busy])")).to_have_attribute("data-before", "1")


def by_form(page: Page, button: Locator) -> None:
    button.focus()
    follow(page, lambda: page.keyboard.press("Enter"))


@pytest.fixture(params=["script", "none"])
def desk(request, open_page: Reader, curator: StorageState) -> tuple[Page, Press]:
    """The review of a draft, with a script and without one."""
    has_script = request.param == "script"
    view = {} if has_script else {"javascript": False, "language": "en", **PHONE}
    page = open_page.new_page(login=curator, **view)
    first_review(open_page, page, "ar" if has_script else "en")
    return page, by_script if has_script else by_form


def waiting(page: Page) -> list[str]:
    return page.eval_on_selector_all(
        "li[data-item][data-state=suggested]", "all => all.map(one => one.id)"
    )


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def expect_message(page: Page) -> None:
    expect(focused(page)).to_have_class("messagelist")
    expect(focused(page)).to_be_visible()


def test_after_a_judgement_the_next_suggestion_has_the_focus(desk: tuple[Page, Press]) -> None:
    page, press = desk
    left = waiting(page)
    assert len(left) > 3
    for do in ("reject", "accept"):
        press(page, page.locator(f"#{left[0]} button[value={do}]"))
        left = left[1:]
        expect(focused(page)).to_have_id(left[0])
    # Past the last one, the first that waits.
    press(page, page.locator(f"#{left[-1]} button[value=reject]"))
    expect(focused(page)).to_have_id(left[0])


def test_after_the_last_judgement_and_other_presses_the_message_has_it(
    desk: tuple[Page, Press],
) -> None:
    page, press = desk
    press(page, page.locator("button[value=accept_all]"))
    expect_message(page)
    for item in waiting(page):
        press(page, page.locator(f"#{item} button[value=accept]"))
    assert waiting(page) == []
    expect_message(page)
    press(page, page.locator("button[value=take_back]").first)
    expect_message(page)
    expect(page.locator("button[value=take_back]")).to_have_count(0)
    press(page, page.locator("button[value=suggest]"))
    expect_message(page)
    page.locator("[data-quote] textarea").fill("ليس في النص")
    button = page.locator("[data-quote] button[value=cite]")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .error")).to_be_visible()
    expect_message(page)


def test_whoever_keeps_a_quotation_stays_where_it_was_pressed(
    open_page: Reader, curator: StorageState, served: Served
) -> None:
    page = open_page.new_page(login=curator, height=600)
    first_review(open_page, page, "ar")
    sentences = page.locator("[data-sentence]")
    for number in range(2):
        page.keyboard.press("s")
        # The meeting that the article tells of is chosen once it is accepted.
        if not number:
            by_script(page, page.locator(".encounter button[value=accept]"))
        expect(sentences.nth(number)).to_have_class("sentence quoted")
        button = page.locator("[data-quote] button[value=cite]")
        button.scroll_into_view_if_needed()
        before = page.evaluate("scrollY")
        assert before > 100
        with page.expect_response(lambda answer: answer.request.method == "GET"):
            button.click()
        expect(page.locator("[data-review]:not([aria-busy])")).to_be_visible()
        expect_message(page)
        expect(focused(page)).to_be_in_viewport()
        expect(page.locator("#id_quote")).to_have_value("")
        expect(button).to_be_in_viewport()
        expect(page.locator(".messagelist")).to_have_count(1)


def test_after_publishing_the_message_has_it_here_and_on_the_next_page(
    desk: tuple[Page, Press],
) -> None:
    page, _ = desk
    for do in ("take", "send", "publish", "send", "publish_next"):
        by_form(page, page.locator(f".review-bar button[value={do}]"))
        expect_message(page)


def test_after_an_action_of_a_list_and_on_the_page_that_asks_first(
    open_page: Reader, curator: StorageState, served: Served
) -> None:
    page = open_page.new_page(login=curator, javascript=False, language="en")
    open_page.go(page, "/en/admin/articles/article/?queue=draft")
    page.locator("#result_list .action-select").first.check()
    page.locator("select[name=action]").select_option("assign")
    by_form(page, page.locator(".actions button"))
    expect(focused(page)).to_have_text("Assign to")
    by_form(page, page.locator("#content form button[type=submit], #content input[type=submit]"))
    expect_message(page)
