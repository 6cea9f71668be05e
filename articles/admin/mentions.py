"""Mentions on the desk: the list in which suggestions are judged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from articles import curation
from articles.admin.actions import run_each
from articles.admin.base import NounAdmin
from articles.models import Article, ByName, Mention


class MentionForm(forms.ModelForm):
    by: Any = None  # who fills it in

    def clean_article(self) -> Article:
        article: Article = self.cleaned_data["article"]
        if not curation.may_change(article, self.by):
            raise forms.ValidationError(
                _("“%s” is withdrawn. Only who may withdraw articles changes it.") % article
            )
        return article


@admin.register(Mention)
class MentionAdmin(NounAdmin):
    form = MentionForm
    list_display = ["entity", "text", "article", "status"]
    list_filter = ["status", "entity__kind"]
    sorted_by_name = {"entity": ByName(of="entity__")}
    list_select_related = ["entity", "article", "article__source"]
    search_fields = ["text", "entity__name_ar", "entity__name_en", "article__title"]
    autocomplete_fields = ["article", "entity"]
    ordering = ["-pk"]
    actions = ["confirm", "reject"]
    fields = [("article", "entity"), ("text", "status"), ("start", "end")]

    def get_readonly_fields(self, request: HttpRequest, obj: Mention | None = None) -> list[str]:
        """A mention has no key, and what it joins does not change."""
        return ["article", "entity"] if obj is not None else []

    def get_form(self, request: HttpRequest, obj: Mention | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    # --- the history of the article, of which a mention is a part -------------------------------
    def log_addition(self, request: HttpRequest, obj: Mention, message: Any) -> LogEntry:
        _tell_article(request, obj, gettext_noop("Mention added: %s"))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Mention, message: Any) -> LogEntry:
        if message:
            _tell_article(request, obj, gettext_noop("Mention changed: %s"))
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Mention) -> None:
        with transaction.atomic():
            super().delete_model(request, obj)
            _tell_article(request, obj, gettext_noop("Mention deleted: %s"))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Mention]) -> None:
        with transaction.atomic():
            gone = list(queryset.select_related("article", "entity"))
            super().delete_queryset(request, queryset)
            for mention in gone:
                _tell_article(request, mention, gettext_noop("Mention deleted: %s"))

    # --- judging -------------------------------------------------------------------------------
    @admin.action(permissions=["change"], description=gettext_lazy("Confirm chosen mentions"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[Mention]) -> None:
        run_each(
            request,
            queryset.select_related("article", "entity"),
            lambda mention: curation.confirm_mention(mention=mention, by=request.user),
        )

    @admin.action(permissions=["change"], description=gettext_lazy("Reject chosen mentions"))
    def reject(self, request: HttpRequest, queryset: QuerySet[Mention]) -> None:
        run_each(
            request,
            queryset.select_related("article", "entity"),
            lambda mention: curation.reject_mention(mention=mention, by=request.user),
        )


def _may_touch(request: HttpRequest, mention: Mention | None) -> bool:
    """A mention is part of what is said of its article."""
    return mention is None or curation.may_change(mention.article, request.user)


def _tell_article(request: HttpRequest, mention: Mention, message: str) -> None:
    curation.record(mention.article, lambda: _(message) % mention.entity, request.user)
