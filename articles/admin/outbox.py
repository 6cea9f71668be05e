"""What the search index has not seen yet: read here, written by the database itself."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ForgivingList
from articles.models import Outbox


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting")), ("failed", _("failed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Outbox]) -> QuerySet[Outbox]:
        if self.value() == "waiting":
            return queryset.filter(error="")
        return queryset.exclude(error="") if self.value() == "failed" else queryset


@admin.register(Outbox)
class OutboxAdmin(ForgivingList, admin.ModelAdmin):
    list_display = ["article_link", "version", "queued_at", "error"]
    list_filter = [StateFilter]
    ordering = ["queued_at", "pk"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Outbox | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Outbox | None = None) -> bool:
        return False

    @admin.display(description=_("article number"), ordering="article_id")
    def article_link(self, row: Outbox) -> str:
        address = reverse("admin:articles_article_change", args=[row.article_id])
        return format_html('<a href="{}">{}</a>', address, row.article_id)
