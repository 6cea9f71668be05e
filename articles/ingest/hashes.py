"""Whether everything kept is still what it was: texts, their revisions, raw captures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.ingest.capture import Failure
from articles.ingest.keep import drop_unfinished, path_of, record_of
from articles.models import Article, ArticleRevision, RawCapture, text_hash

Progress = Callable[[int, int], None]


@dataclass
class HashReport:
    """What was read. `uncaptured` are articles whose bytes were never kept: they came in before
    captures were; `stray` are files that no row speaks of, left over from what was rolled back."""

    texts: int = 0
    revisions: int = 0
    captures: int = 0
    uncaptured: int = 0
    stray: int = 0
    failed: list[Failure] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the numbers of the report, for its last line."""
        return {
            "texts": self.texts,
            "revisions": self.revisions,
            "captures": self.captures,
            "uncaptured": self.uncaptured,
            "stray": self.stray,
            "failed": len(self.failed),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the whole report as plain data."""
        failures = [{"where": one.where, "reason": one.reason} for one in self.failed]
        return {**self.counts(), "failures": failures}


def verify(progress: Progress | None = None) -> HashReport:
    """Read every text and every capture, and compare each with the hash it had when it came."""
    report = HashReport()
    parts = (_texts(report), _revisions(report), _captures(report))
    expected = Article.objects.count() + ArticleRevision.objects.count()
    expected += RawCapture.objects.count()
    for done, _ in enumerate((one for part in parts for one in part), 1):
        if progress:
            progress(done, expected)
    kept = RawCapture.objects.filter(sha256=OuterRef("raw_sha256"))
    report.uncaptured = Article.objects.exclude(raw_sha256="").exclude(Exists(kept)).count()
    known = set(RawCapture.objects.values_list("sha256", flat=True).iterator())
    drop_unfinished(timezone.now())
    files = (Path(settings.DATA_DIR) / "captures").glob("??/*.warc.gz")
    report.stray = sum(path.name.partition(".")[0] not in known for path in files)
    return report


def _texts(report: HashReport) -> Iterator[None]:
    rows = Article.objects.order_by("pk").values_list("key", "body", "text_sha256")
    for key, body, stated in rows.iterator(chunk_size=200):
        report.texts += 1
        _compare(report, key, text_hash(body), stated, "text")
        yield


def _revisions(report: HashReport) -> Iterator[None]:
    columns = ("pk", "article__key", "body", "text_sha256")
    rows = ArticleRevision.objects.order_by("pk").values_list(*columns)
    for pk, key, body, stated in rows.iterator(chunk_size=200):
        report.revisions += 1
        _compare(report, f"{key} (revision {pk})", text_hash(body), stated, "text")
        yield


def _captures(report: HashReport) -> Iterator[None]:
    for sha256 in RawCapture.objects.order_by("pk").values_list("sha256", flat=True).iterator():
        report.captures += 1
        where = str(path_of(sha256).relative_to(settings.DATA_DIR))
        try:
            _, body = record_of(sha256)
        except FileNotFoundError:
            report.failed.append(Failure(where, "The capture is missing."))
        except Exception as error:  # damage has many faces: each is told
            report.failed.append(Failure(where, f"The capture cannot be read: {error}."))
        else:
            _compare(report, where, hashlib.sha256(body).hexdigest(), sha256, "capture")
        yield


def _compare(report: HashReport, where: str, found: str, stated: str, what: str) -> None:
    if found != stated:
        reason = f"The {what} is not what came in: its SHA-256 is {found or 'that of nothing'}, "
        report.failed.append(Failure(where, f"{reason}and was {stated or 'never taken'}."))
