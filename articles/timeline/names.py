"""What headlines call the persons a filter names."""

from __future__ import annotations

from articles.models import Alias, localized
from articles.timeline.matching import Matched


def short_names(matched: Matched, language: str) -> dict[str, str]:
    """Key -> the last word of the name, where the register knows it as a name by itself."""
    chosen = [matched.named[key] for key in matched.filters.person if key in matched.named]
    if not chosen:
        return {}
    pks = [entity.pk for entity in chosen]
    known = set(Alias.objects.filter(entity__in=pks).values_list("entity_id", "text"))
    found = {}
    for entity in chosen:
        name = str(localized(entity, "name", language))
        last = name.rsplit(" ", 1)[-1]
        found[entity.key] = last if (entity.pk, last) in known else name
    return found
