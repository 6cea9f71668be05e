"""gunicorn reloaded and restarted while readers ask: nobody is refused, cut off or shown an error.

Two workers of four threads, real processes. A reload is HUP. A restart ends the whole server and
starts another: the listening socket stays with whoever supervises it, as with systemd and
deploy/sijill-web.socket, and who comes meanwhile waits in its queue."""

from __future__ import annotations

import http.client
import itertools
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.keeping.sites import KINDS, ROOT, Sites

PATHS = (
    "/healthz",
    "/ar/",
    "/ar/search/?q=%D8%AE%D8%A8%D8%B1",
    "/api/v1/search?q=x",
    "/en/timeline/",
)
READERS = 6
ROUNDS = 3
# Pages each reader has to get before a round, and after it: load goes on all the while.
PAGES = 20
SECONDS = 120.0
# What systemd does for a service with a socket: the socket is descriptor 3 of the process itself.
START = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *sys.argv[2:]])
"""
GUNICORN = ("--config", "archive/gunicorn.conf.py", "archive.wsgi")


class Server:
    """gunicorn on a socket that outlives it."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self.socket.getsockname()[1]
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        held = self.socket.fileno()
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", START, str(held), *GUNICORN],
                cwd=ROOT,
                env=self.environment,
                pass_fds=[held],
                stdout=log,
                stderr=log,
            )

    def workers(self) -> set[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(pid) for pid in children.read_text().split()}

    def reload(self) -> None:
        """Have every worker replaced by one that reads code and settings anew."""
        old = self.workers()
        self.process.send_signal(signal.SIGHUP)
        wait_until(lambda: len(self.workers() - old) == 2 and not self.workers() & old)

    def restart(self) -> None:
        """End the server gracefully and start another, as `systemctl restart` does."""
        self.process.terminate()
        assert self.process.wait(SECONDS) == 0
        self.process = self._started()
        wait_until(lambda: len(self.workers()) == 2)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(SECONDS)
        self.socket.close()


class Reader(threading.Thread):
    """Asks one page after the other until told to stop."""

    def __init__(self, number: int, port: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.stop = port, stop
        self.paths = itertools.cycle(PATHS[number % len(PATHS) :] + PATHS[: number % len(PATHS)])
        self.pages = 0
        self.failures: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            path = next(self.paths)
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    self.failures.append(f"{path}: {answer.status}")
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(f"{path}: {error!r}")
            finally:
                connection.close()
            self.pages += 1


def all_read_on(asking: list[Reader]) -> None:
    """Wait until every reader has got some more pages."""
    wanted = [reader.pages + PAGES for reader in asking]
    wait_until(lambda: all(r.pages >= n for r, n in zip(asking, wanted, strict=True)))


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.02)


def waiting_to_be_accepted(port: int) -> int:
    """How many connections are in the queue of the listening socket: its rx_queue (proc(5))."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    listening = [row for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"]
    return int(listening[0][4].split(":")[1], 16)


@contextmanager
def readers(port: int) -> Iterator[list[Reader]]:
    """Readers at work, until the end of the block."""
    stop = threading.Event()
    found = [Reader(number, port, stop) for number in range(READERS)]
    for reader in found:
        reader.start()
    try:
        yield found
    finally:
        stop.set()
        for reader in found:
            reader.join(SECONDS)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """An archive of thirty articles with its index."""
    sites = Sites(KINDS[0], tmp_path_factory.mktemp("site"))
    for command in (["rebuild_index", "-v0"], ["collectstatic", "-v0", "--noinput"]):
        done = sites.filled.manage(*command)
        assert done.returncode == 0, done.stderr
    yield sites.filled
    sites.close()


@pytest.fixture
def server(site, tmp_path):
    environment = site.environment(WEB_WORKERS="2", WEB_THREADS="4", LOG_LEVEL="WARNING")
    made = Server(environment, tmp_path / "web.log")
    yield made
    made.stop()


@pytest.mark.parametrize("act", [Server.reload, Server.restart], ids=["reload", "restart"])
def test_nobody_is_refused_or_cut_off(server, act):
    with readers(server.port) as asking:
        for _ in range(ROUNDS):
            all_read_on(asking)
            act(server)
        all_read_on(asking)
    assert [failure for reader in asking for failure in reader.failures] == []
    assert not [line for line in server.log.read_text().splitlines() if "ERROR" in line]


def test_a_request_under_way_is_answered_before_its_worker_goes(server):
    """The half of it is sent before the server is told to stop, the rest afterwards."""
    with socket.create_connection(("127.0.0.1", server.port), SECONDS) as slow:
        slow.sendall(b"GET /ar/ HTTP/1.1\r\n")
        wait_until(lambda: waiting_to_be_accepted(server.port) == 0)
        server.process.terminate()
        slow.sendall(b"Host: 127.0.0.1\r\n\r\n")
        answer = b"".join(iter(lambda: slow.recv(65536), b""))
    assert b"200 OK" in answer
    assert b"</html>" in answer
    assert server.process.wait(SECONDS) == 0


def test_no_connection_stays_with_the_worker_that_took_it(server):
    """Who asks again, or a proxy before the site, is answered by whichever worker is free."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
    connection.request("GET", "/healthz", headers={"Connection": "keep-alive"})
    assert connection.getresponse().will_close
