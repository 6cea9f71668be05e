"""Persons, organizations, places and topics: the list, and the page of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.arabic.alphabet import place
from articles.display import language
from articles.forms.dates import whole_number
from articles.models import Entity, EntityRedirect, LocalText, Role
from articles.search.names import find_names
from articles.search.tallies import tallies
from articles.views import entity_page, links

PAGE_SIZE = 120
KINDS = [
    ("", _("All")),
    (Entity.Kind.PERSON, _("Persons")),
    (Entity.Kind.ORGANIZATION, _("Organizations")),
    (Entity.Kind.PLACE, _("Places")),
    (Entity.Kind.TOPIC, _("Topics")),
]


class Bare(NamedTuple):
    """What puts an entity in its place in the list."""

    pk: int
    kind: str
    name_ar: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the list: who or what it is, and how much there is on it."""

    pk: int
    name: LocalText
    href: str
    kind: str
    known_as: LocalText
    articles: int
    meetings: int


@require_safe
def entities(request: HttpRequest) -> HttpResponse:
    """List names of a kind by alphabet, or those that a few letters fit in any spelling."""
    wanted = request.GET.get("kind", "")
    kind = wanted if wanted in Entity.Kind.values else ""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    known = _fitting(text)
    counts = Counter(one.kind for one in known)
    listed = sorted(_place(one) for one in known if not kind or one.kind == kind)
    paginator = Paginator(listed, PAGE_SIZE)
    page = paginator.get_page(whole_number(request.GET.get("page")))
    named = _named([pk for _foreign, _plain, pk in page.object_list], few=bool(text))
    letters = groupby(page.object_list, key=_heading)
    starts = _starts(listed)
    context = {
        "kind": kind,
        "with_kind": not kind,
        "text": text,
        "count": len(listed),
        "page": page,
        "letters": [
            (letter, [named[pk] for _foreign, _plain, pk in places if pk in named])
            for (_foreign, letter), places in letters
        ],
        # Of the whole list, each with the page on which it begins.
        "index": [
            (letter, _page_of(start, page.number, kind, text) + f"#letter-{number}")
            for number, (letter, start) in enumerate(starts, 1)
        ],
        # It may have begun on a page before this one.
        "first_letter": sum(start <= page.start_index() for _letter, start in starts),
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


def _fitting(text: str) -> list[Bare]:
    """Return the entities that the text names, or begins to name, in any spelling."""
    fitting = find_names(text) if text else None
    if text and fitting is None:
        return []
    wanted = None if fitting is None else set(fitting)
    rows = Entity.objects.values_list("pk", "kind", "name_ar", "name_en")
    return [Bare(*row) for row in rows if wanted is None or row[0] in wanted]


def _place(one: Bare) -> tuple[bool, str, int]:
    """Where it stands: names in the page's language first, then those that only have another; by
    alphabet, folded, without the Arabic article or the English one."""
    first, second = (one.name_en, one.name_ar) if language() == "en" else (one.name_ar, one.name_en)
    return not first, place(first or second), one.pk


def _named(pks: list[int], *, few: bool) -> dict[int, Named]:
    """Read what the list shows of these entities, in two queries for any number of them.

    Few are counted each by itself; for a whole page it pays to have counted what stands on every
    name."""
    known = (Entity.objects.with_counts() if few else Entity.objects.all()).in_bulk(pks)
    counts = (
        {pk: (one.article_count, one.meeting_count) for pk, one in known.items()}  # type: ignore[attr-defined]
        if few
        else tallies()
    )
    words = {kind: str(label) for kind, label in Entity.Kind.choices}
    offices = _last_offices(pks)
    return {
        pk: Named(
            pk=pk,
            name=entity.name,
            href=entity.get_absolute_url(),
            kind=words[entity.kind],
            known_as=entity.description or offices.get(pk, LocalText("", "ar")),
            articles=counts.get(pk, (0, 0))[0],
            meetings=counts.get(pk, (0, 0))[1],
        )
        for pk, entity in known.items()
    }


def _last_offices(pks: Iterable[int]) -> dict[int, LocalText]:
    """Entity -> the office it held last, by what is known of the dates."""
    roles = Role.objects.filter(entity__in=list(pks)).order_by("pk")
    dated = sorted(roles, key=entity_page.when_held)
    return {role.entity_id: role.title for role in dated}


def _letter(plain: str) -> str:
    first = plain[:1].upper()
    return first if first.isalpha() else "#"


def _heading(place: tuple[bool, str, int]) -> tuple[bool, str]:
    """What a name is listed under; two alphabets may begin with the same sign."""
    foreign, plain, _pk = place
    return foreign, _letter(plain)


def _starts(listed: list[tuple[bool, str, int]]) -> list[tuple[str, int]]:
    """Each letter of a list, and which of its names is the first, counted from 1."""
    numbered = enumerate(map(_heading, listed), 1)
    groups = groupby(numbered, key=lambda one: one[1])
    return [(letter, next(names)[0]) for (_foreign, letter), names in groups]


def _page_of(position: int, shown: int, kind: str, text: str) -> str:
    """The address of the page on which a name stands; none for the page that is shown."""
    number = (position - 1) // PAGE_SIZE + 1
    page = "" if number == 1 else str(number)
    return "" if number == shown else links.address({"kind": [kind], "q": [text], "page": [page]})


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
