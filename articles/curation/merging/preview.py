"""What a merge will do, before anybody has done it: it is done, looked at, and rolled back.

So the preview cannot say anything but what happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.curation.merging import journal, rows
from articles.curation.merging.journal import Changes
from articles.curation.merging.reach import MODELS, keys_to
from articles.curation.merging.rows import KEPT_BY_ITSELF, Row, Values
from articles.curation.merging.words import described, noun_of, said
from articles.models import Merge

MOST_NAMED = 8
# What a curator does not choose between: the number, the key, what the database keeps.
NOT_A_FACT = KEPT_BY_ITSELF | {"key", "kind", "entered_at", "last_on"}


@dataclass
class Moved:
    """Rows of one kind that move: how many, and the first of them in words."""

    noun: str
    count: int
    first: list[str]

    @property
    def more(self) -> int:
        return self.count - len(self.first)


@dataclass
class Preview:
    moved: list[Moved] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    filled: list[tuple[str, str]] = field(default_factory=list)
    # Label, the value that stays, the value that goes.
    differing: list[tuple[str, str, str]] = field(default_factory=list)
    # Kind of row, the one that stays, and the one that would have come to stand in its place.
    settled: list[tuple[str, str, str]] = field(default_factory=list)
    settled_count: int = 0
    address: str = ""

    @property
    def more_settled(self) -> int:
        return self.settled_count - len(self.settled)


def preview_merge(verb: Callable[..., Merge], **what: Any) -> Preview:
    """Return what `verb(**what)` would do. Nothing is changed."""
    with transaction.atomic():
        found = told_of(verb(**what))
        transaction.set_rollback(True)
    return found


def told_of(merge: Merge) -> Preview:
    """Say what a merge has done, right after it."""
    changes = journal.read(merge)
    noun = MODELS[merge.kind]
    kept, other = ((rows.label_of(noun), n) for n in (merge.kept_id, merge.other_id))
    target = merge.other_id if merge.verb == Merge.Verb.SPLIT else merge.kept_id
    found = Preview(moved=_moved(changes, noun, target))
    label = rows.label_of(noun)
    found.added = [
        described(row)
        for row in sorted(changes.made)
        if row != other and "redirect" not in row[0] and "lapse" not in row[0]
    ]
    found.filled = [
        (_label(noun, name), _value(noun, name, value))
        for name, value in changes.now.get(kept, {}).items()
        if name not in NOT_A_FACT
    ]
    if other in changes.deleted:
        found.differing = _differing(noun, kept, changes.deleted[other])
    gone = [row for row in sorted(changes.deleted) if row[0] not in (label, "articles.lapse")]
    found.settled_count = len(gone)
    for row in gone[:MOST_NAMED]:
        values = changes.deleted[row]
        goes = said(row, values, changes.deleted, of=noun)
        found.settled.append((_kind(row, noun), _survivor(row, values, noun, target), goes))
    return found


def _moved(changes: Changes, noun: type[models.Model], target: int) -> list[Moved]:
    """Group the rows that were another's and are the target's now, by what they are."""
    found = []
    for key in keys_to(noun):
        label = rows.label_of(key.model)
        moved = [
            row
            for row, values in sorted(changes.now.items())
            if row[0] == label and values.get(key.attname) == target
        ]
        if moved and label != "articles.lapse":
            first = [said(row, of=noun) for row in moved[:MOST_NAMED]]
            found.append(Moved(_noun_of(key, noun), len(moved), first))
    return found


def _noun_of(key: Any, noun: Any) -> str:
    """What moves, as a curator calls it: a link of a many-to-many table is what it links."""
    if key.model._meta.auto_created:
        return _link_noun(key.model, noun)
    if key.model._meta.label_lower == "articles.meeting":
        return capfirst(_("meetings held there"))
    return capfirst(str(key.model._meta.verbose_name_plural))


def _link_noun(through: Any, noun: Any) -> str:
    """Topics of a meeting, dossiers of a meeting, meetings about an entity."""
    owner = through._meta.auto_created
    if owner is not noun:
        return capfirst(str(owner._meta.verbose_name_plural))
    columns = [f for f in owner._meta.local_many_to_many if f.remote_field.through is through]
    return capfirst(str(columns[0].verbose_name))


def _kind(row: Row, noun: Any) -> str:
    model = rows.model_of(row[0])
    return _link_noun(model, noun) if model._meta.auto_created else noun_of(row)


def _differing(noun: Any, kept: Row, gone: Values) -> list[tuple[str, str, str]]:
    """The facts of which each of the two had its own: what stays, and what goes."""
    stays = rows.read({kept[0]: {kept[1]}}).get(kept, gone)
    return [
        (_label(noun, name), _value(noun, name, stays[name]), _value(noun, name, value))
        for name, value in gone.items()
        if name not in NOT_A_FACT and value not in ("", None) and stays[name] != value
    ]


def _label(noun: Any, column: str) -> str:
    return capfirst(str(_field(noun, column).verbose_name))


def _field(noun: Any, column: str) -> Any:
    return next(field for field in noun._meta.concrete_fields if field.attname == column)


def _value(noun: Any, column: str, value: Any) -> str:
    field_ = _field(noun, column)
    if value is None:
        return ""
    if field_.choices:
        return str(dict(field_.flatchoices).get(value, value))
    if field_.is_relation:
        thing = field_.related_model._base_manager.filter(pk=value).first()
        return str(thing or value)
    return str(value)


def _survivor(row: Row, values: Values, noun: type[models.Model], target: int) -> str:
    """The row that stands where another one would have come to stand, in words."""
    model = rows.model_of(row[0])
    for columns in _unique(model):
        wanted = {}
        for name in columns:
            column: Any = model._meta.get_field(name)
            points = column.is_relation and column.related_model is noun
            wanted[column.attname] = target if points else values[column.attname]
        stays = model._base_manager.filter(**wanted).first()
        if stays is not None:
            return _with_state(stays, noun)
    return ""


def _unique(model: type[models.Model]) -> list[tuple[str, ...]]:
    named = [tuple(c.fields) for c in model._meta.total_unique_constraints]
    return named + [tuple(columns) for columns in model._meta.unique_together]


def _with_state(thing: Any, noun: Any) -> str:
    """A row and the judgement on it, where there is one."""
    told = said((rows.label_of(type(thing)), thing.pk), of=noun)
    status = getattr(thing, "get_status_display", None)
    return f"{told} ({status()})" if status else told
