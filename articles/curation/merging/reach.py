"""Which rows a merge can touch: a thing, and whatever points to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from articles.curation.merging.rows import label_of
from articles.models import Entity, Meeting, Merge, Source

MODELS: dict[str, type[models.Model]] = {
    Merge.Kind.ENTITY: Entity,
    Merge.Kind.SOURCE: Source,
    Merge.Kind.MEETING: Meeting,
}


def reach(kind: str, numbers: Iterable[int]) -> dict[str, set[int]]:
    """Return the numbers of all rows that these things have, by label.

    Found by the foreign keys themselves, so that a new one cannot be forgotten."""
    model, wanted = MODELS[kind], set(numbers)
    found: defaultdict[str, set[int]] = defaultdict(set)
    found[label_of(model)] |= wanted
    for field in keys_to(model):
        rows = field.model._base_manager.filter(**{f"{field.attname}__in": wanted})
        found[label_of(field.model)].update(rows.values_list("pk", flat=True))
    if model is Entity:
        # Calendars and feeds learn of a change of theirs by the meeting.
        theirs = Q(participants__entity__in=wanted) | Q(place__in=wanted) | Q(topics__in=wanted)
        meetings = Meeting.objects.filter(theirs).order_by().values_list("pk", flat=True)
        found[label_of(Meeting)].update(meetings)
    return dict(found)


def keys_to(model: type[models.Model]) -> list[Any]:
    """Return every foreign key that points to the model, those of its many-to-many tables too."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.field.model._meta.managed
    ]
