"""Rows as they stand in the database: read whole, and written past what saving would add.

A save sets `updated_at`, and triggers touch and count (search/indexing/triggers.py); what is put
back must be as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.db import models

# Label of a model and number of a row.
Row = tuple[str, int]
# The columns of a row, each with its value as JSON has it.
Values = dict[str, Any]
Rows = dict[Row, Values]

BATCH = 500  # SQLite takes a limited number of parameters
# Of an article only what a merge can change: its text is large, and never touched.
FEW_COLUMNS = {"articles.article": ("source_id",)}
# What the database and save() keep by themselves.
KEPT_BY_ITSELF = frozenset({"updated_at", "sequence"})


def model_of(label: str) -> type[models.Model]:
    return apps.get_model(label)


def label_of(model: type[models.Model]) -> str:
    return str(model._meta.label_lower)


def read(numbers: dict[str, set[int]]) -> Rows:
    """Return those of the rows that there are; `numbers` has them by label."""
    found: Rows = {}
    for label, wanted in numbers.items():
        model = model_of(label)
        columns = FEW_COLUMNS.get(label) or [field.attname for field in columns_of(model)]
        for batch in batches(sorted(wanted)):
            rows = model._base_manager.filter(pk__in=batch).values("pk", *columns)
            for row in rows:
                number = row.pop("pk")
                found[label, number] = {name: plain(value) for name, value in row.items()}
    return found


def columns_of(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def plain(value: Any) -> Any:
    """A value as JSON has it, with every microsecond: Django's own encoder cuts them."""
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def proper(model: type[models.Model], values: Values) -> dict[str, Any]:
    """The values of a row as its model has them."""
    fields = {field.attname: field for field in columns_of(model)}
    return {name: fields[name].to_python(value) for name, value in values.items()}


def update(changes: Rows) -> None:
    """Write these columns of these rows, those that take the same values at once."""
    alike: defaultdict[tuple[str, tuple[tuple[str, Any], ...]], list[int]] = defaultdict(list)
    for (label, number), values in changes.items():
        if values:
            alike[label, tuple(sorted(values.items()))].append(number)
    for (label, values), numbers in alike.items():
        model = model_of(label)
        for batch in batches(numbers):
            model._base_manager.filter(pk__in=batch).update(**proper(model, dict(values)))


def insert(rows: Rows) -> None:
    """Write whole rows under the numbers they had."""
    for (label, number), values in rows.items():
        model = model_of(label)
        model(pk=number, **proper(model, values)).save_base(raw=True, force_insert=True)


def delete(rows: Iterable[Row]) -> None:
    for label, numbers in by_label(rows).items():
        for batch in batches(sorted(numbers)):
            model_of(label)._base_manager.filter(pk__in=batch).delete()


def by_label(rows: Iterable[Row]) -> dict[str, set[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for label, number in rows:
        found[label].add(number)
    return dict(found)


def batches(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]
