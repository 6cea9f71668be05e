"""What stands around an article: the margin, its citation, and its data for machines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles.exports import news_article, site_of
from articles.ingest.copies.stories import stories
from articles.models import Article, Entity, Evidence, Meeting, Mention
from articles.timeline import disputed

MOST_RELATED = 6


def context(request: HttpRequest, article: Article) -> dict[str, Any]:
    """Gather one article's page in seven queries."""
    # Of a withdrawn article remain its citation, its hash and the reason: what it said of whom, and
    # the words quoted from it, went with its text.
    mentioned = [] if article.is_withdrawn else _mentioned(article)
    meetings = [] if article.is_withdrawn else _meetings(article)
    site = site_of(request)
    reads_all = article.access == Article.Access.ABSTRACT and request.user.is_staff
    return {
        "article": article,
        "subject": article,
        "shows_text": article.shows_text or (reads_all and bool(article.body)),
        "staff_only": reads_all and bool(article.body),
        "persons": [one for one in mentioned if one["entity"].kind == Entity.Kind.PERSON],
        "others": [one["entity"] for one in mentioned if one["entity"].kind != Entity.Kind.PERSON],
        "meetings": meetings,
        "related": _related(article, [one["meeting"] for one in meetings]),
        "story": None if article.is_withdrawn else stories([article]).get(article.pk),
        "permalink": site + reverse("short-link", args=[article.pk]),
        "machine": news_article(article, [one["entity"] for one in mentioned], site),
    }


def _mentioned(article: Article) -> list[dict[str, Any]]:
    """Return who and what it speaks of, persons with the office they held when it appeared."""
    mentions = (
        Mention.objects.confirmed()
        .filter(article=article)
        .select_related("entity")
        .prefetch_related("entity__roles")
        .order_by("pk")
    )
    on = article.published_on or timezone.localdate(article.entered_at)
    return [{"entity": mention.entity, "role": role_on(mention.entity, on)} for mention in mentions]


def role_on(entity: Entity, day: date) -> str:
    """Return the office held on a day, else the description; roles must be prefetched."""
    held = [
        role
        for role in entity.roles.all()
        if (role.start_on or date.min) <= day <= (role.end_on or date.max)
    ]
    held.sort(key=lambda role: (role.start_on or date.min, role.pk))
    return held[-1].title if held else entity.description


def _meetings(article: Article) -> list[dict[str, Any]]:
    """Return each meeting it is evidence for, with the facts it bears out, and whether sources
    disagree on it."""
    evidence = (
        Evidence.objects.filter(article=article, meeting__review=Meeting.Review.CONFIRMED)
        .select_related("meeting__place")
        .order_by("meeting__start", "meeting", "pk")
    )
    grouped: dict[int, dict[str, Any]] = {}
    for one in evidence:
        entry = grouped.setdefault(one.meeting_id, {"meeting": one.meeting, "facts": []})
        if one.fact != Evidence.Fact.MEETING:
            entry["facts"].append(one)
    disputes = disputed() if grouped else frozenset()
    for number, entry in grouped.items():
        entry["disputed"] = number in disputes
    return list(grouped.values())


def _related(article: Article, meetings: list[Meeting]) -> list[Article]:
    """Return other coverage of the same meetings, copies left out."""
    if not meetings:
        return []
    same = Evidence.objects.filter(meeting__in=meetings).exclude(article=article).values("article")
    root = article.copy_of_id or article.pk
    found = Article.objects.published().filter(pk__in=same).exclude(pk=root).exclude(copy_of=root)
    return list(found.select_related("source").newest_first()[:MOST_RELATED])
