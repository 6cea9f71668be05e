"""Which reader a file is for: by its name, else by how it begins."""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path

from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord, said_by
from articles.ingest.readers.archive import is_archive

_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "folder",
    ".rss": "feed",
    ".atom": "feed",
    ".warc": "warc",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "csv",
    ".xls": "csv",
    ".zip": "zip",
}
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_GZIP = b"\x1f\x8b"
_PAGE = re.compile(r"<!doctype html|<html[\s>]", re.IGNORECASE)


def kind_of(path: Path) -> str:
    """Return the name of the reader for a file or folder, "" where none knows it."""
    if path.is_dir():
        return "folder"
    if path.name.lower().endswith(".warc.gz"):
        return "warc"
    return _BY_SUFFIX.get(path.suffix.lower()) or _by_content(path)


def _by_content(path: Path) -> str:
    start = _start(path)
    if start.startswith(_GZIP):
        if _unpacked(path).startswith(b"WARC/"):
            return "warc"
        raise BadRecord(_("The file is packed. Unpack it first."))
    if start.startswith(b"WARC/"):
        return "warc"
    if start.startswith(b"PK\x03\x04"):
        return "zip" if is_archive(path) else "csv"
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.decode("utf-16" if wide else "utf-8-sig", errors="replace").lstrip()
    if _FEED.search(text) and text.startswith("<"):
        return "feed"
    if _PAGE.search(text):
        return "html"
    return "jsonl" if text.startswith("{") else ""


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except OSError as error:
        raise BadRecord(_("The file cannot be read: %(why)s."), why=said_by(error)) from error


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            return file.read(5)
    except (OSError, EOFError, zlib.error) as error:
        raise BadRecord(_("The file cannot be read: %(why)s."), why=said_by(error)) from error
