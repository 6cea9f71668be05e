"""A curator reviews what came in: by keys alone, and without JavaScript on a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, StorageState, expect

from tests.e2e.conftest import Reader, follow
from tests.e2e.site import Served
from tests.e2e.test_every_page import PHONE, assert_fits

TEXT = (
    "التقى ستيف ويتكوف فلاديمير بوتين في موسكو يوم السبت 7 نوفمبر 2026، ودام اللقاء ساعتين."
    "\n\nوقال وزير الدفاع خالد الدرويش إن ويتكوف غادر موسكو."
)
LIST = "/admin/articles/article/?queue=draft"
KEY = "how => document.body.dispatchEvent(new KeyboardEvent('keydown', how))"
CLEAN = """
from articles.models import *
Article.objects.filter(key__startswith="urn:e2e:").delete()
Meeting.objects.filter(start="2026-11-07").delete()
Entity.objects.filter(name_ar__in=["خالد الدرويش", "خالد بن الدرويش"]).delete()
Source.objects.filter(articles=None, name_ar="صحيفة الاختبار").delete()
"""


@pytest.fixture
def drafts(served: Served, tmp_path: Path) -> Iterator[None]:
    """Two drafts that nobody has looked at, taken away afterwards with all that came of them."""
    records = [
        {
            "key": f"urn:e2e:{n}",
            "source": "صحيفة الاختبار",
            "title": f"لقاء السبت، الخبر {n}",
            "url": "",
            "body": TEXT if n == 2 else "وصل بوتين إلى موسكو.",
            "published": "2026-11-08",
            "language": "ar",
        }
        for n in (1, 2)
    ]
    path = tmp_path / "drafts.jsonl"
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in records))
    served.manage("ingest", str(path), "--draft")
    yield
    served.manage("shell", "-c", CLEAN)


def first_review(reader: Reader, page: Page, language: str) -> str:
    """Lead a page to the review of the newest draft; return its address."""
    reader.go(page, f"/{language}{LIST}")
    link = page.locator("#result_list tbody tr").first.locator(".field-review_link a")
    address = link.get_attribute("href")
    assert address
    reader.go(page, address)
    return address


def test_a_curator_judges_by_keys_alone(
    open_page: Reader, curator: StorageState, drafts: None
) -> None:
    page = open_page.new_page(login=curator)
    address = first_review(open_page, page, "ar")
    picks, now = page.locator("li.pick"), page.locator("li.now")
    expect(now).to_have_attribute("data-state", "suggested")
    first, second = picks.nth(0).locator("b").inner_text(), picks.nth(1).locator("b").inner_text()
    page.keyboard.press("a")
    expect(page.locator(".pick.state-confirmed b")).to_have_text([first])
    expect(now.locator("b")).to_have_text(second)
    expect(page.locator("mark.now").first).to_have_text(second)
    # The key beside a on an Arabic keyboard gives another letter, and does the same.
    page.evaluate(KEY, {"key": "ق", "code": "KeyR", "bubbles": True})
    expect(page.locator(".pick.state-rejected b")).to_have_text([second])
    # Down to the meeting, past what else there is.
    for _ in range(picks.count() + 1):
        page.keyboard.press("j")
    expect(now).to_have_class("encounter state-suggested now")
    page.keyboard.press("a")
    # One of its people was rejected above, and is shown to readers only where that is said.
    expect(page.locator(".messagelist .error")).to_contain_text(second)
    expect(now).to_have_class("encounter state-suggested now")
    all_the_same = now.get_by_role("checkbox", name=second)
    for _ in range(9):  # the message, which has the focus, stands below the buttons
        page.keyboard.press("Shift+Tab")
        if all_the_same.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".encounter.state-confirmed")).to_have_count(1)
    page.keyboard.press("s")
    expect(page.locator("#id_quote")).to_have_value(TEXT.split("\n\n")[0])
    page.keyboard.press("Shift+?")
    expect(page.locator("[data-keys]")).to_have_attribute("open", "")
    page.set_viewport_size(PHONE)
    assert_fits(page)
    open_page.go(page, address)  # it is stored, not only shown
    expect(page.locator(".pick.state-confirmed b")).to_have_text([first])
    follow(page, lambda: page.keyboard.press("n"))
    assert page.url.split("?")[0] != address.split("?")[0]
    assert "/review/" in page.url


def test_a_quotation_is_kept_by_keys_alone(
    open_page: Reader, curator: StorageState, drafts: None
) -> None:
    page = open_page.new_page(login=curator, language="en")
    first_review(open_page, page, "en")
    page.keyboard.press("q")
    expect(page.locator(":focus")).to_have_id("id_quote")
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_have_class("pick state-suggested now")
    page.keyboard.press("s")
    page.keyboard.press("q")
    expect(page.locator("[data-quote] .select2-selection:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    # Rejected, the meeting is no longer the one that the form begins with; what is typed stays.
    meeting = page.locator(".encounter button[value=reject]")
    meeting.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".encounter.state-rejected")).to_have_count(1)
    expect(page.locator("#id_quote")).to_have_value(TEXT.split("\n\n")[0])


def test_an_untouched_form_of_a_quotation_follows_what_is_judged(
    open_page: Reader, curator: StorageState, drafts: None
) -> None:
    page = open_page.new_page(login=curator, language="en")
    first_review(open_page, page, "en")
    chosen = page.locator("[data-quote] select[name=meeting] option:checked")
    expect(chosen).to_contain_text("2026-11-07")
    page.locator(".encounter button[value=reject]").click()
    expect(page.locator(".encounter.state-rejected")).to_have_count(1)
    expect(chosen).not_to_contain_text("2026-11-07")


def test_all_of_it_works_on_a_phone_without_javascript(
    open_page: Reader, curator: StorageState, drafts: None
) -> None:
    page = open_page.new_page(**PHONE, javascript=False, language="en", login=curator)
    first_review(open_page, page, "en")
    new = page.locator("li.pick", has=page.locator(".new-name"))
    expect(new.locator("b")).to_have_text("خالد الدرويش")
    follow(page, new.locator("button[value=accept]").click)
    follow(page, page.locator("button[value=accept_all]").click)
    expect(page.locator(".pick.state-suggested")).to_have_count(0)
    follow(page, page.locator(".encounter button[value=accept]").click)
    quote = page.locator("[data-quote]")
    quote.locator("textarea").fill("ودام اللقاء   ثلاث ساعات")
    quote.locator("select[name=fact]").select_option("duration")
    follow(page, quote.locator("button").click)
    expect(page.locator(".messagelist .error")).to_be_visible()
    expect(quote.locator("textarea")).to_have_value("ودام اللقاء   ثلاث ساعات")
    quote.locator("textarea").fill("ودام اللقاء   ساعتين")
    follow(page, quote.locator("button").click)
    expect(page.locator(".encounter q").first).to_have_text("ودام اللقاء ساعتين")
    follow(page, page.locator("button[value=publish_next]").click)
    assert "/review/" in page.url
    follow(page, page.locator("button[value=publish_next]").click)
    assert page.url.endswith("?queue=draft")


def test_judging_loses_nothing_that_is_being_filled_in(
    open_page: Reader, curator: StorageState, drafts: None
) -> None:
    page = open_page.new_page(login=curator)
    first_review(open_page, page, "ar")
    quote, new = page.locator("[data-quote] textarea"), page.locator("details.new-name")
    page.locator("[data-sentence]").first.click()
    said = quote.input_value()
    assert "بوتين" in said
    chosen = page.locator("[data-quote] select").last
    chosen.select_option("duration")
    new.locator("summary").click()
    new.locator("[name=name_ar]").fill("خالد بن الدرويش")
    new.locator("select").select_option("organization")
    # Another suggestion is judged, by its button and all at once.
    page.locator("li.pick:not(:has(details)) button[data-do=reject]").first.click()
    expect(page.locator("li.pick.state-rejected")).to_have_count(1)
    page.locator(".review-all button[value=suggest]").click()
    expect(page.locator(".messagelist")).to_contain_text("قُرئ النص")
    expect(quote).to_have_value(said)
    expect(chosen).to_have_value("duration")
    expect(new.locator("[name=name_ar]")).to_have_value("خالد بن الدرويش")
    expect(new.locator("select")).to_have_value("organization")
    expect(new).to_have_attribute("open", "")
    expect(page.locator(".sentence.quoted")).to_have_count(1)
    # What is added is added as it was written; of what was sent nothing stays.
    page.locator("li.pick:has(details) button[data-do=accept]").click()
    expect(page.locator("li.pick b", has_text="خالد بن الدرويش")).to_be_visible()
    expect(quote).to_have_value(said)
    page.locator("[data-quote] button").click()
    expect(quote).to_have_value("")


def test_a_quotation_that_was_refused_stays_until_it_is_mended(
    open_page: Reader, curator: StorageState, drafts: None
) -> None:
    page = open_page.new_page(login=curator)
    first_review(open_page, page, "ar")
    quote = page.locator("[data-quote] textarea")
    value = page.locator("[data-quote] [name=value_ar]")
    quote.fill("ودام اللقاء ثلاث ساعات")
    value.fill("ثلاث ساعات")
    fact = page.locator("[data-quote] select[name=fact]")
    fact.select_option("duration")
    page.locator("[data-quote] button").click()
    expect(page.locator(".messagelist .error")).to_be_visible()
    for do, after in (("reject", "rejected"), ("accept", "confirmed")):
        page.locator(f"li.pick:not(:has(details)) button[value={do}]").first.click()
        expect(page.locator(f"li.pick.state-{after}")).to_have_count(1)
        expect(page.locator(".messagelist .success")).to_be_attached()
        expect(quote).to_have_value("ودام اللقاء ثلاث ساعات")
        expect(value).to_have_value("ثلاث ساعات")
        expect(fact).to_have_value("duration")
    quote.fill("ودام اللقاء ساعتين")
    page.locator("[data-quote] button").click()
    expect(quote).to_have_value("")
    # The form that came after it is untouched, and follows what is judged as ever.
    expect(page.locator("[data-quote][data-refused]")).to_have_count(0)
