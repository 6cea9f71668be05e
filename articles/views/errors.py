"""What a reader sees when something is wrong: what happened, and the way on."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import loader
from django.utils.cache import add_never_cache_headers

from articles import room

_DRAINED_AT_ONCE = 1 << 16
# After how long to try again where somebody else is writing.
RETRY_SECONDS = 10


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever nobody expected, which Django is handling just now; what could not be written,
    wherever it was met: in a view, in a session, in a file that is sent."""
    refusal = room.refusal(sys.exc_info()[1])
    return _plain(500) if refusal is None else _not_written(request, refusal)


def _plain(status: int, page: str = "", **context: Any) -> HttpResponse:
    """Render without the user and the database, either of which may be what failed."""
    context = {"search_text": "", "status": status, **context}
    return HttpResponse(
        loader.render_to_string(f"errors/{page or status}.html", context), status=status
    )


def _not_written(request: HttpRequest, refusal: room.Refusal) -> HttpResponse:
    """Say that nothing was saved, and give the form back so that it can be sent once more."""
    context: dict[str, Any] = {"why": refusal.why, "is_write": request.method == "POST"}
    if fields := _typed(request):
        context |= {"fields": fields, "csrf_token": get_token(request)}
        context["address"] = request.get_full_path()
    response = _plain(refusal.status, "unwritten", **context)
    if refusal.why == "busy":
        response["Retry-After"] = str(RETRY_SECONDS)
    add_never_cache_headers(response)
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, where it can be sent again: not a form that may come from another site, nor
    passwords, which belong in no page, nor files, which only their owner can choose anew."""
    if request.method != "POST":
        return []
    try:
        sent, files = request.POST, request.FILES
    except (OSError, SuspiciousOperation, MultiPartParserError):
        sent = files = QueryDict()
    _drain(request)
    is_ours = getattr(request, "csrf_processing_done", False)
    if files or not is_ours or any("password" in name for name in sent):
        return []
    fields = [(name, value) for name, values in sent.lists() for value in values]
    return [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]


def _drain(request: HttpRequest) -> None:
    """Take what is left of a form that a browser may send: while it sends it hears no answer."""
    most = settings.IMPORT_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    with suppress(OSError):
        for _ in range(0, most, _DRAINED_AT_ONCE):
            if not request.read(_DRAINED_AT_ONCE):
                break
