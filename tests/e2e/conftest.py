"""A real site in a real browser: `deploy/serve.py` on a free port, driven by Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180
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
    """Without Chromium leave the browser tests out, and say so; in CI that is a failure."""
    here = Path(__file__).parent
    ours = [item for item in items if here in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    if CHROMIUM or not ours:
        return
    if os.environ.get("CI"):
        raise pytest.UsageError("Browser tests must run in CI. Run: apt-get install chromium")
    for item in ours:
        item.add_marker(pytest.mark.skip(reason="no Chromium. Run: apt-get install chromium"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Serve a fresh archive; yield its address; stop it and see that it stops cleanly."""
    data = tempfile.mkdtemp(prefix="sijill-e2e-")
    port = free_port()
    environment = {
        **os.environ,
        "SIJILL_DATA_DIR": data,
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "SIJILL_LOGIN_FAILURES": "50",
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
    yield f"http://127.0.0.1:{port}"
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
    """What went wrong in a page while it was open."""

    host: str
    console: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", lambda m: self.console.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", self._seen)

    def _seen(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).netloc != self.host:
            self.strangers.append(url)


@pytest.fixture
def open_page(site: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages of the site: `open_page("/ar/", width=360, dark=True, javascript=False)`.

    When the test ends, no page may have logged an error or asked another host for anything."""
    contexts = []
    watched = Watched(urlsplit(site).netloc)

    def opener(
        path: str,
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        javascript: bool = True,
        language: str = "ar",
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=language,
            base_url=site,
        )
        contexts.append(context)
        page = context.new_page()
        watched.follow(page)
        page.goto(path)
        return page

    yield opener
    for context in contexts:
        context.close()
    expected = [text for text in watched.console if "the server responded with a status of" in text]
    assert [text for text in watched.console if text not in expected] == []
    assert watched.strangers == []
