"""The coverage itself: the shelf of articles, one article, the outlets. Needs no index."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.arabic.alphabet import place
from articles.display import (
    Preferences,
    country_name,
    language,
    language_name,
    month_label,
    month_strip,
)
from articles.forms.browse import UNDATED, BrowseFilters
from articles.forms.dates import whole_number
from articles.models import Article, Collection, Entity, Source, localized
from articles.views import article_page, links
from articles.views.links import FacetGroup, FacetLink, TermLink
from articles.views.merged import to_current_keys
from articles.views.rows import rows, with_cards
from articles.views.shelf import Shelf, shelf

PAGE_SIZE = 20
SHOWN_SOURCES = 10


class Outlet(NamedTuple):
    """What a facet says of an outlet."""

    pk: int
    key: str
    name_ar: str
    name_en: str


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """List the register by month, outlet and name, straight from the database."""
    if moved := to_current_keys(request):
        return moved
    filters = BrowseFilters(request.GET)
    counts = shelf(filters)
    paginator = Paginator(with_cards(filters.ordered()), PAGE_SIZE)
    paginator.count = counts.count
    page = paginator.get_page(whole_number(request.GET.get("page")))
    months = dict(counts.months)
    prefs = Preferences.from_cookies(request.COOKIES)
    entities = list(Entity.objects.filter(key__in=filters["entity"]))
    context = {
        "page": page,
        "rows": rows(page.object_list),
        "pages": paginator.num_pages,
        "count": paginator.count,
        "entities": entities,
        "chips": _chips(request, filters, entities, prefs),
        "groups": _groups(request, filters, counts),
        "filter_count": sum(len(values) for values in filters.values.values()),
        "oldest_first": filters.oldest_first,
        "newest_href": links.without(request.GET, "sort"),
        "oldest_href": links.address({**links.without_page(request.GET), "sort": ["oldest"]}),
        "undated": months.pop(UNDATED, 0),
        "undated_selected": UNDATED in filters["month"],
        "undated_href": links.replaced(request.GET, "month", UNDATED),
        "strip": month_strip(
            months,
            href=lambda key: links.replaced(request.GET, "month", key),
            prefs=prefs,
            language=language(),
            selected=filters["month"],
        ),
    }
    return render(request, "coverage/articles.html", context)


def _groups(request: HttpRequest, filters: BrowseFilters, counts: Shelf) -> list[FacetGroup]:
    """Outlets and languages as links; the count of each is the page that it leads to."""
    columns = ("pk", "key", "name_ar", "name_en")
    outlets = [
        Outlet(*row) for row in Source.objects.filter(pk__in=counts.sources).values_list(*columns)
    ]
    outlets.sort(
        key=lambda one: (one.key not in filters["source"], -counts.sources[one.pk], one.key)
    )
    elsewhere = links.Toggles(links.cleared(request.GET, "source"), "source")
    by_source = [
        FacetLink(
            label=localized(one, "name"),
            count=counts.sources[one.pk],
            selected=one.key in filters["source"],
            href=links.replaced(request.GET, "source", one.key)
            if one.key in filters["source"]
            else elsewhere(one.key),
        )
        for one in outlets
    ]
    spoken = sorted(counts.languages.items(), key=lambda row: (-row[1], row[0]))
    by_language = [
        FacetLink(
            label=language_name(code, language()),
            count=n,
            selected=code in filters["language"],
            href=links.replaced(request.GET, "language", code),
        )
        for code, n in spoken
    ]
    groups = [FacetGroup("language", _("Language"), by_language, [])] if by_language else []
    if by_source:
        shown, more = by_source[:SHOWN_SOURCES], by_source[SHOWN_SOURCES:]
        groups.append(FacetGroup("source", _("Outlet"), shown, more))
    return groups


def _chips(
    request: HttpRequest, filters: BrowseFilters, entities: list[Entity], prefs: Preferences
) -> list[TermLink]:
    """Name every filter in force; a value that means nothing here is shown as it stands."""
    sources = {s.key: s.name for s in Source.objects.filter(key__in=filters["source"])}
    dossiers = {c.key: c.name for c in Collection.objects.filter(key__in=filters["dossier"])}
    named = {entity.key: entity.name for entity in entities}

    def month(value: str) -> str:
        if value == UNDATED:
            return _("undated")
        if len(value) == 4:
            return value
        return month_label(int(value[:4]), int(value[5:]), prefs, language())

    ways = [
        ("dossier", _("Dossier"), lambda value: dossiers.get(value, value)),
        ("entity", _("Mentions"), lambda value: named.get(value, value)),
        ("month", _("Month"), month),
        ("source", _("Outlet"), lambda value: sources.get(value, value)),
        ("language", _("Language"), lambda value: language_name(value, language())),
    ]
    return [
        TermLink(label, text(value), links.toggled(request.GET, name, value))
        for name, label, text in ways
        for value in filters[name]
    ]


@require_safe
def article(request: HttpRequest, pk: str, slug: str | None = None) -> HttpResponse:
    """Show one article as far as its access allows; a withdrawn one keeps facts and hash."""
    shown = Article.Status.PUBLISHED, Article.Status.WITHDRAWN
    entry = get_object_or_404(
        Article.objects.select_related("source", "copy_of__source"), pk=pk, status__in=shown
    )
    if moved := links.to_right_address(request, entry):
        return moved
    return render(request, "coverage/article.html", article_page.context(request, entry))


@require_safe
def short_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead the short address of a citation to the article, in the reader's language."""
    shown = Article.Status.PUBLISHED, Article.Status.WITHDRAWN
    if pk >= 2**63:
        raise Http404
    entry = get_object_or_404(Article, pk=pk, status__in=shown)
    response = redirect(entry.get_absolute_url())
    response["Vary"] = "Accept-Language, Cookie"
    return response


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """List the outlets: the most coverage first, or by name, or by country."""
    found = list(Source.objects.with_coverage())
    order = request.GET.get("sort", "")
    if order == "name":
        found.sort(key=lambda source: (source.name.lang != language(), place(source.name)))
    elif order == "country":
        found.sort(key=lambda source: country_name(source.country, language()) or "\uffff")
    else:
        order = "count"
    context: dict[str, Any] = {
        "sources": found,
        "order": order,
        "orders": [("count", _("Coverage")), ("name", _("Name")), ("country", _("Country"))],
        "article_count": sum(source.article_count for source in found),
        "country_count": len({source.country for source in found if source.country}),
        "articles_url": reverse("articles"),
    }
    return render(request, "coverage/sources.html", context)
