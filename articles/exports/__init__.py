"""Exports: the one public shape of each noun, and the files made of it.

Front door: the names below. The API, the feeds, the calendar, the table and the citations all
say the same things because they all ask here. May import models; of a request it reads the host."""

from articles.exports.calendar import meetings_ics
from articles.exports.citations import article_citation, meeting_citation
from articles.exports.disputes import accounts, meeting_disputes
from articles.exports.entities import entity_thing, wikidata_address
from articles.exports.files import (
    meetings_json,
    meetings_jsonl,
    meetings_jsonld,
    meetings_timelinejs,
)
from articles.exports.jsonld import meeting_event, news_article
from articles.exports.lines import MeetingLine, meetings_for_export
from articles.exports.meetings import meeting_record
from articles.exports.records import (
    article_brief,
    article_record,
    articles_for_export,
    entity_brief,
    entity_record,
)
from articles.exports.site import site_of
from articles.exports.tables import meetings_csv

__all__ = [
    "MeetingLine",
    "accounts",
    "article_brief",
    "article_citation",
    "article_record",
    "articles_for_export",
    "entity_brief",
    "entity_record",
    "entity_thing",
    "meeting_citation",
    "meeting_disputes",
    "meeting_event",
    "meeting_record",
    "meetings_csv",
    "meetings_for_export",
    "meetings_ics",
    "meetings_json",
    "meetings_jsonl",
    "meetings_jsonld",
    "meetings_timelinejs",
    "news_article",
    "site_of",
    "wikidata_address",
]
