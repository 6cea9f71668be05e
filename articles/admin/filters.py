"""Filters of the lists: short ones, whatever the archive holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.numbered import is_number
from articles.display.bilingual import told_apart
from articles.models import Article, ByName, Collection, Entity, Meeting, Mention, Source

LONGEST_LIST = 15


class ByLink(admin.SimpleListFilter):
    """A filter that other pages link to.

    It shows only what was chosen, so that no list of thousands stands beside the rows."""

    model: Any
    lookup: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        key = request.GET.get(self.parameter_name or "", "")
        return [(key, self.model.objects.filter(key=key).first() or key)] if key else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return queryset.filter(pk__in=queryset.model.objects.filter(**{self.lookup: self.value()}))


class ByNumber(admin.SimpleListFilter):
    """A filter that other pages link to by the number of a row; shown only where chosen."""

    lookup: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        number = request.GET.get(self.parameter_name or "", "")
        return [(number, self.label(number))] if is_number(number) else []

    def label(self, number: str) -> str:
        return number

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        number = self.value() or ""
        return queryset.filter(**{self.lookup: number}) if is_number(number) else queryset


class InDossier(ByLink):
    title = _("dossier")
    parameter_name = "dossier"
    model = Collection
    lookup = "collections__key"


class MentionsEntity(ByLink):
    title = _("entity")
    parameter_name = "entity"
    model = Entity
    lookup = "mentions__entity__key"


class HasParticipant(ByLink):
    title = _("participant")
    parameter_name = "participant"
    model = Entity
    lookup = "participants__entity__key"


class TopSources(admin.SimpleListFilter):
    """The sources with most articles, and the chosen one; any other is found by the search box."""

    title = _("source")
    parameter_name = "source__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        sources = Source.objects.annotate(n=Count("articles")).order_by("-n", ByName(), "key")
        chosen = request.GET.get(self.parameter_name, "")
        top = list(sources[:LONGEST_LIST])
        if is_number(chosen) and all(str(source.pk) != chosen for source in top):
            top += sources.filter(pk=chosen)
        names = told_apart(top, str)
        return [
            (str(source.pk), f"{name} ({source.n})")
            for source, name in zip(top, names, strict=True)
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        return queryset.filter(source=value) if is_number(value) else queryset


def doubtful() -> dict[str, Q]:
    """Each thing for which an article may want a look, under the name of its filter.

    The queue of what needs attention is made of these as well: see queues.problem()."""
    spoken_of = (Mention.Status.SUGGESTED, Mention.Status.CONFIRMED)
    named = Mention.objects.filter(article=OuterRef("pk"), status__in=spoken_of)
    return {
        "future": Q(published_on__gt=latest_plausible_day()),
        "undated": Q(published_on=None),
        "copy": Q(copy_of__isnull=False),
        "empty": Q(body="", abstract_ar="", abstract_en=""),
        "untagged": ~Exists(named),
    }


class NeedsAttention(admin.SimpleListFilter):
    """Articles with something a curator should look at."""

    title = _("what needs attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("future", _("dated in the future")),
            ("undated", _("undated")),
            ("copy", _("copy of another")),
            ("empty", _("neither text nor abstract")),
            ("untagged", _("no entity")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = doubtful().get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


class MeetingNeedsAttention(admin.SimpleListFilter):
    """Meetings with something a curator should look at."""

    title = _("what needs attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("lost", _("a fact lost its only source")),
            ("unsupported", _("no published article")),
            ("disputed", _("sources disagree")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        supported = Q(evidence__article__status=Article.Status.PUBLISHED)
        found = {
            "lost": Meeting.objects.with_lost_facts(),
            "unsupported": Meeting.objects.exclude(pk__in=Meeting.objects.filter(supported)),
            "disputed": Meeting.objects.disputed(),
        }.get(self.value() or "")
        return queryset if found is None else queryset.filter(pk__in=found.values("pk"))


def latest_plausible_day() -> Any:
    """Tomorrow: somewhere on earth it is already that day."""
    return timezone.now().date() + timedelta(days=1)
