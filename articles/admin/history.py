"""The history of a thing: who changed what from what to what, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from reversion.models import Version

from articles import curation
from articles.admin import meanwhile
from articles.models import Article, BulkChange

PER_PAGE = 25


@dataclass
class Told:
    """One edit, newest first in the list; `version` is the state after it, where one is kept."""

    at: datetime
    who: str = ""
    message: str = ""
    version: Version | None = None
    together: str = ""  # the list of the articles that were changed together
    is_present: bool = False
    is_from_form: bool = False
    changes: list[curation.Change] = field(default_factory=list)


class KeepsHistory:
    """The desk of a noun each edit of which can be read afterwards, and taken back."""

    # --- keeping -------------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Remember what an edit finds, and whether that is what its form was opened on."""
        # Only what saves waits for others that save.
        with transaction.atomic() if request.method == "POST" else nullcontext():
            if object_id and curation.is_kept(self.model):  # type: ignore[attr-defined]
                self._find(request, unquote(object_id))
            return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]

    def _find(self, request: HttpRequest, number: str) -> None:
        """Read the state before the form is made. What is only shown is the very row that was read;
        what is saved is nobody else's to save until then."""
        thing = self.get_object(request, number)  # type: ignore[attr-defined]
        if thing is None or not self.has_change_permission(request, thing):  # type: ignore[attr-defined]
            return
        saves = request.method == "POST"
        if saves:
            self.model._base_manager.select_for_update().get(pk=thing.pk)  # type: ignore[attr-defined]
        else:
            request.found_row = thing  # type: ignore[attr-defined]
        state = curation.state_now(thing, is_fresh=not saves)
        sent = request.POST.get(meanwhile.FIELD, "")
        changed = meanwhile.since(sent, thing, state) if sent else None
        request.found_state = state  # type: ignore[attr-defined]
        request.found = sent if sent and not changed else meanwhile.seal(thing, state)  # type: ignore[attr-defined]
        request.meanwhile = changed  # type: ignore[attr-defined]

    def get_object(self, request: HttpRequest, object_id: str, *args: Any) -> Any:
        found = getattr(request, "found_row", None)
        if found is not None and str(found.pk) == object_id:
            return found
        return super().get_object(request, object_id, *args)  # type: ignore[misc]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)  # type: ignore[misc]
        form.meanwhile = getattr(request, "meanwhile", None)
        return form

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Show what was changed meanwhile as a question, and what the form was opened on."""
        meanwhile.ask_only(context)
        pressed = (name for name in meanwhile.SAVING if name in request.POST)
        context["pressed"] = next(pressed, "_save")
        context["found"] = getattr(request, "found", "")
        context["meanwhile"] = getattr(request, "meanwhile", None)
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return self._keep(obj, super().log_addition(request, obj, message), None)  # type: ignore[misc]

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        found = getattr(request, "found_state", None)
        return self._keep(obj, super().log_change(request, obj, message), found)  # type: ignore[misc]

    def _keep(self, thing: Any, entry: LogEntry, found: Any) -> LogEntry:
        if curation.is_kept(type(thing)):
            curation.keep(thing, entry, found)
        return entry

    # --- showing -------------------------------------------------------------------------------
    def get_urls(self) -> list[Any]:
        if not curation.is_kept(self.model):  # type: ignore[attr-defined]
            return super().get_urls()  # type: ignore[misc]
        name = f"articles_{self.opts.model_name}_version"  # type: ignore[attr-defined]
        view = self.admin_site.admin_view(self.version_view)  # type: ignore[attr-defined]
        address = "<path:object_id>/history/<int:number>/"
        return [path(address, view, name=name), *super().get_urls()]  # type: ignore[misc]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """What was done to the thing, newest first; with what each edit changed, where states are
        kept."""
        thing = self._seen(request, object_id)
        page = Paginator(edits(thing), PER_PAGE).get_page(request.GET.get("p"))
        fill(page.object_list, thing)
        may = self.has_change_permission(request, thing)  # type: ignore[attr-defined]
        title = _("History of “%s”") % thing
        context = self._context(request, thing, title=title, page=page, may_revert=may)
        return TemplateResponse(
            request, "admin/articles/object_history.html", {**context, **(extra_context or {})}
        )

    def version_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """What bringing back a state would change; then bring it back."""
        thing = self._seen(request, object_id)
        version = curation.versions_of(thing).filter(pk=number).first()
        if version is None:
            raise Http404
        if not self.has_change_permission(request, thing):  # type: ignore[attr-defined]
            raise PermissionDenied
        history = reverse(f"admin:articles_{self.opts.model_name}_history", args=[thing.pk])  # type: ignore[attr-defined]
        lacking = curation.plan_revert(thing, version).rights - self._rights(request)
        if request.method == "POST":
            if lacking:
                raise PermissionDenied
            try:
                curation.revert(thing=thing, version=version, by=request.user)
            except curation.CurationError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("“%s” is as it was then.") % thing)
                return HttpResponseRedirect(history)
        context = self._context(
            request,
            thing,
            title=_("Bring back an earlier state"),
            version=version,
            changes=curation.told_revert(thing, version),
            lacking=lacking,
            history=history,
        )
        return TemplateResponse(request, "admin/articles/version.html", context)

    def _rights(self, request: HttpRequest) -> set[str]:
        return set(request.user.get_all_permissions())

    def _seen(self, request: HttpRequest, object_id: str) -> Any:
        thing = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if thing is None:
            raise Http404
        if not self.has_view_or_change_permission(request, thing):  # type: ignore[attr-defined]
            raise PermissionDenied
        return thing

    def _context(self, request: HttpRequest, thing: Any, **more: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "object": thing,
            "media": self.media,  # type: ignore[attr-defined]
            **more,
        }


def last_editors(articles: Iterable[Article]) -> dict[int, str]:
    """Who touched each article last, alone or among many: one query for all."""
    numbers = [article.pk for article in articles]
    kinds = ContentType.objects.get_for_models(Article, BulkChange)
    alone = (
        LogEntry.objects.order_by()
        .filter(content_type=kinds[Article], object_id__in=[str(number) for number in numbers])
        .values_list("object_id", "action_time", "user__username")
    )
    of_many = LogEntry.objects.filter(
        content_type=kinds[BulkChange], object_id=Cast(OuterRef("bulkchange"), TextField())
    )
    together = BulkChange.articles.through.objects.filter(article__in=numbers).annotate(
        text=Cast("article", TextField()),
        at=Subquery(of_many.values("action_time")[:1]),
        name=Subquery(of_many.values("user__username")[:1]),
    )
    told = alone.union(together.values_list("text", "at", "name"), all=True)
    rows = sorted((row for row in told if row[1]), key=lambda row: row[1])
    return {int(number): name for number, _at, name in rows}


def edits(thing: Any) -> list[Told]:
    """Every line of the history and every state, newest first; a state stands with its line."""
    versions = {v.revision.date_created: v for v in curation.versions_of(thing)}
    newest = next(iter(versions.values()), None)
    found = [
        Told(
            line.action_time,
            line.user.get_username(),
            curation.told(line),
            versions.pop(line.action_time, None),
            is_from_form=line.change_message.startswith("["),
            together=_list_of(line),
        )
        for line in curation.history_of(thing)
    ]
    for at, version in versions.items():
        user = version.revision.user
        found.append(Told(at, user.get_username() if user else "", "", version))
    for one in found:
        one.is_present = one.version is not None and one.version == newest
    return sorted(found, key=lambda one: one.at, reverse=True)


def _list_of(line: LogEntry) -> str:
    """The list of the articles of an action on many; "" where it was on one."""
    many = line.content_type.model == BulkChange._meta.model_name
    return (line.get_admin_url() or "") if many else ""


def fill(page: list[Told], thing: Any) -> None:
    """Say of each edit on a page what it changed: against the state before it."""
    order = list(curation.versions_of(thing).values_list("pk", flat=True))
    shown = {one.version.pk for one in page if one.version}
    wanted = shown | {order[n + 1] for n, pk in enumerate(order[:-1]) if pk in shown}
    versions = curation.versions_of(thing).filter(pk__in=wanted)
    versions = versions.prefetch_related("revision__version_set")
    states = {version.pk: curation.state_of(version) for version in versions}
    names = curation.Names(*states.values())
    for one in page:
        if one.version is None:
            continue
        at = order.index(one.version.pk)
        first = at + 1 == len(order)
        if not first:
            before, after = states[order[at + 1]], states[one.version.pk]
            one.changes = curation.differences(before, after, thing, names)
        if one.changes and one.is_from_form:
            one.message = ""  # the fields are named below, with what they said
            continue
        if not one.message and first:
            one.message = _("As it was before the first edit at the desk.")
        elif not one.message and one.changes:
            one.message = _("Changed meanwhile by an import, a merge or another program.")
    # A state may say more than an older program knew to keep, and nothing else.
    page[:] = [one for one in page if one.message or one.changes]
