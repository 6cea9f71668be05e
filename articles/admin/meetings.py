"""Meetings on the desk, with who was there and what bears each fact out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import curation
from articles.admin.base import (
    DirectedFields,
    MergedInline,
    NamedInline,
    ShowsMerged,
    count_of,
)
from articles.admin.collections import FiledAdmin
from articles.admin.filters import HasParticipant, InDossier, MeetingNeedsAttention
from articles.admin.forms import EvidenceForm, MeetingForm
from articles.admin.loaded import LoadedFormSet
from articles.admin.merging import Facts, MergesPairs, listed
from articles.admin.nearness import asked_for, labeled
from articles.admin.spelling import pattern
from articles.admin.support import unless_withheld, warn_of_losses
from articles.arabic.dates import parse_partial
from articles.models import Article, ByName, Entity, Evidence, Meeting, MeetingRedirect, Participant


class PartOfMeeting(DirectedFields):
    """A row that is part of a meeting: who may change it may take it away."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)  # type: ignore[attr-defined]


class ParticipantInline(PartOfMeeting, NamedInline):
    model = Participant
    extra = 1
    fields = ["entity", "side", "position"]
    autocomplete_fields = ["entity"]
    ordering = ["position", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participant]:
        return super().get_queryset(request).select_related("entity")


class EvidenceFormSet(LoadedFormSet):
    """Rows of which those of withdrawn articles are left to who may withdraw."""

    by: Any = None  # who fills it in

    def clean(self) -> None:
        super().clean()
        named: set[Any] = set()
        for form in self.forms:
            if form.has_changed():
                chosen = getattr(form, "cleaned_data", {}).get("article")
                named |= {form.initial.get("article"), chosen and chosen.pk} - {None}
        gone = Article.objects.filter(pk__in=named, status=Article.Status.WITHDRAWN)
        said = [curation.refusal_for(article, self.by) for article in gone.order_by("pk")]
        if refusals := [text for text in said if text]:
            raise ValidationError(refusals)


