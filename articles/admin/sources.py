"""Outlets on the desk."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import curation
from articles.admin.base import MergedInline, NounAdmin, ShowsMerged, count_of
from articles.admin.forms import SourceForm
from articles.admin.merging import Facts, MergesPairs, listed
from articles.models import Article, ByName, Source, SourceRedirect


class RedirectInline(MergedInline):
    model = SourceRedirect


@admin.register(Source)
class SourceAdmin(MergesPairs, ShowsMerged, NounAdmin):
    merge_verb = curation.merge_sources
    merge_right = "articles.merge_source"
    actions = ["merge"]
    inlines = [RedirectInline]
    form = SourceForm
    key_is_ascii_slug_of = ("name_en",)
    list_display = ["name_ar", "name_en", "country", "homepage", "article_total"]
    list_display_links = ["name_ar", "name_en"]
    search_fields = ["name_ar", "name_en", "key", "homepage"]
    ordering = [ByName(), "key"]
    fieldsets = [
        (None, {"fields": [("name_ar", "name_en"), ("country", "homepage"), "key"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        sources = super().get_queryset(request)
        return (
            sources.annotate(total=count_of(Article, "source"))
            if self.is_list(request)
            else sources
        )

    def facts(self, source: Source) -> Facts:
        return [
            (_("Arabic name"), source.name_ar),
            (_("English name"), source.name_en),
            (_("key"), source.key),
            (_("country"), source.country),
            (_("home page"), source.homepage),
            (_("articles"), str(source.articles.count())),
            (_("feeds"), listed(source.feeds.order_by("pk"), 6)),
        ]

    @admin.display(description=_("articles"), ordering="total")
    def article_total(self, source: Source) -> str:
        """The number, as a link to exactly those articles."""
        address = reverse("admin:articles_article_changelist")
        return format_html(
            '<a href="{}?source__id__exact={}">{}</a>', address, source.pk, source.total
        )
