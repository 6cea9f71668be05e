"""Entities by kind and by name, however the name is spelled."""

from __future__ import annotations

from collections import defaultdict

from articles.api.parameters import EntityParameters
from articles.arabic.normalize import fold
from articles.models import Alias, Entity


def find_entities(asked: EntityParameters) -> tuple[int, list[Entity]]:
    """How many there are, and one page of them: the most covered first, then by key."""
    rows = Entity.objects.all()
    if asked.kind:
        rows = rows.filter(kind__in=asked.kind)
    if asked.q.strip():
        rows = rows.filter(pk__in=_named_like(asked.q))
    ordered = rows.with_counts().order_by("-article_count", "-meeting_count", "key")
    begin = (asked.page - 1) * asked.page_size
    page = ordered.prefetch_related("aliases", "roles")[begin : begin + asked.page_size]
    return rows.count(), list(page)


def _named_like(q: str) -> list[int]:
    """Entities one of whose names holds every word of `q`, or a word that begins with it.

    Folding is ours, so the database cannot compare: names are few enough to read them all."""
    wanted = fold(q).split()
    names: dict[int, list[str]] = defaultdict(list)
    for pk, key, arabic, english in Entity.objects.values_list("pk", "key", "name_ar", "name_en"):
        names[pk] += [key.replace("-", " "), fold(arabic), fold(english)]
    for pk, text in Alias.objects.values_list("entity_id", "text"):
        names[pk].append(fold(text))
    return [pk for pk, spellings in names.items() if any(_holds(n, wanted) for n in spellings)]


def _holds(name: str, wanted: list[str]) -> bool:
    words = name.split()
    return all(any(word.startswith(part) for word in words) for part in wanted)
