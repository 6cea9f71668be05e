"""Merging two entities: the page on which a curator chooses the one that stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import curation
from articles.admin.actions import ask, asked
from articles.models import Entity


class MergeForm(forms.Form):
    """Which of the two stays; the older unless said otherwise, since its address is cited more."""

    keep = forms.ModelChoiceField(
        queryset=Entity.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        label=gettext_lazy("Which one stays?"),
    )

    def __init__(self, pair: QuerySet[Entity], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].queryset = pair
        self.initial.setdefault("keep", pair[0].pk)


def merge_action(
    admin: Any, request: HttpRequest, queryset: QuerySet[Entity]
) -> HttpResponse | None:
    """Ask which of exactly two entities stays, then merge the other into it."""
    pair = Entity.objects.filter(pk__in=queryset.values("pk")).with_counts().order_by("pk")
    if len(pair) != 2:
        messages.error(request, _("Choose exactly two entities to merge."))
        return None
    form = MergeForm(pair, request.POST if asked(request) else None)
    if form.is_bound and form.is_valid():
        keep = form.cleaned_data["keep"]
        absorb = next(entity for entity in pair if entity != keep)
        name = str(absorb)
        try:
            curation.merge_entities(keep=keep, absorb=absorb, by=request.user)
        except curation.CurationError as refusal:
            messages.error(request, str(refusal))
        else:
            text = _("“%(absorb)s” was merged into “%(keep)s”.") % {"absorb": name, "keep": keep}
            messages.success(request, text)
        return None
    return ask(
        admin,
        request,
        pair,
        action="merge",
        title=_("Merge two entities"),
        form=form,
        template="admin/articles/entity/merge.html",
        sides=[(entity, _facts(entity)) for entity in pair],
    )


def _facts(entity: Entity) -> list[tuple[str, str]]:
    """What tells the two apart, in the order of the page."""
    aliases = "، ".join(entity.aliases.values_list("text", flat=True)[:12])
    roles = "، ".join(str(role) for role in entity.roles.all()[:6])
    return [
        (_("Arabic name"), entity.name_ar),
        (_("English name"), entity.name_en),
        (_("kind"), str(entity.get_kind_display())),
        (_("key"), entity.key),
        (_("country"), entity.country),
        (_("description"), entity.description),
        (_("aliases"), aliases),
        (_("roles"), roles),
        (_("articles"), str(entity.article_count)),
        (_("meetings"), str(entity.meeting_count)),
    ]
