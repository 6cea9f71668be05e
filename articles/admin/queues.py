"""The queues above the list of articles, and the way from one article of a queue to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Count, F, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from articles.admin.filters import doubtful
from articles.models import Article

ALL, PROBLEM, MINE = "", "problem", "mine"
NAMES = (ALL, "draft", "in_review", "published", PROBLEM, MINE)


@dataclass(frozen=True)
class Queue:
    """One tab: `name` is its value in the address, "" for all."""

    name: str
    label: str
    count: int
    current: bool


def problem() -> Q:
    """What somebody should look at: withdrawn, dated in the future, without words or entities, and
    likely copies that nobody has published yet.

    Each by its own index: one condition for all would read every row, texts and all."""
    articles = Article.objects.order_by()
    waiting = (Article.Status.DRAFT, Article.Status.IN_REVIEW)
    each = doubtful()
    found = Q()
    for one in (
        Q(status=Article.Status.WITHDRAWN),
        each["future"],
        each["empty"],
        each["copy"] & Q(status__in=waiting),
    ):
        found |= Q(pk__in=articles.filter(one).values("pk"))
    return found | each["untagged"]


def condition(name: str, user: Any) -> Q:
    """Which articles stand in a queue."""
    if name == PROBLEM:
        return problem()
    if name == MINE:
        return Q(assigned_to=user)
    return Q(status=name) if name else Q()


def queues(request: HttpRequest) -> list[Queue]:
    """Every queue with its number."""
    chosen = request.GET.get(InQueue.parameter_name, "")
    counts = _counts(request.user)
    labels = {
        ALL: _("all"),
        PROBLEM: pgettext("articles", "needs attention"),
        MINE: _("assigned to me"),
    }
    labels |= {name: str(label) for name, label in Article.Status.choices} | {"draft": _("new")}
    labels["published"] = pgettext("articles", "published")
    return [Queue(name, str(labels[name]), counts.get(name, 0), name == chosen) for name in NAMES]


def _counts(user: Any) -> dict[str, int]:
    """How many articles stand in each queue: one query for all, each part by its own index."""
    articles = Article.objects.order_by()
    parts = [articles.annotate(queue=F("status"))]
    for name in (PROBLEM, MINE):
        parts.append(articles.filter(condition(name, user)).annotate(queue=Value(name)))
    counted = [part.values_list("queue").annotate(n=Count("pk")) for part in parts]
    counts = dict(counted[0].union(*counted[1:], all=True))
    counts[ALL] = sum(counts.get(str(status), 0) for status in Article.Status.values)
    return counts


def next_in_queue(article: Article, name: str, user: Any) -> Article | None:
    """The article that comes after this one in a queue, the newest after the oldest; None where
    there is no other."""
    others = Article.objects.filter(condition(name, user)).exclude(pk=article.pk)
    others = others.order_by("-pk").only("pk")
    return others.filter(pk__lt=article.pk).first() or others.first()


class InQueue(admin.SimpleListFilter):
    """The queue that the tabs above the list choose; it needs no place among the filters."""

    title = gettext_lazy("queue")
    parameter_name = "queue"
    template = "admin/articles/article/_no_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, name) for name in NAMES if name]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        name = self.value() or ""
        return queryset.filter(condition(name, request.user)) if name in NAMES else queryset
