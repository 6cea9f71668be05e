"""The articles behind meetings: how many, of how many outlets, and when they were published.

Only what is published counts, since readers see no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from articles.models import Article, Evidence, Meeting
from articles.search.unchanged import WhileUnchanged


@dataclass
class Coverage:
    """`articles` and `outlets` by meeting, a copy counted as the outlet it was copied from;
    `published` says when each article was, if known."""

    articles: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    outlets: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    published: dict[int, date | None] = field(default_factory=dict)

    def support(self, meeting: int) -> tuple[int, int]:
        """How many articles of how many outlets stand behind a meeting."""
        return len(self.articles.get(meeting, ())), len(self.outlets.get(meeting, ()))

    def of(self, meetings: Iterable[int]) -> list[date | None]:
        """The day of each article behind these meetings; one that reports two counts once."""
        found = set().union(*(self.articles.get(pk, ()) for pk in meetings))
        return [self.published[article] for article in found]


@WhileUnchanged
def load() -> Coverage:
    """Read what stands behind every meeting: one query for each version of the archive."""
    found = Coverage()
    rows = Evidence.objects.filter(
        meeting__review=Meeting.Review.CONFIRMED, article__status=Article.Status.PUBLISHED
    ).values_list(
        "meeting_id",
        "article_id",
        "article__source_id",
        "article__copy_of__source_id",
        "article__published_on",
    )
    for meeting, article, source, copied_from, day in rows:
        found.articles[meeting].add(article)
        found.outlets[meeting].add(copied_from or source)
        found.published[article] = day
    return found
