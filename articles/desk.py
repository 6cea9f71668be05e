"""The admin site itself: its names, its autocompletion, and what it refuses at the door.

It stands beside the admin room, not in it: Django makes the site when the first noun is
registered, and a site that lived in the room would import the room, register everything on a first
site and then put a second, empty one in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from articles.display.bilingual import both_names, told_apart
from articles.models import (
    Article,
    Collection,
    Entity,
    Feed,
    Meeting,
    Mention,
    Merge,
    Outbox,
    Source,
)


def client_address(request: HttpRequest) -> str:
    """Return whom a failed login is counted against.

    Behind SIJILL_PROXIES proxies that is what the outermost of them saw: each adds one address at
    the end of X-Forwarded-For, and whatever stands before is the client's own claim."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < settings.PROXIES <= len(seen) and seen[-settings.PROXIES]:
        return seen[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


NOUNS = [Article, Meeting, Entity, Mention, Source, Feed, Collection, Merge, Outbox]


class UploadLimit(FileUploadHandler):
    """Refuses a form before it is read that is larger than any that is taken.

    Whoever sends it is known by then, but not yet whether the form is theirs: that stands in it."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: bytes,
        encoding: str | None = None,
    ) -> None:
        user = getattr(self.request, "user", None)
        trusted = user is not None and user.is_staff
        # The fields beside the file take some room as well.
        most = (settings.IMPORT_MAX_BYTES if trusted else 0) + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > most:
            raise RequestDataTooBig(f"The form is larger than {most:,} bytes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class BilingualAutocomplete(AutocompleteJsonView):
    """Suggestions in both languages."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = context["object_list"]
        self.names = dict(zip((row.pk for row in rows), told_apart(rows), strict=True))
        return context

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": self.names[obj.pk]}


@dataclass(frozen=True)
class DeskPage:
    """A page that is no list of the rows of one table, shown among the nouns to who may see it.

    `name` is that of its address; `views` are the routes below it, the page itself first. It stands
    behind the nouns, or before them where a day begins with it."""

    name: str
    title: str | Promise
    permission: str
    views: Sequence[tuple[str, str, Callable[..., HttpResponse]]]
    is_first: bool = False


class Desk(AdminSite):
    """Django's admin, under the name of the archive."""

    site_title = _("Sijill desk")
    site_header = _("Sijill desk")
    index_title = _("The register")
    site_url = reverse_lazy("home")  # type: ignore[assignment]
    empty_value_display = "—"
    # The nouns stand in one row under the mast: a column would leave headlines half the page.
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.pages: list[DeskPage] = []

    # For the admin room, which may not import what makes its site.
    both_names = staticmethod(both_names)

    def add_page(self, **facts: Any) -> None:
        """Show a page among the nouns: see DeskPage."""
        self.pages.append(DeskPage(**facts))

    def get_urls(self) -> list[Any]:
        """The pages first: Django's own routes end in one that catches everything."""
        views = [view for page in self.pages for view in page.views]
        own = [path(route, self.admin_view(view), name=name) for route, name, view in views]
        return [*own, *super().get_urls()]

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Our nouns first, in the order of a curator's day, then Django's own."""
        apps = super().get_app_list(request, app_label)
        # Nobody's day begins with the logs of who tried to log in.
        apps.sort(key=lambda app: {"articles": 0, "axes": 2}.get(app["app_label"], 1))
        for app in apps:
            if app["app_label"] == "axes":
                app["name"] = _("Logins")
            if app["app_label"] == "articles":
                app["models"].sort(key=lambda row: NOUNS.index(row["model"]))
                if app_label is None:
                    first, last = self._pages(request, True), self._pages(request, False)
                    app["models"] = [*first, *app["models"], *last]
        return apps

    def _pages(self, request: HttpRequest, is_first: bool) -> list[dict[str, Any]]:
        """The pages that the member may see, as Django has its nouns."""
        return [
            {
                "name": page.title,
                "object_name": page.name,
                "admin_url": reverse(f"admin:{page.name}"),
                "view_only": True,
            }
            for page in self.pages
            if page.is_first is is_first and request.user.has_perm(page.permission)
        ]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return BilingualAutocomplete.as_view(admin_site=self)(request)

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """What Django's scripts say, and behind it what its Arabic says wrongly, mended."""
        packages = ["django.contrib.admin", "articles"]
        return JavaScriptCatalog.as_view(packages=packages)(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Refuse a NUL character before it reaches a database: PostgreSQL takes none."""

        def without_nul(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "%00" in request.META["QUERY_STRING"]:
                raise BadRequest("A NUL character in the address.")
            return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(without_nul, view), cacheable)
