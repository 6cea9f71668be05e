"""Rows that a form names by their numbers: what is no number of a row is a mistake, and no error.

Django judges what was sent in words, but looks for it once more as it draws the form again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple


def is_number(text: str) -> bool:
    """Whether it can be the number of a row: one that every database holds."""
    return text.isdecimal() and len(text) < 19


class _Numbered:
    """Django's autocompletion, which asks only for numbers what their rows are called."""

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        numbers = [one for one in value if is_number(str(one))]
        return super().optgroups(name, numbers, attr)  # type: ignore[misc]


class RowSelect(_Numbered, AutocompleteSelect):
    """The list of one row."""


class RowsSelect(_Numbered, AutocompleteSelectMultiple):
    """The list of several rows."""


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows."""

    def clean(self, value: Any) -> Any:
        """Refuse what is no number before the database is asked for it."""
        for one in value if isinstance(value, list | tuple) else ():
            if isinstance(one, str) and not is_number(one):
                text = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(text, "invalid_pk_value", {"pk": one})
        return super().clean(value)
