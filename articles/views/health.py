"""Whether the site is alive, and whether it can do its work."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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

    What the last verification found is told as well: it is of the past, and decides nothing."""
    parts: dict[str, dict[str, Any]] = {"database": _database()}
    if parts["database"]["ok"]:
        parts |= _search()
    ready = len(parts) == 3 and all(part["ok"] for part in parts.values())
    answer = {"status": "ok" if ready else "unavailable", **parts, "verification": last()}
    return JsonResponse(answer, status=200 if ready else 503)


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM articles_article LIMIT 1")
    except DatabaseError as error:
        return {"ok": False, "reason": type(error).__name__}
    return {"ok": True}


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
