"""What was given: addresses in a row of the database, a file in a folder of its own."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord
from articles.ingest.imports import spool
from articles.ingest.readers.archive import UNPACKED
from articles.keeping.files import sync_one
from articles.models import ImportJob, ImportRow

MOST_ADDRESSES = 500
_BLOCK = 1 << 20
# What a name must not hold to be that of a file here; its ending chooses the reader.
_ODD = re.compile(r"[^\w.() -]+")
# A file that is being sent; no name that is given begins with a dot.
_PART = ".part"


def folder_of(job: ImportJob) -> Path:
    """Return where the files of an import are kept for a while."""
    return Path(settings.DATA_DIR) / "imports" / str(job.pk)


def file_of(job: ImportJob) -> Path:
    """Return the file that was given."""
    return folder_of(job) / job.name


def from_addresses(text: str, *, by: Any, **options: Any) -> ImportJob:
    """Make an import of addresses, one a line. Raises BadRecord where one is none, or where they
    are too many."""
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if not lines:
        raise BadRecord(_("There is no address."))
    if len(lines) > MOST_ADDRESSES:
        raise BadRecord(
            _("These are %(number)s addresses; at most %(most)s are taken."),
            number=len(lines),
            most=MOST_ADDRESSES,
        )
    for line in lines:
        canonical_url(line)
        if not line.lower().startswith(("http://", "https://")):
            raise BadRecord(_("%(address)s is not a web address."), address=repr(line[:200]))
    return ImportJob.objects.create(
        kind=ImportJob.Kind.ADDRESSES,
        name=lines[0][:200],
        addresses="\n".join(lines),
        expected=len(lines),
        by=by,
        **options,
    )


def from_file(file: BinaryIO, name: str, *, by: Any, **options: Any) -> ImportJob:
    """Make an import of a file as it is sent. Raises BadRecord where it is empty or too large.

    It waits for nobody's work before all of the file is on the disk: of an upload whose process
    was killed a dropped import without a file is left."""
    kind, state = ImportJob.Kind.FILE, ImportJob.State.DROPPED
    job = ImportJob.objects.create(kind=kind, name=_safe(name), by=by, state=state, **options)
    try:
        job.size = _write(file, file_of(job))
    except BaseException:
        forget(job)
        job.delete()
        raise
    job.state, job.asked_at = ImportJob.State.CHECKING, timezone.now()
    job.save(update_fields=["size", "state", "asked_at"])
    return job


def _safe(name: str) -> str:
    """Return a name of a file that stays in its folder and keeps its ending."""
    bare = _ODD.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .") or "file"
    stem, dot, ending = bare.rpartition(".")
    if stem.lower().endswith(".warc"):
        stem, ending = stem[:-5], f"{stem[-4:]}.{ending}"
    if not stem:
        return _cut(bare, 120, 200)
    return f"{_cut(stem, 120, 200)}{dot}{_cut(ending, 20, 40)}"


def _cut(text: str, letters: int, most: int) -> str:
    """Cut a name to so many letters and bytes: the disk counts in bytes, 255 of them."""
    return text[:letters].encode()[:most].decode(errors="ignore")


def _write(file: BinaryIO, path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    size, part = 0, path.with_name(_PART)
    with part.open("xb") as target:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > settings.IMPORT_MAX_BYTES:
                most = settings.IMPORT_MAX_BYTES
                raise BadRecord(
                    _("The file is larger than %(most)s bytes. Split it up."), most=f"{most:,}"
                )
            target.write(block)
        if not size:
            raise BadRecord(_("The file is empty."))
        target.flush()
        os.fsync(target.fileno())
    os.replace(part, path)
    sync_one(path.parent)
    return size


def forget(job: ImportJob) -> None:
    """Delete the files of an import."""
    shutil.rmtree(folder_of(job), ignore_errors=True)


def tidy(now: datetime) -> None:
    """Delete what was given, and what was said of each record, once it is old; what came of the
    whole stays. Also what killed processes left unpacked."""
    before = now - timedelta(days=settings.IMPORT_KEEP_DAYS)
    old = ImportJob.objects.filter(asked_at__lt=before)
    ended = old.exclude(state__in=ImportJob.UNDER_WAY)
    # Of those alone of which something is left: the list of all imports only grows.
    ImportRow.objects.filter(job__in=ended).delete()
    for job in ended.filter(pk__in=_with_folders()).iterator():
        forget(job)
    old.filter(state=ImportJob.State.READY).update(state=ImportJob.State.DROPPED, ended_at=now)
    yesterday = (now - timedelta(days=1)).timestamp()
    for left in Path(settings.DATA_DIR).glob(f"{UNPACKED}*"):
        with suppress(FileNotFoundError):  # whoever was at work in it has deleted it
            if left.stat().st_mtime < yesterday:
                shutil.rmtree(left, ignore_errors=True)


def _with_folders() -> list[int]:
    """Return the numbers of imports that have a folder."""
    folders = (Path(settings.DATA_DIR) / "imports").glob("*")
    return [int(folder.name) for folder in folders if folder.name.isdigit()]


def is_kept(job: ImportJob) -> bool:
    """Whether what was given is still here, so that it can be looked through."""
    return job.kind == ImportJob.Kind.ADDRESSES or file_of(job).is_file()


def ask_again(job: ImportJob, **changes: Any) -> None:
    """Have an import looked through anew: under other headings, or after something was mended.

    An address that failed is asked anew; a page that is here is not."""
    ImportRow.objects.filter(job=job).delete()
    for path in (folder_of(job) / "fetched").glob("*.jsonl"):
        if spool.ends_in_failure(path):
            path.unlink()
    _ask(job, ImportJob.State.CHECKING, imported=False, **changes)


def ask_for(job: ImportJob, **changes: Any) -> None:
    """Have an import taken in."""
    _ask(job, ImportJob.State.IMPORTING, imported=True, **changes)


def _ask(job: ImportJob, state: str, **changes: Any) -> None:
    changes |= {"state": state, "asked_at": timezone.now(), "ended_at": None, "attempts": 0}
    changes |= {"done": 0, "counts": {}, "error": ""}
    for name, value in changes.items():
        setattr(job, name, value)
    job.save(update_fields=list(changes))


def go_on(job: ImportJob) -> None:
    """Have an import that broke off taken up where it was."""
    job.state, job.asked_at, job.attempts = ImportJob.State.IMPORTING, timezone.now(), 0
    job.ended_at, job.error = None, ""
    job.save(update_fields=["state", "asked_at", "attempts", "ended_at", "error"])


def drop(job: ImportJob, now: datetime) -> None:
    """Take an import out of the queue, or stop it; what it has brought in stays."""
    job.state, job.ended_at = ImportJob.State.DROPPED, now
    job.save(update_fields=["state", "ended_at"])
