"""Persons, organizations, places and topics on the desk, with every way to write them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NamedInline, NounAdmin, ReadOnlyInline
from articles.admin.forms import EntityForm
from articles.admin.merge import merge_action
from articles.models import Alias, Entity, EntityRedirect, Meeting, Role


class AliasInline(NamedInline):
    model = Alias
    extra = 1
    fields = ["text", "language", "kind"]
    ordering = ["language", "pk"]


class RoleInline(NamedInline):
    model = Role
    extra = 0
    fields = ["title_ar", "title_en", "start_on", "end_on"]
    ordering = ["start_on", "pk"]


class RedirectInline(ReadOnlyInline):
    model = EntityRedirect
    fields = ["old_id", "old_key", "merged_at"]
    readonly_fields = ["merged_at"]
    ordering = ["pk"]
    verbose_name_plural = _("merged into this one")


@admin.register(Entity)
class EntityAdmin(NounAdmin):
    form = EntityForm
    key_is_ascii_slug_of = ("name_en",)
    list_display = ["name_ar", "name_en", "kind", "country", "in_articles", "in_meetings"]
    list_display_links = ["name_ar", "name_en"]
    list_filter = ["kind"]
    search_fields = ["name_ar", "name_en", "key", "aliases__text"]
    ordering = ["key"]
    inlines = [AliasInline, RoleInline, RedirectInline]
    actions = ["merge"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name_ar", "name_en"),
                    ("description_ar", "description_en"),
                    ("kind", "country", "wikidata_id"),
                    ("latitude", "longitude"),
                    "key",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entity]:
        """Count only for the list: a suggestion box needs no numbers."""
        entities = super().get_queryset(request)
        return entities.with_counts() if self.is_list(request) else entities

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        """Redirects are shown where there are some."""
        if obj is not None and obj.redirects.exists():  # type: ignore[attr-defined]
            return self.inlines
        return [inline for inline in self.inlines if inline is not RedirectInline]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Where meetings stand in the way of deleting, name the meetings, not their rows."""
        doomed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            needed = Q(participants__entity__in=objs) | Q(place__in=objs)
            meetings = Meeting.objects.filter(needed).distinct().newest_first()
            protected = [_meeting_link(meeting) for meeting in meetings]
        return doomed, counts, lacking, protected

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.merge_entity")

    @admin.action(permissions=["merge"], description=_("Merge two entities"))
    def merge(self, request: HttpRequest, queryset: QuerySet[Entity]) -> HttpResponse | None:
        return merge_action(self, request, queryset)

    @admin.display(description=_("articles"), ordering="article_count")
    def in_articles(self, entity: Entity) -> str:
        address = reverse("admin:articles_article_changelist")
        return format_html(
            '<a href="{}?entity={}">{}</a>', address, entity.key, entity.article_count
        )

    @admin.display(description=_("meetings"), ordering="meeting_count")
    def in_meetings(self, entity: Entity) -> int:
        return entity.meeting_count


def _meeting_link(meeting: Meeting) -> str:
    address = reverse("admin:articles_meeting_change", args=[meeting.pk])
    return format_html('{}: <a href="{}">{}</a>', meeting.start, address, meeting)
