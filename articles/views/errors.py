"""What a reader sees when something is wrong: what happened, and the way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain(request, 500)


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    """Render without the user and the database, either of which may be what failed."""
    return HttpResponse(
        loader.render_to_string(f"errors/{status}.html", {"search_text": ""}), status=status
    )
