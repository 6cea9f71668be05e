"""The site under test: `deploy/serve.py` with a data directory and a port of its own."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READY = "Sijill is ready"
# Both far beyond what a loaded machine needs: `serve.py` itself gives the site 120 s to answer
# once all is prepared, and supervisord gives each of its two programs 12 s to stop.
START_SECONDS, STOP_SECONDS = 240, 60
COMMAND_SECONDS = 120
# Below the ports that systems give to outgoing connections: nobody takes it while we prepare.
PORTS = range(20_000, 32_000)


@dataclass(frozen=True)
class Served:
    """A running site: its address, and the data directory and environment it runs with."""

    address: str
    data: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> None:
        """Do something to the site as its operator would."""
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            timeout=COMMAND_SECONDS,
        )

    @contextmanager
    def without_index(self) -> Iterator[None]:
        """Take the index away from readers for a while.

        The indexer would build another within a second or two. The lock says that a rebuild is
        under way already, which it leaves alone."""
        from articles.search.engines.whoosh.state import CURRENT
        from articles.search.indexing.generations import REBUILD_LOCK

        index = self.data / "index"
        with (index / REBUILD_LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            live = (index / CURRENT).rename(index / f"{CURRENT}.aside")
            try:
                yield
            finally:
                live.rename(index / CURRENT)


def free_port() -> int:
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    pytest.fail("No port is free for the site.", pytrace=False)


def environment(data: Path, port: int, password: str) -> dict[str, str]:
    """Return this process's environment with nothing in it of any other site of ours."""
    own = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "HTTPS"} and not name.startswith("SIJILL_")
    }
    return {
        **own,
        "SIJILL_DATA_DIR": str(data),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "DJANGO_SUPERUSER_PASSWORD": password,
    }


@contextmanager
def serve(password: str) -> Iterator[Served]:
    """Serve a fresh archive; stop it at the end and see that it stops cleanly.

    `password` is that of whom `manage.py createsuperuser` makes. Where anything fails, the data
    directory with its logs is kept."""
    data = Path(tempfile.mkdtemp(prefix="sijill-e2e-"))
    port = free_port()
    site = Served(f"http://127.0.0.1:{port}", data, environment(data, port, password))
    said, log = data / "serve.out", data / "serve.log"
    # Files, not pipes: a file can be read without waiting for what may never be said.
    with said.open("w") as stdout, log.open("w") as stderr:
        server = subprocess.Popen(
            [sys.executable, "deploy/serve.py"],
            cwd=ROOT,
            env=site.environment,
            stdout=stdout,
            stderr=stderr,
        )
    try:
        if not wait_until_ready(server, said):
            pytest.fail(f"The site did not start: {log.read_text()[-2000:]}", pytrace=False)
        yield site
    finally:
        code = stop(server)
    assert code == 0, f"The site did not stop cleanly ({code}): {log.read_text()[-2000:]}"
    shutil.rmtree(data, ignore_errors=True)


def wait_until_ready(server: subprocess.Popen[bytes], said: Path) -> bool:
    """Wait until the site says that it is ready. False if it ends before, or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while READY not in said.read_text():
        if server.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def stop(server: subprocess.Popen[bytes]) -> int | None:
    """Stop the site as Ctrl-C would, and return its exit code; None if it had to be killed."""
    server.send_signal(signal.SIGINT)
    try:
        return server.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
        return None
