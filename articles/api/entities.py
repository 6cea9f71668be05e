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
    rows = rows.order_by("key")
    if asked.q.strip():
        # Of the few that a text names each is counted by itself, not what stands on every name.
        few = rows.filter(pk__in=find_names(asked.q) or []).with_counts()
        counted = few.values_list("pk", "article_count", "meeting_count")
        counts = {pk: (articles, meetings) for pk, articles, meetings in counted}
        pks = list(counts)
    else:
        counts, pks = tallies(), list(rows.values_list("pk", flat=True))
    pks.sort(key=lambda pk: counts.get(pk, (0, 0)), reverse=True)
    begin = (asked.page - 1) * asked.page_size
    wanted = pks[begin : begin + asked.page_size]
    known = Entity.objects.prefetch_related("aliases", "roles").in_bulk(wanted)
    page = [known[pk] for pk in wanted if pk in known]
    for entity in page:
        entity.article_count, entity.meeting_count = counts.get(entity.pk, (0, 0))  # type: ignore[attr-defined]
    return len(pks), page
