"""What readers come for, done in a browser: by mouse, by keyboard alone, and without JavaScript."""

from __future__ import annotations

import csv
import io
import re

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.e2e.conftest import Reader, follow

QUESTION = "لقاء ويتكوف بوتين في موسكو"
# By its type: its role depends on whether a script offers suggestions in it.
FIELD = "input[type=search]"


def number_in(text: str) -> int:
    """Return the first number of a sentence, whatever digits it is written in."""
    found = re.search(r"\d+", text)
    assert found, text
    return int(found.group())


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_journalist_searches_narrows_and_shares(open_page: Reader, javascript: bool) -> None:
    page = open_page("/ar/", javascript=javascript)
    page.locator(FIELD).first.fill(QUESTION)
    follow(page, lambda: page.locator(FIELD).first.press("Enter"))
    first = page.locator(".row").first
    marks = first.locator("mark").all_inner_texts()
    for name in ("ويتكوف", "بوتين"):
        assert any(name in mark for mark in marks), marks
    total = number_in(page.locator("h1").inner_text())
    choice = page.locator(".facets a.facet").filter(has_text="جاريد كوشنر").first
    promised = number_in(choice.locator(".n").inner_text())
    follow(page, choice.click)
    narrowed = number_in(page.locator("h1").inner_text())
    assert narrowed == promised < total
    colleague = open_page(page.url, javascript=javascript)
    assert colleague.locator("h1").inner_text() == page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("typed", "meant"), [("ويتكووف", "ويتكوف"), ("Witkoff Putin", "بوتين"), ("وبويتكوف", "ويتكوف")]
)
def test_a_name_is_found_however_it_is_written(open_page: Reader, typed: str, meant: str) -> None:
    page = open_page(f"/ar/search/?q={typed}")
    marked = page.locator(".row mark").all_inner_texts()
    assert any(meant in word for word in marked), marked


def test_whole_words_are_marked_with_their_particles(open_page: Reader) -> None:
    page = open_page("/ar/search/?q=ويتكوف")
    marks = page.locator(".row mark").all()[:40]
    assert marks
    for mark in marks:
        before, after = mark.evaluate(
            "m => [m.previousSibling?.textContent?.slice(-1) ?? ' ',"
            " m.nextSibling?.textContent?.slice(0, 1) ?? ' ']"
        )
        assert not re.match(r"\w", before), (before, mark.inner_text())
        assert not re.match(r"\w", after), (mark.inner_text(), after)


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_timeline_is_filtered_read_and_taken_away(open_page: Reader, javascript: bool) -> None:
    keys = ("steve-witkoff", "jared-kushner", "vladimir-putin")
    people = "&".join(f"person={key}" for key in keys)
    page = open_page(f"/ar/timeline/?{people}&match=all", javascript=javascript)
    promised = page.locator(".entry").count()
    assert promised == 2
    assert page.locator("h1").inner_text().startswith("لقاءان")
    assert page.locator(".gap").count() == 1
    calendar = Calendar.from_ical(
        page.request.get(
            page.locator("a[href^='/ar/timeline.ics']").first.get_attribute("href")
        ).text()
    )
    assert len(calendar.walk("VEVENT")) == promised
    table = page.request.get(page.locator("a[href*='timeline.csv']").first.get_attribute("href"))
    rows = list(csv.DictReader(io.StringIO(table.text().lstrip("\ufeff"))))
    assert len(rows) == promised
    api = page.request.get(f"/api/v1/meetings?{people}&match=all&page_size=200").json()
    assert api["count"] == promised
    follow(page, page.locator(".entry h3 a").first.click)
    expect(page.locator(".fact").first).to_be_visible()
    assert page.locator(".bib > li").count() > 0


def test_a_disputed_meeting_shows_the_dispute(open_page: Reader) -> None:
    page = open_page("/ar/timeline/")
    disputed = page.locator(".entry", has=page.locator(".red")).first
    follow(page, disputed.locator("h3 a").click)
    expect(page.locator(".dispute").first).to_be_visible()


def test_a_person_is_read_as_a_dossier(open_page: Reader) -> None:
    page = open_page("/en/entities/?kind=person")
    follow(page, page.get_by_role("link", name="Steve Witkoff", exact=False).first.click)
    expect(page.locator("h1")).to_contain_text("Witkoff")
    link = page.locator("a[href*='match=all'][href*='steve-witkoff']").first
    row = link.evaluate("a => a.closest('tr, li').innerText")
    promised = number_in(row.split("\n")[-1])
    follow(page, link.click)
    assert number_in(page.locator("h1").inner_text()) == promised


def test_the_same_page_in_the_other_language_keeps_the_filters(
    open_page: Reader,
) -> None:
    page = open_page("/ar/search/?q=ويتكوف&person=vladimir-putin&sort=oldest")
    total = number_in(page.locator("h1").inner_text())
    follow(page, page.locator("header a[hreflang=en]").click)
    assert "/en/search/" in page.url
    assert "person=vladimir-putin" in page.url
    assert number_in(page.locator("h1").inner_text()) == total


def test_search_works_by_keyboard_alone(open_page: Reader) -> None:
    page = open_page("/ar/sources/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator(FIELD).first).to_be_focused()
    page.keyboard.type("بوتين")
    follow(page, lambda: page.keyboard.press("Enter"))
    assert "/ar/search/?" in page.url
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.row h3')"):
            break
    else:
        pytest.fail("Tab never reaches a result")
    follow(page, lambda: page.keyboard.press("Enter"))
    assert "/ar/articles/" in page.url


def test_filters_open_and_close_on_a_phone_without_javascript(
    open_page: Reader,
) -> None:
    page = open_page(f"/ar/search/?q={QUESTION}", width=360, height=740, javascript=False)
    drawer = page.locator("#filters")
    expect(drawer).to_be_hidden()
    page.locator("a.drawer-open").first.click()
    expect(drawer).to_be_visible()
    follow(page, drawer.locator("a.facet").first.click)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".chip").first).to_be_visible()


@pytest.mark.parametrize("path", ["/ar/timeline/?person=steve-witkoff", "/en/search/?q=Putin"])
def test_a_page_prints_on_a4(open_page: Reader, path: str) -> None:
    page = open_page(path)
    sheet = page.pdf(format="A4", prefer_css_page_size=True)
    assert sheet.startswith(b"%PDF")
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


def test_the_choice_of_digits_and_months_is_kept(open_page: Reader) -> None:
    page = open_page("/ar/settings/", javascript=False)
    page.locator("input[name=numerals][value=arabic]").check()
    page.locator("input[name=months][value=levant]").check()
    save = page.locator("main form button[type=submit], main form button:not([type])").first
    follow(page, save.click)
    open_page.go(page, "/ar/timeline/")
    text = page.locator("main").inner_text()
    assert "كانون الثاني" in text
    assert "٢٠٢٥" in text
