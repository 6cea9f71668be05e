"""The admin site itself: its names, its autocompletion, and what it refuses at the door.

It stands beside the admin room, not in it: Django makes the site when the first noun is
registered, and a site that lived in the room would import the room, register everything on a first
site and then put a second, empty one in its place."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from articles.display.bilingual import both_names
from articles.models import Article, Collection, Entity, Meeting, Mention, Outbox, Source


def client_address(request: HttpRequest) -> str:
    """Return whom a failed login is counted against.

    Behind SIJILL_PROXIES proxies that is what the outermost of them saw: each adds one address at
    the end of X-Forwarded-For, and whatever stands before is the client's own claim."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < settings.PROXIES <= len(seen) and seen[-settings.PROXIES]:
        return seen[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


NOUNS = [Article, Meeting, Entity, Mention, Source, Collection, Outbox]


class BilingualAutocomplete(AutocompleteJsonView):
    """Suggestions in both languages."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": both_names(obj)}


class Desk(AdminSite):
    """Django's admin, under the name of the archive."""

    site_title = _("Sijill desk")
    site_header = _("Sijill desk")
    index_title = _("The register")
    site_url = reverse_lazy("home")  # type: ignore[assignment]
    empty_value_display = "—"
    # The nouns stand in one row under the mast: a column would leave headlines half the page.
    enable_nav_sidebar = False

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Our nouns first, in the order of a curator's day, then Django's own."""
        apps = super().get_app_list(request, app_label)
        apps.sort(key=lambda app: app["app_label"] != "articles")
        for app in apps:
            if app["app_label"] == "articles":
                app["models"].sort(key=lambda row: NOUNS.index(row["model"]))
        return apps

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return BilingualAutocomplete.as_view(admin_site=self)(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Refuse a NUL character before it reaches a database: PostgreSQL takes none."""

        def without_nul(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "%00" in request.META["QUERY_STRING"]:
                raise BadRequest("A NUL character in the address.")
            return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(without_nul, view), cacheable)
