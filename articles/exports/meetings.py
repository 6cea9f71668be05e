"""The public record of a meeting: what the API answers, and all that files of meetings hold."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.exports.disputes import accounts
from articles.exports.lines import EntityLine, MeetingLine
from articles.exports.records import Record, article_brief, entity_brief
from articles.models import Evidence


def meeting_record(meeting: MeetingLine, site: str) -> Record:
    """A meeting with its participants, the articles behind it and what each of them says."""
    people = [entity_brief(entity) | {"side": side or None} for entity, side in meeting.people]
    return {
        "id": meeting.pk,
        "key": meeting.key,
        "page": site + meeting.get_absolute_url(),
        "title": str(meeting.title),
        "start": meeting.start.isoformat(),
        "end": meeting.end.isoformat() if meeting.end else None,
        "precision": meeting.precision,
        "time": f"{meeting.time:%H:%M}" if meeting.time else None,
        "time_zone": (meeting.zone or None) if meeting.time else None,
        "place": _place(meeting.place),
        "venue": str(meeting.venue) or None,
        "participants": people,
        "format": meeting.format,
        "status": meeting.status,
        "topics": [entity_brief(topic) for topic in meeting.topics],
        "duration_minutes": meeting.duration_minutes,
        "outcome": str(meeting.outcome) or None,
        "sources": [article_brief(article, site) for article in meeting.sources],
        "evidence": [
            {
                "fact": row.fact,
                "article": row.article.pk,
                "value": str(row.value) or None,
                "quote": row.shown_quote or None,
                "note": str(row.note) or None,
            }
            for row in meeting.evidence
        ],
        "disputed": disputed(meeting) or None,
        "sequence": meeting.sequence,
        "entered": meeting.entered_at.isoformat(),
        "updated": meeting.updated_at.isoformat(),
    }


def disputed(meeting: MeetingLine) -> str:
    """What the sources disagree on: our own words, then a line for each fact."""
    return "\n".join(part for part in (str(meeting.dispute), *disputes_in_words(meeting)) if part)


def disputes_in_words(meeting: MeetingLine) -> list[str]:
    """Each fact on which sources differ: "Duration: 5 hours (one, another); 6 hours (a third)"."""
    found = []
    for fact, rows in meeting.disputed_facts.items():
        told = [
            # Translators: one account of a disputed fact, and the outlets that give it.
            _("%(value)s (%(outlets)s)")
            % {"value": account.value, "outlets": _(", ").join(account.outlets)}
            for account in accounts(rows)
        ]
        # Translators: what stands between the accounts of a disputed fact.
        texts = {"fact": _label(fact), "accounts": _("; ").join(told)}
        # Translators: a disputed fact, such as "duration", and its accounts.
        found.append(_("%(fact)s: %(accounts)s") % texts)
    return found


def _label(fact: str) -> str:
    """A fact as it heads its line on the page of a meeting."""
    labels = {
        "date": _("Date"),
        "time": _("Start time"),
        "place": pgettext("field", "Place"),
        "participants": _("Participants"),
        "format": _("Format"),
        "duration": _("Duration"),
        "status": _("Status"),
        "outcome": _("Outcome"),
    }
    return labels.get(fact) or str(Evidence.Fact(fact).label)


def _place(place: EntityLine | None) -> Record | None:
    return entity_brief(place) | {"country": place.country or None} if place else None
