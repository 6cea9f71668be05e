"""Changing a generation: one writer, one commit, documents replaced by id.

A commit is on disk, and described by a manifest, before any reader can see it."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, LockError, clean_files
from whoosh.reading import SegmentReader, TermNotFound

from articles.search.engines.whoosh import manifest, merging
from articles.search.engines.whoosh.building import INDEX_NAME, NewSegment
from articles.search.engines.whoosh.manifest import Manifest
from articles.search.engines.whoosh.schema import build_schema
from articles.search.engines.whoosh.snapshot import FINGERPRINT, own_fingerprint

# The list of segments under another name, until everything it names is on disk.
STAGED = "STAGED"
# Segments beyond which even a commit that others wait for merges some.
MANY = 24
_SEGMENT = re.compile(r"(MAIN_[0-9a-z]+)[.]")


class Writer:
    """One commit to come: documents that go, segments that come in their place."""

    def __init__(self, path: Path) -> None:
        self.folder = path
        self.storage = FileStorage(str(path))
        self._lock = self.storage.lock(f"{INDEX_NAME}_WRITELOCK")
        if not self._lock.acquire():
            raise LockError
        self.is_closed = False
        self.before: Manifest | None = None
        self._terms: dict[str, Any] = {}
        try:
            toc = TOC.read(self.storage, INDEX_NAME)
            self.schema = toc.schema
            self.segments: list[Any] = list(toc.segments)
            self.before = self.described = Manifest.read(path, toc.generation)
            self.commit_number = toc.generation + 1
        except BaseException:
            self.cancel()
            raise

    def delete(self, identifier: str) -> None:
        """Delete the document of an id from the segments that are there."""
        for segment in self.segments:
            name = segment.segment_id()
            if name not in self._terms:
                self._terms[name] = W3Codec().terms_reader(self.storage, segment)
            try:
                found = self._terms[name].term_info("id", identifier.encode())
            except TermNotFound:
                continue
            if found.doc_frequency() == 1:
                segment.delete_document(found.min_id())
            else:  # the same document twice in one commit
                self._delete_all(segment, identifier)

    def _delete_all(self, segment: Any, identifier: str) -> None:
        reader = SegmentReader(self.storage, self.schema, segment)
        try:
            for number in list(reader.postings("id", identifier).all_ids()):
                segment.delete_document(number)
        finally:
            reader.close()

    def merge(self, segments: Sequence[Any]) -> None:
        """Put one segment in the place of several.

        A damaged one would be copied into new files with right sums, so all are checked."""
        merged = {segment.segment_id() for segment in segments}
        names = self.described.files
        self.described.check_sums(name for name in names if _segment(name) in merged)
        at = self.segments.index(segments[0])
        fresh = merging.merge(self.folder, self.schema, segments)
        self.segments = [kept for kept in self.segments if kept not in segments]
        self.segments.insert(at, fresh)

    def commit(self) -> None:
        """Show the segments as they are now, without those that have no document left."""
        self.segments = [segment for segment in self.segments if merging.alive(segment)]
        number = self.commit_number
        staged = self.folder / TOC._filename(STAGED, number)
        staged.unlink(missing_ok=True)
        TOC(self.schema, self.segments, number).write(self.storage, STAGED)
        shown = TOC._filename(INDEX_NAME, number)
        names = {segment.segment_id() for segment in self.segments}
        described = _describe(self.folder, number, names, {shown: staged}, self.described)
        os.rename(staged, self.folder / shown)
        self.before = described
        sync_directory(self.folder)
        clean_files(self.storage, INDEX_NAME, number, self.segments)
        manifest.clear_others(self.folder, number)
        self.cancel()

    def cancel(self) -> None:
        """Let go of the index; what was not committed does not exist, nor do its files."""
        if not self.is_closed:
            self.is_closed = True
            for terms in self._terms.values():
                terms.close()
            if self.before:
                _clear(self.folder, {_segment(name) for name in self.before.files})
            self._lock.release()


def _clear(folder: Path, kept: Collection[str]) -> None:
    """Delete the files of segments but of those that are kept, and unfinished lists of segments.

    What a failed commit or a killed process left takes room, and may be why the disk is full."""
    for name in os.listdir(folder):
        segment = _segment(name)
        if (segment and segment not in kept) or name.startswith(f"_{STAGED}_"):
            with suppress(OSError):
                os.unlink(folder / name)


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
) -> Manifest:
    """Bring the files of a commit to disk, write its manifest, and return that.

    What the commit before has described is taken from there and never measured again: a file that
    was damaged since would look as if it had been written so."""
    files = {name: entry for name, entry in before.files.items() if _segment(name) in segments}
    fresh = set(segments) - {_segment(name) for name in files}
    paths = {name: folder / name for name in os.listdir(folder) if _segment(name) in fresh}
    for name, path in {**paths, **others}.items():
        sync_directory(path)
        files[name] = manifest.measure(path)
    described = Manifest(folder, files)
    described.save(commit)
    sync_directory(folder)
    return described


def create(path: Path) -> None:
    """Make an empty index in a new directory that only its owner may enter.

    The schema is pickled into the index, so who can write there can run code here."""
    path.mkdir(mode=0o700, parents=True)
    index.create_in(str(path), build_schema())
    empty = TOC._filename(INDEX_NAME, 0)
    _describe(path, 0, (), {empty: path / empty}, Manifest(path, {}))
    (path / FINGERPRINT).write_text(own_fingerprint())


def write(path: Path, documents: Iterable[Mapping[str, Any]], gone: Iterable[str]) -> None:
    """Replace `documents` by their id and delete the ids `gone`, in one commit on disk."""
    writer = Writer(path)
    new: NewSegment | None = None
    try:
        for document in documents:
            new = new or NewSegment(path, writer.schema)
            writer.delete(document["id"])
            new.add(document)
        for identifier in gone:
            writer.delete(identifier)
        if new:
            writer.segments.append(new.finish())
        if len(writer.segments) > MANY and (chosen := merging.choose(writer.segments)):
            writer.merge(chosen)
        writer.commit()
    except BaseException:
        writer.cancel()
        if new:
            new.files.abandon()
        raise


def add_segments(path: Path, segments: Sequence[Any], gone: Iterable[str] = ()) -> None:
    """Commit segments that were written beside the others, deleting ids from those before."""
    writer = Writer(path)
    try:
        for identifier in gone:
            writer.delete(identifier)
        writer.segments += segments
        writer.commit()
    finally:
        writer.cancel()


def clear_uncommitted(path: Path) -> None:
    """Delete what was written into a generation and never committed."""
    Writer(path).cancel()


def merge_some(path: Path) -> bool:
    """Merge what has come together, in one commit. False where nothing has."""
    writer = Writer(path)
    try:
        chosen = merging.choose(writer.segments)
        if chosen:
            writer.merge(chosen)
            writer.commit()
        return bool(chosen)
    finally:
        writer.cancel()


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
