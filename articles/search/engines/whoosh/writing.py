"""Changing a generation: one writer, one commit, documents replaced by id.

A commit is on disk, and described by a manifest, before any reader can see it."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from articles.search.engines.whoosh import manifest
from articles.search.engines.whoosh.manifest import Manifest
from articles.search.engines.whoosh.schema import build_schema
from articles.search.engines.whoosh.snapshot import FINGERPRINT, own_fingerprint

# compound=False: opening a compound segment copies all its postings into memory.
WRITER = {"compound": False, "limitmb": 512}
# The list of segments under another name, until everything it names is on disk.
STAGED = "STAGED"
_SEGMENT = re.compile(r"(MAIN_[0-9a-z]+)[.]")


class Writer(SegmentWriter):
    """Whoosh's writer, whose commits have a manifest and take no damage over."""

    def __init__(self, path: Path) -> None:
        super().__init__(_index(path), **WRITER)
        self.folder = path
        self.before = Manifest.read(path, self.generation - 1)

    def add_reader(self, reader: SegmentReader) -> None:
        """Merge a segment. A damaged one would be copied into a new file with a right sum."""
        merged = reader.segment().segment_id()
        self.before.check_sums(name for name in self.before.files if _segment(name) == merged)
        super().add_reader(reader)

    def _commit_toc(self, segments: list[Any]) -> None:
        commit = self.generation
        staged = self.folder / TOC._filename(STAGED, commit)
        staged.unlink(missing_ok=True)
        TOC(self.schema, segments, commit).write(self.storage, STAGED)
        shown = TOC._filename(self.indexname, commit)
        names = {segment.segment_id() for segment in segments}
        _describe(self.folder, commit, names, {shown: staged}, self.before)
        os.rename(staged, self.folder / shown)
        sync_directory(self.folder)
        clean_files(self.storage, self.indexname, commit, segments)
        manifest.clear_others(self.folder, commit)


def _segment(name: str) -> str:
    """The segment that a file belongs to, or nothing."""
    found = _SEGMENT.match(name)
    return found[1] if found else ""


def _describe(
    folder: Path,
    commit: int,
    segments: Collection[str],
    others: Mapping[str, Path],
    before: Manifest,
) -> None:
    """Bring the files of a commit to disk, and write its manifest.

    What the commit before has described is taken from there and never measured again: a file that
    was damaged since would look as if it had been written so."""
    files = {name: entry for name, entry in before.files.items() if _segment(name) in segments}
    fresh = set(segments) - {_segment(name) for name in files}
    paths = {name: folder / name for name in os.listdir(folder) if _segment(name) in fresh}
    for name, path in {**paths, **others}.items():
        sync_directory(path)
        files[name] = manifest.measure(path)
    Manifest(folder, files).save(commit)
    sync_directory(folder)


def create(path: Path) -> None:
    """Make an empty index in a new directory that only its owner may enter.

    The schema is pickled into the index, so who can write there can run code here."""
    path.mkdir(mode=0o700, parents=True)
    index.create_in(str(path), build_schema())
    empty = TOC._filename("MAIN", 0)
    _describe(path, 0, (), {empty: path / empty}, Manifest(path, {}))
    (path / FINGERPRINT).write_text(own_fingerprint())


def write(
    path: Path, documents: Iterable[Mapping[str, Any]], gone: Iterable[str], *, merge: bool = True
) -> None:
    """Replace `documents` by their id and delete the ids `gone`, in one commit on disk."""
    writer = Writer(path)
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
