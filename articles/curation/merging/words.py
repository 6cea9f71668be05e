"""A row in words, for who has to find it."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.curation.merging import rows
from articles.curation.merging.rows import Row, Rows, Values


def described(row: Row, values: Values | None = None, gone: Rows | None = None) -> str:
    """Name a row with its kind: "Alias: the old name"."""
    # Translators: a kind of row and what it says: "Alias: the old name".
    return _("%(noun)s: %(said)s") % {"noun": noun_of(row), "said": said(row, values, gone)}


def noun_of(row: Row) -> str:
    return capfirst(str(rows.model_of(row[0])._meta.verbose_name))


def said(
    row: Row, values: Values | None = None, gone: Rows | None = None, *, of: Any = None
) -> str:
    """What a row says of itself where it stands, else what is kept of it.

    `gone` are rows that have gone with it, by which it may be called; a link of a many-to-many
    table is called by what it links, but for the noun `of` which it is one."""
    label, number = row
    model: Any = rows.model_of(label)
    thing = model._base_manager.filter(pk=number).first()
    if thing is None and values:
        thing = _rebuilt(model, number, values, gone or {})
    return _linked(model, thing, number, of) if model._meta.auto_created else _said(thing, number)


def _said(thing: Any, number: int) -> str:
    try:
        return str(thing) if thing is not None else str(number)
    except (AttributeError, LookupError, TypeError, ValueError):
        return str(number)  # of what it names nothing is left


def _rebuilt(model: Any, number: int, values: Values, gone: Rows) -> Any:
    """A row as it was, with what it points to, there or gone with it."""
    thing = model(pk=number, **rows.proper(model, values))
    for column in rows.columns_of(model):
        key = values.get(column.attname)
        if not isinstance(column, ForeignKey) or key is None:
            continue
        target: Any = column.related_model
        found = target._base_manager.filter(pk=key).first()
        kept = gone.get((rows.label_of(target), key))
        if found is None and kept is not None:
            found = target(pk=key, **rows.proper(target, kept))
        if found is not None:
            setattr(thing, column.name, found)
        elif column.null:
            setattr(thing, column.name, None)
    return thing


def _linked(model: Any, thing: Any, number: int, of: Any) -> str:
    keys = [column for column in rows.columns_of(model) if isinstance(column, ForeignKey)]
    found = [_target(thing, key) for key in keys if key.related_model is not of]
    return " · ".join(str(one) for one in found if one is not None) or str(number)


def _target(thing: Any, key: Any) -> Any:
    number = getattr(thing, key.attname, None)
    if thing is not None and key.is_cached(thing):
        return getattr(thing, key.name)
    return key.related_model._base_manager.filter(pk=number).first()
