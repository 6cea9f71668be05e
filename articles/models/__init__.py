"""The tables of Sijill: one graph of sources, articles, entities, mentions and meetings.

Public: the names below. Imports nothing of Sijill but articles.arabic; no JSON, HTML or engines."""

from articles.models.addresses import address, short_address
from articles.models.alphabet import ByName
from articles.models.articles import (
    Article,
    ArticleQuerySet,
    ArticleRevision,
    count_copies,
    independent_sources,
    text_hash,
)
from articles.models.bilingual import LocalText, direction, localized
from articles.models.captures import Feed, RawCapture
from articles.models.collections import Collection
from articles.models.copies import CopyMark, CopyPair
from articles.models.desk import BulkChange, Dismissal, SavedFilter
from articles.models.entities import (
    Alias,
    Entity,
    EntityQuerySet,
    EntityRedirect,
    Role,
    for_card,
)
from articles.models.evidence import Evidence, Lapse, differ, differing
from articles.models.imports import ImportJob, ImportRow
from articles.models.meetings import Meeting, MeetingQuerySet, Participant
from articles.models.mentions import Mention
from articles.models.merges import Merge, SequenceStep
from articles.models.misses import MissedSearch
from articles.models.outbox import Outbox
from articles.models.redirects import (
    MeetingRedirect,
    SourceRedirect,
    current_meeting,
    current_sources,
)
from articles.models.searches import PastSearch
from articles.models.sources import Source
from articles.models.steering import PinnedResult, Synonym
from articles.models.version import ArchiveVersion

__all__ = [
    "Alias",
    "ArchiveVersion",
    "Article",
    "ArticleQuerySet",
    "ArticleRevision",
    "BulkChange",
    "ByName",
    "Collection",
    "CopyMark",
    "CopyPair",
    "Dismissal",
    "Entity",
    "EntityQuerySet",
    "EntityRedirect",
    "Evidence",
    "Feed",
    "ImportJob",
    "ImportRow",
    "Lapse",
    "LocalText",
    "Meeting",
    "MeetingQuerySet",
    "MeetingRedirect",
    "Mention",
    "Merge",
    "MissedSearch",
    "Outbox",
    "Participant",
    "PastSearch",
    "PinnedResult",
    "RawCapture",
    "Role",
    "SavedFilter",
    "SequenceStep",
    "Source",
    "SourceRedirect",
    "Synonym",
    "address",
    "count_copies",
    "current_meeting",
    "current_sources",
    "differ",
    "differing",
    "direction",
    "for_card",
    "independent_sources",
    "localized",
    "short_address",
    "text_hash",
]
