"""Pages and small answers, about twenty lines each: read the request, call a front door, render."""

from articles.views.coverage import article, articles, short_link, sources
from articles.views.entities import entities, entity
from articles.views.health import healthz, readyz
from articles.views.meetings import meeting, meetings, timeline
from articles.views.oembed import oembed
from articles.views.search import search
from articles.views.site import (
    about,
    arabic_help,
    favicon,
    home,
    opensearch,
    preferences,
    robots,
    root,
    search_help,
)
from articles.views.takeaway import timeline_embed, timeline_file, timeline_sheet

__all__ = [
    "about",
    "arabic_help",
    "article",
    "articles",
    "entities",
    "entity",
    "favicon",
    "healthz",
    "home",
    "meeting",
    "meetings",
    "oembed",
    "opensearch",
    "preferences",
    "readyz",
    "robots",
    "root",
    "search",
    "search_help",
    "short_link",
    "sources",
    "timeline",
    "timeline_embed",
    "timeline_file",
    "timeline_sheet",
]
