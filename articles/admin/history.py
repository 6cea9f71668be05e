"""The history of an article: what was done to it alone, and what to many at once."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy

from articles import curation
from articles.admin.filters import ByNumber
from articles.models import BulkChange

ROWS_OF_A_PAGE = 100


class InBulkChange(ByNumber):
    """The articles that one action on many has changed."""

    title = gettext_lazy("changed together")
    parameter_name = "together"
    lookup = "bulk_changes"

    def label(self, number: str) -> str:
        row = BulkChange.objects.filter(pk=number).first()
        return f"{row.made_at:%Y-%m-%d %H:%M}" if row else number


class WithHistory:
    """An article whose history page names the actions on many in which it was one."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.together)  # type: ignore[attr-defined]
        # The name by which the lists of recent actions find the page of what a line is about.
        own = path("together/<int:number>/", view, name="articles_bulkchange_change")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def together(self, request: HttpRequest, number: int) -> HttpResponse:
        """Lead to the list of the articles that an action has changed."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        return redirect(f"{reverse('admin:articles_article_changelist')}?together={number}")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        article = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if article is not None:
            paginator = self.get_paginator(  # type: ignore[attr-defined]
                request, curation.history_of(article), ROWS_OF_A_PAGE
            )
            page = paginator.get_page(request.GET.get(PAGE_VAR, 1))
            extra_context = {
                **(extra_context or {}),
                "action_list": page,
                "page_range": paginator.get_elided_page_range(page.number),
                "pagination_required": paginator.count > ROWS_OF_A_PAGE,
            }
        return super().history_view(request, object_id, extra_context)  # type: ignore[misc]
