"""Making one segment: its files, closed and whole.

Nobody sees the segment until a commit names it (writing.py). Its files are an ordinary segment of
a Whoosh index, and beside them the arrays of columns.py and the lists of plain.py."""

from __future__ import annotations

import gc
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from pickle import dumps
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import VarBytesColumn
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from articles.search.engines.whoosh import columns, plain
from articles.search.engines.whoosh.lists import Lists, TermsWriter
from articles.search.engines.whoosh.plain import PlainWriter
from articles.search.engines.whoosh.pool import Pool, length_codes

INDEX_NAME = "MAIN"
STORED = "_stored"
# Whoosh keeps stored fields pickled and compressed, one document after the other.
STORED_COLUMN = VarBytesColumn()


@contextmanager
def without_collector() -> Iterator[None]:
    """Do without Python's collector: it goes through millions of numbers and texts, none of which
    are in cycles, and took a third of the time of a merge."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class SegmentFiles:
    """The files of a segment that is being written."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self.folder = folder
        self.schema = schema
        self.storage = FileStorage(str(folder))
        self.segment = W3Codec().new_segment(self.storage, INDEX_NAME)
        self.segment._fieldlengths = {}
        self._terms = TermsWriter(folder, self.segment)
        self._plain = PlainWriter(plain.path_of(folder, self.segment.segment_id()))
        self._columns: dict[str, tuple[Any, Any]] = {}
        self._add_column(STORED, STORED_COLUMN)

    def _path(self, name: str) -> Path:
        return self.folder / W3Codec.column_filename(self.segment, name)

    def _add_column(self, name: str, column: Any) -> Any:
        file = self.storage.create_file(self._path(name).name)
        self._columns[name] = column.writer(file), file
        return self._columns[name][0]

    def put(self, doc: int, name: str, column: Any, value: Any) -> None:
        """Write the value of a document in a column."""
        kept = self._columns.get(name)
        (kept[0] if kept else self._add_column(name, column)).add(doc, value)

    def store(self, doc: int, data: bytes) -> None:
        """Write the stored fields of a document, compressed."""
        self._columns[STORED][0].add(doc, data)

    def put_lengths(self, name: str, codes: np.ndarray, total: int) -> None:
        """Write the length of each text of a field, as a byte, and of all texts together."""
        if codes.any():
            self._path(f"_{name}_len").write_bytes(codes[: codes.nonzero()[0][-1] + 1].tobytes())
            self.segment._fieldlengths[name] = total

    def write(self, name: str, lists: Lists, codes: np.ndarray | None) -> None:
        """Write terms of a field; `codes` has the coded length of each document's text."""
        self._plain.write(lists, self._terms.write(name, lists, codes))

    def finish(self, count: int) -> Any:
        """Close the files of a segment of `count` documents, and return the segment."""
        for writer, file in self._columns.values():
            writer.finish(count)
            file.close()
        self._terms.close()
        self._plain.close()
        self.segment.set_doc_count(count)
        reader = SegmentReader(self.storage, self.schema, self.segment)
        try:
            columns.write(self.folder, reader)
        finally:
            reader.close()
        return self.segment

    def abandon(self) -> None:
        """Close and delete the files, also where the disk is full and what is left to write fails:
        else every try would leave some behind, until nothing is free for anybody."""
        for writer in (self._terms, self._plain):
            with suppress(OSError):
                writer.abandon()
        for _writer, file in self._columns.values():
            if not file.is_closed:
                with suppress(OSError):
                    file.close()
        for path in self.folder.glob(f"{self.segment.segment_id()}.*"):
            path.unlink(missing_ok=True)


class NewSegment:
    """A segment of documents that come one by one."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self.files = SegmentFiles(folder, schema)
        self.fields = dict(schema.items())
        self.pool = Pool(schema)

    def add(self, document: Mapping[str, Any]) -> None:
        """Take a document in. One that cannot be written leaves nothing behind."""
        stored = {}
        values = []
        for name, value in document.items():
            field = self.fields.get(name)
            if value is None or field is None:
                continue  # the pool refuses a field that is not known
            if field.stored:
                stored[name] = value
            if field.column_type:
                values.append((name, field.column_type, field.to_column_value(value)))
        doc = self.pool.count
        self.pool.add(document)
        for name, column, value in values:
            self.files.put(doc, name, column, value)
        if stored:
            self.files.store(doc, zlib.compress(dumps(stored, 2), 1))

    @without_collector()
    def finish(self) -> Any:
        """Write what was gathered; return the segment."""
        count = self.pool.count
        for name in self.pool.filled():
            pool = self.pool.fields.pop(name)
            lengths, slices = pool.lists(count)
            codes = None
            if pool.field.scorable:
                codes = length_codes(lengths)
                self.files.put_lengths(name, codes, int(lengths.sum()))
            for lists in slices:
                self.files.write(name, lists, codes)
        return self.files.finish(count)
