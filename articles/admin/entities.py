"""Persons, organizations, places and topics on the desk, with every way to write them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import curation
from articles.admin.base import MergedInline, NamedInline, NounAdmin, ShowsMerged
from articles.admin.deleting import first_of
from articles.admin.forms import EntityForm
from articles.admin.merging import Facts, MergesPairs, listed
from articles.admin.splitting import Splits
from articles.models import Alias, ByName, Entity, EntityRedirect, Meeting, Role


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


class RedirectInline(MergedInline):
    model = EntityRedirect


@admin.register(Entity)
class EntityAdmin(MergesPairs, Splits, ShowsMerged, NounAdmin):
    merge_verb = curation.merge_entities
    merge_right = "articles.merge_entity"
    form = EntityForm
    key_is_ascii_slug_of = ("name_en",)
    list_display = ["name_ar", "name_en", "kind", "country", "in_articles", "in_meetings"]
    list_display_links = ["name_ar", "name_en"]
    list_filter = ["kind"]
    search_fields = ["name_ar", "name_en", "key", "aliases__text"]
    ordering = [ByName(), "key"]
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

    def get_urls(self) -> list[Any]:
        split = self.admin_site.admin_view(self.split_view)
        return [
            path("<path:object_id>/split/", split, name="articles_entity_split"),
            *super().get_urls(),
        ]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Where meetings stand in the way of deleting, name the meetings, not their rows."""
        doomed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            needed = Q(participants__entity__in=objs) | Q(place__in=objs)
            meetings = Meeting.objects.filter(needed).distinct().newest_first()
            protected = first_of(meetings, _meeting_link)
        return doomed, counts, lacking, protected

    def pair_for_merge(self, queryset: QuerySet[Entity]) -> QuerySet[Entity]:
        return super().pair_for_merge(queryset).with_counts()

    def facts(self, entity: Entity) -> Facts:
        return [
            (_("Arabic name"), entity.name_ar),
            (_("English name"), entity.name_en),
            (_("kind"), str(entity.get_kind_display())),
            (_("key"), entity.key),
            (_("country"), entity.country),
            (_("description"), entity.description),
            (_("aliases"), listed(entity.aliases.order_by("pk"))),
            (_("roles"), listed(entity.roles.order_by("pk"), 6)),
            (_("articles"), str(entity.article_count)),
            (_("meetings"), str(entity.meeting_count)),
        ]

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
    return format_html('<bdi>{}</bdi>: <a href="{}">{}</a>', meeting.start, address, meeting)
