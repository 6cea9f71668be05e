"""A real site in a real browser: `deploy/serve.py` on a free port, driven by Chromium.

Where several workers share the tests, one of them has all of these: it alone starts a site."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
NO_CHROMIUM = "No Chromium for the browser tests. On Debian run: apt-get install chromium"
CURATOR, PASSWORD = "salma", "long-enough-42"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One worker for all browser tests. Without Chromium they are left out; in CI they fail."""
    here = Path(__file__).parent
    ours = [item for item in items if here in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
        if not CHROMIUM and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Served:
    """A running site: its address, and the data directory and environment it runs with."""

    address: str
    data: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> None:
        """Do something to the site as its operator would."""
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """Serve a fresh archive; stop it at the end and see that it stops cleanly."""
    if not CHROMIUM:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    data = tempfile.mkdtemp(prefix="sijill-e2e-")
    port = free_port()
    environment = {
        **os.environ,
        "SIJILL_DATA_DIR": data,
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    log = Path(data) / "serve.log"
    with log.open("w") as stderr:
        server = subprocess.Popen(
            [sys.executable, "deploy/serve.py"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    assert server.stdout is not None
    line = server.stdout.readline()
    if "Sijill is ready" not in line:
        server.kill()
        pytest.fail(f"The site did not start: {log.read_text()[-2000:]}")
    yield Served(f"http://127.0.0.1:{port}", Path(data), environment)
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=30) == 0
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Watched:
    """What went wrong in pages while they were open."""

    host: str
    expected: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
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
        language: str = "ar",
        login: StorageState | None = None,
    ) -> Page:
        """Return an empty page."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale=language,
            base_url=self.site,
            storage_state=login,
        )
        self.contexts.append(context)
        page = context.new_page()
        self.watched.follow(page)
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
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    page.goto("/ar/admin/login/")
    page.locator("#id_username").fill(CURATOR)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/ar/admin/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def no_index(served: Served) -> Iterator[None]:
    """The site without its index, put back afterwards."""
    index, aside = served.data / "index", served.data / "index-aside"
    index.rename(aside)
    yield
    shutil.rmtree(index, ignore_errors=True)
    aside.rename(index)
