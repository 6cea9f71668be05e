"""From the query string of the list of articles to a queryset: the shelf, which needs no index."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Q
from django.http import QueryDict

from articles.forms.search import LONGEST_VALUE, MOST_VALUES
from articles.models import Article, ArticleQuerySet, Entity, EntityRedirect, current_sources

UNDATED = "undated"
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)
NAMES = ("month", "source", "language", "entity", "dossier")


class BrowseFilters:
    """What a reader asked for; what cannot be read is left out.

    `month`, `source`, `language` and `dossier` keep what fits any of their values; `entity` keeps
    articles that mention every one named, which is what "mentioned with" counts. A key from before
    a merge means what the entity or outlet has become."""

    def __init__(self, asked: QueryDict) -> None:
        self.asked = asked
        self.values = {name: self._read(name) for name in NAMES}
        self.values["month"] = tuple(
            value
            for value in self.values["month"]
            if value == UNDATED or _MONTH.fullmatch(value) or _YEAR.fullmatch(value)
        )
        self.values["entity"] = _current_keys(self.values["entity"])
        self.values["source"] = current_sources(self.values["source"])
        self.oldest_first = asked.get("sort") == "oldest"

    def _read(self, name: str) -> tuple[str, ...]:
        values = (value.replace("\x00", "").strip() for value in self.asked.getlist(name))
        kept = dict.fromkeys(value for value in values if value and len(value) <= LONGEST_VALUE)
        return tuple(kept)[:MOST_VALUES]

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.values[name]

    def __bool__(self) -> bool:
        return any(self.values.values())

    def articles(self, *, ignoring: str = "") -> ArticleQuerySet:
        """Return the published articles that fit; `ignoring` one filter counts its other values."""
        kept = Article.objects.published()
        if self["source"] and ignoring != "source":
            kept = kept.from_sources(self["source"])
        if self["language"] and ignoring != "language":
            kept = kept.filter(language__in=self["language"])
        if self["dossier"]:
            kept = kept.filter(
                pk__in=Article.collections.through.objects.filter(
                    collection__key__in=self["dossier"]
                ).values("article")
            )
        for key in self["entity"]:
            kept = kept.filter(
                pk__in=Article.objects.filter(
                    mentions__entity__key=key, mentions__status="confirmed"
                ).values("pk")
            )
        if self["month"] and ignoring != "month":
            kept = kept.filter(_in_any_month(self["month"]))
        return kept

    def ordered(self) -> ArticleQuerySet:
        kept = self.articles()
        return kept.oldest_first() if self.oldest_first else kept.newest_first()


def _current_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that these mean now, each once."""
    if not keys:
        return ()
    moved = dict(
        EntityRedirect.objects.filter(old_key__in=keys)
        .exclude(old_key__in=Entity.objects.values("key"))
        .values_list("old_key", "entity__key")
    )
    return tuple(dict.fromkeys(moved.get(key, key) for key in keys))


def _in_any_month(months: tuple[str, ...]) -> Q:
    wanted = Q()
    for month in months:
        if month == UNDATED:
            wanted |= Q(published_on=None)
            continue
        first, after = _bounds(month)
        dated = Q(published_on__gte=first)
        wanted |= dated & Q(published_on__lt=after) if after else dated
    return wanted


def _bounds(month: str) -> tuple[date, date | None]:
    """Return the first day of a month or year, and the first day after it (None: no such day)."""
    year = int(month[:4])
    first = date(year or 1, int(month[5:] or 1), 1)
    if len(month) == 4 or first.month == 12:
        after = (first.year + 1, 1)
    else:
        after = (first.year, first.month + 1)
    return first, date(*after, 1) if after[0] <= date.max.year else None
