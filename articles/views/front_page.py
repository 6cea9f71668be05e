"""What the front page shows: the figures, the latest, the disputes, and where to begin."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from articles.display import Preferences, language, month_strip
from articles.models import Article, Collection, Entity, Evidence, Meeting, MeetingQuerySet
from articles.timeline import disputed
from articles.views.rows import by_month, rows, with_cards
from articles.views.shelf import by_outlet

LATEST_MEETINGS, LATEST_ARTICLES, DISPUTES, MOST_NAMED = 6, 5, 3, 8


def context(request: HttpRequest) -> dict[str, Any]:
    """Gather all that the front page shows."""
    confirmed = Meeting.objects.confirmed()
    version = getattr(request, "archive_version", None)
    months = by_month(confirmed, "start")
    people = _most_present()
    topics = _most_discussed()
    return {
        "figures": _figures(months, len(disputed(version))),
        "meetings": _latest(confirmed.filter(status=Meeting.Status.HELD)),
        "rows": rows(with_cards(Article.objects.published().newest_first())[:LATEST_ARTICLES]),
        "disputed": _latest_disputed(confirmed),
        "people": people,
        "topics": topics,
        "strip": _strip(request, months),
        "dossiers": _dossiers(),
        "examples": _examples(people, topics),
    }


def _latest_disputed(confirmed: MeetingQuerySet) -> list[Meeting]:
    """Return the latest, with the evidence of those of which only the values say what about."""
    latest = list(confirmed.disputed().newest_first()[:DISPUTES])
    shown = Evidence.objects.shown().select_related("article").defer("article__body")
    untold = [meeting for meeting in latest if not meeting.dispute]
    prefetch_related_objects(untold, Prefetch("evidence", shown))
    return latest


def _figures(meetings: dict[str, int], disputes: int) -> list[tuple[int, str, str]]:
    """Return figure, noun and address; each address lists exactly that many."""
    outlets = by_outlet()
    return [
        (sum(outlets.values()), "article", reverse("articles")),
        (sum(meetings.values()), "meeting", reverse("timeline")),
        (Entity.objects.persons().count(), "person", f"{reverse('entities')}?kind=person"),
        (len(outlets), "outlet", reverse("sources")),
        (disputes, "disputed_meeting", ""),
    ]


def _latest(confirmed: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Return the latest meetings held, with the number of articles that speak of each."""
    return (
        confirmed.select_related("place")
        .annotate(
            article_count=Count(
                "evidence__article", filter=Q(evidence__article__status="published"), distinct=True
            )
        )
        .newest_first()[:LATEST_MEETINGS]
    )


def _most_present() -> list[dict[str, Any]]:
    """Return the persons at most meetings, each leading to them."""
    confirmed = Q(participations__meeting__review=Meeting.Review.CONFIRMED)
    found = (
        Entity.objects.persons()
        .annotate(n=Count("participations", filter=confirmed))
        .filter(n__gt=0)
        .order_by("-n", "pk")[:MOST_NAMED]
    )
    return [_led(entity, "person") for entity in found]


def _most_discussed() -> list[dict[str, Any]]:
    confirmed = Q(meetings_about__review=Meeting.Review.CONFIRMED)
    found = (
        Entity.objects.topics()
        .annotate(n=Count("meetings_about", filter=confirmed))
        .filter(n__gt=0)
        .order_by("-n", "pk")[:MOST_NAMED]
    )
    return [_led(entity, "topic") for entity in found]


def _led(entity: Any, filter_name: str) -> dict[str, Any]:
    url = f"{reverse('timeline')}?{urlencode({filter_name: entity.key})}"
    return {"entity": entity, "count": entity.n, "url": url}


def _strip(request: HttpRequest, months: dict[str, int]):
    return month_strip(
        months,
        href=lambda key: f"{reverse('timeline')}#m{key}",
        prefs=Preferences.from_cookies(request.COOKIES),
        language=language(),
        noun="meeting",
        tall=72,
    )


def _dossiers() -> list[dict[str, Any]]:
    """Return the dossiers with what they hold; the timeline is linked where it shows just that.

    Each number by itself: to count articles and meetings in one query is to multiply them."""
    confirmed = Meeting.objects.confirmed()
    filed = _filed(Collection.articles.through, article__status=Article.Status.PUBLISHED)
    meetings = _filed(Collection.meetings.through, meeting__review=Meeting.Review.CONFIRMED)
    found = Collection.objects.annotate(
        article_count=filed,
        meeting_count=meetings,
        leaves_out=Exists(confirmed.exclude(collections=OuterRef("pk"))),
    ).order_by(F("article_count").desc(), "pk")
    return [
        {
            "dossier": dossier,
            "articles_url": f"{reverse('articles')}?{urlencode({'dossier': dossier.key})}",
            "timeline_url": "" if dossier.leaves_out else reverse("timeline"),
        }
        for dossier in found
    ]


def _filed(rows: type[Model], **seen: str) -> Coalesce:
    """How many of what is filed in a dossier readers see."""
    of_one = rows._default_manager.filter(collection=OuterRef("pk"), **seen).order_by()
    counted = of_one.values("collection").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _examples(people: list[dict[str, Any]], topics: list[dict[str, Any]]) -> list[str]:
    """Searches to try, made of the names that occur most: one, two together, a phrase."""
    names = [one["entity"].name for one in people if one["entity"].name.lang == language()]
    examples = names[:1] + [" ".join(name.split()[-1] for name in names[:2])] * (len(names) > 1)
    quotes = "«{}»" if language() == "ar" else "“{}”"
    return examples + [quotes.format(one["entity"].name) for one in topics[:1]]
