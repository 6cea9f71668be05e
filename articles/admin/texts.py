"""The texts that an article had: listed in its form, each read on a page of its own."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article

MOST_LISTED = 20


class EarlierTexts:
    """What the form of an article says of the texts that it had: never the texts themselves."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.text_view)  # type: ignore[attr-defined]
        address = "<path:object_id>/texts/<int:number>/"
        return [path(address, view, name="articles_article_text"), *super().get_urls()]  # type: ignore[misc]

    @admin.display(description=gettext_lazy("earlier texts"))
    def earlier_texts(self, article: Article) -> SafeString | str:
        rows = article.revisions.defer("body").order_by("-replaced_at", "-pk")
        shown = list(rows[: MOST_LISTED + 1]) if article.pk else []
        if not shown:
            return "—"
        count = rows.count() if len(shown) > MOST_LISTED else len(shown)
        context = {"article": article, "rows": shown[:MOST_LISTED], "count": count}
        return mark_safe(render_to_string("admin/articles/article/_texts.html", context))  # noqa: S308

    def text_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """One text as it was, and when it was that."""
        article = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if article is None:
            raise Http404
        if not self.has_view_permission(request, article):  # type: ignore[attr-defined]
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("An earlier text"),
            "opts": Article._meta,
            "article": article,
            "text": get_object_or_404(article.revisions.all(), pk=number),
        }
        return TemplateResponse(request, "admin/articles/article/text.html", context)
