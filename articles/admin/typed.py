"""Text that is typed or pasted into a form: lines end as in what was ingested, and what would turn
one around is left out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from articles.ingest.clean import with_plain_ends, without_controls


class TypedField(forms.CharField):
    """One that drops what ingest drops: a direction left open in a name, as pasting brings one in,
    turns around all that stands behind it. Joiners stay, they are part of how a word is written.

    Browsers send every line end of a form as CRLF, also of what nobody touched: kept so, a text
    would get another hash, and its paragraphs be one to whoever parts them by an empty line."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        text = without_controls(with_plain_ends(text))
        return text.strip() if self.strip else text  # they may have stood about a blank

    def has_changed(self, initial: Any, data: Any) -> bool:
        """What was stored with other line ends is no other text for that."""
        stored = with_plain_ends(initial) if isinstance(initial, str) else initial
        return super().has_changed(stored, data)


def is_typed(field: models.Field[Any, Any]) -> bool:
    """Whether a column holds words: not an address, nor a key, nor one of a few choices."""
    is_text = isinstance(field, models.CharField | models.TextField)
    return is_text and not isinstance(field, models.URLField | models.SlugField | models.EmailField)
