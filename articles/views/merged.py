"""Addresses that name what has been merged: they lead for good to the same page under the keys of
today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from articles.models import EntityRedirect, SourceRedirect
from articles.views import links

ENTITIES = ("person", "place", "organization", "topic", "entity")
MOST = 100


def to_current_keys(request: HttpRequest) -> HttpResponse | None:
    """The redirect, where a filter holds a key from before a merge; else None."""
    now = {"source": _sources(_asked(request, ("source",)))}
    now |= dict.fromkeys(ENTITIES, _entities(_asked(request, ENTITIES)))
    if not any(now.values()):
        return None
    params = {
        name: list(dict.fromkeys(now.get(name, {}).get(value, value) for value in values))
        for name, values in request.GET.lists()
    }
    return HttpResponsePermanentRedirect(request.path + links.address(params))


def _asked(request: HttpRequest, names: tuple[str, ...]) -> list[str]:
    asked = {key for name in names for key in request.GET.getlist(name) if key.isprintable()}
    return sorted(asked)[:MOST]


def _entities(keys: list[str]) -> dict[str, str]:
    if not keys:
        return {}  # to build a query of nothing takes as long as to ask one
    merged = EntityRedirect.objects.filter(old_key__in=keys)
    return dict(merged.values_list("old_key", "entity__key"))


def _sources(keys: list[str]) -> dict[str, str]:
    if not keys:
        return {}
    merged = SourceRedirect.objects.filter(old_key__in=keys)
    return dict(merged.values_list("old_key", "source__key"))
