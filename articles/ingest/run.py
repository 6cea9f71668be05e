"""The front door: paths and addresses in, a report out.

Every record is a savepoint of its own, so that a bad one never takes another with it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Protocol, runtime_checkable

from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.utils.translation import gettext_noop as _

from articles.ingest.capture import (
    BadRecord,
    Capture,
    ExtractedArticle,
    Failure,
    Notice,
    Reason,
    said_by,
)
from articles.ingest.extract import extract
from articles.ingest.keep import Keeper
from articles.ingest.outcome import Told, not_written, unexpected
from articles.ingest.readers import captures, count
from articles.ingest.register import Register
from articles.ingest.save import save
from articles.ingest.trial import Trial
from articles.models import Article

logger = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
AfterSave = Callable[[Article], None]


@runtime_checkable
class Remembers(Protocol):
    """What remembers rows between two records, and can forget them."""

    def forget(self) -> None: ...


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

    def count(self, told: Told) -> None:
        """Count one record."""
        if isinstance(told.item, Notice):
            (self.failed if told.outcome == "failed" else self.warnings).append(told.item)
        elif told.saved is None or told.article is None:
            self.failed.append(Failure(told.item.where, told.reason))
        else:
            setattr(self, told.outcome, getattr(self, told.outcome) + 1)
            self.copies += told.saved.is_copy
            self.warnings += told.article.notices

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

    A new article is published, or a draft with `publish` off. A dry run saves each record, undoes
    it at once, and calls no `after_save`. `columns` says which heading of a table is which field.
    `progress(done, expected)` is called after some records, `after_save(article)` after each that
    was created or revised: what it raises becomes a warning, for the article is saved.
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
    report, done = IngestReport(), 0
    steps = _tried(items, publish) if dry_run else _taken(items, publish, after_save, on_record)
    try:
        for found, number in steps:
            report.add(found)
            done += number
            if progress:
                progress(done, max(expected, done))
    except _BrokenOff as error:
        report.failed.append(Failure(error.where, error.reason))
        report.broke_off = True
    return report


class _BrokenOff(BadRecord):
    """Disk full, locked, gone: the next record would not fare better."""

    def __init__(self, where: str, error: Exception) -> None:
        super().__init__(_why_broken_off(error))
        self.where = where


def _tried(items: Iterable[Capture | Notice], publish: bool) -> Iterator[tuple[IngestReport, int]]:
    """Yield what would become of each record."""
    trial = Trial(publish=publish)
    for item in items:
        found = IngestReport()
        try:
            found.count(trial.told(item))
        except OperationalError as error:
            raise _BrokenOff(item.where, error) from error
        yield found, 1


def _taken(
    items: Iterable[Capture | Notice],
    publish: bool,
    after_save: AfterSave | None,
    on_record: OnRecord | None,
) -> Iterator[tuple[IngestReport, int]]:
    """Take in batch by batch; yield what became of each, and how many records it had."""
    intake = _Intake(publish, after_save, on_record)
    for batch in _batches(items):
        try:
            try:
                found = intake.save(batch)
            except IntegrityError:
                found = intake.save_each_anew([item for item, _ in batch])
        except (OperationalError, OSError) as error:
            raise _BrokenOff(batch[0][0].where, error) from error
        yield found, len(batch)


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
        return error.reason
    except Exception as error:  # a fault of ours must not lose the records behind it
        logger.exception("Ingest failed at %s", item.where)
        return unexpected(error)


def _why_broken_off(error: Exception) -> Reason:
    rest = Reason(_("Neither this record nor any after it was taken in."))
    if isinstance(error, OSError):
        kept = Reason(_("The captures cannot be kept: %(why)s."), why=said_by(error))
        return Reason.of_all([kept, rest])
    missing = Reason(_("If a table is missing, run: manage.py migrate"))
    return Reason.of_all([not_written(error), rest, missing])


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
        yield Failure(where, error.reason)
    except OSError as error:
        yield Failure(where, Reason(_("It cannot be read: %(why)s."), why=said_by(error)))
    except Exception as error:  # it must not lose the inputs behind this one
        logger.exception("Ingest failed at %s", where)
        yield Failure(where, unexpected(error))


class _Intake:
    """Saves records, and remembers what they have in common."""

    def __init__(
        self, publish: bool, after_save: AfterSave | None, on_record: OnRecord | None
    ) -> None:
        self._publish, self._after_save = publish, after_save
        self._tell = on_record or (lambda _: None)
        self._register = Register()

    def save(self, batch: list[_Read]) -> IngestReport:
        """Save records in one transaction, each a savepoint of it; their bytes are kept as well."""
        found = IngestReport()
        with transaction.atomic(), Keeper() as keeper:
            for item, article in batch:
                told = self._one(item, article, keeper)
                found.count(told)
                if told.saved and told.outcome != "unchanged" and self._after_save:
                    _afterwards(told.saved.article, self._after_save, item.where, found)
        return found

    def save_each_anew(self, items: list[Capture | Notice]) -> IngestReport:
        """Save records one by one whose batch the database has refused as a whole.

        Somebody has merged or deleted in the meantime what is remembered here: an outlet, a name.
        It is looked up anew."""
        self._register.forget()
        if isinstance(self._after_save, Remembers):
            self._after_save.forget()
        found = IngestReport()
        for item in items:
            try:
                found.add(self.save([(item, _article_in(item))]))
            except IntegrityError as error:
                self._register.forget()
                told = Told(item, "failed", f"The database refuses the record: {error}.")
                found.count(told)
                self._tell(told)
        return found

    def _one(self, item: Capture | Notice, article: ExtractedArticle | str, keeper: Keeper) -> Told:
        """Save one record, and tell what became of it."""
        if isinstance(item, Notice):
            told = Told(item, "failed" if isinstance(item, Failure) else "notice", item.reason)
            self._tell(told)
            return told
        reason = article if isinstance(article, str) else ""
        if not isinstance(article, str):
            try:
                with transaction.atomic():
                    saved = save(article, self._register, publish=self._publish)
                    if saved.holds(item.sha256):
                        keeper.keep(item, saved.article.key)
                    told = Told(item, saved.outcome, "", article, saved)
                    self._tell(told)
                    return told
            except OperationalError:
                raise
            except BadRecord as error:
                reason = error.reason
            except OSError as error:
                kept = _("The capture cannot be kept: %(why)s. Nothing was saved.")
                reason = Reason(kept, why=said_by(error))
            except DatabaseError as error:
                reason = Reason(_("The database refuses the record: %(why)s."), why=said_by(error))
            except Exception as error:  # a fault of ours must not lose the records behind it
                logger.exception("Ingest failed at %s", item.where)
                reason = unexpected(error)
            self._register.forget()
        told = Told(item, "failed", reason)
        self._tell(told)
        return told


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
