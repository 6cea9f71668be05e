"""The way from one thing to another that it may be merged with, which no list need show beside it:
names of two scripts are found by no one search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.choosing import RowField
from articles.admin.nearness import labeled
from articles.models import Article, Entity, Evidence, Meeting, Mention, Source

_POINTING = {
    Entity: Mention._meta.get_field("entity"),
    Source: Article._meta.get_field("source"),
    Meeting: Evidence._meta.get_field("meeting"),
}


class OtherForm(forms.Form):
    """The other of a pair; offered first are the newest, among which doubles are made."""

    def __init__(self, thing: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model = type(thing)
        others: QuerySet[Any] = model._default_manager.exclude(pk=thing.pk)
        others = labeled(others) if model is Meeting else others
        self.fields["other"] = RowField(
            others, _POINTING[model], label=gettext_lazy("Merge it with")
        )
        near = others.filter(kind=thing.kind) if isinstance(thing, Entity) else others
        self.fields["other"].offer(near.order_by("-pk")[:50])


class MergesWith:
    """The desk of a noun with a page on which the other one is chosen."""

    def get_urls(self) -> list[URLPattern]:
        site, opts = self.admin_site, self.opts  # type: ignore[attr-defined]
        view = site.admin_view(self.merge_with)
        own = path(
            "<path:object_id>/merge/", view, name=f"{opts.app_label}_{opts.model_name}_merge"
        )
        return [own, *super().get_urls()]  # type: ignore[misc]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Offer the page to who may merge."""
        told = {"merges": self.has_merge_permission(request), **(extra_context or {})}  # type: ignore[attr-defined]
        answer: HttpResponse = super().change_view(request, object_id, form_url, told)  # type: ignore[misc]
        return answer

    def merge_with(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the other one; once it is chosen, show what merging the two would do."""
        if not self.has_merge_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        thing: Model | None = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if thing is None:
            raise Http404
        form = OtherForm(thing, request.GET if "other" in request.GET else None)
        if form.is_bound and form.is_valid():
            pair = [thing.pk, form.cleaned_data["other"].pk]
            answer = self.merge(request, type(thing)._default_manager.filter(pk__in=pair))  # type: ignore[attr-defined]
            if answer is not None:
                return answer
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Merge with another"),
            "opts": self.opts,  # type: ignore[attr-defined]
            "thing": thing,
            "form": form,
            # The list as whoever merges has left it, where the merge leads back to.
            "kept": request.GET.get("_changelist_filters", ""),
            "preserved_filters": self.get_preserved_filters(request),  # type: ignore[attr-defined]
            "back": reverse(f"admin:articles_{thing._meta.model_name}_change", args=[thing.pk]),
        }
        return TemplateResponse(request, "admin/articles/merge/other.html", context)
