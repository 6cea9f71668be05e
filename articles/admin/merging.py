"""Merging two of a noun: the page on which a curator chooses the one that stays and sees, before
anything is done, what will move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import curation
from articles.admin.actions import ask, asked, list_page
from articles.admin.merging_with import MergesWith
from articles.models import Merge

Facts = list[tuple[str, str]]


class MergeForm(forms.Form):
    """Which of the two stays; the older unless said otherwise, since its address is cited more.

    `seen` is the one with which the curator has seen what moves."""

    keep = forms.ModelChoiceField(
        queryset=Merge.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        label=gettext_lazy("Which one stays?"),
    )
    seen = forms.CharField(required=False)

    def __init__(self, pair: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].queryset = pair
        self.initial.setdefault("keep", pair[0].pk)

    @property
    def is_decided(self) -> bool:
        """Whether the curator has pressed the button that merges, having seen what it does."""
        pressed = "_look" not in self.data
        return self.is_valid() and pressed and self.cleaned_data["seen"] == str(self.chosen.pk)

    @property
    def chosen(self) -> Any:
        return self.cleaned_data["keep"]


class MergesPairs(MergesWith):
    """The desk of a noun of which two may turn out to be one."""

    merge_verb: Callable[..., Merge]
    merge_right: str

    def facts(self, thing: Any) -> Facts:
        """What tells the two apart, in the order of the page."""
        raise NotImplementedError

    def pair_for_merge(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.model.objects.filter(pk__in=queryset.values("pk")).order_by("pk")

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.merge_right)

    @admin.action(permissions=["merge"], description=gettext_lazy("Merge two into one"))
    def merge(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Show what merging exactly two would do, then do it."""
        pair = self.pair_for_merge(queryset)
        if len(pair) != 2:
            messages.error(request, _("Choose exactly two to merge."))
            return None
        form = MergeForm(pair, request.POST if asked(request) else None)
        keep = form.chosen if form.is_bound and form.is_valid() else pair[0]
        absorb = next(thing for thing in pair if thing != keep)
        what = {"keep": keep, "absorb": absorb, "by": request.user}
        verb = type(self).merge_verb
        try:
            if form.is_bound and form.is_decided:
                return done(self, request, verb(**what))
            preview = curation.preview_merge(verb, **what)
        except curation.CurationError as refusal:
            messages.error(request, str(refusal))
            return None
        return self._ask(request, pair, form, keep, absorb, preview)

    def _ask(
        self,
        request: HttpRequest,
        pair: QuerySet[Any],
        form: MergeForm,
        keep: Model,
        absorb: Model,
        preview: curation.Preview,
    ) -> HttpResponse:
        return ask(
            self,  # type: ignore[arg-type]
            request,
            pair,
            action="merge",
            title=_("Merge two into one"),
            form=form,
            template="admin/articles/merge/ask.html",
            sides=[(thing, self.facts(thing), self.change_page(thing)) for thing in pair],
            keep=keep,
            absorb=absorb,
            preview=preview,
        )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Where it cannot be deleted, the page names merging to who may merge."""
        told = {"merges": self.has_merge_permission(request), **(extra_context or {})}
        answer: HttpResponse = super().delete_view(request, object_id, told)  # type: ignore[misc]
        return answer

    def change_page(self, thing: Any) -> str:
        return reverse(f"admin:articles_{thing._meta.model_name}_change", args=[thing.pk])


def done(admin: Any, request: HttpRequest, merge: Merge) -> HttpResponse:
    """Lead back to the list as it was, with a link to what was just done, which can be undone."""
    page = reverse("admin:articles_merge_change", args=[merge.pk])
    said = format_html('{} <a href="{}">{}</a>', f"{merge}.", page, _("See what moved, or undo it"))
    messages.success(request, said)
    return HttpResponseRedirect(list_page(admin, request))


def listed(values: Any, most: int = 12) -> str:
    """The first of many, as a list in words."""
    # Translators: the comma between the items of a list.
    return _(", ").join(str(value) for value in values[:most])
