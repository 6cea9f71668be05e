"""Forms of many rows, each of which names another thing: shown and sent without a query a row."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet

from articles.admin.numbered import RowSelect

# Rows that one form may add to a table. Django's own limit is 2,000 rows, which a request of a few
# bytes may ask for: 15 s of work, and a page of 6 MB.
MOST_NEW = 200


class LoadedSelect(RowSelect):
    """Django's autocompletion, which asks the database what the chosen row is called; here the one
    that was loaded with the form says so itself."""

    loaded: Model | None = None

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        row = self.loaded
        if row is None or [str(row.pk)] != [str(one) for one in value]:
            return super().optgroups(name, value, attr)
        options = []
        if not self.is_required:
            options.append(self.create_option(name, "", "", False, 0))
        label = self.choices.field.label_from_instance(row)
        options.append(self.create_option(name, row.pk, label, True, len(options)))
        return [(None, options, 0)]


def name_loaded(form: ModelForm[Any]) -> None:
    """Give each such field of a form what its instance was loaded with."""
    for name, field in form.fields.items():
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, LoadedSelect):
            relation = form._meta.model._meta.get_field(name)
            if relation.is_cached(form.instance):
                widget.loaded = getattr(form.instance, name)


class LoadedFormSet(BaseInlineFormSet):
    """Rows of which those that nobody touched are not judged by themselves: it would cost queries
    for each, and what stands in the database has been judged. A row that was touched is still held
    against them. What a request says of their number is believed only so far beyond what is
    stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            most = len(self.get_queryset()) + MOST_NEW
            self.absolute_max = min(self.absolute_max, most)
            self.max_num = min(self.max_num, self.absolute_max)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        name_loaded(form)
        if index is not None and index < self.initial_form_count():
            form.empty_permitted = True

    def validate_unique(self) -> None:
        for form in self.initial_forms:
            if not form.has_changed() and not form.errors:
                row = form.instance
                fields = [field for field in row._meta.fields if field.name in form.fields]
                stored = {field.name: getattr(row, field.attname) for field in fields}
                form.cleaned_data = {**stored, **form.cleaned_data}
        super().validate_unique()
