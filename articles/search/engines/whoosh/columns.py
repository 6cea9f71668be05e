"""What is kept for each document of a segment, as arrays in one file beside it.

    <segment>.arrays = MAGIC, length of the table (8 bytes), table (JSON), arrays

The indexer writes the file with the segment; readers read all of it into memory, 5 MB at 30,000
articles. It is not mapped: a process that touches a mapped file which somebody has cut off is
killed. The table names each array with its type, its place and its length; a facet has its values
in the table as well. Without the file, in an index that another program made, the same is read from
Whoosh's own columns and postings."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields
from whoosh.columns import NumericColumn
from whoosh.reading import SegmentReader

from articles.search.engines.whoosh import vocabulary
from articles.search.engines.whoosh.vocabulary import Vocabulary

MAGIC = b"sijill-3"
ALIGNMENT = 64
SUFFIX = ".arrays"
_BYTE = NumericColumn("B", default=0)


@dataclass(frozen=True)
class FacetValues:
    """Which documents have which values: those of document d are
    `values[ords[starts[d]:starts[d + 1]]]`."""

    values: list[str]
    starts: np.ndarray
    ords: np.ndarray


@dataclass(frozen=True)
class Columns:
    """The arrays of a segment: numbers by field, facets by field, for each text field a code of
    one byte for the length of each text (whoosh.util.numeric.byte_to_length), and its words."""

    numbers: dict[str, np.ndarray] = field(default_factory=dict)
    facets: dict[str, FacetValues] = field(default_factory=dict)
    lengths: dict[str, np.ndarray] = field(default_factory=dict)
    words: Vocabulary = field(default_factory=lambda: vocabulary.of_words(()))


def path_of(folder: Path, segment: str) -> Path:
    """Where the arrays of a segment stand."""
    return folder / f"{segment}{SUFFIX}"


def write(folder: Path, reader: SegmentReader) -> None:
    """Write the arrays of a segment beside it."""
    columns = derive(reader)
    arrays = {f"number {name}": array for name, array in columns.numbers.items()}
    arrays |= {f"length {name}": array for name, array in columns.lengths.items()}
    for name, facet in columns.facets.items():
        arrays |= {f"starts {name}": facet.starts, f"ords {name}": facet.ords}
    arrays |= {f"words {name}": array for name, array in vars(columns.words).items()}
    table: dict[str, Any] = {"arrays": {}, "values": {}}
    table["values"] = {name: facet.values for name, facet in columns.facets.items()}
    at = 0
    for name, array in arrays.items():
        table["arrays"][name] = [array.dtype.str, at, array.size]
        at += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
    head = json.dumps(table, ensure_ascii=False).encode()
    head += b" " * (-(len(MAGIC) + 8 + len(head)) % ALIGNMENT)
    with path_of(folder, reader.segment().segment_id()).open("wb") as file:
        file.write(MAGIC + len(head).to_bytes(8, "little") + head)
        for array in arrays.values():
            file.write(array.tobytes())
            file.write(bytes(-array.nbytes % ALIGNMENT))


def read(path: Path) -> Columns:
    """Read the arrays of a segment. Raise ValueError where they are not what they say, OSError
    where the file cannot be read."""
    data = np.fromfile(path, dtype=np.uint8)
    data.flags.writeable = False
    start = len(MAGIC) + 8
    if bytes(data[: len(MAGIC)]) != MAGIC:
        raise ValueError(f"{path.name} holds no arrays")
    end = start + int.from_bytes(bytes(data[len(MAGIC) : start]), "little")
    table = json.loads(bytes(data[start:end]))
    columns = Columns()
    starts: dict[str, np.ndarray] = {}
    words: dict[str, np.ndarray] = {}
    for said, (kind, at, length) in table["arrays"].items():
        what, _, name = said.partition(" ")
        array = np.frombuffer(data, dtype=kind, count=length, offset=end + at)
        if what == "starts":
            starts[name] = array
        elif what == "ords":
            columns.facets[name] = FacetValues(table["values"][name], starts[name], array)
        else:
            kinds = {"number": columns.numbers, "length": columns.lengths, "words": words}
            kinds[what][name] = array
    return replace(columns, words=Vocabulary(**words))


def derive(reader: SegmentReader) -> Columns:
    """Read the arrays of a segment from Whoosh's columns and, facets, from its postings."""
    columns = Columns()
    for name, kind in reader.schema.items():
        if isinstance(kind, fields.DATETIME):
            continue  # no array of numbers, and whoosh cannot read that a document has none
        if isinstance(kind, fields.NUMERIC) and reader.has_column(name):
            columns.numbers[name] = np.array(list(reader.column_reader(name)))
        elif isinstance(kind, fields.KEYWORD):
            columns.facets[name] = _facet(reader, name)
        if kind.scorable:
            columns.lengths[name] = _lengths(reader, name)
    return replace(columns, words=vocabulary.derive(reader))


def _lengths(reader: SegmentReader, name: str) -> np.ndarray:
    column, perdoc = f"_{name}_len", reader._perdoc
    codes = np.zeros(reader.doc_count_all(), dtype=np.uint8)
    if perdoc.has_column(column):
        found = np.array(perdoc.column_reader(column, _BYTE).load(), dtype=np.uint8)
        codes[: found.size] = found
    elif reader.field_length(name):
        raise ValueError(f"no column {column}")
    return codes


def _facet(reader: SegmentReader, name: str) -> FacetValues:
    values, docs = [], [np.zeros(0, dtype=np.int64)]
    for value in reader.lexicon(name):
        values.append(value.decode())
        docs.append(np.array(list(reader.postings(name, value).all_ids()), dtype=np.int64))
    holders = np.concatenate(docs)
    ords = np.repeat(np.arange(len(values)), [found.size for found in docs[1:]])
    order = np.lexsort((ords, holders))
    starts = np.searchsorted(holders[order], np.arange(reader.doc_count_all() + 1))
    return FacetValues(values, starts.astype(np.int32), ords[order].astype(np.int32))
