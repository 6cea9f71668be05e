"""Remembered feeds on the desk: when each was asked, what it brought, what was wrong in words.

They are asked by another process (fetch_feeds); these pages say which, and when next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import curation
from articles.admin.base import NounAdmin
from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord
from articles.ingest.imports import process
from articles.ingest.polite import Visitor
from articles.ingest.polling import try_address
from articles.models import ByName, Feed

SEEN, KEPT, FORGOTTEN = (f"articles.{verb}_article" for verb in ("view", "add", "delete"))
TO_PUBLISH = "articles.publish_article"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address said: how many entries its feed has, or why it is none."""

    entries: int | None = None
    refusal: BadRecord | None = None


def ask(address: str) -> Answer:
    try:
        return Answer(entries=try_address(address, Visitor()))
    except BadRecord as error:
        return Answer(refusal=error)


class FeedForm(forms.ModelForm):
    """A feed. A new address is asked once before it is remembered: not by the form, which is read
    while the database is locked, but before (`FeedAdmin.changeform_view`)."""

    unchecked = forms.BooleanField(
        label=gettext_lazy("remember it unasked"),
        required=False,
        help_text=gettext_lazy("For a feed that does not answer today."),
    )
    answer = Answer()

    def clean_url(self) -> str:
        address: str = self.cleaned_data["url"].strip()
        try:
            canonical_url(address)
        except BadRecord as error:
            raise forms.ValidationError(error.reason.here()) from error
        return address

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.answer.refusal:
            self.add_error("url", self.answer.refusal.reason.here())
        return data

    def asks(self) -> str:
        """The address to be asked, "" where nothing new is given or the form is wrong by itself."""
        if not self.is_valid() or self.cleaned_data.get("unchecked"):
            return ""
        return self.cleaned_data["url"] if "url" in self.changed_data else ""


