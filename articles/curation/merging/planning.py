"""What undoing a merge has to do, row by row, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from articles.curation.merging import rows
from articles.curation.merging.journal import Changes
from articles.curation.merging.rows import KEPT_BY_ITSELF, Row, Rows, Values
from articles.models import (
    Entity,
    EntityRedirect,
    Meeting,
    MeetingRedirect,
    Source,
    SourceRedirect,
)

REDIRECTS: dict[Any, Any] = {
    Entity: EntityRedirect,
    Meeting: MeetingRedirect,
    Source: SourceRedirect,
}


@dataclass
class Plan:
    """What is to be done so that each row is as it was."""

    back: Rows = field(default_factory=dict)  # columns to write
    made: list[Row] = field(default_factory=list)  # rows to take away
    deleted: Rows = field(default_factory=dict)  # rows to put back
    exact: set[Row] = field(default_factory=set)  # nobody has touched them since
    gone: list[Row] = field(default_factory=list)
    overwritten: list[Row] = field(default_factory=list)


def make_plan(changes: Changes, current: Rows) -> Plan:
    plan = Plan()
    there = _there(changes)
    for row, was in changes.was.items():
        if row not in current:
            plan.gone.append(row)
            continue
        _plan_changed(plan, row, was, changes.now[row], current[row])
        if _targets(row, plan.back[row]) - there:
            # What it would be given back to has been deleted since.
            plan.overwritten.append(row)
    for row, made in changes.made.items():
        if row not in current:
            continue
        plan.made.append(row)
        if _written_over(made, current[row]):
            plan.overwritten.append(row)
    for row, was in changes.deleted.items():
        if row in current:
            plan.overwritten.append(row)
            continue
        now = _followed(row, was, changes.deleted)
        if _stands_on_air(row, now, changes.deleted):
            plan.gone.append(row)
        else:
            plan.deleted[row] = now
            plan.exact.add(row)
    return plan


def _plan_changed(plan: Plan, row: Row, was: Values, now: Values, current: Values) -> None:
    """Column by column: what still is as the merge left it goes back."""
    by_hand = {name: value for name, value in was.items() if name not in KEPT_BY_ITSELF}
    if any(current[name] not in (now[name], was[name]) for name in by_hand):
        plan.overwritten.append(row)
    plan.back[row] = {name: was[name] for name in by_hand if current[name] == now[name]}
    if all(rows.alike(current[name], now[name]) for name in now):
        plan.exact.add(row)


def _there(changes: Changes) -> set[Row]:
    """Of what changed rows pointed to, that which there is or which comes back with them."""
    wanted = {target for row, was in changes.was.items() for target in _targets(row, was)}
    found = wanted & changes.deleted.keys()
    for label, numbers in rows.by_label(wanted - found).items():
        for batch in rows.batches(sorted(numbers)):
            kept = rows.model_of(label)._base_manager.filter(pk__in=batch)
            found |= {(label, number) for number in kept.values_list("pk", flat=True)}
    return found


def _targets(row: Row, values: Values) -> set[Row]:
    """What these values of a row point to."""
    return {
        (rows.label_of(column.related_model), values[column.attname])
        for column in rows.columns_of(rows.model_of(row[0]))
        if isinstance(column, models.ForeignKey) and values.get(column.attname) is not None
    }


def _written_over(made: Values, current: Values) -> bool:
    return any(current[name] != made[name] for name in made.keys() - KEPT_BY_ITSELF)


def _followed(row: Row, values: Values, restored: Rows) -> Values:
    """The row with what it points to today, where that has been merged into another since."""
    found = dict(values)
    for column in rows.columns_of(rows.model_of(row[0])):
        redirect = REDIRECTS.get(getattr(column, "related_model", None) or models.Model)
        number = values.get(column.attname)
        if redirect is None or number is None:
            continue
        target = column.related_model
        if (rows.label_of(target), number) in restored or _is_there(target, number):
            continue
        became = redirect.objects.filter(old_id=number).values_list(target._meta.model_name)
        found[column.attname] = became[0][0] if became else number
    return found


def _is_there(model: Any, number: int) -> bool:
    return bool(model._base_manager.filter(pk=number).exists())


def _stands_on_air(row: Row, values: Values, restored: Rows) -> bool:
    """Whether something that the row belongs to has been deleted since."""
    return any(
        target not in restored and not _is_there(rows.model_of(target[0]), target[1])
        for target in _targets(row, values)
    )
