"""Who is a copy of whom: the earliest of a family is the original, all others point to it.

A family is decided from its pairs alone, in the order of publication, so that it comes out the same
whatever came in first. What a curator ruled goes before everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from articles.ingest.copies.near import NEAR, Moment
from articles.ingest.dedupe import earliest_first
from articles.models import Article, CopyPair

_ROWS = 500


@dataclass
class _Pairs:
    """What is known of the articles at hand: how near, joined by hand, parted by hand."""

    near: dict[int, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    same: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    apart: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, first: int, second: int, shared: float, ruling: str) -> None:
        for one, other in ((first, second), (second, first)):
            if ruling == CopyPair.Ruling.APART:
                self.apart[one].add(other)
            elif ruling == CopyPair.Ruling.SAME:
                self.same[one].add(other)
            elif shared >= NEAR:
                self.near[one][other] = shared

    def beside(self, pk: int) -> set[int]:
        """The articles that may be of one family with this one."""
        return set(self.near.get(pk, ())) | self.same.get(pk, set())

    def families(self) -> Iterable[set[int]]:
        """Yield the articles that hang together, however loosely."""
        left = set(self.near) | set(self.same)
        while left:
            family, open_ends = set(), [left.pop()]
            while open_ends:
                pk = open_ends.pop()
                family.add(pk)
                open_ends += self.beside(pk) - family
            left -= family
            yield family


@transaction.atomic
def settle(pks: Iterable[int] | None = None) -> int:
    """Let every copy point to its original; return how many pointers changed.

    With `pks` only the families of these articles are looked at, else all.
    """
    pairs = _all_pairs() if pks is None else _pairs_around(set(pks))
    wanted: dict[int, int | None] = {}
    for family in pairs.families():
        wanted |= _decide(family, pairs)
    for pk in (set(pairs.apart) | set(pks or ())) - wanted.keys():
        wanted[pk] = None
    changed = _write(wanted, pairs)
    if pks is None:
        changed += _drop_what_nothing_bears_out(wanted)
    return changed + _flatten()


def _all_pairs() -> _Pairs:
    pairs = _Pairs()
    rows = CopyPair.objects.values_list("first", "second", "shared", "ruling")
    for row in rows.iterator(chunk_size=2_000):
        pairs.add(*row)
    return pairs


def _pairs_around(seeds: set[int]) -> _Pairs:
    """Read the pairs of these articles, of those beside them, and so on."""
    pairs, known, new = _Pairs(), set(seeds), seeds
    while new:
        rows = CopyPair.objects.filter(Q(first__in=new) | Q(second__in=new))
        for row in rows.values_list("first", "second", "shared", "ruling"):
            pairs.add(*row)
        new = {other for pk in new for other in pairs.beside(pk)} - known
        known |= new
    return pairs


def _decide(family: set[int], pairs: _Pairs) -> dict[int, int | None]:
    """Return for each article of a family the original it points to, None for an original."""
    columns = ("status", "published_on", "published_at")
    members = Article.objects.filter(pk__in=family).only(*columns)
    groups: list[list[Article]] = []
    for article in sorted(members, key=earliest_first):
        group = _group_of(article, groups, pairs)
        if group is None:
            groups.append([article])
        else:
            group.append(article)
    return {
        article.pk: None if article is group[0] else group[0].pk
        for group in groups
        for article in group
    }


def _group_of(article: Article, groups: list[list[Article]], pairs: _Pairs) -> list[Article] | None:
    """Return the group an article belongs to: the one a curator put it in, else the nearest of
    those that began within the window."""
    joined, parted = pairs.same.get(article.pk, set()), pairs.apart.get(article.pk, set())
    near = pairs.near.get(article.pk, {})
    best, best_shared = None, 0.0
    for group in groups:
        numbers = {member.pk for member in group}
        if joined & numbers:
            return group
        shared = max((near.get(pk, 0.0) for pk in numbers), default=0.0)
        if shared > best_shared and not parted & numbers and _is_near(article, group[0]):
            best, best_shared = group, shared
    return best


def _is_near(article: Article, original: Article) -> bool:
    if not (article.published_on and original.published_on):
        return False
    mine = Moment(article.published_on, article.published_at)
    return mine.is_near(Moment(original.published_on, original.published_at))


def _write(wanted: dict[int, int | None], pairs: _Pairs) -> int:
    """Set the pointers that differ. The very same text far apart in time stays a copy."""
    held: dict[int, int | None] = {}
    elsewhere: dict[int | None, int] = {}
    numbers = list(wanted)
    for start in range(0, len(numbers), _ROWS):
        rows = Article.objects.filter(pk__in=numbers[start : start + _ROWS])
        columns = ("pk", "copy_of", "fingerprint", "copy_of__fingerprint")
        for pk, target, mark, its in rows.values_list(*columns):
            held[pk] = target
            parted = target in pairs.apart.get(pk, ())
            if wanted[pk] is None and target and mark and mark == its and not parted:
                elsewhere[pk] = target
    # An original of its days, which is itself the same text as one of long before.
    elsewhere = {pk: to for pk, to in elsewhere.items() if wanted.get(to) != pk}
    by_target: dict[int | None, list[int]] = defaultdict(list)
    for pk, was in held.items():
        target = elsewhere.get(pk) or elsewhere.get(wanted[pk]) or wanted[pk]
        if was != target:
            by_target[target].append(pk)
    for target, pks in by_target.items():
        for start in range(0, len(pks), _ROWS):
            Article.objects.filter(pk__in=pks[start : start + _ROWS]).update(copy_of=target)
    return sum(map(len, by_target.values()))


def _drop_what_nothing_bears_out(wanted: dict[int, int | None]) -> int:
    """Part copies that no pair makes copies any more: their text has changed since."""
    odd = Article.objects.exclude(copy_of=None).exclude(fingerprint=F("copy_of__fingerprint"))
    left = [pk for pk in odd.values_list("pk", flat=True) if pk not in wanted]
    for start in range(0, len(left), _ROWS):
        Article.objects.filter(pk__in=left[start : start + _ROWS]).update(copy_of=None)
    return len(left)


def _flatten() -> int:
    """Let what points to a copy point to the original of that copy."""
    chained = Article.objects.filter(copy_of__copy_of__isnull=False)
    original = Article.objects.filter(pk=OuterRef("copy_of")).values("copy_of")[:1]
    changed = 0
    for _ in range(10):
        pks = list(chained.values_list("pk", flat=True)[:_ROWS])
        if not pks:
            break
        changed += Article.objects.filter(pk__in=pks).update(copy_of=Subquery(original))
    return changed
