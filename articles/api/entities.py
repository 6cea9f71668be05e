"""Entities by kind and by name, however the name is spelled."""

from __future__ import annotations

from articles.api.parameters import EntityParameters
from articles.models import Entity
from articles.search.names import find_names


def find_entities(asked: EntityParameters) -> tuple[int, list[Entity]]:
    """How many there are, and one page of them: the most covered first, then by key."""
    rows = Entity.objects.all()
    if asked.kind:
        rows = rows.filter(kind__in=asked.kind)
    if asked.q.strip():
        rows = rows.filter(pk__in=find_names(asked.q) or [])
    ordered = rows.with_counts().order_by("-article_count", "-meeting_count", "key")
    begin = (asked.page - 1) * asked.page_size
    page = ordered.prefetch_related("aliases", "roles")[begin : begin + asked.page_size]
    return rows.count(), list(page)
