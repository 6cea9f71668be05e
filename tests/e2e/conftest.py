"""A real site in a real browser: `deploy/serve.py` on a free port, driven by Chromium.

Where several workers share the tests, one of them has all of these: it alone starts a site."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    StorageState,
    expect,
    sync_playwright,
)

from tests.e2e.site import Served, serve

NO_CHROMIUM = (
    "No Chromium for the browser tests. On Debian run: apt-get install chromium-headless-shell"
)
CURATOR, PASSWORD = "salma", "long-enough-42"
# The first has no window around the page, which takes Chromium longer than most pages.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
# How long Playwright waits for anything at all: a loaded machine is slow, which is no failure.
PATIENCE_MS = 60_000
# Chromium's own services must not try to reach the network from a closed machine.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# As long as Playwright is started, its loop runs in this thread, and Django takes whatever comes
# after the browser tests for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(tryfirst=True)  # before xdist looks for the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One worker for all browser tests. Without Chromium they are left out; in CI they fail."""
    here = Path(__file__).parent
    ours = [item for item in items if here in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
        if not CHROMIUM and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """A fresh archive, for all browser tests: none may leave it other than it was."""
    if not CHROMIUM:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    with serve(PASSWORD) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE_MS
        )
        yield chromium
        chromium.close()


def new_context(browser: Browser, site: str, **view: Any) -> BrowserContext:
    """Return a browser profile of its own, with no cookies but those of a given login."""
    context = browser.new_context(base_url=site, **view)
    context.set_default_timeout(PATIENCE_MS)
    return context


def follow(page: Page, act: Callable[[], object]) -> None:
    """Do what leads a page to another document; return once that is there and loaded.

    Playwright's click() and press() wait for its first bytes at most: what is read after them may
    still be the page before, or half of the new one. Use this for everything that navigates."""
    with page.expect_navigation(wait_until="load") as navigation:
        act()
    answer = navigation.value
    assert answer, f"No new document: {page.url}"
    assert answer.ok, f"{answer.status}: {answer.url}"


@dataclass
class Watched:
    """What went wrong in pages while they were open."""

    host: str
    expected: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium also reports the status of a page that a test asked for because it is an error.
        refused = "the server responded with a status of" in message.text
        url = message.location["url"]
        if message.type == "error" and not (refused and url in self.expected):
            self.errors.append(f"{url}: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != self.host:
            self.strangers.append(request.url)


@dataclass
class Reader:
    """Somebody with a browser: `reader("/ar/", width=360)` opens a page in a new one."""

    browser: Browser
    site: str
    watched: Watched
    contexts: list[BrowserContext] = field(default_factory=list)

    def new_page(
        self,
        *,
        width: int = 1280,
        height: int = 900,
        javascript: bool = True,
        touch: bool = False,
        language: str = "ar",
        login: StorageState | None = None,
    ) -> Page:
        """Return an empty page."""
        context = new_context(
            self.browser,
            self.site,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            has_touch=touch,
            is_mobile=touch,
            locale=language,
            storage_state=login,
        )
        self.contexts.append(context)
        page = context.new_page()
        self.watched.watch(page)
        return page

    def go(self, page: Page, path: str, status: int = 200) -> str:
        """Lead a page to an address, which must answer with that status; return what was sent."""
        if status != 200:
            self.watched.expected.add(urljoin(self.site, quote(path, safe="/?&=+%-")))
        response = page.goto(path)
        assert response
        assert response.status == status
        return response.text()

    def __call__(self, path: str, **view: Any) -> Page:
        page = self.new_page(**view)
        self.go(page, path)
        return page


@pytest.fixture
def open_page(served: Served, browser: Browser) -> Iterator[Reader]:
    """A reader of the site.

    When the test ends, no page may have logged an error or asked another host for anything."""
    reader = Reader(browser, served.address, Watched(urlsplit(served.address).netloc))
    yield reader
    for context in reader.contexts:
        context.close()
    assert reader.watched.errors == []
    assert reader.watched.strangers == []


@pytest.fixture(scope="session")
def curator(served: Served, browser: Browser) -> StorageState:
    """What the browser of a logged-in curator remembers."""
    served.manage("createsuperuser", "--noinput", "--username", CURATOR, "--email", "a@b.example")
    context = new_context(browser, served.address)
    page = context.new_page()
    page.goto("/ar/admin/login/")
    page.locator("#id_username").fill(CURATOR)
    page.locator("#id_password").fill(PASSWORD)
    follow(page, lambda: page.locator("#id_password").press("Enter"))
    assert page.url.endswith("/ar/admin/"), page.url
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def no_index(served: Served) -> Iterator[None]:
    """The site without its index, put back afterwards."""
    with served.without_index():
        yield
