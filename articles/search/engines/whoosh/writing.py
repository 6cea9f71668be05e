"""Changing a generation: one writer, one commit, documents replaced by id."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.index import FileIndex

from articles.search.engines.whoosh.schema import build_schema
from articles.search.engines.whoosh.snapshot import FINGERPRINT, own_fingerprint

# compound=False: opening a compound segment copies all its postings into memory.
WRITER = {"compound": False, "limitmb": 512}


def create(path: Path) -> None:
    """Make an empty index in a new directory that only its owner may enter.

    The schema is pickled into the index, so who can write there can run code here."""
    path.mkdir(mode=0o700, parents=True)
    index.create_in(str(path), build_schema())
    (path / FINGERPRINT).write_text(own_fingerprint())


def write(
    path: Path, documents: Iterable[Mapping[str, Any]], gone: Iterable[str], *, merge: bool = True
) -> None:
    """Replace `documents` by their id and delete the ids `gone`, in one commit on disk."""
    writer = _index(path).writer(**WRITER)
    try:
        with writer.searcher() as searcher:
            for document in documents:
                _delete(writer, searcher, document["id"])
                writer.add_document(**document)
            for identifier in gone:
                _delete(writer, searcher, identifier)
        writer.commit(merge=merge)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
    sync(path)


def _delete(writer: Any, searcher: Any, identifier: str) -> None:
    number = searcher.document_number(id=identifier)
    if number is not None:
        writer.delete_document(number)


def _index(path: Path) -> FileIndex:
    return index.open_dir(str(path))


def stored(path: Path) -> dict[str, str]:
    """Return id -> digest of every document of a generation, read from disk."""
    with _index(path).reader() as reader:
        return {row["id"]: row.get("digest", "") for _, row in reader.iter_docs()}


def sync(path: Path) -> None:
    """Wait until every file of a generation is on disk, so that a power cut loses none."""
    for name in os.listdir(path):
        sync_directory(path / name)
    sync_directory(path)


def sync_directory(path: Path) -> None:
    """Wait until one file, or the list of names of a directory, is on disk."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
