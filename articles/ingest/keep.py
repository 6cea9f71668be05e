"""The raw captures: one WARC file for each, named after the hash of its bytes, and never changed.

A file stands on disk before the transaction that speaks of it commits; what a crash leaves over is
a file that nothing speaks of, never a row without its file."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.ingest.capture import NOT_KEPT, Capture
from articles.ingest.readers.warc import RECORD_TYPE
from articles.keeping.files import sync_one
from articles.models import RawCapture

MEDIA_TYPES = {
    "html": "text/html",
    "text": "text/plain",
    "record": RECORD_TYPE,
    "row": "application/json",
    "entry": "application/json",
}


_UNFINISHED = ".new-"
_LONGEST_WRITE = 3600


def path_of(sha256: str) -> Path:
    """Return where the capture with this hash is kept."""
    return Path(settings.DATA_DIR) / "captures" / sha256[:2] / f"{sha256}.warc.gz"


class Keeper:
    """Keeps captures, many at a time: what is kept is in its place once the block has ended.

    Waiting for the disk costs more than anything else of an import: after the first of many files
    the disk has written the names of all, and the others take a fraction."""

    def __init__(self) -> None:
        self._written: list[tuple[BinaryIO, Path, Path]] = []

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Put every file in its place, and wait until all of it is on the disk; or leave nothing.

        Called before the transaction that speaks of the files commits."""
        written, self._written = self._written, []
        try:
            if kind is None:
                for file, _fresh, _path in written:
                    file.flush()
                    os.fsync(file.fileno())
                for _file, fresh, path in written:
                    os.replace(fresh, path)
                for folder in {path.parent for _file, _fresh, path in written}:
                    sync_one(folder)  # a file whose name is lost is lost
        finally:
            for file, fresh, _path in written:
                with suppress(OSError):  # what could not be written cannot be closed either
                    file.close()
                fresh.unlink(missing_ok=True)

    def keep(self, capture: Capture, key: str) -> None:
        """Keep the bytes of a capture under the key of its article; what is kept already stays."""
        sha256 = capture.sha256
        at = capture.fetched_at or timezone.now()
        path = path_of(sha256)
        there = path.is_file() and RawCapture.objects.filter(sha256=sha256).exists()
        if there and _is_sound(sha256):
            return
        file = self._beside(path)
        record = _record(WARCWriter(file, gzip=True, warc_version="WARC/1.1"), capture, key, at)
        row = RawCapture(
            sha256=sha256,
            record_id=record.rec_headers.get_header("WARC-Record-ID"),
            url=record.rec_headers.get_header("WARC-Target-URI")[:2000],
            media_type=MEDIA_TYPES[capture.kind],
            size=len(capture.raw),
            captured_at=at,
        )
        # One statement, whether the row is new or lost its file: imports keep thousands of them.
        RawCapture.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["sha256"],
            update_fields=["record_id", "url", "media_type", "size", "captured_at"],
        )

    def _beside(self, path: Path) -> BinaryIO:
        """Open a file beside its place, to be put there once it is whole."""
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_one(path.parent.parent)
        number, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
        file = os.fdopen(number, "wb")
        self._written.append((file, Path(name), path))
        return file


def _is_sound(sha256: str) -> bool:
    """Whether the file of a capture is there, and holds those very bytes: a disk may lose them."""
    try:
        _, body = record_of(sha256)
    except (OSError, ValueError, EOFError, ArchiveLoadFailed, zlib.error):
        return False
    return hashlib.sha256(body).hexdigest() == sha256


def drop_unfinished(now: datetime) -> int:
    """Delete what processes that were killed while they wrote have left; return how much.

    What is younger than an hour may be at work."""
    dropped = 0
    for path in (Path(settings.DATA_DIR) / "captures").glob(f"??/{_UNFINISHED}*"):
        try:
            if now.timestamp() - path.stat().st_mtime > _LONGEST_WRITE:
                path.unlink()
                dropped += 1
        except FileNotFoundError:  # finished, or dropped by another, in the meantime
            continue
    return dropped


def record_of(sha256: str) -> tuple[ArcWarcRecord, bytes]:
    """Return the record that keeps a capture, and its bytes. Raises OSError or ValueError where it
    is not as it was."""
    with path_of(sha256).open("rb") as file:
        for record in ArchiveIterator(file, check_digests=True):
            body = record.content_stream().read()
            if record.digest_checker.passed is False:
                raise ValueError("its digest is not that of its bytes")
            return record, body
    raise ValueError("it holds no record")


def target_uri(address: str) -> str:
    """Return an address or urn as a WARC file may hold it: ASCII, percent-encoded."""
    return quote(address, safe="%:/?#[]@!$&'()*+,;=~-._")


def warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _record(writer: WARCWriter, capture: Capture, key: str, at: datetime) -> ArcWarcRecord:
    """Write a capture: what a server answered as a response, anything else as a resource."""
    options: dict[str, Any] = {"warc_headers_dict": {"WARC-Date": warc_date(at)}}
    if capture.http:
        headers = [(n, v) for n, v in capture.http[1:] if n.lower() not in NOT_KEPT]
        headers.append(("Content-Length", str(len(capture.raw))))
        options["http_headers"] = StatusAndHeaders(capture.http[0], headers, protocol="HTTP/1.1")
        kind = "response"
    else:
        kind, options["warc_content_type"] = "resource", MEDIA_TYPES[capture.kind]
    uri = target_uri(capture.url or key)
    payload = io.BytesIO(capture.raw)
    record = writer.create_warc_record(uri, kind, payload=payload, **options)
    writer.write_record(record)
    return record
