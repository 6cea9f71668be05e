"""Persons, organizations, places and topics: the list, and the page of each."""

from __future__ import annotations

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.arabic.normalize import fold
from articles.display import language
from articles.forms.dates import whole_number
from articles.models import Entity, EntityRedirect
from articles.search.names import find_names
from articles.views import entity_page, links

PAGE_SIZE = 120
KINDS = [
    ("", _("All")),
    (Entity.Kind.PERSON, _("Persons")),
    (Entity.Kind.ORGANIZATION, _("Organizations")),
    (Entity.Kind.PLACE, _("Places")),
    (Entity.Kind.TOPIC, _("Topics")),
]


@require_safe
def entities(request: HttpRequest) -> HttpResponse:
    """List names of a kind by alphabet, or those that a few letters fit in any spelling."""
    wanted = request.GET.get("kind", "")
    kind = wanted if wanted in Entity.Kind.values else ""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    known = _fitting(text)
    counts = {value: sum(e.kind == value for e in known) for value in Entity.Kind.values}
    listed = sorted((e for e in known if not kind or e.kind == kind), key=_alphabetical)
    paginator = Paginator(listed, PAGE_SIZE)
    page = paginator.get_page(whole_number(request.GET.get("page")))
    shown = (
        Entity.objects.with_counts()
        .prefetch_related("roles")
        .in_bulk([entity.pk for entity in page.object_list])
    )
    ordered = [shown[entity.pk] for entity in page.object_list]
    context = {
        "kind": kind,
        "text": text,
        "count": len(listed),
        "page": page,
        "letters": [(letter, list(group)) for letter, group in groupby(ordered, key=_letter)],
        "tabs": [
            (
                label,
                links.address({"kind": [value], "q": [text]}),
                counts[value] if value else len(known),
                value == kind,
            )
            for value, label in KINDS
        ],
    }
    return render(request, "entities/entities.html", context)


def _fitting(text: str) -> list[Entity]:
    """Return the entities that the text names, or begins to name, in any spelling."""
    found = list(Entity.objects.only("pk", "kind", "name_ar", "name_en"))
    fitting = find_names(text) if text else None
    if fitting is None:
        return [] if text else found
    wanted = set(fitting)
    return [entity for entity in found if entity.pk in wanted]


def _plain(entity: Entity) -> str:
    """The name as the alphabet sorts it: folded, without the Arabic article or the English one."""
    name = fold(entity.name)
    for article in ("ال", "the "):
        if name.startswith(article) and len(name) > len(article) + 1:
            return name[len(article) :]
    return name


def _alphabetical(entity: Entity) -> tuple[bool, str, int]:
    """Names in the page's language first, then those that only have another."""
    return entity.name.lang != language(), _plain(entity), entity.pk


def _letter(entity: Entity) -> str:
    first = _plain(entity)[:1].upper()
    return first if first.isalpha() else "#"


@require_safe
def entity(request: HttpRequest, pk: str, slug: str | None = None) -> HttpResponse:
    """Show one entity; the address of one that was merged leads to what it became."""
    one = Entity.objects.filter(pk=pk).first()
    if one is None:
        moved = get_object_or_404(EntityRedirect.objects.select_related("entity"), old_id=pk)
        return redirect(moved.entity.get_absolute_url(), permanent=True)
    if right := links.to_right_address(request, one):
        return right
    return render(request, "entities/entity.html", entity_page.context(request, one))
