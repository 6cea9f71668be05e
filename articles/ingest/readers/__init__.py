"""Readers: from a path or an address to captures, one for each article in it.

A reader is a generator of Capture and Failure; it opens, cuts and names, and looks inside nothing.
`captures` chooses one by what the input is, unless a reader is asked for by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from articles.ingest.capture import BadRecord, Capture, Failure
from articles.ingest.readers import folder, html, jsonl

READERS = ("auto", "jsonl", "folder", "html", "feed", "warc", "csv")
NOT_YET = ("feed", "warc", "csv")
_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".txt": "folder",
}


def is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def captures(source: str, reader: str = "auto") -> Iterator[Capture | Failure]:
    """Yield every capture of one input. Raises BadRecord where nothing can read it."""
    if reader in NOT_YET:
        raise BadRecord(f"This version has no reader {reader!r}. It reads jsonl, folder and html.")
    if reader not in READERS:
        raise BadRecord(f"There is no reader {reader!r}. Choose one of {', '.join(READERS)}.")
    if not source.strip():
        # An unset shell variable would otherwise take in the folder one stands in.
        raise BadRecord("The name is empty. Give a file, a folder or an address.")
    if is_address(source):
        if reader not in ("auto", "html"):
            raise BadRecord(f"The reader {reader!r} reads files; an address is read as html.")
        return html.from_address(source)
    path = Path(source)
    if not path.exists():
        raise BadRecord("There is no such file or folder.")
    name = _choice(path) if reader == "auto" else reader
    if name == "jsonl":
        return jsonl.read(path)
    return html.read(path) if name == "html" else folder.read(path)


def count(source: str, reader: str = "auto") -> int:
    """Return about how many records an input holds, for a progress bar; 1 where it cannot be
    told."""
    path = Path(source)
    if not source.strip() or is_address(source) or not path.exists():
        return 1
    if path.is_dir():
        return len(folder.texts_in(path))
    return jsonl.count(path) if "jsonl" in (reader, _BY_SUFFIX.get(path.suffix.lower())) else 1


def _choice(path: Path) -> str:
    if path.is_dir():
        return "folder"
    name = _BY_SUFFIX.get(path.suffix.lower())
    if not name:
        raise BadRecord(
            f"No reader knows files ending in {path.suffix or 'nothing'!r}. "
            "Give .jsonl, .txt, .html, a folder or an address, or choose one with --reader."
        )
    return name
