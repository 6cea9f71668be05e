"""A story and its versions: who published it, the earliest first, and what differs in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from articles.arabic.normalize import fold
from articles.ingest.copies.agencies import without_credit
from articles.ingest.dedupe import earliest_first
from articles.models import Article, CopyPair

# Nobody reads through more; how many there are is said all the same.
MOST_VERSIONS = 50
_COLUMNS = (
    *("copy_of", "status", "language", "title", "title_ar", "title_en", "body", "fingerprint"),
    *("published_on", "published_at", "source__key", "source__name_ar", "source__name_en"),
    "copy_mark__agency",
)


@dataclass(frozen=True)
class Version:
    """One article of a story beside the earliest one. `shared`: how many percent of the shorter of
    the two texts stand in the other, None where they were never compared."""

    article: Article
    is_earliest: bool
    same_text: bool
    other_title: bool
    lacks_end: bool
    lacks_beginning: bool
    shared: int | None
    agency: str


@dataclass(frozen=True)
class Story:
    """The versions that readers see. `outlets` have it, as its own or as a copy."""

    versions: list[Version]
    outlets: int
    count: int


def stories(articles: Iterable[Article], *, only_shown: bool = True) -> dict[int, Story]:
    """Return the story of each of these articles that has copies, in two queries for all; with
    `only_shown` of what readers see."""
    roots = {article.pk: article.copy_of_id or article.pk for article in articles}
    wanted = set(roots.values())
    seen = Article.objects.published() if only_shown else Article.objects.all()
    family = seen.filter(Q(pk__in=wanted) | Q(copy_of__in=wanted))
    by_root: dict[int, list[Article]] = {}
    for article in family.select_related("source", "copy_mark").only(*_COLUMNS):
        by_root.setdefault(article.copy_of_id or article.pk, []).append(article)
    told = {root: sorted(rows, key=earliest_first) for root, rows in by_root.items() if rows[1:]}
    if not told:
        return {}
    numbers = {article.pk for rows in told.values() for article in rows[:MOST_VERSIONS]}
    agencies = {
        article.pk: article.copy_mark.agency
        for rows in told.values()
        for article in rows
        if hasattr(article, "copy_mark")
    }
    shared = _shared({rows[0].pk for rows in told.values()}, numbers)
    made = {root: _story(rows, agencies, shared) for root, rows in told.items()}
    return {pk: made[root] for pk, root in roots.items() if root in made}


def _shared(earliest: set[int], numbers: set[int]) -> dict[tuple[int, int], float]:
    """How much of the earliest of each story the others have, both ways round."""
    touching = Q(first__in=earliest, second__in=numbers) | Q(second__in=earliest, first__in=numbers)
    rows = CopyPair.objects.filter(touching, shared__gt=0).values_list("first", "second", "shared")
    found = {}
    for first, second, share in rows:
        found[first, second] = found[second, first] = share
    return found


def _story(
    rows: list[Article], agencies: dict[int, str], shared: dict[tuple[int, int], float]
) -> Story:
    first = rows[0]
    whole = _blocks(first.body)
    versions = []
    for article in rows[:MOST_VERSIONS]:
        same = bool(first.fingerprint) and article.fingerprint == first.fingerprint
        mine = whole if same else _blocks(article.body)
        share = shared.get((first.pk, article.pk))
        versions.append(
            Version(
                article,
                is_earliest=article is first,
                same_text=same,
                other_title=fold(str(article.headline)) != fold(str(first.headline)),
                lacks_end=_lacks(whole, mine, -1, 0),
                lacks_beginning=_lacks(whole, mine, 0, -1),
                shared=100 if same else None if share is None else round(100 * share),
                agency=agencies.get(article.pk, ""),
            )
        )
    return Story(versions, len({article.source_id for article in rows}), len(rows))


def _blocks(body: str) -> list[str]:
    folded = (" ".join(fold(block).split()) for block in without_credit(body).split("\n\n"))
    return [block for block in folded if block]


def _lacks(whole: list[str], mine: list[str], this: int, other: int) -> bool:
    """Whether one end of a text is not in another, which has the text at its other end."""
    return len(whole) > 1 and whole[this] not in mine and whole[other] in mine
