"""The front door: paths and addresses in, a report out.

Every record is a savepoint of its own, so that a bad one never takes another with it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from django.db import DatabaseError, OperationalError, transaction

from articles.ingest.capture import BadRecord, Capture, ExtractedArticle, Failure, Notice
from articles.ingest.extract import extract
from articles.ingest.keep import Keeper
from articles.ingest.readers import captures, count
from articles.ingest.register import Register
from articles.ingest.save import Saved, save
from articles.models import Article

logger = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
AfterSave = Callable[[Article], None]


@dataclass(frozen=True)
class Told:
    """What became of one record: `created`, `revised`, `unchanged`, `failed` for `reason`, or a
    `notice` that was no record. `article` is what was read out of it, `saved` what is stored."""

    item: Capture | Notice
    outcome: str
    reason: str = ""
    article: ExtractedArticle | None = None
    saved: Saved | None = None


OnRecord = Callable[[Told], None]
# A record with what was read out of it, or with why nothing was.
_Read = tuple[Capture | Notice, ExtractedArticle | str]


@dataclass
class IngestReport:
    """What became of every record. `copies` counts those of the created and revised ones that hold
    the same text as an earlier article; `warnings` are told about records that were saved.
    `broke_off`: the database failed, and what came after was not looked at."""

    created: int = 0
    revised: int = 0
    unchanged: int = 0
    copies: int = 0
    failed: list[Notice] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    broke_off: bool = False

    def counts(self) -> dict[str, int]:
        """Return the numbers of the report, for its last line."""
        return {
            "created": self.created,
            "revised": self.revised,
            "unchanged": self.unchanged,
            "copies": self.copies,
            "failed": len(self.failed),
            "warnings": len(self.warnings),
        }

    def add(self, part: IngestReport) -> None:
        """Count what another report tells as well."""
        for name in ("created", "revised", "unchanged", "copies"):
            setattr(self, name, getattr(self, name) + getattr(part, name))
        self.failed += part.failed
        self.warnings += part.warnings
        self.broke_off = self.broke_off or part.broke_off

    def as_dict(self) -> dict[str, Any]:
        """Return the whole report as plain data."""
        return {
            **self.counts(),
            "failures": [asdict(failure) for failure in self.failed],
            "notices": [asdict(notice) for notice in self.warnings],
        }


class _DryRun(Exception):
    """Raised at the end of a dry run, so that everything is rolled back."""


def ingest(
    paths_or_urls: Sequence[str],
    *,
    reader: str = "auto",
    publish: bool = True,
    dry_run: bool = False,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    after_save: AfterSave | None = None,
) -> IngestReport:
    """Take in every record of the inputs and return what became of them.

    A new article is published, or a draft with `publish` off. A dry run goes the whole way and then
    rolls back. `columns` says which heading of a table is which field. `progress(done, expected)`
    is called after each record, `after_save(article)` after each that was created or revised: what
    it raises becomes a warning, for the article is saved.
    """
    expected = sum(count(source, reader) for source in paths_or_urls) if progress else 0
    items = _all(paths_or_urls, reader, columns)
    return take_in(
        items,
        publish=publish,
        dry_run=dry_run,
        progress=progress,
        expected=expected,
        after_save=after_save,
    )


def take_in(
    items: Iterable[Capture | Notice],
    *,
    publish: bool = True,
    dry_run: bool = False,
    progress: Progress | None = None,
    expected: int = 0,
    after_save: AfterSave | None = None,
    on_record: OnRecord | None = None,
) -> IngestReport:
    """Take in captures, wherever they come from; what is no capture goes into the report.

    `on_record` is told of each, of what is saved in the same transaction: what it writes stands or
    falls with the article."""
    report = IngestReport()
    if not dry_run:
        _take_in(items, publish, progress, expected, report, after_save, on_record, keeps=True)
        return report
    try:
        with transaction.atomic():
            _take_in(items, publish, progress, expected, report, after_save, on_record, keeps=False)
            raise _DryRun
    except _DryRun:
        return report


def _take_in(
    items: Iterable[Capture | Notice],
    publish: bool,
    progress: Progress | None,
    expected: int,
    report: IngestReport,
    after_save: AfterSave | None,
    on_record: OnRecord | None,
    *,
    keeps: bool,
) -> None:
    register, done = Register(), 0
    for batch in _batches(items):
        found = IngestReport()
        try:
            with transaction.atomic(), Keeper() as keeper:
                for item, article in batch:
                    kept = keeper if keeps else None
                    saved = _one(item, article, register, publish, found, on_record, kept)
                    if saved and after_save:
                        _afterwards(saved, after_save, item.where, found)
        except (OperationalError, OSError) as error:
            # Disk full, locked, gone: the next record would not fare better.
            report.failed.append(Failure(batch[0][0].where, _why_broken_off(error)))
            report.broke_off = True
            return
        report.add(found)
        done += len(batch)
        if progress:
            progress(done, max(expected, done))


# A batch of records is one transaction, each a savepoint of it: the disk is waited for once. Saving
# by hand waits that long for an import, so that it ends after a moment, or a few large records.
_MOST_RECORDS, _MOST_BYTES, _LONGEST = 10, 4_000_000, 0.25


def _batches(items: Iterable[Capture | Notice]) -> Iterator[list[_Read]]:
    """Read ahead outside of any transaction: reading may mean to wait for a server."""
    batch: list[_Read] = []
    size, began = 0, time.monotonic()
    try:
        for item in items:
            batch.append((item, _article_in(item)))
            size += len(item.raw) if isinstance(item, Capture) else 0
            late = time.monotonic() - began > _LONGEST
            if len(batch) == _MOST_RECORDS or size > _MOST_BYTES or late:
                yield batch
                batch, size, began = [], 0, time.monotonic()
    except Exception:
        if batch:  # what was read before it broke is not lost with it
            yield batch
        raise
    if batch:
        yield batch


def _article_in(item: Capture | Notice) -> ExtractedArticle | str:
    """Return the article of a capture, or why there is none; of a notice, what it says."""
    if isinstance(item, Notice):
        return item.reason
    try:
        return extract(item)
    except BadRecord as error:
        return str(error)
    except Exception as error:  # a fault of ours must not lose the records behind it
        logger.exception("Ingest failed at %s", item.where)
        return unexpected(error)


def _why_broken_off(error: Exception) -> str:
    if isinstance(error, OSError):
        said = f"The captures cannot be kept: {error.strerror or error}."
    else:
        said = f"The database does not write: {error}."
    said += " Neither this record nor any after it was taken in."
    missing = " If a table is missing, run: manage.py migrate"
    return said if isinstance(error, OSError) else said + missing


def unexpected(error: Exception) -> str:
    """Say that something failed that nobody thought of."""
    return f"Unexpected {type(error).__name__}: {error}. The log has the details."


def _all(
    sources: Sequence[str], reader: str, columns: Mapping[str, str] | None
) -> Iterator[Capture | Notice]:
    for source in sources:
        yield from readable(source, partial(captures, source, reader, columns))


def readable(
    where: str, read: Callable[[], Iterable[Capture | Notice]]
) -> Iterator[Capture | Notice]:
    """Yield what is read of one input; where it cannot be read, or breaks off, that is one
    failure."""
    try:
        yield from read()
    except BadRecord as error:
        yield Failure(where, str(error))
    except OSError as error:
        yield Failure(where, f"It cannot be read: {error.strerror or error}.")
    except Exception as error:  # it must not lose the inputs behind this one
        logger.exception("Ingest failed at %s", where)
        yield Failure(where, unexpected(error))


def _afterwards(article: Article, after_save: AfterSave, where: str, report: IngestReport) -> None:
    """Do what follows upon saving in a transaction of its own."""
    try:
        with transaction.atomic():
            after_save(article)
    except OperationalError:
        raise
    except Exception as error:  # the article is in the register, whatever went wrong with it since
        logger.exception("After saving, ingest failed at %s", where)
        report.warnings.append(Notice(where, unexpected(error)))


def _one(
    item: Capture | Notice,
    article: ExtractedArticle | str,
    register: Register,
    publish: bool,
    report: IngestReport,
    on_record: OnRecord | None,
    keeper: Keeper | None,
) -> Article | None:
    """Save one record and write it into the report; return the article if anything changed.

    With a `keeper`, its bytes are kept as well."""
    tell = on_record or (lambda _: None)
    if isinstance(item, Notice):
        failed = isinstance(item, Failure)
        (report.failed if failed else report.warnings).append(item)
        tell(Told(item, "failed" if failed else "notice", item.reason))
        return None
    reason = article if isinstance(article, str) else ""
    if not isinstance(article, str):
        try:
            with transaction.atomic():
                saved = save(article, register, publish=publish)
                if keeper and saved.holds(item.sha256):
                    keeper.keep(item, saved.article.key)
                tell(Told(item, saved.outcome, "", article, saved))
        except OperationalError:
            raise
        except BadRecord as error:
            reason = str(error)
        except OSError as error:
            reason = f"The capture cannot be kept: {error.strerror or error}. Nothing was saved."
        except DatabaseError as error:
            reason = f"The database refuses the record: {error}."
        except Exception as error:  # a fault of ours must not lose the records behind it
            logger.exception("Ingest failed at %s", item.where)
            reason = unexpected(error)
        else:
            setattr(report, saved.outcome, getattr(report, saved.outcome) + 1)
            report.copies += saved.is_copy
            report.warnings += article.notices
            return saved.article if saved.outcome != "unchanged" else None
        register.forget()
    report.failed.append(Failure(item.where, reason))
    tell(Told(item, "failed", reason))
    return None