class EvidenceInline(PartOfMeeting, admin.StackedInline):
    model = Evidence
    form = EvidenceForm
    formset = EvidenceFormSet
    extra = 0
    fields = [("article", "fact", "quote"), ("value_ar", "value_en", "note_ar", "note_en")]
    autocomplete_fields = ["article"]
    ordering = ["fact", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return super().get_queryset(request).select_related("article", "article__source")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.by = request.user
        return formset


class RedirectInline(MergedInline):
    model = MeetingRedirect


@admin.register(Meeting)
class MeetingAdmin(MergesPairs, ShowsMerged, FiledAdmin):
    merge_verb = curation.merge_meetings
    merge_right = "articles.merge_meeting"
    actions = ["merge", "delete_selected"]
    form = MeetingForm
    list_display = [
        "title",
        "start",
        "who",
        "status",
        "review",
        "evidence_total",
        "place",
        "precision",
        "format",
    ]
    list_filter = [
        MeetingNeedsAttention,
        "review",
        "status",
        "format",
        "precision",
        InDossier,
        HasParticipant,
    ]
    sorted_by_name = {"place": ByName(of="place__")}
    list_select_related = ["place"]
    search_fields = [
        "title_ar",
        "title_en",
        "key",
        "venue_ar",
        "venue_en",
    ]
    date_hierarchy = "start"
    ordering = ["-start", "-pk"]
    autocomplete_fields = ["place", "topics"]
    readonly_fields = ["last_on", "entered_at", "updated_at"]
    inlines = [ParticipantInline, EvidenceInline, RedirectInline]
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
        if self.is_offer(request):
            asked = asked_for(request)
            return labeled(meetings) if asked is None else asked
        if self.is_form(request):
            return meetings.select_related("place")
        if not self.is_list(request):
            return meetings
        meetings = meetings.annotate(evidence_count=count_of(Evidence, "meeting"))
        return meetings.prefetch_related("participants__entity")

    def has_word(self, word: str, fields: Iterable[str]) -> Q:
        """A word of the meeting itself, or of a name of its place or of who was there, in either
        language; or its day, its month or its year."""
        spelled = pattern(word)
        ways = ("name_ar", "name_en", "aliases__text")
        names = Q.create([(f"{way}__iregex", spelled) for way in ways], connector=Q.OR)
        named = Entity.objects.filter(names).values("pk")
        there = Participant.objects.filter(entity__in=named).values("meeting")
        found = super().has_word(word, fields) | Q(place__in=named) | Q(pk__in=there)
        if days := parse_partial(word):
            found |= Q(start__range=days)
        return found

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Put the queues above the list, each with its number."""
        chosen = request.GET.get("attention", "")
        lost = Meeting.objects.with_lost_facts().count()
        everything = Meeting.objects.count()
        queues = [
            ("", _now("all"), everything, not chosen),
            ("lost", _now("a fact lost its only source"), lost, chosen == "lost"),
        ]
        return super().changelist_view(request, {**(extra_context or {}), "queues": queues})

    def has_page(self, meeting: Meeting) -> bool:
        return meeting.review == Meeting.Review.CONFIRMED

    def facts(self, meeting: Meeting) -> Facts:
        return [
            (_("title, Arabic"), meeting.title_ar),
            (_("title, English"), meeting.title_en),
            (_("start"), meeting.start.isoformat()),
            (_("end"), meeting.end.isoformat() if meeting.end else ""),
            (_("precision of the date"), str(meeting.get_precision_display())),
            (_("place"), str(meeting.place or "")),
            (_("participants"), listed(meeting.participants.order_by("position", "pk"))),
            (_("status"), str(meeting.get_status_display())),
            (_("review"), str(meeting.get_review_display())),
            (_("key"), meeting.key),
            (pgettext_lazy("plural", "evidence"), str(meeting.evidence.count())),
        ]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Evidence comes and goes by its verbs. Between the judgement of the form and this an
        article may be withdrawn: what the verbs refuse then is said, and is not told in the history
        as done, which is made of these three lists."""
        if formset.model is not Evidence:
            super().save_formset(request, form, formset, change)
            return

        def is_done(verb: Any, row: Evidence) -> bool:
            try:
                verb(row=row, by=request.user)
            except curation.CurationError as refusal:
                messages.error(request, str(refusal))
                return False
            return True

        save, remove = curation.save_evidence, curation.remove_evidence
        formset.save(commit=False)
        changed, new, deleted = (
            formset.changed_objects,
            formset.new_objects,
            formset.deleted_objects,
        )
        formset.changed_objects = [(row, said) for row, said in changed if is_done(save, row)]
        formset.new_objects = [row for row in new if is_done(save, row)]
        formset.deleted_objects = [row for row in deleted if is_done(remove, row)]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        warn_of_losses(request, form.instance)

    # --- deletion ------------------------------------------------------------------------------
    @admin.action(permissions=["delete"], description=delete_selected.short_description)
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[Meeting]
    ) -> HttpResponse | None:
        """Django's own, unless evidence would go that is not for the member to take away."""
        return unless_withheld(
            self, request, queryset, lambda: delete_selected(self, request, queryset)
        )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        meeting = self.get_object(request, object_id)
        may_delete = meeting is not None and self.has_delete_permission(request, meeting)
        return unless_withheld(
            self,
            request,
            [meeting] if may_delete else [],
            partial(super().delete_view, request, object_id, extra_context),
        )

    def delete_model(self, request: HttpRequest, obj: Meeting) -> None:
        curation.delete_meetings(meetings=[obj], by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> None:
        curation.delete_meetings(meetings=queryset, by=request.user)

    @admin.display(description=_("title"), ordering=ByName("title"))
    def title(self, meeting: Meeting) -> str:
        return meeting.title

    @admin.display(description=_("participants"))
    def who(self, meeting: Meeting) -> str:
        rows = sorted(meeting.participants.all(), key=lambda row: (row.position, row.pk))
        return " · ".join(str(row.entity) for row in rows)

    @admin.display(description=pgettext_lazy("plural", "evidence"), ordering="evidence_count")
    def evidence_total(self, meeting: Meeting) -> int:
        return meeting.evidence_count
