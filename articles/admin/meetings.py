"""Meetings on the desk, with who was there and what bears each fact out."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.base import DirectedFields, count_of
from articles.admin.collections import FiledAdmin
from articles.admin.filters import HasParticipant, InDossier
from articles.admin.forms import MeetingForm
from articles.models import Evidence, Meeting, Participant


class ParticipantInline(DirectedFields, admin.TabularInline):
    model = Participant
    extra = 1
    fields = ["entity", "side", "position"]
    autocomplete_fields = ["entity"]
    ordering = ["position", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participant]:
        return super().get_queryset(request).select_related("entity")


class EvidenceInline(DirectedFields, admin.StackedInline):
    model = Evidence
    extra = 0
    fields = [("article", "fact"), ("value_ar", "value_en"), "quote", ("note_ar", "note_en")]
    autocomplete_fields = ["article"]
    ordering = ["fact", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return super().get_queryset(request).select_related("article", "article__source")


@admin.register(Meeting)
class MeetingAdmin(FiledAdmin):
    form = MeetingForm
    list_display = [
        "title",
        "start",
        "precision",
        "place",
        "who",
        "format",
        "status",
        "review",
        "evidence_total",
    ]
    list_filter = ["review", "status", "format", "precision", InDossier, HasParticipant]
    list_select_related = ["place"]
    search_fields = [
        "title_ar",
        "title_en",
        "key",
        "venue_ar",
        "venue_en",
        "place__name_ar",
        "place__name_en",
    ]
    date_hierarchy = "start"
    ordering = ["-start", "-pk"]
    autocomplete_fields = ["place", "topics"]
    readonly_fields = ["last_on", "entered_at", "updated_at"]
    inlines = [ParticipantInline, EvidenceInline]
    fieldsets = [
        (None, {"fields": [("title_ar", "title_en"), ("status", "review", "format")]}),
        (
            _("When and where"),
            {
                "fields": [
                    ("start", "end", "precision", "time", "time_zone"),
                    ("place", "duration_minutes"),
                    ("venue_ar", "venue_en"),
                ]
            },
        ),
        (
            _("What came of it"),
            {
                "fields": [
                    "topics",
                    ("outcome_ar", "outcome_en"),
                    ("dispute_ar", "dispute_en"),
                ]
            },
        ),
        (
            _("Filing"),
            {"fields": ["dossiers", "key", ("last_on", "entered_at", "updated_at")]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        meetings = super().get_queryset(request)
        if not self.is_list(request):
            return meetings
        meetings = meetings.annotate(evidence_count=count_of(Evidence, "meeting"))
        return meetings.prefetch_related("participants__entity")

    @admin.display(description=_("title"))
    def title(self, meeting: Meeting) -> str:
        return meeting.title

    @admin.display(description=_("participants"))
    def who(self, meeting: Meeting) -> str:
        rows = sorted(meeting.participants.all(), key=lambda row: (row.position, row.pk))
        return " · ".join(str(row.entity) for row in rows)

    @admin.display(description=_("evidence"), ordering="evidence_count")
    def evidence_total(self, meeting: Meeting) -> int:
        return meeting.evidence_count
