"""The rows of the register from which search knows the meetings that published articles report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING

from articles.models import Article, Evidence, Meeting, Participant
from articles.search.meetings import MeetingFacts

if TYPE_CHECKING:
    from articles.search.catalog import EntityFacts

# What a meeting of each format is called, whatever its title says.
FORMATS = {
    Meeting.Format.IN_PERSON: "لقاء اجتماع meeting",
    Meeting.Format.CALL: "اتصال مكالمة هاتف call phone",
    Meeting.Format.VIDEO: "اتصال مكالمة video call",
    Meeting.Format.MULTILATERAL: "لقاء اجتماع meeting",
    Meeting.Format.DELEGATION: "لقاء اجتماع meeting",
}


def load_meetings(
    entities: Mapping[str, EntityFacts], roles: Iterable[tuple[str, str]]
) -> list[MeetingFacts]:
    """What is on record of every confirmed meeting that a published article reports, by row.

    `entities` are those known, by key; `roles` are keys with a title. An entity that is not among
    them, because it was made a moment ago, is left out."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for key, title in roles:
        said[key].append(title)
    who = _keys(
        Participant.objects.order_by("pk").values_list("meeting_id", "entity__key"), entities
    )
    topics = Meeting.topics.through.objects.order_by("pk").values_list("meeting_id", "entity__key")
    about = _keys(topics, entities)
    reports = _reports()
    found = []
    for meeting in Meeting.objects.confirmed().select_related("place").order_by("pk"):
        if meeting.pk not in reports:
            continue
        keys = [*who[meeting.pk], *about[meeting.pk]]
        if meeting.place and meeting.place.key in entities:
            keys.append(meeting.place.key)
        names = [n for key in keys for n in (entities[key].name_ar, entities[key].name_en)]
        texts = (meeting.title_ar, meeting.title_en, meeting.outcome_ar, meeting.outcome_en)
        texts = (*texts, meeting.venue_ar, meeting.venue_en, *names)
        texts = (*texts, FORMATS.get(meeting.format, ""))
        texts = (*texts, *(title for key in who[meeting.pk] for title in said[key]))
        found.append(
            MeetingFacts(
                meeting.start,
                meeting.last_on,
                frozenset(keys),
                tuple(filter(None, texts)),
                tuple(sorted(reports[meeting.pk], key=itemgetter(0))),
                meeting.status == Meeting.Status.HELD,
            )
        )
    return found


def _keys(
    rows: Iterable[tuple[int, str]], entities: Mapping[str, EntityFacts]
) -> defaultdict[int, list[str]]:
    """The keys of known entities, by meeting."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for meeting, key in rows:
        if key in entities:
            found[meeting].append(key)
    return found


def _reports() -> dict[int, set[tuple[int, date | None]]]:
    """The published articles that report each meeting, with their days."""
    found: defaultdict[int, set[tuple[int, date | None]]] = defaultdict(set)
    published = Evidence.objects.filter(article__status=Article.Status.PUBLISHED)
    rows = published.values_list("meeting_id", "article_id", "article__published_on")
    for meeting, article, day in rows:
        found[meeting].add((article, day))
    return dict(found)
