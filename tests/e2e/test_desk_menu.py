"""The lists of the desk: one line on a phone, that opens by a key and without JavaScript."""

import pytest
from playwright.sync_api import StorageState, expect

from tests.e2e.conftest import Reader, follow

TWO_ROWS = 120  # pixels


@pytest.mark.parametrize(("language", "name"), [("ar", "مصادر"), ("en", "Sources")])
@pytest.mark.parametrize("javascript", [True, False])
def test_the_menu_of_a_phone_is_one_line_and_opens_by_a_key(
    open_page: Reader, curator: StorageState, language: str, name: str, javascript: bool
) -> None:
    view = {"width": 360, "height": 740, "javascript": javascript, "language": language}
    page = open_page(f"/{language}/admin/articles/entity/", login=curator, **view)
    nav = page.locator(".desk-nav")
    box = nav.bounding_box()
    assert box
    assert box["height"] < TWO_ROWS
    link = nav.get_by_role("link", name=name, exact=True)
    expect(link).to_have_count(0)  # for the ear, too, it is there once, and not yet
    nav.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    expect(nav.get_by_role("link")).to_have_count(nav.locator(".desk-row a").count())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    link.focus()
    follow(page, lambda: page.keyboard.press("Enter"))
    assert page.url.endswith("/source/")
    expect(nav.locator("summary")).to_contain_text(name)


def test_where_there_is_room_the_lists_stand_in_a_row(
    open_page: Reader, curator: StorageState
) -> None:
    page = open_page("/ar/admin/articles/entity/", login=curator)
    expect(page.locator(".desk-menu")).to_be_hidden()
    expect(page.locator(".desk-row [aria-current=page]")).to_have_text("كيانات")
