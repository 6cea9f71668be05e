"""The tables of Sijill: one graph of sources, articles, entities, mentions and meetings.

Public: the names below. Imports nothing of Sijill but articles.arabic; no JSON, HTML or engines."""

from articles.models.articles import (
    Article,
    ArticleQuerySet,
    ArticleRevision,
    count_copies,
    text_hash,
)
from articles.models.bilingual import LocalText, direction, localized
from articles.models.collections import Collection
from articles.models.entities import (
    Alias,
    Entity,
    EntityQuerySet,
    EntityRedirect,
    Role,
    for_card,
)
from articles.models.evidence import Evidence, Lapse, differ, differing
from articles.models.meetings import Meeting, MeetingQuerySet, Participant
from articles.models.mentions import Mention
from articles.models.outbox import Outbox
from articles.models.searches import PastSearch
from articles.models.sources import Source
from articles.models.version import ArchiveVersion

__all__ = [
    "Alias",
    "ArchiveVersion",
    "Article",
    "ArticleQuerySet",
    "ArticleRevision",
    "Collection",
    "Entity",
    "EntityQuerySet",
    "EntityRedirect",
    "Evidence",
    "Lapse",
    "LocalText",
    "Meeting",
    "MeetingQuerySet",
    "Mention",
    "Outbox",
    "Participant",
    "PastSearch",
    "Role",
    "Source",
    "count_copies",
    "differ",
    "differing",
    "direction",
    "for_card",
    "localized",
    "text_hash",
]
