"""WARC files of crawlers and of our own export: the pages in them, byte for byte.

Only pages of text are taken: responses with status 200 that are HTML, and resources that are. A
revisit says that a page was the same again: under the same address it brings nothing new, under
another one it is a copy, whose bytes are looked up in the same file."""

from __future__ import annotations

import gzip
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as _
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord, Capture, Failure, Notice, Reason, said_by
from articles.ingest.readers.jsonl import parse
from articles.ingest.records import parse_moment

LARGEST_PAGE = 5_000_000
# One record, unpacked: crawls hold films, which are passed over; what is larger than this ends it.
LARGEST_RECORD = 2_000_000_000
# No text packs a thousand to one; a file that does is there to fill a disk or a day. Crawls pack
# four to one: one that packs far better may unpack to some gigabytes, and no more.
MOST_TIMES_PACKED, ALWAYS_ALLOWED = 200, 100_000_000
USUAL_TIMES_PACKED, LARGEST_UNPACKED = 10, 4_000_000_000
RECORD_TYPE = "application/vnd.sijill.article+json"
_PAGES = ("text/html", "application/xhtml+xml")
_BROKEN = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    EOFError,
    OSError,
    ValueError,
    AttributeError,  # what warcio makes of records without an address or a length
    TypeError,
    zlib.error,
)


class _Unpacked:
    """The bytes of a WARC file, unpacked and counted, so that none can be endless.

    Unpacked here and not by warcio, which would hold a header of any length that a small file
    unpacks to."""

    def __init__(self, path: Path) -> None:
        self.file: BufferedReader = path.open("rb")
        self.size = path.stat().st_size
        packed = self.file.read(2) == b"\x1f\x8b"
        self.file.seek(0)
        self.bytes: Any = gzip.GzipFile(fileobj=self.file) if packed else self.file
        self.read_in_all = self.read_of_record = 0
        self.damage = ""

    def read(self, size: int = -1) -> bytes:
        """Return some of the next bytes; at damage, as at the end, none."""
        try:
            piece: bytes = self.bytes.read1(65_536 if size is None or size < 0 else size)
        except (EOFError, OSError, zlib.error) as error:
            self.damage = str(error)
            return b""
        self.read_in_all += len(piece)
        self.read_of_record += len(piece)
        if self.read_in_all > allowed(self.size) or self.read_of_record > LARGEST_RECORD:
            raise BadRecord(_("It unpacks to far more than it is. It was not read any further."))
        return piece

    def tell(self) -> int:
        return self.read_in_all

    def close(self) -> None:
        self.file.close()


def allowed(size: int) -> int:
    """Return to how many bytes a file of this size may unpack."""
    tight = min(size * MOST_TIMES_PACKED, LARGEST_UNPACKED)
    return max(tight, size * USUAL_TIMES_PACKED, ALWAYS_ALLOWED)


@dataclass(frozen=True)
class _Revisit:
    """A record that says: the same as before. `original` is the address of what it was the same as,
    `digest` what names its bytes."""

    uri: str
    original: str
    digest: str
    date: datetime | None


def read(path: Path) -> Iterator[Capture | Notice]:
    """Yield a capture for each page of a WARC file; damage ends the file with a failure."""
    if not path.is_file():
        raise BadRecord(_("This is not a file. A WARC file ends in .warc or .warc.gz."))
    revisits: list[_Revisit] = []
    taken: dict[str, set[str]] = defaultdict(set)
    found = False
    for item in _pages(path):
        if isinstance(item, _Revisit):
            revisits.append(item)
            continue
        found = True
        if isinstance(item, tuple):
            taken[item[0]].add(item[1].url)
            yield item[1]
        else:
            yield item
    yield from _elsewhere(path, [one for one in revisits if one.digest not in taken])
    wanted: dict[str, dict[str, _Revisit]] = defaultdict(dict)
    for one in revisits:
        if one.digest in taken and one.uri not in taken[one.digest]:
            wanted[one.digest].setdefault(one.uri, one)
    yield from _copies(path, wanted)
    if not found and not revisits:
        yield Failure(
            str(path), Reason(_("The file holds no page: no HTML response with status 200."))
        )


def _elsewhere(path: Path, revisits: list[_Revisit]) -> Iterator[Notice]:
    """Tell of revisits whose bytes are not in this file. Under the same address that is no loss."""
    for one in revisits:
        kind = Notice if one.uri == one.original else Failure
        said = _("It is the same as %(address)s, captured in another file. Take that one in.")
        reason = Reason(said, address=one.original)
        yield kind(f"{path}: {one.uri}", reason)


def _copies(path: Path, wanted: dict[str, dict[str, _Revisit]]) -> Iterator[Capture | Failure]:
    """Read the file once more for pages that were the same under other addresses."""
    if not wanted:
        return
    for item in _pages(path):
        if isinstance(item, tuple):
            for one in wanted.pop(item[0], {}).values():
                where = f"{path}: {one.uri}"
                try:
                    key = canonical_url(one.uri)
                except BadRecord as error:
                    yield Failure(where, error.reason)
                    continue
                yield replace(item[1], where=where, key=key, url=one.uri, fetched_at=one.date)


