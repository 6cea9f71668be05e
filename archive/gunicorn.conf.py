"""gunicorn: threads, because pages wait for the database; few workers, as each keeps an index."""

from __future__ import annotations

import os
from ctypes import CDLL
from typing import Any

M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD = -8, -3, -1  # malloc.h
# A search makes arrays of 8 bytes an article. Up to so many bytes they are taken from what the
# process has, and so much of that is kept free for the next search.
ARRAY, FREE = 32 << 20, 8 << 20

host = os.environ.get("HOST") or "127.0.0.1"
bind = f"{f'[{host}]' if ':' in host else host}:{os.environ.get('PORT') or '8000'}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 10
# A connection ends with its answer: kept open, those of a proxy stay with the worker that was
# first to accept them, and others idle beside it. Of new ones, whoever is free takes the next.
keepalive = 0
max_requests = 20_000
# Apart enough that two workers which share the requests are hardly ever replaced at once.
max_requests_jitter = 10_000
# The query string of a search is at most 256 letters, each nine bytes when percent-encoded.
limit_request_line = 8190
control_socket_disable = True
accesslog = "-" if os.environ.get("ACCESS_LOG") else None
# A heartbeat file on a disk can stall a worker; memory cannot (docs.gunicorn.org, FAQ).
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108


def when_ready(server: Any) -> None:
    """Let the threads of a worker share one heap: each keeps what it has freed, which of a heap for
    each thread is 30 MB more at 30,000 articles. Python lets one thread run at a time anyway.

    And let it keep what a search has freed: to give it back and have the system clear it again
    took half of the time of a search of 120,000 articles."""
    mallopt = getattr(CDLL(None), "mallopt", None)  # mallopt(3): glibc alone has it
    if mallopt:
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_THRESHOLD, ARRAY)
        mallopt(M_TRIM_THRESHOLD, FREE)


def post_worker_init(worker: Any) -> None:
    """Make a worker ready before it takes requests, which come in threads of their own."""
    from django.db import connections

    from articles.ingest.imports.run import go_on
    from articles.search.warm import warm

    warm()
    go_on()
    connections.close_all()
