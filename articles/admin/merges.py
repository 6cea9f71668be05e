"""What was merged and split: the list, what each did, and the button that undoes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import curation
from articles.admin.base import ForgivingList
from articles.models import Merge

RIGHTS = {kind: f"articles.merge_{kind}" for kind in Merge.Kind.values}
MOST_GONE_NAMED = 5


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("standing", gettext_lazy("in force")), ("undone", gettext_lazy("undone"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Merge]) -> QuerySet[Merge]:
        if self.value() == "standing":
            return queryset.filter(undone_at=None)
        return queryset.exclude(undone_at=None) if self.value() == "undone" else queryset


@admin.register(Merge)
class MergeAdmin(ForgivingList, admin.ModelAdmin):
    list_filter = [StateFilter, "kind", "verb"]
    list_select_related = ["made_by", "undone_by"]
    search_fields = ["kept_name", "other_name", "kept_key", "other_key"]
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Merge]:
        """A journal may hold thousands of rows: the list needs none of them."""
        return super().get_queryset(request).defer("before", "after")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Merge | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Merge | None = None) -> bool:
        return False

    def has_undo_permission(self, request: HttpRequest, merge: Merge) -> bool:
        return request.user.has_perm(RIGHTS[merge.kind])

    # --- the list ------------------------------------------------------------------------------
    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """What stands in the last column depends on who asks."""

        @admin.display(description=gettext_lazy("state"))
        def state(merge: Merge) -> str:
            if merge.undone_at:
                return _("undone by %s") % (merge.undone_by or "—")
            if not self.has_undo_permission(request, merge):
                return _("in force")
            page = reverse("admin:articles_merge_change", args=[merge.pk])
            return format_html('<a class="button" href="{}">{}</a>', page, _("Undo…"))

        return ["what", "kind", "made_by", "made_at", state]

    @admin.display(description=gettext_lazy("what was done"))
    def what(self, merge: Merge) -> str:
        return str(merge)

    # --- one -----------------------------------------------------------------------------------
    def get_urls(self) -> list[Any]:
        undo = self.admin_site.admin_view(self.undo_view)
        return [
            path("<path:object_id>/undo/", undo, name="articles_merge_undo"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What was done, row by row, and what stands in the way of undoing it."""
        merge = self._get(request, object_id)
        if request.method == "POST":  # it is written by merging, and by undoing alone
            raise PermissionDenied
        later = [] if merge.undone_at else _named(curation.later_merges(merge))
        context = {
            **self.admin_site.each_context(request),
            "title": str(merge),
            "opts": self.opts,
            "merge": merge,
            "preview": curation.told_of(merge),
            "later": later,
            "may_undo": not merge.undone_at and self.has_undo_permission(request, merge),
            "kept_page": reverse(f"admin:articles_{merge.kind}_change", args=[merge.kept_id]),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/articles/merge/change_form.html", context)

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        merge = self._get(request, object_id)
        if not self.has_undo_permission(request, merge):
            raise PermissionDenied
        if request.method != "POST":  # whoever had to log in again for the button is led here
            return HttpResponseRedirect(reverse("admin:articles_merge_change", args=[merge.pk]))
        try:
            report = curation.undo_merge(merge=merge, by=request.user)
        except curation.CurationError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:articles_merge_change", args=[merge.pk]))
        messages.success(request, said(merge, report))
        for name in report.gone[:MOST_GONE_NAMED]:
            messages.warning(request, _("Deleted since, and not put back: %s") % name)
        if (more := len(report.gone) - MOST_GONE_NAMED) > 0:
            told = ngettext("%(n)d more row was deleted since.", "%(n)d more were deleted.", more)
            messages.warning(request, told % {"n": more})
        return HttpResponseRedirect(reverse("admin:articles_merge_changelist"))

    def _get(self, request: HttpRequest, object_id: str) -> Merge:
        if not self.has_view_permission(request):
            raise PermissionDenied
        merge = self.get_object(request, unquote(object_id))
        if merge is None:
            raise Http404
        return merge


def _named(later: Iterable[Merge]) -> list[dict[str, Any]]:
    """What a page says of merges, without the rows that each did."""
    return [{"pk": merge.pk, "name": str(merge)} for merge in later]


def said(merge: Merge, report: curation.UndoReport) -> str:
    told = ngettext(
        "Undone: %(what)s. %(n)d row is as it was.",
        "Undone: %(what)s. %(n)d rows are as they were.",
        report.count,
    )
    return told % {"what": merge, "n": report.count}
