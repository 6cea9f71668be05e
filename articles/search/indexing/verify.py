"""Is the index sound, and does it say what the database says? Every file of the live generation is
read, and what it holds compared article by article, by digest. /readyz tells what was found."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.models import Outbox
from articles.search.engines.whoosh import state, writing
from articles.search.indexing import generations, outbox, triggers

# Changes reach the index within seconds. This long means that the indexer is not at work.
MOST_LAG_SECONDS = 300
# Where the last verification is kept, beside the generations.
VERIFIED = "verified.json"
# How often differences are looked at again while the index moves on.
LOOKS = 5

GOOD, DIFFERS, DAMAGED = "good", "differs", "damaged"


@dataclass
class VerifyReport:
    """`reason` says why the index cannot be relied on; `unheard` names triggers that are missing.

    `missing`, `stale` and `extra` are articles that no waiting change accounts for, `failed` those
    that could not be indexed, and why. `did` says what a repair has done, in words."""

    reason: str = ""
    generation: str = ""
    documents: int = 0
    unheard: list[str] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    waiting: int = 0
    oldest_seconds: float = 0.0
    repaired: int = 0
    did: list[str] = field(default_factory=list)

    @property
    def late(self) -> bool:
        """Whether changes have waited so long that no indexer can be at work."""
        return self.oldest_seconds > MOST_LAG_SECONDS

    @property
    def result(self) -> str:
        if self.reason or self.unheard:
            return DAMAGED
        wrong = self.missing or self.stale or self.extra or self.failed or self.late
        return DIFFERS if wrong else GOOD

    @property
    def ok(self) -> bool:
        return self.result == GOOD

    def counts(self) -> str:
        return (
            f"documents {self.documents}, missing {len(self.missing)}, stale {len(self.stale)}, "
            f"extra {len(self.extra)}, failed {len(self.failed)}, waiting {self.waiting}, "
            f"repaired {self.repaired}"
        )

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, "result": self.result, **asdict(self)}


def verify(*, repair: bool = False) -> VerifyReport:
    """Read the whole index and compare it with the database; `repair` queues whatever differs."""
    report = VerifyReport(reason=generations.damage(), generation=generations.live_name())
    report.unheard = sorted(
        triggers.trigger_names(connection.vendor) - triggers.installed(connection)
    )
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
    _keep(report)
    return report


def last() -> dict[str, Any]:
    """What the last verification found, and when; empty where there was none."""
    try:
        found = json.loads((generations.root() / VERIFIED).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(report: VerifyReport) -> None:
    """Write down what was found, for whoever asks the site how it is."""
    told = {"at": timezone.now().isoformat(timespec="seconds"), "result": report.result}
    told |= {"counts": report.counts(), "reason": report.reason}
    path = generations.root() / VERIFIED
    fresh = path.with_name(f"{VERIFIED}.{os.getpid()}")
    try:
        fresh.write_text(json.dumps(told))
        os.replace(fresh, path)
    except OSError:  # a full disk, say: the report itself is what was asked for
        fresh.unlink(missing_ok=True)


def _compare(report: VerifyReport) -> None:
    """Note what differs. The indexer goes on meanwhile: what seems to differ is looked at again
    for as long as the index is another one afterwards than before."""
    suspects: Collection[int] | None = None
    for _ in range(LOOKS):
        before = state.newest(generations.root())
        _look(report, suspects)
        found = {*report.missing, *report.stale, *report.extra}
        if not found or state.newest(generations.root()) == before:
            break
        suspects = found if len(found) <= outbox.MAX_BATCH else None


def _look(report: VerifyReport, only: Collection[int] | None) -> None:
    """Compare all articles, or only some, with what is stored of them."""
    stored = {
        int(identifier.rpartition(".")[2]): digest
        for identifier, digest in writing.stored(generations.live()).items()
    }
    report.documents = len(stored)
    if only is not None:
        stored = {pk: digest for pk, digest in stored.items() if pk in only}
    index = generations.article_index()
    published = index.index_queryset()
    if only is not None:
        published = published.filter(pk__in=only)
    seen, missing, stale = set(), [], []
    for article in published.iterator(chunk_size=500):
        seen.add(article.pk)
        if article.pk not in stored:
            missing.append(article.pk)
        elif stored[article.pk] != index.digest_of(article):
            stale.append(article.pk)
    # A change that is queued is not a fault. Read last: what changed while we compared is queued.
    queued = set(Outbox.objects.values_list("article_id", flat=True))
    report.missing = [pk for pk in missing if pk not in queued]
    report.stale = [pk for pk in stale if pk not in queued]
    report.extra = sorted(stored.keys() - seen - queued)
