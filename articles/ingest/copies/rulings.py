"""What a curator says of copies. It is kept for good, and no later run overrides it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from articles.ingest.copies.families import settle
from articles.models import Article, CopyPair


@transaction.atomic
def join(*, article: Article, original: Article, by: Any, at: datetime) -> None:
    """Rule that two articles are copies of one story. The earliest of them all is the original."""
    family = _family(original)
    _apart(article.pk, family).update(ruling=CopyPair.Ruling.NONE, ruled_by=None, ruled_at=None)
    _rule(article.pk, [original.pk], CopyPair.Ruling.SAME, by, at)
    settle({article.pk, *family})


@transaction.atomic
def split(*, article: Article, by: Any, at: datetime) -> None:
    """Rule that an article is no copy of those it now stands with, nor they of it."""
    family = _family(article)
    _rule(article.pk, family - {article.pk}, CopyPair.Ruling.APART, by, at)
    settle(family)


def _family(article: Article) -> set[int]:
    stored = Article.objects.filter(pk=article.pk).values_list("copy_of", flat=True).first()
    root = stored or article.pk
    return {root, *Article.objects.filter(copy_of=root).values_list("pk", flat=True)}


def _apart(pk: int, others: Iterable[int]) -> Any:
    touching = Q(first=pk, second__in=others) | Q(second=pk, first__in=others)
    return CopyPair.objects.filter(touching, ruling=CopyPair.Ruling.APART)


def _rule(pk: int, others: Iterable[int], ruling: str, by: Any, at: datetime) -> None:
    for other in others:
        first, second = sorted((pk, other))
        said = {"ruling": ruling, "ruled_by": by, "ruled_at": at}
        CopyPair.objects.update_or_create(first_id=first, second_id=second, defaults=said)
