"""Saved filters: the list of articles as somebody filtered it, one press away.

Each belongs to who saved it; others see it where it is shared, and only its owner deletes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.models import SavedFilter

# Of the address of a list, what is no filter: the page, and marks of Django's own.
PASSING = {"p", "e", "_facets", "_popup", "_to_field", "_changelist_filters", "csrfmiddlewaretoken"}


class SaveForm(forms.ModelForm):
    class Meta:
        model = SavedFilter
        fields = ["name", "query", "is_shared"]
        widgets = {
            "name": forms.TextInput(attrs={"dir": "auto", "size": 24}),
            "query": forms.HiddenInput,
        }
        labels = {"name": gettext_lazy("name of the filter"), "is_shared": gettext_lazy("for all")}

    def clean_query(self) -> str:
        return filter_of(self.cleaned_data["query"])


def filter_of(query: str) -> str:
    """What of the address of a list says which rows it has, always written the same."""
    given = QueryDict(query.lstrip("?"), mutable=True)
    for name in PASSING:
        given.pop(name, None)
    for name in [name for name, values in given.lists() if not any(values)]:
        given.pop(name)
    return "&".join(sorted(given.urlencode().split("&"))) if given else ""


def saved_filters(request: HttpRequest) -> list[dict[str, Any]]:
    """The filters that a member sees, each with whether it is the present one and theirs."""
    user: Any = request.user
    mine = Q(owner=user) | Q(is_shared=True)
    present = filter_of(request.META["QUERY_STRING"])
    rows = SavedFilter.objects.filter(mine).select_related("owner").order_by("name", "pk")
    return [
        {"filter": row, "is_mine": row.owner_id == user.pk, "current": row.query == present}
        for row in rows
    ]


class WithSavedFilters:
    """A list whose present filter is saved in one small form."""

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site  # type: ignore[attr-defined]
        own = [
            path(
                "filters/save/",
                site.admin_view(require_POST(self.save_filter)),
                name="articles_article_save_filter",
            ),
            path(
                "filters/<int:number>/delete/",
                site.admin_view(require_POST(self.delete_filter)),
                name="articles_article_delete_filter",
            ),
        ]
        return own + super().get_urls()  # type: ignore[misc]

    def save_filter(self, request: HttpRequest) -> HttpResponse:
        """Keep the filter of the list under a name; the same name again keeps the newer one."""
        self._must_see(request)
        form = SaveForm(request.POST, instance=SavedFilter(owner=request.user))
        if form.is_valid():
            given = dict(form.cleaned_data)
            # Not by the form: of two equal presses at once the later finds the row of the other.
            saved, _made = SavedFilter.objects.update_or_create(
                owner=request.user, name=given.pop("name"), defaults=given
            )
            messages.success(request, _("The filter “%s” is saved.") % saved)
            return redirect(f"{_list()}?{saved.query}")
        for refused in form.errors.values():
            messages.error(request, refused[0])
        return redirect(f"{_list()}?{filter_of(request.POST.get('query', ''))}")

    def delete_filter(self, request: HttpRequest, number: int) -> HttpResponse:
        self._must_see(request)
        row = SavedFilter.objects.filter(pk=number, owner=request.user).first()
        if row is None:
            raise Http404
        row.delete()
        messages.success(request, _("The filter “%s” is deleted.") % row)
        return redirect(_list())

    def _must_see(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied


def _list() -> str:
    return reverse("admin:articles_article_changelist")
