"""Public records: plain dictionaries, ready for JSON, labels in the active language.

`site` is the scheme and host that make our addresses absolute. `url` of an article is where the
outlet published it; `page` is always ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch

from articles.exports.citations import article_citation
from articles.models import (
    Alias,
    Article,
    ArticleQuerySet,
    Entity,
    Evidence,
    Meeting,
    Mention,
    Participant,
    Role,
    Source,
)

Record = dict[str, Any]


def meetings_for_export(pks: Sequence[int]) -> list[Meeting]:
    """Load meetings in the order given, with all that their records need, in four queries."""
    participants = Participant.objects.select_related("entity").order_by("position", "pk")
    evidence = (
        Evidence.objects.filter(article__status=Article.Status.PUBLISHED)
        .select_related("article__source")
        .defer("article__body")
        .order_by("article__published_on", "article_id", "pk")
    )
    rows = Meeting.objects.select_related("place").prefetch_related(
        Prefetch("participants", participants), "topics", Prefetch("evidence", evidence)
    )
    found: dict[int, Meeting] = {}
    for begin in range(0, len(pks), 500):  # SQLite takes a limited number of parameters
        found |= {meeting.pk: meeting for meeting in rows.filter(pk__in=pks[begin : begin + 500])}
    return [found[pk] for pk in pks if pk in found]


def articles_for_export() -> ArticleQuerySet:
    """The queryset of readable articles with all that a whole record needs."""
    mentions = Mention.objects.confirmed().select_related("entity").order_by("entity__key")
    published = Article.objects.published().select_related("source").oldest_first()
    evidence = Evidence.objects.filter(meeting__review=Meeting.Review.CONFIRMED)
    return (
        Article.objects.filter(status__in=(Article.Status.PUBLISHED, Article.Status.WITHDRAWN))
        .select_related("source", "copy_of")
        .prefetch_related(
            Prefetch("mentions", mentions),
            Prefetch("evidence", evidence.select_related("meeting").order_by("meeting__start")),
            Prefetch("copies", published),
        )
    )


def sources_of(meeting: Meeting) -> list[Article]:
    """The published articles behind a meeting, oldest first, undated last, each once."""
    found = {row.article_id: row.article for row in meeting.evidence.all()}
    dated = sorted(found.values(), key=lambda a: (a.published_on or date.max, a.pk))
    return [article for article in dated if article.status == Article.Status.PUBLISHED]


def source_brief(source: Source) -> Record:
    return {"key": source.key, "name": str(source.name), "country": source.country or None}


def entity_brief(entity: Entity) -> Record:
    return {
        "id": entity.pk,
        "key": entity.key,
        "kind": entity.kind,
        "name": str(entity.name),
    }


def published(article: Article) -> str | None:
    """The moment where the outlet gives one, else the day, else null."""
    moment = article.published_at or article.published_on
    return moment.isoformat() if moment else None


def article_brief(article: Article, site: str) -> Record:
    """An article as a line in a list."""
    return {
        "id": article.pk,
        "key": article.key,
        "url": article.url or None,
        "page": site + article.get_absolute_url(),
        "title": str(article.headline),
        "source": source_brief(article.source),
        "published": published(article),
        "language": article.language,
    }


def article_record(article: Article, site: str) -> Record:
    """A whole article. The text only where readers may see it; of a withdrawn one, what remains."""
    shown = not article.is_withdrawn
    return article_brief(article, site) | {
        "status": article.status,
        "access": article.access,
        "subtitle": str(article.subtitle) or None,
        "author": article.author or None,
        "section": article.section or None,
        "date_basis": article.date_basis,
        "abstract": (str(article.abstract) or None) if shown else None,
        "body": article.body if article.shows_text else None,
        "license": article.license or None,
        "withdrawal_reason": article.withdrawal_reason if article.is_withdrawn else None,
        "entities": [entity_brief(m.entity) for m in article.mentions.all()] if shown else [],
        "meetings": [_meeting_line(m, site) for m in _meetings(article)] if shown else [],
        "copies": [article_brief(copy, site) for copy in article.copies.all()] if shown else [],
        "copy_of": _public_pk(article.copy_of),
        "text_sha256": article.text_sha256 or None,
        "capture_sha256": article.raw_sha256 or None,
        "fetched": article.fetched_at.isoformat() if article.fetched_at else None,
        "entered": article.entered_at.isoformat(),
        "updated": article.updated_at.isoformat(),
        "citation": {code: article_citation(article, code, site) for code in ("ar", "en")},
    }


def _public_pk(article: Article | None) -> int | None:
    return article.pk if article and article.status == Article.Status.PUBLISHED else None


def _meetings(article: Article) -> list[Meeting]:
    return list({row.meeting_id: row.meeting for row in article.evidence.all()}.values())


def _meeting_line(meeting: Meeting, site: str) -> Record:
    return {
        "id": meeting.pk,
        "key": meeting.key,
        "page": site + meeting.get_absolute_url(),
        "title": str(meeting.title),
        "start": meeting.start.isoformat(),
        "status": meeting.status,
    }


def entity_record(entity: Entity, site: str) -> Record:
    """A whole entity. Counts are there where the queryset has them (`with_counts`)."""
    aliases: Iterable[Alias] = entity.aliases.all()
    roles: Iterable[Role] = entity.roles.all()
    return entity_brief(entity) | {
        "page": site + entity.get_absolute_url(),
        "names": {"ar": entity.name_ar or None, "en": entity.name_en or None},
        "aliases": [{"text": a.text, "language": a.language, "kind": a.kind} for a in aliases],
        "description": str(entity.description) or None,
        "roles": [
            {
                "title": str(role.title),
                "from": role.start_on.isoformat() if role.start_on else None,
                "until": role.end_on.isoformat() if role.end_on else None,
            }
            for role in roles
        ],
        "country": entity.country or None,
        "wikidata": entity.wikidata_id or None,
        "articles": getattr(entity, "article_count", None),
        "meetings": getattr(entity, "meeting_count", None),
    }


def meeting_record(meeting: Meeting, site: str) -> Record:
    """A meeting with its participants and the articles behind it."""
    people = [
        entity_brief(row.entity) | {"side": row.country or None}
        for row in meeting.participants.all()
    ]
    return {
        "id": meeting.pk,
        "key": meeting.key,
        "page": site + meeting.get_absolute_url(),
        "title": str(meeting.title),
        "start": meeting.start.isoformat(),
        "end": meeting.end.isoformat() if meeting.end else None,
        "precision": meeting.precision,
        "time": f"{meeting.time:%H:%M}" if meeting.time else None,
        "place": _place(meeting),
        "venue": str(meeting.venue) or None,
        "participants": people,
        "format": meeting.format,
        "status": meeting.status,
        "topics": [entity_brief(topic) for topic in _in_order(meeting.topics.all())],
        "duration_minutes": meeting.duration_minutes,
        "outcome": str(meeting.outcome) or None,
        "sources": [article_brief(article, site) for article in sources_of(meeting)],
        "disputed": str(meeting.dispute) or None,
        "updated": meeting.updated_at.isoformat(),
    }


def _place(meeting: Meeting) -> Record | None:
    place = meeting.place
    return entity_brief(place) | {"country": place.country or None} if place else None


def _in_order(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: entity.key)
