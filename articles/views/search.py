"""The search page: what was asked, what was understood, what was found, and what to press next."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.display import Preferences, language, language_name, month_strip
from articles.forms.search import FILTERS, SORTS, SearchForm
from articles.models import Article, Entity, Meeting
from articles.search import run
from articles.search.suggest import remember
from articles.views import links
from articles.views.links import FacetGroup, FacetLink, TermLink
from articles.views.merged import to_current_keys
from articles.views.rows import add_stories

log = logging.getLogger(__name__)

FACET_TITLES = {
    "language": _("Language"),
    "source": _("Outlet"),
    "person": _("Person"),
    "place": _("Place"),
    "organization": _("Organization"),
    "topic": _("Topic"),
}
SORT_LABELS = {"relevance": _("Closest"), "newest": _("Newest"), "oldest": _("Oldest")}
SHOWN_VALUES, MOST_VALUES = 6, 100


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer a search; the address says everything, so that a copied link shows the same page."""
    if moved := to_current_keys(request):
        return moved
    form = SearchForm(request.GET)
    asked = form.search_request()
    try:
        found = run.search(asked, language=language(), pins=True)
        if found.count and not found.results:  # a page past the last
            found = run.search(replace(asked, page=found.pages), language=language(), pins=True)
    except run.IndexUnavailable:
        log.exception("The search page is down")
        return _unavailable(request, form)
    remember(request, asked, found)
    add_stories(found.results)
    context = {
        "form": form,
        "search_text": form.text,
        "found": found,
        "took": round(found.took_ms),
        "chips": [
            TermLink(str(chip.label), chip.text, links.address(chip.params)) for chip in found.chips
        ],
        "groups": _groups(request, found),
        "strip": _strip(request, found, form),
        "sorts": _sorts(request, form),
        "copies_apart": form.copies == "apart",
        "copies_href": links.replaced(request.GET, "copies", "apart"),
        "first_row": (found.page - 1) * found.page_size + 1,
        "last_row": (found.page - 1) * found.page_size + len(found.results),
        "filter_count": sum(len(form.chosen(name)) for name in FILTERS)
        + sum(bool(form.cleaned_data.get(name)) for name in ("first", "last")),
        "cleared": links.without(request.GET, *FILTERS, "from", "to"),
        "kept_fields": _kept_fields(request),
        "json_href": _as_json(asked),
        "undated_href": links.replaced(request.GET, "month", "undated"),
        "undated_selected": "undated" in form.chosen("month"),
    }
    if not found.count:
        context["loosened"] = [
            TermLink("", str(other.label), links.address(other.params), other.count)
            for other in found.loosened
        ]
    return render(request, "search/search.html", context)


def _groups(request: HttpRequest, found: run.SearchPage) -> list[FacetGroup]:
    """Every facet but the months, each value a link that adds it or takes it away."""
    facets = {facet.name: facet for facet in found.facets}
    groups = []
    for name, title in FACET_TITLES.items():
        if name not in facets:
            continue
        # What is chosen stays in sight, also where it finds nothing.
        values = sorted(facets[name].values, key=lambda value: not value.selected)[:MOST_VALUES]
        href, code = links.Toggles(request.GET, name), language()
        shown = [
            FacetLink(
                label=language_name(value.value, code) if name == "language" else value.label,
                count=value.count,
                selected=value.selected,
                href=href(value.value),
            )
            for value in values
        ]
        cut = max(SHOWN_VALUES, sum(value.selected for value in shown))
        cut = len(shown) if len(shown) == cut + 1 else cut
        if shown:
            groups.append(FacetGroup(name, title, shown[:cut], shown[cut:]))
    return groups


def _strip(request: HttpRequest, found: run.SearchPage, form: SearchForm):
    months = {v.value: v.count for f in found.facets if f.name == "month" for v in f.values}
    return month_strip(
        months,
        href=lambda key: _period(request, key),
        prefs=Preferences.from_cookies(request.COOKIES),
        language=language(),
        selected=form.chosen("month"),
    )


def _period(request: HttpRequest, key: str) -> str:
    """A bar's link: its month as a filter, or its year as a range."""
    if len(key) == 7:
        return links.toggled(request.GET, "month", key)
    params = links.without_page(request.GET)
    return links.address({**params, "month": [], "from": [key], "to": [key]})


def _sorts(request: HttpRequest, form: SearchForm) -> list[tuple[str, str, bool]]:
    """Label, address and whether chosen; closeness only where there are words to be close to."""
    offered = SORTS if form.text else SORTS[1:]
    params = links.without_page(request.GET)
    return [
        (SORT_LABELS[sort], links.address({**params, "sort": [sort]}), sort == form.sort)
        for sort in offered
    ]


def _kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form of dates must carry along."""
    dropped = {"from", "to", "page"}
    return [(n, v) for n, values in request.GET.lists() if n not in dropped for v in values]


def _as_json(asked: run.SearchRequest) -> str:
    """The address of the same results in the API: what the page understood, not what was typed."""
    params: dict[str, Sequence[str]] = {name: getattr(asked, name) for name in FILTERS}
    days = {"from": asked.first, "to": asked.last}
    params |= {name: [day.isoformat()] for name, day in days.items() if day}
    params |= {"q": [asked.q], "sort": [asked.sort], "lang": [language()]}
    params["exact"] = ["true"] if asked.exact else []
    params["times"] = [] if asked.times else ["false"]
    return reverse("api:search") + links.address(params)


def _unavailable(request: HttpRequest, form: SearchForm) -> HttpResponse:
    """Say that the index is down, and what works without it. Reads the database alone."""
    context = {
        "search_text": form.text,
        "now": timezone.now(),
        "article_count": Article.objects.published().count(),
        "meeting_count": Meeting.objects.confirmed().count(),
        "entity_count": Entity.objects.count(),
    }
    response = render(request, "errors/503.html", context, status=503)
    response["Retry-After"] = "60"
    return response
