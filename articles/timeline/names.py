"""What headlines call persons: by the last word, where that is known to be a name by itself."""

from __future__ import annotations

from collections.abc import Iterable

from articles.models import Alias, Entity, LocalText, localized
from articles.timeline.matching import Matched


def short_names(matched: Matched, language: str) -> dict[str, str]:
    """Key -> short name of the persons whom a filter names."""
    chosen = [matched.named[key] for key in matched.filters.person if key in matched.named]
    names = short_names_of(chosen, language)
    return {entity.key: names[entity.pk] for entity in chosen}


def short_names_of(entities: Iterable[Entity], language: str) -> dict[int, LocalText]:
    """Number -> the last word of the name, where the register knows it as a name by itself."""
    chosen = list(entities)
    if not chosen:
        return {}
    pks = [entity.pk for entity in chosen]
    known = set(Alias.objects.filter(entity__in=pks).values_list("entity_id", "text"))
    found = {}
    for entity in chosen:
        name = localized(entity, "name", language)
        last = name.rsplit(" ", 1)[-1]
        found[entity.pk] = LocalText(last, name.lang) if (entity.pk, last) in known else name
    return found
