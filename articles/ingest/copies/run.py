"""The front door: compare what is new, then let every copy point to its original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db.models import Count, Q

from articles.ingest.copies.families import settle
from articles.ingest.copies.near import compare_new
from articles.models import Article, CopyMark, CopyPair

Progress = Callable[[int, int], None]


@dataclass
class ClusterReport:
    """What clustering did: articles compared, pairs found among them, pointers changed; and what
    stands now: copies, originals that have some, copies that credit an agency, rulings kept."""

    compared: int = 0
    pairs: int = 0
    changed: int = 0
    copies: int = 0
    stories: int = 0
    credited: int = 0
    rulings: int = 0

    def counts(self) -> dict[str, int]:
        """Return the numbers of the report, for its last line."""
        return asdict(self)


def cluster(*, afresh: bool = False, progress: Progress | None = None) -> ClusterReport:
    """Find the copies among new and changed articles. `afresh` compares every article again.

    Nothing is deleted or hidden; what curators ruled stays.
    """
    if afresh:
        CopyMark.objects.all().delete()
    report = ClusterReport()
    for done, expected, found in compare_new():
        report.compared, report.pairs = done, report.pairs + found
        if progress:
            progress(done, expected)
    report.changed = settle()
    copies = Article.objects.exclude(copy_of=None)
    told = copies.aggregate(
        copies=Count("pk"),
        stories=Count("copy_of", distinct=True),
        credited=Count("pk", filter=Q(copy_mark__agency__gt="")),
    )
    report.copies, report.stories = told["copies"], told["stories"]
    report.credited = told["credited"]
    report.rulings = CopyPair.objects.exclude(ruling="").count()
    return report
