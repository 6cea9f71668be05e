"""Does the index say what the database says? Compared article by article, by digest."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from articles.models import Outbox
from articles.search.engines.whoosh import writing
from articles.search.indexing import generations, outbox


@dataclass
class VerifyReport:
    """`missing`, `stale` and `extra` articles that no waiting change accounts for."""

    reason: str = ""
    documents: int = 0
    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    waiting: int = 0
    oldest_seconds: float = 0.0
    repaired: int = 0

    @property
    def ok(self) -> bool:
        return not (self.reason or self.missing or self.stale or self.extra or self.failed)

    def counts(self) -> str:
        return (
            f"documents {self.documents}, missing {len(self.missing)}, stale {len(self.stale)}, "
            f"extra {len(self.extra)}, failed {len(self.failed)}, waiting {self.waiting}, "
            f"repaired {self.repaired}"
        )


def verify(*, repair: bool = False) -> VerifyReport:
    """Compare index and database; `repair` queues whatever differs."""
    report = VerifyReport(reason=generations.usable() or generations.damage())
    waiting = Outbox.objects.waiting()
    report.waiting = waiting.count()
    oldest = waiting.values_list("queued_at", flat=True).first()
    if oldest:
        report.oldest_seconds = max(0.0, (timezone.now() - oldest).total_seconds())
    report.failed = dict(Outbox.objects.failed().values_list("article_id", "error"))
    if not report.reason:
        _compare(report)
    if repair:
        wrong = {*report.missing, *report.stale, *report.extra, *report.failed}
        report.repaired = outbox.enqueue(sorted(wrong))
    return report


def _compare(report: VerifyReport) -> None:
    stored = {
        int(identifier.rpartition(".")[2]): digest
        for identifier, digest in writing.stored(generations.live()).items()
    }
    report.documents = len(stored)
    index = generations.article_index()
    seen = set()
    for article in index.index_queryset().iterator(chunk_size=500):
        seen.add(article.pk)
        if article.pk not in stored:
            report.missing.append(article.pk)
        elif stored[article.pk] != index.digest_of(article):
            report.stale.append(article.pk)
    report.extra = sorted(stored.keys() - seen)
    # A change that is queued is not a fault. Read last: what changed while we compared is queued.
    queued = set(Outbox.objects.values_list("article_id", flat=True))
    report.missing = [pk for pk in report.missing if pk not in queued]
    report.stale = [pk for pk in report.stale if pk not in queued]
    report.extra = [pk for pk in report.extra if pk not in queued]
