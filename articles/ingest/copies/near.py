"""Which texts are near each other: each new one is compared with those of the days around it.

In memory are the signatures of those days and nothing else, so that an archive of any size takes
the same; the words themselves are compared only where signatures agree."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import F, Q, QuerySet

from articles.ingest.copies.agencies import credit
from articles.ingest.copies.marks import PLACES, Runs, Signature, contained, runs, signature
from articles.models import Article, CopyMark, CopyPair

WINDOW = timedelta(hours=72)
# How much of the shorter text must stand in the longer: benchmarks/copies shows what others give.
NEAR = 0.6
# Signatures that agree at fewer places than these are of texts that cannot be so near, but for a
# copy of less than a sixth of the original.
LIKELY = 0.1
BATCH = 200
_RUNS_KEPT = 4_000


@dataclass(frozen=True)
class Moment:
    """When an article appeared: the day, and the hour where it is known."""

    day: date
    at: datetime | None

    def is_near(self, other: Moment) -> bool:
        if self.at and other.at:
            return abs(self.at - other.at) <= WINDOW
        return abs(self.day - other.day) <= WINDOW


def _around(day: date) -> Iterator[date]:
    """Yield the days around one, as far as the calendar goes."""
    number = day.toordinal()
    first = max(number - WINDOW.days, date.min.toordinal())
    last = min(number + WINDOW.days, date.max.toordinal())
    return map(date.fromordinal, range(first, last + 1))


class _Days:
    """The signatures of the days around those at hand."""

    def __init__(self) -> None:
        self._held: dict[date, list[tuple[int, Moment, Signature]]] = {}
        self._loaded: set[date] = set()

    def move_to(self, days: Iterable[date]) -> None:
        """Hold these days with those around them, and let go of all others.

        Day by day, not from the first to the last: of a sparse archive a batch may span decades,
        and a query takes no more than 32,766 of them."""
        wanted = {near for day in set(days) for near in _around(day)}
        self._held = {day: rows for day, rows in self._held.items() if day in wanted}
        missing = wanted - self._loaded
        self._loaded = wanted
        rows = CopyMark.objects.filter(published_on__in=missing).exclude(signature=b"")
        for pk, day, at, raw in rows.values_list(
            "pk", "published_on", "published_at", "signature"
        ).iterator():
            self._put(pk, Moment(day, at), np.frombuffer(bytes(raw), dtype=np.uint32))

    def replace(self, marks: Iterable[CopyMark]) -> None:
        """Hold new marks in place of older ones of the same articles."""
        new = {mark.pk: mark for mark in marks}
        for day, rows in self._held.items():
            self._held[day] = [row for row in rows if row[0] not in new]
        for mark in new.values():
            if mark.signature:
                moment = Moment(mark.published_on, mark.published_at)
                self._put(mark.pk, moment, np.frombuffer(mark.signature, dtype=np.uint32))

    def _put(self, pk: int, moment: Moment, found: Signature) -> None:
        self._held.setdefault(moment.day, []).append((pk, moment, found))

    def around(self) -> tuple[list[int], list[Moment], Signature]:
        """Return numbers, moments and signatures of everything held."""
        rows = [row for day in sorted(self._held) for row in self._held[day]]
        matrix = np.array([row[2] for row in rows], dtype=np.uint32).reshape(-1, PLACES)
        return [row[0] for row in rows], [row[1] for row in rows], matrix


class _Texts:
    """The runs of texts that were compared lately."""

    def __init__(self) -> None:
        self._held: OrderedDict[int, Runs] = OrderedDict()

    def put(self, pk: int, found: Runs) -> None:
        self._held[pk] = found
        self._held.move_to_end(pk)
        while len(self._held) > _RUNS_KEPT:
            self._held.popitem(last=False)

    def get(self, pks: Sequence[int]) -> dict[int, Runs]:
        missing = [pk for pk in pks if pk not in self._held]
        found = {pk: self._held[pk] for pk in pks if pk in self._held}
        for pk, body in Article.objects.filter(pk__in=missing).values_list("pk", "body"):
            found[pk] = runs(body)
            self.put(pk, found[pk])
        return found


def waiting() -> QuerySet[Article]:
    """Return the articles whose text or day has no mark yet, or another one."""
    changed = (
        Q(copy_mark=None)
        | ~Q(copy_mark__text_sha256=F("text_sha256"))
        | ~Q(copy_mark__published_on=F("published_on"))
        | Q(published_at__isnull=False, copy_mark__published_at=None)
        | Q(published_at=None, copy_mark__published_at__isnull=False)
        | ~Q(published_at=F("copy_mark__published_at"))
        & Q(published_at__isnull=False, copy_mark__published_at__isnull=False)
    )
    return Article.objects.exclude(body="").filter(changed, published_on__isnull=False)


def compare_new() -> Iterator[tuple[int, int, int]]:
    """Compare what waits; yield after each batch how many are done, of how many, and the pairs
    found."""
    gone = CopyMark.objects.filter(Q(article__body="") | Q(article__published_on=None))
    with transaction.atomic():
        lost = list(gone.values_list("pk", flat=True))
        _forget(lost)
        gone.delete()
    pks = list(waiting().order_by("published_on", "pk").values_list("pk", flat=True))
    days, texts = _Days(), _Texts()
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            found = _compare(pks[start : start + BATCH], days, texts)
        yield min(start + BATCH, len(pks)), len(pks), found


def _compare(pks: Sequence[int], days: _Days, texts: _Texts) -> int:
    marks = []
    columns = ("body", "author", "text_sha256", "published_on", "published_at", "language")
    for article in Article.objects.filter(pk__in=pks).only(*columns):
        found = runs(article.body)
        texts.put(article.pk, found)
        marks.append(_mark(article, found))
    if not marks:
        return 0
    updated = [f.name for f in CopyMark._meta.concrete_fields if not f.primary_key]
    CopyMark.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["article"], update_fields=updated
    )
    _forget([mark.pk for mark in marks])
    days.move_to(mark.published_on for mark in marks)
    days.replace(marks)
    pairs = _pairs(marks, days, texts)
    rows = [CopyPair(first_id=a, second_id=b, shared=shared) for (a, b), shared in pairs.items()]
    CopyPair.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["first", "second"], update_fields=["shared"]
    )
    return len(rows)


def _mark(article: Article, found: Runs) -> CopyMark:
    assert article.published_on is not None
    return CopyMark(
        article=article,
        text_sha256=article.text_sha256,
        published_on=article.published_on,
        published_at=article.published_at,
        language=article.language,
        signature=signature(found).tobytes() if len(found) else b"",
        agency=credit(article.body, article.author),
    )


def _forget(pks: Sequence[int]) -> None:
    """Forget what was found of texts that have changed; what a curator said of them stays."""
    touching = CopyPair.objects.filter(Q(first__in=pks) | Q(second__in=pks))
    touching.filter(ruling="").delete()
    touching.update(shared=0)


def _pairs(marks: Sequence[CopyMark], days: _Days, texts: _Texts) -> dict[tuple[int, int], float]:
    numbers, moments, matrix = days.around()
    pairs: dict[tuple[int, int], float] = {}
    for mark in marks:
        if not mark.signature:
            continue
        moment = Moment(mark.published_on, mark.published_at)
        agreeing = (matrix == np.frombuffer(mark.signature, dtype=np.uint32)).sum(axis=1)
        likely = [
            numbers[row]
            for row in np.flatnonzero(agreeing >= LIKELY * PLACES)
            if numbers[row] != mark.pk and moment.is_near(moments[row])
        ]
        if not likely:
            continue
        mine = texts.get([mark.pk])[mark.pk]
        for pk, other in texts.get(likely).items():
            if (shared := contained(mine, other)) >= NEAR:
                pairs[min(pk, mark.pk), max(pk, mark.pk)] = shared
    return pairs
