"""Readers: from a path or an address to captures, one for each article in it.

A reader is a generator of Capture, Failure and Notice; it opens, cuts and names, and looks inside
nothing. `captures` chooses one by what the input is, unless a reader is asked for by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord, Capture, Notice
from articles.ingest.readers import archive, feed, folder, html, jsonl, table, warc
from articles.ingest.readers.kinds import kind_of

READERS = ("auto", "jsonl", "folder", "html", "feed", "warc", "csv", "zip")
_OF_FILES = {
    "jsonl": jsonl.read,
    "folder": folder.read,
    "html": html.read,
    "feed": feed.read,
    "warc": warc.read,
}
_OF_ADDRESSES = ("auto", "html", "feed")


def is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def captures(
    source: str, reader: str = "auto", columns: Mapping[str, str] | None = None
) -> Iterator[Capture | Notice]:
    """Yield every capture of one input. Raises BadRecord where nothing can read it.

    `columns` says which heading of a table is which field, where the heading does not.
    """
    if reader not in READERS:
        raise BadRecord(
            _("There is no reader %(reader)s. Choose one of %(readers)s."),
            reader=repr(reader),
            readers=", ".join(READERS),
        )
    if not source.strip():
        # An unset shell variable would otherwise take in the folder one stands in.
        raise BadRecord(_("The name is empty. Give a file, a folder or an address."))
    if is_address(source):
        if reader not in _OF_ADDRESSES:
            raise BadRecord(
                _("The reader %(reader)s reads files; an address is a page or a feed."),
                reader=repr(reader),
            )
        return html.from_address(source, reader)
    path = Path(source)
    if not path.exists():
        raise BadRecord(_("There is no such file or folder."))
    name = _choice(path) if reader == "auto" else reader
    if name == "zip":
        return archive.read(path, lambda inside: captures(str(inside), columns=columns))
    return table.read(path, columns) if name == "csv" else _OF_FILES[name](path)


def count(source: str, reader: str = "auto") -> int:
    """Return about how many records an input holds, for a progress bar; 1 where it cannot be
    told."""
    path = Path(source)
    if not source.strip() or is_address(source) or not path.exists():
        return 1
    if path.is_dir():
        return len(folder.texts_in(path))
    try:
        kind = kind_of(path) if reader == "auto" else reader
    except BadRecord:  # told by whoever reads it
        return 1
    by_lines = kind == "jsonl" or path.suffix.lower() in (".csv", ".tsv")
    return jsonl.count(path) if by_lines else 1


def _choice(path: Path) -> str:
    if name := kind_of(path):
        return name
    raise BadRecord(
        _(
            "No reader knows files ending in %(ending)s. Give .jsonl, .txt, .html, "
            ".csv, .xlsx, .warc, .zip, a feed, a folder or an address, or choose one "
            "with --reader."
        ),
        ending=repr(path.suffix),
    )
