"""The meetings of a dossier: when, where, who, what about, and which articles say so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from articles.ingest.capture import BadRecord, Notice
from articles.ingest.clean import clean_line, clean_text
from articles.ingest.dossier_entities import choice_field, key_field
from articles.ingest.dossier_report import DossierReport, fill
from articles.ingest.records import keys_field, moment_field, shown, text_field
from articles.ingest.register import Register
from articles.models import Article, Entity, Evidence, Meeting, MeetingRedirect, Participant
from articles.models.zones import is_time_zone

_LINES = {"title_ar": 500, "title_en": 500, "venue_ar": 300, "venue_en": 300}
_TEXTS = {"outcome_ar": "outcome_ar", "outcome_en": "outcome_en", "dispute_ar": "disputed"}


@transaction.atomic
def load_meeting(
    record: Mapping[str, Any],
    where: str,
    addresses: tuple[str, ...],
    register: Register,
    report: DossierReport,
) -> Meeting:
    """Create one meeting with everything about it, or fill in what the stored one lacks.

    `addresses` are the keys of the articles that stand behind it.
    """
    values = _values(record, register)
    key = key_field(record, "id")
    if merged := MeetingRedirect.objects.filter(old_key=key).select_related("meeting").first():
        # By a curator, and who was there moved along; its articles stand behind what it became.
        changed = _add_evidence(merged.meeting, addresses, where, register, report)
        report.add("changed" if changed else "unchanged", "meetings")
        return merged.meeting
    stored = Meeting.objects.filter(key=key).first()
    meeting = stored or Meeting.objects.create(key=key, **values)
    changed = False
    if stored and (changed := fill(meeting, values, where, report)):
        meeting.save()
    participants = _entities(record, "participants", register)
    topics = _entities(record, "topics", register)
    changed |= _set_participants(meeting, participants, where, report)
    changed |= _set_topics(meeting, topics, where, report)
    changed |= _add_evidence(meeting, addresses, where, register, report)
    report.add(
        "changed" if stored and changed else "unchanged" if stored else "created", "meetings"
    )
    return meeting


def _values(record: Mapping[str, Any], register: Register) -> dict[str, Any]:
    values: dict[str, Any] = {name: clean_line(text_field(record, name)) for name in _LINES}
    for name, longest in _LINES.items():
        if len(values[name]) > longest:
            raise BadRecord(f"{name!r} is longer than {longest} characters.")
    if not (values["title_ar"] or values["title_en"]):
        raise BadRecord("The meeting has no title. Give title_ar or title_en.")
    for name, source in _TEXTS.items():
        values[name] = clean_text(text_field(record, source)).strip()
    return (
        values
        | _dates(record)
        | {
            "format": choice_field(record, "format", Meeting.Format.values, "in_person"),
            "status": choice_field(record, "status", Meeting.Status.values, "held"),
            "place": _place(record, register),
            "duration_minutes": _minutes(record),
        }
    )


def _dates(record: Mapping[str, Any]) -> dict[str, Any]:
    start, end = moment_field(record, "start")[0], moment_field(record, "end")[0]
    if start is None:
        raise BadRecord("The meeting has no 'start'. Give its first day, such as 2025-04-11.")
    if end and end < start:
        raise BadRecord(f"The meeting ends on {end}, before it starts on {start}.")
    precision = choice_field(record, "precision", Meeting.Precision.values, "day")
    if precision == Meeting.Precision.MONTH and start.day != 1:
        raise BadRecord(f"Only the month is known, so 'start' must be its first day, not {start}.")
    return {
        "start": start,
        "end": end,
        "precision": precision,
        "time": _clock(record),
        "time_zone": _zone(record),
    }


def _clock(record: Mapping[str, Any]) -> time | None:
    text = text_field(record, "time")
    try:
        return time.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadRecord(f"'time' is {shown(text)}; write it as 18:30, or null.") from error


def _zone(record: Mapping[str, Any]) -> str:
    name = text_field(record, "time_zone")
    try:
        if name:
            is_time_zone(name)
    except ValidationError as error:
        raise BadRecord(
            f"'time_zone' is {shown(name)}; write one such as Europe/Moscow, or null."
        ) from error
    return name


def _minutes(record: Mapping[str, Any]) -> int | None:
    minutes = record.get("duration_minutes")
    if minutes is None:
        return None
    if type(minutes) is not int or not 0 < minutes < 100_000:
        raise BadRecord(f"'duration_minutes' must be a whole number above 0, not {shown(minutes)}.")
    return minutes


def _place(record: Mapping[str, Any], register: Register) -> Entity | None:
    key = text_field(record, "place")
    numbers = _entities({"place": [key]}, "place", register) if key else []
    return Entity.objects.get(pk=numbers[0]) if numbers else None


def _entities(record: Mapping[str, Any], name: str, register: Register) -> list[int]:
    numbers = {key: register.entity(key) for key in keys_field(record, name)}
    unknown = [key for key, number in numbers.items() if number is None]
    if unknown:
        raise BadRecord(f"{name!r} names unknown entities: {', '.join(unknown)}. Add them first.")
    return list(dict.fromkeys(number for number in numbers.values() if number is not None))


def _set_participants(
    meeting: Meeting, wanted: list[int], where: str, report: DossierReport
) -> bool:
    """Give a meeting without participants its own; whether it got them."""
    there = set(meeting.participants.values_list("entity", flat=True))
    if there:
        if there != set(wanted):
            report.kept.append(Notice(where, "The participants differ from the dossier and stay."))
        return False
    Participant.objects.bulk_create(
        Participant(meeting=meeting, entity_id=number, position=position)
        for position, number in enumerate(wanted)
    )
    return bool(wanted)


def _set_topics(meeting: Meeting, wanted: list[int], where: str, report: DossierReport) -> bool:
    """Give a meeting without topics its own; whether it got them."""
    there = set(meeting.topics.values_list("pk", flat=True))
    if there:
        if there != set(wanted):
            report.kept.append(Notice(where, "The topics differ from the dossier and stay."))
        return False
    meeting.topics.add(*wanted)
    return bool(wanted)


def _add_evidence(
    meeting: Meeting,
    addresses: tuple[str, ...],
    where: str,
    register: Register,
    report: DossierReport,
) -> bool:
    """Let the articles stand behind the meeting as a whole; return whether any did not yet."""
    articles = Article.objects.in_bulk(addresses, field_name="key")
    found = {address: articles.get(address) or register.article([address]) for address in addresses}
    unknown = [address for address, article in found.items() if article is None]
    if unknown:
        report.warnings.append(Notice(where, f"No article has the key {', '.join(unknown)}."))
    there = set(
        meeting.evidence.filter(fact=Evidence.Fact.MEETING).values_list("article", flat=True)
    )
    wanted = {article.pk for article in found.values() if article} - there
    Evidence.objects.bulk_create(Evidence(meeting=meeting, article_id=pk) for pk in sorted(wanted))
    return bool(wanted)