class StateOfFeed(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("failing", _("failing")), ("paused", _("paused"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feed]) -> QuerySet[Feed]:
        if self.value() == "failing":
            return queryset.filter(failures__gt=0)
        return queryset.filter(is_active=False) if self.value() == "paused" else queryset


@admin.register(Feed)
class FeedAdmin(NounAdmin):
    form = FeedForm
    list_display = ["address", "source", "state", "checked_at", "next_at", "brought"]
    list_filter = [StateOfFeed]
    sorted_by_name = {"source": ByName(of="source__")}
    list_select_related = ["source"]
    search_fields = ["url", "source__name_ar", "source__name_en"]
    ordering = ["-failures", "pk"]
    actions = ["ask_now", "pause", "resume", "delete_selected"]
    told = ["state", "checked_at", "next_at", "brought"]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        given = ["url", "unchecked", "source", "takes_pages", "publishes"]
        # Who only looks has no form, and so no box of it.
        if not self.has_change_permission(request, obj):
            given.remove("unchecked")
        return [(None, {"fields": given})] + ([(None, {"fields": self.told})] if obj else [])

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [*self.told, *([] if request.user.has_perm(TO_PUBLISH) else ["publishes"])]

    # --- who may -------------------------------------------------------------------------------
    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEEN)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(SEEN)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(KEPT)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What a feed publishes unseen is changed only by who may publish."""
        publishes = isinstance(obj, Feed) and obj.publishes
        return request.user.has_perm(KEPT) and (not publishes or request.user.has_perm(TO_PUBLISH))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(FORGOTTEN)

    # --- what is told --------------------------------------------------------------------------
    @admin.display(description=gettext_lazy("address"), ordering="url")
    def address(self, feed: Feed) -> str:
        return format_html('<bdi dir="ltr">{}</bdi>', feed.url)

    @admin.display(description=gettext_lazy("state"), ordering="-failures")
    def state(self, feed: Feed) -> str:
        if feed.failures:
            failed = ngettext("failed once", "failed %(n)d times in a row", feed.failures)
            failed = failed % {"n": feed.failures}
            standing = failed if feed.is_active else _(", ").join([_("paused"), failed])
            return format_html(
                '<b>{}</b><br><span class="feed-error">{}</span>',
                standing,
                feed.last_error.here(),
            )
        if not feed.is_active:
            return _("paused")
        return _("in order") if feed.checked_at else _("not asked yet")

    @admin.display(description=gettext_lazy("next time"), ordering="due_at")
    def next_at(self, feed: Feed) -> Any:
        if not feed.is_active:
            return self.get_empty_value_display()
        return feed.due_at if feed.due_at and feed.due_at > timezone.now() else _("now")

    # --- what is asked --------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Ask a new address before the form is read.

        Django reads it in a transaction, which on SQLite keeps every other writer waiting: a host
        may take a minute with its robots.txt, our pause and the feed itself."""
        request.feed_answer = Answer()  # type: ignore[attr-defined]
        asks = request.method == "POST" and settings.FETCH_ENABLED
        if asks and (address := self._new_address(request, object_id)):
            request.feed_answer = ask(address)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _new_address(self, request: HttpRequest, object_id: str | None) -> str:
        feed = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id:
            may = feed is not None and self.has_change_permission(request, feed)
        else:
            may = self.has_add_permission(request)
        if not may:
            return ""
        form = self.get_form(request, feed, change=feed is not None)
        return form(request.POST, instance=feed).asks()

    def get_form(
        self, request: HttpRequest, obj: Feed | None = None, change: bool = False, **kwargs: Any
    ) -> type[FeedForm]:
        form: type[FeedForm] = super().get_form(request, obj, change=change, **kwargs)
        form.answer = getattr(request, "feed_answer", Answer())
        return form

    # --- what is done --------------------------------------------------------------------------
    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        if "url" in form.changed_data:
            # What was known of another address is not true of this one.
            obj.etag = obj.last_modified = obj.last_error = ""
            obj.failures, obj.due_at = 0, None
        super().save_model(request, obj, form, change)
        if form.answer.entries is not None:
            text = ngettext(
                "The feed answers. It has %(n)d entry now.",
                "The feed answers. It has %(n)d entries now.",
                form.answer.entries,
            )
            messages.success(request, text % {"n": form.answer.entries})
        elif not settings.FETCH_ENABLED:
            messages.warning(request, _no_fetching())

    @admin.action(permissions=["change"], description=gettext_lazy("Ask chosen feeds now"))
    def ask_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        """Put them at the head of the queue, and start the process that goes through it."""
        if not settings.FETCH_ENABLED:
            messages.error(request, _no_fetching())
            return
        asked = queryset.filter(is_active=True).update(due_at=None)
        if asked and process.start("fetch_feeds"):
            text = _("They are being asked. Load the page anew in a moment.")
        else:
            text = _("They are asked when feeds are asked next.")
        messages.success(request, text)

    @admin.action(permissions=["change"], description=gettext_lazy("Pause chosen feeds"))
    def pause(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        self._switch(
            request, queryset.filter(is_active=True), lambda: _("Paused."), is_active=False
        )

    @admin.action(permissions=["change"], description=gettext_lazy("Go on with chosen feeds"))
    def resume(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        anew = {"is_active": True, "failures": 0, "last_error": "", "due_at": None}
        waiting = queryset.filter(is_active=False)
        self._switch(request, waiting, lambda: _("Taken up again."), **anew)

    def _switch(
        self,
        request: HttpRequest,
        feeds: QuerySet[Feed],
        said: Callable[[], str],
        **changes: Any,
    ) -> None:
        chosen = [feed for feed in feeds if self.has_change_permission(request, feed)]
        Feed.objects.filter(pk__in=[feed.pk for feed in chosen]).update(**changes)
        for feed in chosen:
            curation.record(feed, said, request.user)
        text = ngettext("%(n)d row changed.", "%(n)d rows changed.", len(chosen))
        messages.success(request, text % {"n": len(chosen)})


def _no_fetching() -> str:
    return _("Fetching is off on this site: no feed is asked. The operator sets SIJILL_FETCH=1.")
