"""Whether the site is alive, and whether it can do its work."""

from __future__ import annotations

import os
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import room
from articles.search.indexing.verify import MOST_LAG_SECONDS, last
from articles.search.run import index_status


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nobody else, so that a slow database does not get it killed."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, index and the way between them; 503 until all three are good.

    A disk that takes nothing more is a warning: readers are served as before, and nobody should
    take the site from them for it. What the last verification found is told as well: it is of the
    past, and decides nothing."""
    parts: dict[str, dict[str, Any]] = {"database": _database()}
    if parts["database"]["ok"]:
        parts |= _search()
    ready = len(parts) == 3 and all(part["ok"] for part in parts.values())
    disk = _disk()
    writes = disk["ok"] and not parts["database"].get("read_only")
    status = "unavailable" if not ready else "ok" if writes else "warning"
    answer = {"status": status, **parts, "disk": disk, "verification": last()}
    return JsonResponse(answer, status=200 if ready else 503)


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM articles_article LIMIT 1")
            if connection.vendor == "postgresql":  # such as one that only copies another
                cursor.execute("SHOW transaction_read_only")
                read_only = cursor.fetchone()[0] == "on"
            else:
                file = connection.settings_dict["NAME"]
                read_only = os.path.exists(file) and not os.access(file, os.W_OK)
    except DatabaseError as error:
        return {"ok": False, "reason": type(error).__name__}
    return {"ok": True, "read_only": True} if read_only else {"ok": True}


def _disk() -> dict[str, Any]:
    found = room.measure()
    return {"ok": found.is_enough, "free_bytes": found.free, "reason": found.reason}


def _search() -> dict[str, dict[str, Any]]:
    status = index_status()
    lag = round(status.oldest_seconds, 1)
    index = {
        "ok": status.ready,
        "documents": status.documents,
        "generation": status.generation,
        "reason": status.reason,
    }
    outbox = {
        "ok": lag <= MOST_LAG_SECONDS,
        "waiting": status.waiting,
        "failed": status.failed,
        "oldest_seconds": lag,
    }
    return {"index": index, "outbox": outbox}
