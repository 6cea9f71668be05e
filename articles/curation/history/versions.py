"""States of a thing with the rows that belong to it, kept by django-reversion.

A state is kept for each edit at the desk, under the moment of its line in the history; and, before
the first edit or where an import or another program has changed the thing meanwhile, one of what
the edit found. So what differs between two states was done in the edit between them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import reversion
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import DEFAULT_DB_ALIAS, models
from reversion.models import Revision, Version

from articles.models import (
    Alias,
    Article,
    Collection,
    Entity,
    Evidence,
    Meeting,
    Mention,
    Participant,
    Role,
    Source,
)

# (Label of a model, number) -> the row's fields as JSON.
State = dict[tuple[str, int], dict[str, Any]]

# What the archive keeps by itself is no edit; a text is in ArticleRevision; a dossier may hold
# thousands, and what is in it is said on each article and meeting (NAMED_BY).
KEEPS_ITSELF: dict[type[models.Model], tuple[str, ...]] = {
    Article: ("body", "fingerprint", "entered_at", "updated_at"),
    Entity: ("updated_at",),
    Meeting: ("sequence", "last_on", "entered_at", "updated_at"),
    Source: (),
    Collection: ("articles", "meetings"),
}
PARTS: dict[type[models.Model], tuple[str, ...]] = {
    Article: ("mentions",),
    Entity: ("aliases", "roles"),
    Meeting: ("participants", "evidence"),
}
# By whom it is named, of which the desk says so on the thing itself: the dossiers that it is in.
NAMED_BY: dict[type[models.Model], tuple[str, ...]] = {
    Article: ("collections",),
    Meeting: ("collections",),
}
FIELDS: dict[type[models.Model], list[str]] = {
    model: [
        field.name
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.name not in KEEPS_ITSELF.get(model, ())
    ]
    for model in (*KEEPS_ITSELF, Mention, Alias, Role, Participant, Evidence)
}
for _model, _fields in FIELDS.items():
    reversion.register(_model, fields=_fields, follow=PARTS.get(_model, ()))


def is_kept(model: type[models.Model]) -> bool:
    """Whether a noun has a history of states."""
    return model in KEEPS_ITSELF


def state_now(thing: Any, *, is_fresh: bool = False) -> State:
    """What a thing and its parts are in the database; `is_fresh` if it has just been read."""
    stored = thing if is_fresh else type(thing)._base_manager.get(pk=thing.pk)
    found = [stored]
    for name in PARTS.get(type(thing), ()):
        found += getattr(stored, name).order_by("pk")
    state: State = {}
    for row in found:
        state |= _state_of_rows(_serialized(row))
    root = state[stored._meta.label_lower, stored.pk]
    for name in NAMED_BY.get(type(thing), ()):
        root[name] = sorted(row.pk for row in getattr(stored, name).all())
    return state


def state_of(version: Version) -> State:
    """What they were."""
    state: State = {}
    for row in version.revision.version_set.all():
        state |= _state_of_rows(row.serialized_data)
    return state


def versions_of(thing: Any) -> models.QuerySet[Version]:
    """The states kept of a thing, newest first; none where a noun has no such history."""
    if not is_kept(type(thing)):
        return Version.objects.none()
    found = Version.objects.get_for_object(thing).select_related("revision__user")
    return found.order_by("-revision__date_created", "-pk")


def keep(thing: Any, entry: LogEntry, before: State | None = None) -> None:
    """Keep what a thing is after the edit that a line of the history tells; `before` is what the
    edit found."""
    newest = versions_of(thing).first()
    known = state_of(newest) if newest else None
    if before is not None and known != before:
        # Under nobody's name: it was there before this edit.
        _keep_as(
            thing, before, Revision(date_created=entry.action_time - timedelta(microseconds=1))
        )
        known = before
    now = state_now(thing)
    if known != now:
        said = {"user": entry.user, "comment": entry.change_message}
        _keep_as(thing, now, Revision(date_created=entry.action_time, **said))


def follow(thing: Any, entry: LogEntry) -> None:
    """Keep it where earlier states are kept: nobody goes back to before the first edit by hand."""
    if is_kept(type(thing)) and Version.objects.get_for_object(thing).exists():
        keep(thing, entry)


def follow_many(things: list[Any], entry: LogEntry) -> None:
    """The same for things of one model that one line tells of."""
    model = type(things[0])
    numbers = [str(thing.pk) for thing in things]
    kept = Version.objects.get_for_model(model).filter(object_id__in=numbers)
    known = set(kept.values_list("object_id", flat=True))
    for thing in things:
        if str(thing.pk) in known:
            keep(thing, entry)


def _keep_as(thing: Any, state: State, revision: Revision) -> None:
    """Keep a state, that which is or one that is no more, as the library keeps its own."""
    revision.save()
    for (label, number), fields in state.items():
        data = json.dumps([{"model": label, "pk": number, "fields": fields}], ensure_ascii=False)
        Version.objects.create(
            revision=revision,
            object_id=str(number),
            content_type=ContentType.objects.get_for_model(apps.get_model(label)),
            db=DEFAULT_DB_ALIAS,
            format="json",
            serialized_data=data,
            object_repr=str(thing),
        )


def _serialized(row: models.Model) -> str:
    return str(serializers.serialize("json", [row], fields=FIELDS[type(row)]))


def _state_of_rows(data: str) -> State:
    """As the serializer wrote it; what is a set in the database is in one order here."""
    return {
        (row["model"], int(row["pk"])): {
            name: sorted(value) if isinstance(value, list) else value
            for name, value in row["fields"].items()
        }
        for row in json.loads(data)
    }
