"""What goes with a thing that is deleted, before it is: counted, not listed, for there may be
thousands of mentions, and nobody knows a row of a table of links by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import Model, QuerySet
from django.db.models.deletion import Collector
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_NAMED = 20


class Doomed(NestedObjects):
    """Collects as Django does, but reads no row with which nothing else goes."""

    def can_fast_delete(self, objs: Any, from_field: Any = None) -> bool:
        return from_field is not None and Collector.can_fast_delete(self, objs, from_field)

    def related_objects(self, related_model: Any, related_fields: Any, objs: Any) -> QuerySet[Any]:
        rows = super().related_objects(related_model, related_fields, objs)
        texts = [field.name for field in related_model._meta.fields if field.name == "body"]
        return rows.defer(*texts)


def doomed(
    things: Any, request: HttpRequest, site: AdminSite
) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
    """Return the things, how many rows of which kind go in all, which kinds the member may not
    delete, and what stands in the way: the form of ModelAdmin.get_deleted_objects()."""
    if not things:
        return [], {}, set(), []
    found = Doomed(using=router.db_for_write(things[0]._meta.model), origin=things)
    found.collect(things)
    counts: Counter[type[Model]] = Counter()
    for kind, listed in found.model_objs.items():
        counts[kind] += len(listed)
    for rows in found.fast_deletes:
        counts[rows.model] += rows.count()
    lacking = {
        kind._meta.verbose_name
        for kind, count in counts.items()
        if count and site.is_registered(kind) and not _may_delete(request, site, found, kind)
    }
    told = {_label(kind, things[0]): count for kind, count in counts.items() if count}
    ordered = sorted(found.protected, key=lambda row: (row._meta.label, row.pk))
    return found.nested(_named), told, lacking, first_of(ordered, _named)


def first_of(rows: Sequence[Any], named: Any) -> list[str]:
    """The first of many rows by name, and how many more there are."""
    shown, more = [named(row) for row in rows[:MOST_NAMED]], len(rows) - MOST_NAMED
    if more > 0:
        shown.append(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more})
    return shown


def _may_delete(request: HttpRequest, site: AdminSite, found: Doomed, kind: type[Model]) -> bool:
    """Asked of each row that was read, else of the kind."""
    admin = site.get_model_admin(kind)
    rows = found.model_objs.get(kind) or [None]
    return all(admin.has_delete_permission(request, row) for row in rows)


def _label(kind: type[Model], thing: Model) -> str:
    """What rows of a kind are called; those of a table of links, by what they lead to."""
    if not kind._meta.auto_created:
        return str(kind._meta.verbose_name_plural)
    ends = [field.related_model for field in kind._meta.fields if field.is_relation]
    others = [end for end in ends if end is not type(thing)] or ends
    return _("links to %(what)s") % {"what": others[0]._meta.verbose_name_plural}


def _named(row: Model) -> str:
    kind = capfirst(str(row._meta.verbose_name))
    try:
        address = reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return format_html("{}: <bdi>{}</bdi>", kind, row)
    return format_html('{}: <a href="{}"><bdi>{}</bdi></a>', kind, address, row)
