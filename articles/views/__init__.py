"""Pages and small answers, about twenty lines each: read the request, call a front door, render."""

from articles.views.coverage import article, articles, short_link, sources
from articles.views.entities import entities, entity
from articles.views.health import healthz, readyz
from articles.views.meetings import meeting, meetings, timeline, timeline_csv, timeline_ics
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
    "timeline_csv",
    "timeline_ics",
]
