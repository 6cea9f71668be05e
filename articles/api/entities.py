"""Entities by kind and by name, however the name is spelled."""

from __future__ import annotations

from articles.api.parameters import EntityParameters
from articles.models import Entity
from articles.search.names import find_names
from articles.search.tallies import tallies


def find_entities(asked: EntityParameters) -> tuple[int, list[Entity]]:
    """How many there are, and one page of them: the most covered first, then by key."""
    rows = Entity.objects.all()
    if asked.kind:
        rows = rows.filter(kind__in=asked.kind)
    if asked.q.strip():
        rows = rows.filter(pk__in=find_names(asked.q) or [])
    pks = list(rows.order_by("key").values_list("pk", flat=True))
    counts = _counts(pks, of_all=not asked.q.strip())
    pks.sort(key=lambda pk: counts.get(pk, (0, 0)), reverse=True)
    begin = (asked.page - 1) * asked.page_size
    wanted = pks[begin : begin + asked.page_size]
    known = Entity.objects.prefetch_related("aliases", "roles").in_bulk(wanted)
    page = [known[pk] for pk in wanted if pk in known]
    for entity in page:
        entity.article_count, entity.meeting_count = counts.get(entity.pk, (0, 0))  # type: ignore[attr-defined]
    return len(pks), page


def _counts(pks: list[int], *, of_all: bool) -> dict[int, tuple[int, int]]:
    """Entity -> (articles, meetings): of the few that a text names each by itself, which spares
    counting what stands on every name."""
    if of_all:
        return tallies()
    rows = Entity.objects.filter(pk__in=pks).with_counts()
    return {pk: (n, m) for pk, n, m in rows.values_list("pk", "article_count", "meeting_count")}
