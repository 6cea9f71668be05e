"""The desk: where curators keep the register, one file a noun.

Everything goes through Django's admin; what changes the standing of an article or an entity goes
through articles.curation. May import every room but views, api, feeds, sitemaps and management."""

from articles.admin import (
    articles,
    collections,
    entities,
    feeds,
    imports,
    insight,
    meetings,
    mentions,
    merges,
    outbox,
    people,
    sources,
)

__all__ = [
    "articles",
    "collections",
    "entities",
    "feeds",
    "imports",
    "insight",
    "meetings",
    "mentions",
    "merges",
    "outbox",
    "people",
    "sources",
]
