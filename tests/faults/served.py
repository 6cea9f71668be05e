"""A site as `make serve` runs it, on the database of the tests, and people who read it."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.site import ROOT, free_port, stop, wait_until_ready
from tests.faults.processes import children, command_of, until
from tests.keeping.sites import Site

ADDRESSES = ("/ar/search/?q=zebra", "/api/v1/search?q=zebra", "/en/", "/en/articles/", "/readyz")


class Served:
    """A running site. Its parts are named as processes."""

    def __init__(self, site: Site, port: int, server: int) -> None:
        self.site, self.port, self.server = site, port, server

    def _below(self, parent: int, word: str) -> list[int]:
        return [pid for pid in children(parent) if word in command_of(pid)]

    @property
    def supervisor(self) -> int:
        return self._below(self.server, "supervisord")[0]

    @property
    def indexers(self) -> list[int]:
        return self._below(self.supervisor, "run_indexer")

    @property
    def masters(self) -> list[int]:
        return self._below(self.supervisor, "gunicorn")

    @property
    def workers(self) -> list[int]:
        return [pid for master in self.masters for pid in children(master)]

    def get(self, address: str) -> tuple[int, bytes]:
        """Ask for a page; raises OSError or HTTPException where no answer comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def served(site: Site) -> Iterator[Served]:
    """Serve a site by deploy/serve.py, and stop it at the end."""
    port = free_port()
    said, log = site.data / "serve.out", site.data / "serve.log"
    environment = {**os.environ, **site.environment()}
    environment |= {"HOST": "127.0.0.1", "PORT": str(port), "SIJILL_DOSSIER": "none"}
    with said.open("w") as stdout, log.open("w") as stderr:
        server = subprocess.Popen(
            [sys.executable, "deploy/serve.py"],
            cwd=ROOT,
            env=environment,
            stdout=stdout,
            stderr=stderr,
        )
    try:
        assert wait_until_ready(server, said), log.read_text()[-3_000:]
        yield Served(site, port, server.pid)
    finally:
        code = stop(server)
    assert code == 0, log.read_text()[-3_000:]


class Readers:
    """Threads that ask for pages without rest. What they were answered is counted by phase."""

    def __init__(self, site: Served, count: int) -> None:
        self.site = site
        self.phase = ""
        self._asked_in: dict[int, str] = {}  # thread -> the phase in which it asked last
        self.answered: dict[str, Counter[str]] = {}
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._read, args=(n,)) for n in range(count)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def enter(self, phase: str) -> None:
        """Begin a phase: return when nothing that was asked before is under way."""
        self.phase = phase
        until(lambda: set(list(self._asked_in.values())) == {phase})

    def told(self, phase: str, said: str) -> int:
        """How often an answer was given in a phase."""
        return self.answered.get(phase, Counter())[said]

    def _read(self, number: int) -> None:
        while not self._over.wait(0.05):
            number += 1
            phase = self._asked_in[threading.get_ident()] = self.phase
            try:
                said = str(self.site.get(ADDRESSES[number % len(ADDRESSES)])[0])
            except (OSError, http.client.HTTPException):
                said = "no answer"
            with self._lock:
                # Asked in one phase and answered in the next: the harm was done in either.
                for one in {phase, self.phase}:
                    self.answered.setdefault(one, Counter())[said] += 1


def log_of(site: Site) -> str:
    """The end of what the parts of a site have logged."""
    paths: list[Path] = sorted((site.data / "log").glob("*.log"))
    return "\n".join(f"{path.name}:\n{path.read_text()[-1_500:]}" for path in paths)
