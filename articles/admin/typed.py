"""Text that is typed or pasted into a form: what would turn a line around is left out of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from articles.ingest.clean import without_controls


class TypedField(forms.CharField):
    """One that drops what ingest drops: a direction left open in a name, as pasting brings one in,
    turns around all that stands behind it. Joiners stay, they are part of how a word is written."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        text = without_controls(text)
        return text.strip() if self.strip else text  # they may have stood about a blank


def is_typed(field: models.Field[Any, Any]) -> bool:
    """Whether a column holds words: not an address, nor a key, nor one of a few choices."""
    is_text = isinstance(field, models.CharField | models.TextField)
    return is_text and not isinstance(field, models.URLField | models.SlugField | models.EmailField)
