"""Whole pages over HTTP: gunicorn as in production, some readers at once.

    python -m benchmarks.load [--data DIR] [--clients 8] [--requests 2000] [--memory 50000] [--json]

Each reader asks on a connection of their own, waits for the answer and asks again. Three runs: each
address once ("first"), a fixed choice of them again and again ("again"), and that without kept
pages ("stock", the peer: SIJILL_PAGE_CACHE_MB=0), for pages and for the API. Without a data
directory, a fresh one gets the dossier alone."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

from benchmarks import site

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_SECONDS = 60
REPEATED = 200
# Of ten pages, half are searches.
SHARES = {"search": 5, "article": 3, "entity": 1, "timeline": 1}
LINE = (
    "{what:18} n={requests:<6} p50 {p50_ms:7.2f} ms  p95 {p95_ms:7.2f} ms  max {max_ms:8.2f} ms"
    "  {per_second:6.0f}/s  errors {errors}  RSS {rss_mb} MB"
)


def addresses(count: int) -> dict[str, list[str]]:
    """Different addresses of pages and of the API, mixed as readers would ask for them."""
    from articles.models import Article, Entity, Meeting

    dice = random.Random(1)
    titles = Article.objects.published().values_list("title", flat=True)[: 20 * count]
    words = sorted({word for title in titles for word in title.split() if len(word) > 3})
    articles = list(Article.objects.published().values_list("pk", "title"))
    people = list(Entity.objects.persons().values_list("key", flat=True))
    entities, years = list(Entity.objects.all()), ("2024", "2025", "2026")
    meetings = list(Meeting.objects.confirmed().values_list("pk", flat=True))

    def query() -> str:
        text = (
            f"q={quote(' '.join(dice.sample(words, min(dice.choice((1, 2, 2, 3)), len(words)))))}"
        )
        some = dice.random()
        return text + (
            f"&person={dice.choice(people)}" if some < 0.2 else "&sort=newest" * (some > 0.9)
        )

    def page(kind: str) -> str:
        if kind == "search":
            return f"/ar/search/?{query()}"
        if kind == "article":
            return Article.objects.get(pk=dice.choice(articles)[0]).get_absolute_url()
        if kind == "entity":
            return dice.choice(entities).get_absolute_url()
        return f"/ar/timeline/?person={dice.choice(people)}&from={dice.choice(years)}"

    def answer(kind: str) -> str:
        if kind == "search":
            return f"/api/v1/search?{query()}"
        if kind == "article":
            return f"/api/v1/articles/{dice.choice(articles)[0]}"
        if kind == "entity":
            return f"/api/v1/entities/{dice.choice(entities).pk}"
        return f"/api/v1/meetings/{dice.choice(meetings)}"

    kinds = list(islice(cycle([k for k, n in SHARES.items() for _ in range(n)]), count))
    dice.shuffle(kinds)
    return {"pages": ["/ar/", *map(page, kinds)][:count], "API": [answer(kind) for kind in kinds]}


@contextmanager
def served(data: Path, *, kept_mb: int | None = None) -> Iterator[tuple[int, int]]:
    """gunicorn on a free port; gives its port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "SIJILL_DATA_DIR": str(data),
        "PORT": str(port),
        "LOG_LEVEL": "ERROR",
    }
    environment |= {
        "HOST": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "archive.settings",
    }
    if kept_mb is not None:
        environment["SIJILL_PAGE_CACHE_MB"] = str(kept_mb)
    command = [sys.executable, "-m", "gunicorn", "--config", "archive/gunicorn.conf.py"]
    server = subprocess.Popen(
        [*command, "--log-level", "error", "archive.wsgi"], cwd=ROOT, env=environment
    )
    try:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("gunicorn does not start.")
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def resident(server: int) -> list[int]:
    """Resident memory of each worker, in MB."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    lines = (Path(f"/proc/{pid}/status").read_text().splitlines() for pid in children)
    return [int(line.split()[1]) // 1024 for rows in lines for line in rows if "VmRSS" in line]


def ask(port: int, paths: list[str]) -> tuple[list[float], int]:
    """One reader: milliseconds of each answer, and how many were not 200."""
    times, errors = [], 0
    connection = _connect(port)
    for path in paths:
        started = time.perf_counter()
        try:
            errors += _fails(connection, path)
        except (OSError, http.client.HTTPException):
            # A worker that is replaced closes what it has kept open, as to any browser.
            connection.close()
            connection = _connect(port)
            try:
                errors += _fails(connection, path)
            except (OSError, http.client.HTTPException):
                errors += 1
        times.append((time.perf_counter() - started) * 1000)
    connection.close()
    return times, errors


def _connect(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def _fails(connection: http.client.HTTPConnection, path: str) -> bool:
    """Read one page; whether it is anything but 200."""
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    return answer.status != 200


def measure(what: str, port: int, server: int, paths: list[str], clients: int) -> dict[str, object]:
    """All addresses, shared among the readers."""
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as readers:
        results = list(readers.map(lambda n: ask(port, paths[n::clients]), range(clients)))
    seconds = time.perf_counter() - started
    times = sorted(value for values, _errors in results for value in values)
    return {
        "what": what,
        "requests": len(times),
        "p50_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "max_ms": round(times[-1], 2),
        "per_second": round(len(times) / seconds, 1),
        "errors": sum(errors for _values, errors in results),
        "rss_mb": resident(server),
    }


def main(argv: list[str] | None = None) -> int:
    """Measure, print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--requests", type=int, default=2_000)
    parser.add_argument("--memory", type=int, default=0, help="ask so often, and watch the memory")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    site.start(options.data)
    from django.conf import settings
    from django.core.management import call_command

    if options.data is None:
        site.add_dossier()
    site.build_index()
    call_command("collectstatic", verbosity=0, interactive=False)
    found = addresses(options.requests)
    rows = []

    def run(what: str, port: int, server: int, paths: list[str]) -> None:
        rows.append(measure(what, port, server, paths, options.clients))
        if not options.json:
            print(LINE.format(**rows[-1]), flush=True)

    for kept in (None, 0):
        with served(settings.DATA_DIR, kept_mb=kept) as (port, server):
            for kind, paths in found.items():
                some = list(islice(cycle(paths[:REPEATED]), options.requests))
                if kept is None:
                    run(f"{kind}, first", port, server, paths)
                    run(f"{kind}, again", port, server, some)
                else:
                    run(f"{kind}, stock", port, server, some)
            if kept is None and options.memory:
                both = [path for pair in zip(*found.values(), strict=True) for path in pair]
                for part in range(5):
                    many = list(islice(cycle(both), options.memory // 5))
                    run(f"memory, part {part + 1}", port, server, many)
    if options.json:
        print(json.dumps(rows, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
