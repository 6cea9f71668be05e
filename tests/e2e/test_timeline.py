"""The timeline in a browser: its four views by mouse, keys, fingers, and without JavaScript."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Reader, follow
from tests.e2e.test_every_page import assert_accessible
from tests.e2e.test_journeys import number_in

PUTIN = "person=vladimir-putin"
VIEWS = ["list", "lanes", "calendar", "matrix"]


def asked(page: Page) -> dict[str, list[str]]:
    """The query of the address."""
    return parse_qs(urlsplit(page.url).query)


def count(page: Page) -> int:
    """The number the heading says; in Arabic one and two are words."""
    heading = page.locator("h1").inner_text()
    if heading.startswith("لقاء واحد"):
        return 1
    return 2 if heading.startswith("لقاءان") else number_in(heading)


def meetings(page: Page) -> Locator:
    return page.locator("svg.lane a")


def dot(meeting: Locator) -> tuple[float, float]:
    """Where on the screen the first dot of a meeting is."""
    path = meeting.locator(".p, .o")
    path.evaluate("one => one.scrollIntoView({block: 'center', inline: 'center'})")
    x, y = path.evaluate("one => { const r = one.getBoundingClientRect(); return [r.x, r.y] }")
    return x, y


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def focused(page: Page) -> str:
    """What the focus is on, in words."""
    return page.evaluate(
        "() => { const a = document.activeElement, by = a.getAttribute('aria-labelledby');"
        " return by ? document.getElementById(by).textContent : a.textContent }"
    )


# --- filters and views -------------------------------------------------------------------------
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
@pytest.mark.parametrize("width", [360, 1280])
def test_filters_narrow_by_links_and_views_keep_them(
    open_page: Reader, javascript: bool, width: int
) -> None:
    page = open_page("/ar/timeline/", javascript=javascript, width=width)
    if width == 360:
        page.locator("a.drawer-open").click()
    menu = page.locator(".facet-menu").filter(has_text="الأماكن").first
    menu.locator("summary").click()
    choice = menu.locator("a.facet").first
    promised = number_in(choice.locator(".n").inner_text())
    follow(page, choice.click)
    assert count(page) == promised
    for view in VIEWS:
        tab = page.locator(".views a").nth(VIEWS.index(view))
        follow(page, tab.click)
        assert count(page) == promised
        assert asked(page).get("view", ["list"]) == [view]
        assert len(asked(page)["place"]) == 1


def test_persons_combine_by_links(open_page: Reader) -> None:
    page = open_page(f"/en/timeline/?{PUTIN}&person=rustem-umerov", javascript=False)
    page.locator(".facet-menu summary").first.click()
    way = page.locator(".ways a").nth(1)
    promised = number_in(way.inner_text())
    follow(page, way.click)
    assert (asked(page)["match"], count(page)) == (["any"], promised)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_open_menus_are_accessible_and_on_the_screen(open_page: Reader, language: str) -> None:
    page = open_page(f"/{language}/timeline/?{PUTIN}", language=language)
    for menu in page.locator(".facet-menu").all():
        menu.locator("summary").click()
        box = menu.locator(".facet-sheet").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1280
    expect(page.locator(".facet-menu[open]")).to_have_count(1)
    assert_accessible(page)


# --- lanes -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "later", "earlier"), [
    ("ar", "ArrowLeft", "ArrowRight"), ("en", "ArrowRight", "ArrowLeft")
])  # fmt: skip
def test_arrows_walk_in_time_and_lanes(
    open_page: Reader, language: str, later: str, earlier: str
) -> None:
    page = open_page(f"/{language}/timeline/?view=lanes&{PUTIN}", language=language)
    expect(page.locator("svg.lane a[tabindex='0']")).to_have_count(1)
    meetings(page).first.focus()
    titles = page.locator(".same-list li").all_text_contents()
    assert len(titles) == count(page) == 8
    walked = [focused(page)]
    for _ in titles[1:]:
        page.keyboard.press(later)
        walked.append(focused(page))
    assert walked == titles
    expect(page.locator("#lanes-readout")).to_have_text(titles[-1])
    page.keyboard.press(later)
    assert focused(page) == titles[-1]
    page.keyboard.press(earlier)
    assert focused(page) == titles[-2]
    page.keyboard.press("Home")
    assert focused(page) == titles[0]
    page.keyboard.press("End")
    assert focused(page) == titles[-1]


def test_up_and_down_change_the_lane_and_stay_with_the_meeting_where_they_can(
    open_page: Reader,
) -> None:
    page = open_page(f"/en/timeline/?view=lanes&{PUTIN}")
    meetings(page).first.focus()
    start = focused(page)
    ring = page.locator("svg.lane .at")
    on_top = float(ring.get_attribute("cy") or 0)
    page.keyboard.press("ArrowDown")
    assert focused(page) == start
    assert float(ring.get_attribute("cy") or 0) > on_top
    for _ in range(9):
        page.keyboard.press("ArrowDown")
    last = float(ring.get_attribute("cy") or 0)
    assert last > 5 * on_top
    assert focused(page) != start
    for _ in range(12):
        page.keyboard.press("ArrowUp")
    assert float(ring.get_attribute("cy") or 0) == on_top


def test_keys_zoom_and_the_address_says_so(open_page: Reader) -> None:
    page = open_page("/ar/timeline/?view=lanes")
    meetings(page).first.focus()
    follow(page, lambda: page.keyboard.press("+"))
    assert asked(page)["zoom"] == ["weeks"]
    meetings(page).first.focus()
    follow(page, lambda: page.keyboard.press("-"))
    assert asked(page)["zoom"] == ["months"]
    assert count(page) == meetings(page).count() == 135


def test_the_middle_of_what_is_seen_stays_in_sight_when_one_zooms(open_page: Reader) -> None:
    page = open_page("/ar/timeline/?view=lanes&zoom=weeks", width=360, height=740)
    scroller = page.locator(".lanes-scroll")
    scroller.evaluate("one => { one.scrollLeft = -1200 }")
    follow(page, page.locator("a[data-zoom='+']").click)
    month = urlsplit(page.url).fragment
    assert re.fullmatch(r"t20\d\d-\d\d", month)
    tick = page.locator(f"#{month}").bounding_box()
    assert tick
    assert tick["x"] < 360
    assert tick["x"] + tick["width"] > 0


def test_a_meeting_opens_by_enter_and_by_click(open_page: Reader) -> None:
    page = open_page(f"/en/timeline/?view=lanes&{PUTIN}")
    meetings(page).first.focus()
    words = focused(page)
    follow(page, lambda: page.keyboard.press("Enter"))
    assert page.locator("h1").inner_text() in words
    open_page.go(page, f"/en/timeline/?view=lanes&{PUTIN}")
    words = page.locator(".same-list li").nth(2).text_content() or ""
    spot = dot(meetings(page).nth(2))
    follow(page, lambda: page.mouse.click(*spot))
    assert page.locator("h1").inner_text() in words


def drag_finger(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Move one finger over the screen, as the system tells the browser of it."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, at: list[dict[str, float]]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    steps = 12
    touch("touchStart", [{"x": start[0], "y": start[1]}])
    for step in range(1, steps + 1):
        x, y = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
        touch("touchMove", [{"x": x, "y": y}])
    touch("touchEnd", [])


# What a finger has thrown goes on for a while, and the next touch only stops it.
AT_REST = """one => new Promise(done => {
    let last = one.scrollLeft, same = 0;
    const look = () => {
        same = one.scrollLeft === last ? same + 1 : 0;
        last = one.scrollLeft;
        if (same < 20) requestAnimationFrame(look); else done();
    };
    look();
})"""


def test_a_finger_moves_the_lanes_and_opens_a_meeting(open_page: Reader) -> None:
    page = open_page("/ar/timeline/?view=lanes&zoom=weeks", width=360, height=740, touch=True)
    scroller = page.locator(".lanes-scroll")
    scroller.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, document.querySelector('.lanes-scroll').offsetTop - 150)")
    box = scroller.bounding_box()
    assert box
    y = box["y"] + 300
    drag_finger(page, (60, y), (320, y))
    page.wait_for_function("document.querySelector('.lanes-scroll').scrollLeft < -100")
    names = page.locator(".lane-names li").first.bounding_box()
    assert names
    assert names["x"] + names["width"] > 300  # they stand still at the side where one reads
    scroller.evaluate(AT_REST)
    spot = dot(meetings(page).nth(60))
    scroller.evaluate(AT_REST)
    follow(page, lambda: page.touchscreen.tap(*spot))
    assert "/ar/meetings/" in page.url


# --- brush -------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["ar", "en"])
def test_dragging_across_the_strip_chooses_a_period(open_page: Reader, language: str) -> None:
    page = open_page(f"/{language}/timeline/?view=calendar&{PUTIN}", language=language)
    everything = count(page)
    strip = page.locator(".brush").bounding_box()
    assert strip
    y = strip["y"] + 20
    sides = (0.62, 0.82) if language == "ar" else (0.38, 0.18)
    page.mouse.move(strip["x"] + strip["width"] * sides[0], y)
    page.mouse.down()
    page.mouse.move(strip["x"] + strip["width"] * (sum(sides) / 2), y, steps=4)
    page.mouse.move(strip["x"] + strip["width"] * sides[1], y, steps=4)
    follow(page, page.mouse.up)
    query = asked(page)
    assert query["from"][0] < query["to"][0] < "2025-08"
    assert query["from"][0].endswith("-01")
    assert query["view"] == ["calendar"]
    assert 0 < count(page) < everything


@pytest.mark.parametrize("language", ["ar", "en"])
def test_keys_move_a_handle_and_offer_the_period(open_page: Reader, language: str) -> None:
    page = open_page(f"/{language}/timeline/?{PUTIN}", language=language)
    handles = page.get_by_role("slider")
    expect(handles).to_have_count(2)
    handles.first.focus()
    assert handles.first.get_attribute("aria-valuetext")
    later = "ArrowLeft" if language == "ar" else "ArrowRight"
    page.keyboard.press(later)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("PageUp")
    expect(handles.first).to_have_attribute("aria-valuenow", "5")
    handles.nth(1).focus()
    page.keyboard.press("ArrowDown")
    expect(handles.nth(1)).to_have_attribute("aria-valuenow", "13")
    page.keyboard.press("Home")
    expect(handles.nth(1)).to_have_attribute("aria-valuenow", "5")
    page.keyboard.press("Escape")
    expect(page.locator(".brush-offer")).to_be_hidden()
    page.keyboard.press("PageDown")
    offer = page.locator(".brush-offer a")
    expect(offer).to_be_visible()
    assert_accessible(page)
    follow(page, offer.click)
    assert asked(page)["from"] == ["2025-01-01"]
    assert asked(page)["to"] == ["2025-12-31"]
    page.get_by_role("slider").nth(1).focus()
    page.keyboard.press("End")
    follow(page, lambda: page.keyboard.press("Enter"))
    assert "from" not in asked(page)


def test_a_finger_brushes_and_a_tap_chooses_a_month(open_page: Reader) -> None:
    page = open_page("/ar/timeline/", width=360, height=740, touch=True)
    page.locator(".brush").evaluate("one => one.scrollIntoView({block: 'center'})")
    assert page.evaluate("innerWidth") == 360  # nothing makes the page wider than the screen
    strip = page.locator(".brush").bounding_box()
    assert strip
    y = strip["y"] + 20
    follow(page, lambda: drag_finger(page, (300, y), (200, y)))
    assert asked(page)["from"][0] < asked(page)["to"][0] < "2025-10"
    open_page.go(page, "/ar/timeline/")
    page.locator(".brush").evaluate("one => one.scrollIntoView({block: 'center'})")
    month = page.locator(".brush a").nth(5)
    follow(page, lambda: page.touchscreen.tap(*middle(month.locator("rect"))))
    assert asked(page)["from"][0][:7] == asked(page)["to"][0][:7]


# --- without JavaScript ------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["ar", "en"])
def test_without_javascript_every_view_is_links(open_page: Reader, language: str) -> None:
    page = open_page(f"/{language}/timeline/?view=lanes", javascript=False, language=language)
    expect(page.get_by_role("slider")).to_have_count(0)
    month = page.locator(".brush a").nth(3)
    promised = number_in((month.get_attribute("aria-label") or "").split(": ")[1])
    follow(page, lambda: month.dispatch_event("click"))
    assert count(page) == promised
    follow(page, page.locator("a[data-zoom='-']").click)
    assert "zoom" in asked(page)
    page.locator(".same-list summary").click()
    expect(page.locator(".same-list li").first).to_be_visible()
    assert page.locator(".same-list li").count() == meetings(page).count() == count(page)
    open_page.go(page, f"/{language}/timeline/?view=matrix&topic=ukraine-war")
    number = page.locator(".matrix td a").first
    promised = number_in(number.inner_text())
    follow(page, number.click)
    assert page.locator(".entry").count() == count(page) == promised
    open_page.go(page, f"/{language}/timeline/?view=calendar&{PUTIN}")
    follow(page, page.locator(".cal a").first.click)
    assert page.locator(".entry").count() == count(page) >= 1
    page.locator(".since-menu summary").click()
    page.locator("#t-since").fill("2020")
    follow(page, page.locator(".since-menu button").click)
    expect(page.locator("#h-since")).to_be_visible()


def test_the_last_visit_is_remembered_on_the_device(open_page: Reader) -> None:
    page = open_page(f"/en/timeline/?{PUTIN}")
    offer = page.locator("[data-seen]")
    expect(offer).to_have_attribute("hidden", "")
    page.evaluate("localStorage.setItem('sijill-timeline-seen', '{\"day\": \"2025-01-15\"}')")
    open_page.go(page, f"/en/timeline/?{PUTIN}")
    open_page.go(page, f"/en/timeline/?{PUTIN}")
    page.locator(".since-menu summary").click()
    follow(page, offer.click)
    assert asked(page)["since"] == ["2025-01-15"]
    assert asked(page)["person"] == ["vladimir-putin"]
    expect(page.locator("#h-since")).to_have_text("What changed since 15 January 2025")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    ("width", "zooms"), [(360, ["months"]), (1280, ["years", "months", "days"])]
)
def test_the_axis_stands_above_the_lines_of_its_drawing(
    open_page: Reader, language: str, width: int, zooms: list[str]
) -> None:
    page = open_page.new_page(width=width, language=language)
    for zoom in zooms:
        open_page.go(page, f"/{language}/timeline/?view=lanes&zoom={zoom}")
        ticks, lines = page.evaluate(
            "() => { const box = one => one.getBoundingClientRect();"
            " const rtl = document.documentElement.dir === 'rtl';"
            " return [[...document.querySelectorAll('.ticks > li')].map(one =>"
            " rtl ? box(one).right : box(one).left),"
            " [...document.querySelectorAll('svg.lane > line.grid')].map(one => box(one).x)] }"
        )
        assert len(ticks) > 1
        for tick, line in zip(ticks, lines, strict=False):
            assert abs(tick - line) < 1.5