def _pages(path: Path) -> Iterator[tuple[str, Capture] | Failure | _Revisit]:
    """Yield each page with its digest, each revisit as it stands, and what is wrong."""
    source = _Unpacked(path)
    number = 0
    try:
        for number, record in enumerate(_records(source), 1):
            source.read_of_record = 0
            try:
                if record.rec_type == "revisit":
                    yield _revisit(record)
                elif page := _page(path, record):
                    yield page
            except BadRecord as error:
                yield Failure(f"{path}: {_uri(record) or number}", error.reason)
        if source.damage:
            raise EOFError(source.damage)
    except BadRecord as error:
        yield Failure(f"{path}: after record {number}", error.reason)
    except _BROKEN as error:
        said = _("The file is damaged or cut off (%(why)s). What stood before was taken in.")
        yield Failure(f"{path}: after record {number}", Reason(said, why=said_by(error)))
    finally:
        source.close()


def _records(source: _Unpacked) -> Iterator[ArcWarcRecord]:
    start = source.bytes.read(5)
    if start != b"WARC/":
        raise BadRecord(_("This is no WARC file: it does not begin with WARC/."))
    source.bytes.seek(0)
    yield from ArchiveIterator(source, check_digests=True)


def _page(path: Path, record: ArcWarcRecord) -> tuple[str, Capture] | None:
    """Return the capture a record holds; None where it is not a page of text."""
    kind = _content_type(record)
    is_page = kind in _PAGES and _is_answer(record)
    if not is_page and not (record.rec_type == "resource" and kind == RECORD_TYPE):
        return None
    body = record.content_stream().read(LARGEST_PAGE + 1)
    if len(body) > LARGEST_PAGE:
        raise BadRecord(_("The page is larger than %(most)s bytes."), most=f"{LARGEST_PAGE:,}")
    record.content_stream().read(1)  # to the end, where its sum is compared
    if record.raw_stream.limit > 0:
        raise BadRecord(_("The page is cut off: the file ends before it does."))
    if record.digest_checker.passed is False:
        raise BadRecord(_("The page is damaged: its bytes do not give the digest that it states."))
    if not body.strip():
        raise BadRecord(_("The page is empty."))
    if kind == RECORD_TYPE:
        where = f"{path}: {_uri(record)}"
        return where, Capture(where=where, kind="record", raw=body, declared=parse(body))
    charset, http = "", ()
    if record.http_headers:
        stated = record.http_headers.get_header("Content-Type", "")
        charset = _parameter(stated, "charset")
        http = (record.http_headers.statusline, *record.http_headers.headers)
    return _digest(record, _uri(record)), _capture(path, record, body, charset, http)


def _capture(
    path: Path, record: ArcWarcRecord, body: bytes, charset: str, http: tuple[Any, ...]
) -> Capture:
    uri = _uri(record)
    return Capture(
        where=f"{path}: {uri}",
        kind="html",
        raw=body,
        key=canonical_url(uri),
        url=uri.partition("#")[0],
        charset=charset,
        fetched_at=_date(record),
        http=http,
    )


def _is_answer(record: ArcWarcRecord) -> bool:
    if record.rec_type == "resource":
        return True
    return (
        record.rec_type == "response"
        and record.http_headers is not None
        and record.http_headers.get_statuscode() == "200"
    )


def _content_type(record: ArcWarcRecord) -> str:
    headers = record.rec_headers if record.rec_type == "resource" else record.http_headers
    stated = headers.get_header("Content-Type", "") if headers else ""
    return (stated or "").partition(";")[0].strip().lower()


def _parameter(stated: str, name: str) -> str:
    for part in (stated or "").split(";")[1:]:
        key, _, value = part.partition("=")
        if key.strip().lower() == name:
            return value.strip().strip("\"'")[:40]
    return ""


def _uri(record: ArcWarcRecord) -> str:
    # Some crawlers of WARC/1.0 wrote the address in angle brackets.
    return (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")


def _revisit(record: ArcWarcRecord) -> _Revisit:
    stated = record.rec_headers.get_header("WARC-Refers-To-Target-URI") or ""
    original = stated.strip("<> ") or _uri(record)
    return _Revisit(_uri(record), original, _digest(record, original), _date(record))


def _digest(record: ArcWarcRecord, uri: str) -> str:
    """What names the bytes: their digest, or where none is stated the address they had."""
    stated = record.rec_headers.get_header("WARC-Payload-Digest") or ""
    return stated.lower() or f"address:{uri}"


def _date(record: ArcWarcRecord) -> datetime | None:
    moment = parse_moment(record.rec_headers.get_header("WARC-Date") or "")
    return moment[1] if moment else None
