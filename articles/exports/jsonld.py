"""A meeting and an article in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from articles.exports.calendar import location, when
from articles.exports.lines import ArticleLine, EntityLine, MeetingLine, SourceLine
from articles.models import Article, Entity, Meeting, Source

STATUSES = {
    Meeting.Status.CANCELLED: "EventCancelled",
    Meeting.Status.POSTPONED: "EventPostponed",
}
REMOTE = {Meeting.Format.CALL, Meeting.Format.VIDEO}
TYPES = {
    Entity.Kind.PERSON: "Person",
    Entity.Kind.ORGANIZATION: "Organization",
    Entity.Kind.PLACE: "Place",
    Entity.Kind.TOPIC: "Thing",
}


def meeting_event(meeting: MeetingLine, site: str) -> dict[str, Any]:
    """An Event. A day known only by its month is written as the month, which schema.org allows."""
    begin, _ = when(meeting)
    month = meeting.precision == Meeting.Precision.MONTH
    online = meeting.format in REMOTE
    event: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": site + meeting.get_absolute_url(),
        "url": site + meeting.get_absolute_url(),
        "identifier": meeting.key,
        "name": str(meeting.title),
        "startDate": f"{begin:%Y-%m}" if month else begin.isoformat(),
        "eventStatus": f"https://schema.org/{_status(meeting)}",
        "eventAttendanceMode": "https://schema.org/"
        + ("OnlineEventAttendanceMode" if online else "OfflineEventAttendanceMode"),
        "attendee": [_who(entity, site) for entity, _side in meeting.people],
        "about": [{"@type": "Thing", "name": str(topic.name)} for topic in meeting.topics],
        "subjectOf": [_report(article, site) for article in meeting.sources],
    }
    if meeting.end:
        event["endDate"] = f"{meeting.end:%Y-%m}" if month else meeting.end.isoformat()
    if meeting.duration_minutes:
        event["duration"] = f"PT{meeting.duration_minutes}M"
    if meeting.outcome:
        event["description"] = str(meeting.outcome)
    if where := location(meeting):
        event["location"] = _where(meeting, where)
    return event


def news_article(article: Article, mentioned: Iterable[Entity], site: str) -> dict[str, Any]:
    """A NewsArticle; nothing that its page does not show."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": str(article.headline),
        "inLanguage": article.language,
        "url": site + article.get_absolute_url(),
        "identifier": article.key,
        "dateModified": article.updated_at.isoformat(timespec="seconds"),
        "publisher": _outlet(article.source),
    }
    if article.published_on:
        data["datePublished"] = (article.published_at or article.published_on).isoformat()
    if article.url:
        data["isBasedOn"] = article.url
    if article.author:
        data["author"] = {"@type": "Person", "name": article.author}
    if article.abstract and not article.is_withdrawn:
        data["abstract"] = str(article.abstract)
    if mentions := [_who(entity, site) for entity in mentioned]:
        data["mentions"] = mentions
    return data


def _report(article: ArticleLine, site: str) -> dict[str, Any]:
    report: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": str(article.headline)[:110],
        "url": article.url or site + article.get_absolute_url(),
        "inLanguage": article.language,
        "publisher": _outlet(article.source),
    }
    if article.published_on:
        report["datePublished"] = article.published_on.isoformat()
    return report


def _outlet(source: Source | SourceLine) -> dict[str, str]:
    return {"@type": "NewsMediaOrganization", "name": str(source.name)}


def _status(meeting: MeetingLine) -> str:
    return STATUSES.get(Meeting.Status(meeting.status), "EventScheduled")


def _where(meeting: MeetingLine, name: str) -> dict[str, Any]:
    place: dict[str, Any] = {"@type": "Place", "name": name}
    if meeting.place:
        address = {"@type": "PostalAddress", "addressLocality": str(meeting.place.name)}
        if meeting.place.country:
            address["addressCountry"] = meeting.place.country
        place["address"] = address
    return place


def _who(entity: Entity | EntityLine, site: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": TYPES[Entity.Kind(entity.kind)],
        "name": str(entity.name),
        "url": site + entity.get_absolute_url(),
    }
    if entity.wikidata_id:
        found["sameAs"] = f"https://www.wikidata.org/wiki/{entity.wikidata_id}"
    return found
