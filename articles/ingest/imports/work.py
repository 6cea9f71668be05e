"""The work on one import: to look through it, and to take it in.

Both write a row for each record and can be broken off anywhere: whoever takes up begins behind the
last row. Of what is taken in the row stands in the same transaction as the article, so that nothing
is told twice or not at all."""

from __future__ import annotations

import time
from functools import partial
from itertools import islice

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from articles.ingest.capture import BadRecord, Capture, Reason
from articles.ingest.clean import clean_line
from articles.ingest.imports.given import folder_of
from articles.ingest.imports.reading import expected, fetch_all, is_all_here, items
from articles.ingest.outcome import Told
from articles.ingest.polite import Visitor
from articles.ingest.run import take_in
from articles.ingest.trial import Trial
from articles.models import Article, ImportJob, ImportRow
from articles.tagging.tagger import Tagger

# How often, in seconds, progress is told and a word of the curator's listened for.
_HEARTBEAT = 1.0
_ROWS = 100


class Stopped(Exception):
    """The curator has stopped the import, or has asked for something else of it."""


class BrokenOff(BadRecord):
    """The database or the disk does not write."""


class Progress:
    """Tells the row of an import how far the work on it has come, now and then."""

    def __init__(self, job: ImportJob) -> None:
        self.job = job
        self._last = time.monotonic()
        self._mine = ImportJob.objects.filter(pk=job.pk, state=job.state, asked_at=job.asked_at)

    def tell(self, done: int, *, now: bool = False) -> None:
        """Raises Stopped where the work is no longer wanted."""
        if not now and time.monotonic() - self._last < _HEARTBEAT:
            return
        self._last = time.monotonic()
        expected = max(self.job.expected, done)
        if not self._mine.update(done=done, expected=expected):
            raise Stopped

    def end(self, state: str, **said: object) -> None:
        """Write how it ended, and `said` into the fields of these names, unless something else was
        asked for in the meantime."""
        self._mine.update(state=state, ended_at=timezone.now(), **said)


def look_through(job: ImportJob, visitor: Visitor) -> None:
    """Write for each record what it would become, and change nothing else."""
    progress = Progress(job)
    if job.kind == ImportJob.Kind.ADDRESSES:
        fetch_all(job, visitor, progress.tell)
    ImportRow.objects.filter(job=job).delete()
    job.expected = expected(job)
    trial, rows, number = Trial(publish=job.publishes, same_as=partial(_same_as, job)), [], 0
    for number, item in enumerate(items(job), 1):
        rows.append(_row(job, ImportRow.Stage.CHECK, number, trial.told(item)))
        if len(rows) == _ROWS:
            ImportRow.objects.bulk_create(rows)
            rows = []
        progress.tell(number)
    ImportRow.objects.bulk_create(rows)
    told = {"done": number, "expected": number, "counts": counts(job, ImportRow.Stage.CHECK)}
    progress.end(ImportJob.State.READY, **told)


def bring_in(job: ImportJob, tagger: Tagger | None) -> None:
    """Take in each record from where an earlier process was broken off."""
    if not is_all_here(job):
        raise BadRecord(gettext_noop("What was given is no longer here. Give it again."))
    progress = Progress(job)
    there = rows_of(job, ImportRow.Stage.IMPORT)
    number = there.count()
    job.expected = expected(job)
    history = _History(job)

    def write(told: Told) -> None:
        nonlocal number
        # Not by counting: a batch may be undone, and its records be saved once more.
        number = (there.aggregate(last=Max("number"))["last"] or 0) + 1
        _row(job, ImportRow.Stage.IMPORT, number, told).save(force_insert=True)
        history.write(told)

    report = take_in(
        islice(items(job), number, None),
        publish=job.publishes,
        after_save=tagger,
        on_record=write,
        progress=lambda *_: progress.tell(number),
    )
    if report.broke_off:
        raise BrokenOff(report.failed[-1].reason)
    ImportRow.objects.filter(job=job, stage=ImportRow.Stage.CHECK).delete()
    told = {"done": number, "expected": number, "counts": counts(job, ImportRow.Stage.IMPORT)}
    progress.end(ImportJob.State.DONE, **told)


class _History:
    """Says in the history of each article who brought it in, and with what."""

    def __init__(self, job: ImportJob) -> None:
        self._job = job
        self._kind = ContentType.objects.get_for_model(Article).pk
        said = gettext_noop("Imported: %(name)s (import %(number)s).")
        self._said = Reason(said, name=job.name, number=job.pk).kept()

    def write(self, told: Told) -> None:
        if self._job.by_id is None or told.saved is None or told.outcome == "unchanged":
            return
        LogEntry.objects.create(
            user_id=self._job.by_id,
            content_type_id=self._kind,
            object_id=str(told.saved.article.pk),
            object_repr=str(told.saved.article)[:200],
            action_flag=ADDITION if told.outcome == "created" else CHANGE,
            change_message=self._said,
        )


def _same_as(job: ImportJob, where: str) -> Reason:
    return Reason(gettext_noop("The same article as at %(place)s."), place=_place(job, where))


def _row(job: ImportJob, stage: str, number: int, told: Told) -> ImportRow:
    row = ImportRow(job=job, stage=stage, number=number, outcome=told.outcome)
    row.place = clean_line(_place(job, told.item.where))[:500]
    article, saved = told.article, told.saved
    notices = [notice.reason for notice in article.notices] if article else []
    row.reason = Reason.of_all([told.reason, *notices]).each(
        lambda text: clean_line(text).replace(f"{folder_of(job)}/", "")
    )
    if isinstance(told.item, Capture) and not saved:
        # What it calls itself, where nothing more is known of it; nobody has cleaned it yet.
        row.title = clean_line(str(told.item.declared.get("title") or ""))[:500]
        row.source = clean_line(str(told.item.declared.get("source") or ""))[:200]
    if article and saved:
        row.is_copy = saved.is_copy
        row.title = str(saved.article.headline)[:500]
        row.source = str(saved.article.source)[:200]
        row.published_on, row.language = saved.article.published_on, saved.article.language
        row.words = len(article.body.split())
        # One that is only tried has a number that another will have.
        if stage == ImportRow.Stage.IMPORT or saved.outcome != "created":
            row.article_id = saved.article.pk
    return row


def _place(job: ImportJob, where: str) -> str:
    """Where in what was given something stands: its line, or its name in a zip."""
    inside = where.replace(f"{folder_of(job)}/", "", 1)
    return inside.removeprefix(job.name).lstrip(":/# ") or inside


def rows_of(job: ImportJob, stage: str) -> QuerySet[ImportRow]:
    """Return what was written of the records of an import."""
    return ImportRow.objects.filter(job=job, stage=stage)


def counts(job: ImportJob, stage: str) -> dict[str, int]:
    """Return how many records came out how."""
    rows = rows_of(job, stage).order_by()
    found = dict.fromkeys(ImportRow.Outcome.values, 0)
    found |= dict(rows.values_list("outcome").annotate(Count("pk")))
    return {**found, "copies": rows.filter(is_copy=True).count()}


def in_language_of(job: ImportJob) -> translation.override:
    """What is told of an import is told in the language of the page on which it was given."""
    return translation.override(job.language)
