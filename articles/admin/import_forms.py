"""The forms of the import page: what is given, and which column of a table is which field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.ingest.capture import BadRecord
from articles.ingest.imports import given
from articles.ingest.readers import columns, table
from articles.ingest.readers.kinds import kind_of
from articles.models import ImportJob

READERS = [
    ("auto", _("by its name and content")),
    ("jsonl", _("JSONL: one record a line")),
    ("csv", _("table: CSV, TSV or XLSX")),
    ("html", _("web page")),
    ("folder", _("plain text")),
    ("feed", _("feed: RSS or Atom")),
    ("warc", _("WARC: captures of a crawler")),
    ("zip", _("zip of any of these")),
]
FIELDS = {
    "url": pgettext_lazy("of a page", "address"),
    "key": _("key"),
    "source": _("source"),
    "title": _("headline"),
    "body": _("text"),
    "published": _("publication date"),
    "language": _("language"),
    "author": _("author"),
    "section": _("section"),
    "summary": _("abstract"),
    "fetched": _("captured at"),
    "license": _("licence"),
    "access": _("access"),
    "entities": _("keys of entities"),
    "meetings": _("keys of meetings"),
}
LONGEST_SAMPLE = 80


class GivenForm(forms.Form):
    """Addresses or a file."""

    addresses = forms.CharField(
        label=_("Addresses"),
        required=False,
        help_text=_("One a line: pages of articles, or feeds."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "inputmode": "url"}),
        max_length=200_000,
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("JSONL, CSV, XLSX, WARC, RSS or Atom, HTML, plain text, or a zip of these."),
    )
    reader = forms.ChoiceField(label=_("How it is read"), choices=READERS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        if not settings.FETCH_ENABLED:
            self.fields["addresses"].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data.get("addresses")) == bool(data.get("file")):
            raise forms.ValidationError(_("Give addresses or a file: one of the two."))
        return data

    def save(self, **options: Any) -> ImportJob:
        """Make the import. Raises BadRecord where it cannot be one."""
        options["reader"] = self.cleaned_data["reader"] or "auto"
        if file := self.cleaned_data["file"]:
            return given.from_file(file, file.name, **options)
        return given.from_addresses(self.cleaned_data["addresses"], **options)


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, the name of its box, the field it is, and what it holds."""

    heading: str
    name: str
    field: str
    samples: list[str]
    choices: list[tuple[str, Any]]


def columns_of(job: ImportJob) -> list[Column] | None:
    """Return the columns of the table that was given, as they are read now; None: it is none."""
    if job.kind != ImportJob.Kind.FILE or not given.is_kept(job):
        return None
    path = given.file_of(job)
    try:
        if (kind_of(path) if job.reader == "auto" else job.reader) != "csv":
            return None
        headings, rows = table.head(path)
    except (BadRecord, OSError):
        return None
    choices = [("", _("left out")), *FIELDS.items()]
    return [
        Column(
            heading,
            f"column-{number}",
            job.columns.get(columns.form_of(heading), columns.guess(heading)),
            [_sample(row[number]) for row in rows if number < len(row)],
            choices,
        )
        for number, heading in enumerate(headings)
        if heading
    ]


def _sample(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= LONGEST_SAMPLE else text[:LONGEST_SAMPLE] + "…"


class ColumnsForm(forms.Form):
    """Which field each column is. Two columns cannot be one field."""

    columns: list[Column]

    def __init__(self, data: Any, *, job: ImportJob) -> None:
        super().__init__(data)
        # As they were chosen, where they are to be shown once more.
        self.columns = [
            replace(column, field=data.get(column.name, "")) for column in columns_of(job) or []
        ]
        for column in self.columns:
            self.fields[column.name] = forms.ChoiceField(choices=column.choices, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [field for field in data.values() if field]
        twice = next((field for field in chosen if chosen.count(field) > 1), "")
        if twice:
            text = _("Two columns cannot both be: %(field)s.")
            raise forms.ValidationError(text, params={"field": FIELDS[twice]})
        if "title" not in chosen or not {"url", "key"} & set(chosen):
            raise forms.ValidationError(_("One column must be the headline, one address or key."))
        return data

    def mapping(self) -> dict[str, str]:
        """Return the field of each heading, "" for one that is left out."""
        return {
            columns.form_of(column.heading): self.cleaned_data[column.name]
            for column in self.columns
        }
