"""Mentions on the desk: the list in which suggestions are judged."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles import curation
from articles.admin.actions import run_each
from articles.admin.base import NounAdmin
from articles.models import Mention


@admin.register(Mention)
class MentionAdmin(NounAdmin):
    list_display = ["entity", "text", "article", "status"]
    list_filter = ["status", "entity__kind"]
    list_select_related = ["entity", "article", "article__source"]
    search_fields = ["text", "entity__name_ar", "entity__name_en", "article__title"]
    autocomplete_fields = ["article", "entity"]
    ordering = ["-pk"]
    actions = ["confirm", "reject"]
    fields = [("article", "entity"), ("text", "status"), ("start", "end")]

    def get_readonly_fields(self, request: HttpRequest, obj: Mention | None = None) -> list[str]:
        """A mention has no key, and what it joins does not change."""
        return ["article", "entity"] if obj is not None else []

    @admin.action(permissions=["change"], description=_("Confirm chosen mentions"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[Mention]) -> None:
        run_each(
            request,
            queryset.select_related("article", "entity"),
            lambda mention: curation.confirm_mention(mention=mention, by=request.user),
        )

    @admin.action(permissions=["change"], description=_("Reject chosen mentions"))
    def reject(self, request: HttpRequest, queryset: QuerySet[Mention]) -> None:
        run_each(
            request,
            queryset.select_related("article", "entity"),
            lambda mention: curation.reject_mention(mention=mention, by=request.user),
        )
