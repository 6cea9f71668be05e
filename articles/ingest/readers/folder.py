"""Text files: a folder of them, or one. `<stem>.json` beside a text says more about it.

The key of a text is `urn:file:<stem>`, unless its sidecar gives another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord, Capture, Failure, Reason, said_by
from articles.ingest.readers.jsonl import parse

LARGEST_FILE = 5_000_000
_KINDS = {".txt": "text", ".html": "html", ".htm": "html"}


def texts_in(path: Path) -> list[Path]:
    """Return the texts and pages of a folder by name. Hidden files, folders inside it and links are
    left alone: a link in a folder from elsewhere may lead to any file of this machine."""
    return sorted(
        file
        for file in path.iterdir()
        if file.suffix.lower() in _KINDS
        and not file.name.startswith(".")
        and file.is_file()
        and not file.is_symlink()
    )


def read(path: Path) -> Iterator[Capture | Failure]:
    """Yield a capture for each text of a folder, or for the one text."""
    files = texts_in(path) if path.is_dir() else [path]
    if not files:
        raise BadRecord(_("The folder holds no .txt or .html file."))
    yield from map(from_file, files)
    stems = {file.stem for file in files}
    if path.is_dir():
        for lone in sorted(path.glob("*.json")):
            if lone.stem not in stems:
                yield Failure(
                    str(lone),
                    Reason(
                        _("No text belongs to it: there is no %(name)s.txt beside it."),
                        name=lone.stem,
                    ),
                )


def from_file(path: Path, kind: str = "") -> Capture | Failure:
    """Return one file with what its sidecar says."""
    try:
        raw = bytes_of(path)
        declared = _sidecar(path.with_suffix(".json"))
    except BadRecord as error:
        return Failure(str(path), error.reason)
    kind = kind or _KINDS.get(path.suffix.lower(), "text")
    key = "urn:file:" + "_".join(path.stem.split())
    return Capture(where=str(path), kind=kind, raw=raw, key=key, declared=declared)


def bytes_of(path: Path) -> bytes:
    """Return what a file holds, up to the limit."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadRecord(_("The file cannot be read: %(why)s."), why=said_by(error)) from error
    if len(raw) > LARGEST_FILE:
        raise BadRecord(
            _("The file is larger than %(most)s bytes. Split it up."), most=f"{LARGEST_FILE:,}"
        )
    if not raw.strip():
        raise BadRecord(_("The file is empty."))
    return raw


def _sidecar(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return parse(bytes_of(path).removeprefix(b"\xef\xbb\xbf"))
    except BadRecord as error:
        raise BadRecord(
            _("Its sidecar %(name)s is wrong. %(why)s"), name=path.name, why=said_by(error)
        ) from error
