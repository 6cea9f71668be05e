"""A row in words, for who has to find it."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.curation.merging import rows
from articles.curation.merging.rows import Row, Values


def described(row: Row, values: Values | None) -> str:
    """Name a row: by what it says of itself where it stands, else by what is kept of it."""
    label, number = row
    model = rows.model_of(label)
    noun = capfirst(str(model._meta.verbose_name))
    thing: Any = model._base_manager.filter(pk=number).first()
    if thing is None and values:
        thing = model(pk=number, **rows.proper(model, _resolvable(model, values)))
    try:
        said = str(thing) if thing is not None else str(number)
    except (AttributeError, model.DoesNotExist, TypeError):
        said = str(number)
    # Translators: a kind of row and what it says: "Alias: the old name".
    return _("%(noun)s: %(said)s") % {"noun": noun, "said": said}


def _resolvable(model: Any, values: Values) -> Values:
    """The columns but for keys to what is gone, which would be looked up in vain."""
    keys = {
        field.attname
        for field in rows.columns_of(model)
        if isinstance(field, ForeignKey)
        and values.get(field.attname) is not None
        and not field.related_model._base_manager.filter(pk=values[field.attname]).exists()
    }
    return {name: value for name, value in values.items() if name not in keys}
