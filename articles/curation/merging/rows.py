"""Rows as they stand in the database: read whole, and written past what saving would add.

A save sets `updated_at`, and triggers touch and count (search/indexing/triggers.py); what is put
back must be as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.functions import Cast

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
_WRITTEN = "_as_written"


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
        written = _as_written(model, columns)
        for batch in batches(sorted(wanted)):
            rows = model._base_manager.filter(pk__in=batch).values("pk", *columns, **written)
            for row in rows:
                number = row.pop("pk")
                texts = {name: row.pop(name) for name in written}
                found[label, number] = {
                    name: plain(value, texts.get(f"{name}{_WRITTEN}"))
                    for name, value in row.items()
                }
    return found


def _as_written(model: type[models.Model], columns: list[str]) -> dict[str, Any]:
    """What reads the moments of a row as the text that they are on SQLite: triggers write three
    digits of a second and Django six, and an undoing puts back the very bytes."""
    if connection.vendor != "sqlite":
        return {}
    moments = {f.attname for f in columns_of(model) if isinstance(f, models.DateTimeField)}
    return {
        f"{name}{_WRITTEN}": Cast(name, models.TextField()) for name in columns if name in moments
    }


def columns_of(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def plain(value: Any, written: str | None = None) -> Any:
    """A value as JSON has it, with every microsecond: Django's own encoder cuts them. A moment
    that is `written` otherwise than Django would write it stays as it is written."""
    if written is not None and written != connection.ops.adapt_datetimefield_value(value):
        return written
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def proper(model: type[models.Model], values: Values) -> dict[str, Any]:
    """The values of a row as its model has them."""
    fields = {field.attname: field for field in columns_of(model)}
    return {name: _proper(fields[name], value) for name, value in values.items()}


def _proper(field: Any, value: Any) -> Any:
    if not isinstance(field, models.DateTimeField) or not isinstance(value, str):
        return field.to_python(value)
    if "T" not in value and connection.vendor == "sqlite":
        return models.Value(value, models.TextField())
    return _moment(value)


def alike(one: Any, other: Any) -> bool:
    """Whether two values of a column are the same; moments are, however they are written."""
    both_texts = isinstance(one, str) and isinstance(other, str)
    return bool(one == other or (both_texts and _moment(one) == _moment(other)))


def _moment(text: str) -> Any:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


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
