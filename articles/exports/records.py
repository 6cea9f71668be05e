"""Public records: plain dictionaries, ready for JSON, labels in the active language.

`site` is the scheme and host that make our addresses absolute. `url` of an article is where the
outlet published it; `page` is always ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from articles.exports.citations import article_citation
from articles.exports.lines import ArticleLine, EntityLine, SourceLine
from articles.models import (
    Alias,
    Article,
    ArticleQuerySet,
    Entity,
    Evidence,
    Meeting,
    Mention,
    Role,
    Source,
)

Record = dict[str, Any]


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


def source_brief(source: Source | SourceLine) -> Record:
    return {"key": source.key, "name": str(source.name), "country": source.country or None}


def entity_brief(entity: Entity | EntityLine) -> Record:
    return {
        "id": entity.pk,
        "key": entity.key,
        "kind": entity.kind,
        "name": str(entity.name),
    }


def published(article: Article | ArticleLine) -> str | None:
    """The moment where the outlet gives one, else the day, else null."""
    moment = article.published_at or article.published_on
    return moment.isoformat() if moment else None


def article_brief(article: Article | ArticleLine, site: str) -> Record:
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
