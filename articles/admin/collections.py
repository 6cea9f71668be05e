"""Dossiers on the desk. What is in one is said on each article and meeting, where it scales:
a dossier may hold thousands."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NounAdmin
from articles.admin.forms import KeyedForm
from articles.models import ByName, Collection


class FiledAdmin(NounAdmin):
    """The desk of something that may be filed in dossiers."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        things = super().get_queryset(request)
        return things.prefetch_related("collections") if self.is_form(request) else things

    @admin.display(description=_("dossiers"))
    def dossiers(self, thing: Any) -> str:
        """What a member who may not change the thing sees in place of the boxes."""
        return gettext(", ").join(
            str(dossier) for dossier in thing.collections.order_by(ByName(), "key")
        )


@admin.register(Collection)
class CollectionAdmin(NounAdmin):
    form = KeyedForm
    key_is_ascii_slug_of = ("name_en",)
    list_display = ["name_ar", "name_en", "key"]
    list_display_links = ["name_ar", "name_en"]
    search_fields = ["name_ar", "name_en", "key"]
    ordering = [ByName(), "key"]
    readonly_fields = ["filed_articles", "filed_meetings"]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """A dossier that is not saved yet has nothing filed in it."""
        fields = [("name_ar", "name_en"), ("description_ar", "description_en"), "key"]
        filed = [("filed_articles", "filed_meetings")] if obj is not None else []
        return [(None, {"fields": fields + filed})]

    @admin.display(description=_("articles"))
    def filed_articles(self, dossier: Collection) -> str:
        return _link("article", dossier, dossier.articles.count())

    @admin.display(description=_("meetings"))
    def filed_meetings(self, dossier: Collection) -> str:
        return _link("meeting", dossier, dossier.meetings.count())


def _link(noun: str, dossier: Collection, count: int) -> str:
    address = reverse(f"admin:articles_{noun}_changelist")
    return format_html('<a href="{}?dossier={}">{}</a>', address, dossier.key, count)
