"""The evidence of a dossier: which article says which fact of a meeting, and what it says it was.

Rows that came with a dossier follow its file; a row that somebody entered or changed at the desk
is theirs and stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from articles.ingest.capture import BadRecord, Notice
from articles.ingest.clean import clean_line
from articles.ingest.dossier_entities import choice_field
from articles.ingest.dossier_report import DossierReport
from articles.ingest.records import shown, text_field
from articles.ingest.register import Register
from articles.models import Evidence, MeetingRedirect

FACTS = [fact for fact in Evidence.Fact.values if fact != Evidence.Fact.MEETING]
_LINES = {"value_ar": 300, "value_en": 300, "quote": 500, "note_ar": 500, "note_en": 500}

# Meeting, article and fact: there is one row of each.
Place = tuple[int, int, str]


class EvidenceFile:
    """The rows of one evidence.jsonl against those that are stored, line by line, then `finish`."""

    def __init__(self, origin: str, register: Register, report: DossierReport) -> None:
        self.origin, self.register, self.report = origin, register, report
        self.lines: dict[Place, str] = {}  # where the file has said it
        self.articles: dict[str, int | None] = {}
        self.of_merged: set[Place] = set()
        self.merged = set(MeetingRedirect.objects.values_list("old_key", flat=True))
        rows = Evidence.objects.exclude(fact=Evidence.Fact.MEETING)
        self.stored = {(row.meeting_id, row.article_id, row.fact): row for row in rows}

    def load(self, record: Mapping[str, Any], where: str) -> None:
        """Enter one line, or bring the row that an earlier load made of it up to date."""
        place = self._place(record)
        values = _values(record)
        if text_field(record, "meeting") in self.merged:
            self._load_merged(place, values)
            return
        if place in self.lines:
            raise BadRecord(f"{self.lines[place]} has this meeting, source and fact already.")
        row = self.stored.get(place)
        if row is None:
            meeting, article, fact = place
            Evidence.objects.create(
                meeting_id=meeting, article_id=article, fact=fact, origin=self.origin, **values
            )
            self.report.add("created", "evidence")
        else:
            self._compare(row, values, where)
        self.lines[place] = where

    def _load_merged(self, place: Place, values: dict[str, str]) -> None:
        """A line of a meeting that a curator merged: it may say again what one of the other's
        lines says, and gives way to it."""
        self.of_merged.add(place)
        if place in self.stored or place in self.lines:
            self.report.add("unchanged", "evidence")
            return
        meeting, article, fact = place
        self.stored[place] = Evidence.objects.create(
            meeting_id=meeting, article_id=article, fact=fact, origin=self.origin, **values
        )
        self.report.add("created", "evidence")

    def _compare(self, row: Evidence, values: dict[str, str], where: str) -> None:
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        ours = row.origin == self.origin
        if differing and ours:
            for name in differing:
                setattr(row, name, values[name])
            row.save(update_fields=differing)
        elif differing:
            reason = f"{', '.join(differing)} of the evidence differs from the dossier and stays."
            self.report.kept.append(Notice(where, reason))
        self.report.add("changed" if differing and ours else "unchanged", "evidence")

    def finish(self) -> None:
        """Take away what came with the dossier and is no longer in its file.

        Call it only where every line could be read: a line with a slip has not been removed."""
        said = {*self.lines, *self.of_merged}
        gone = [
            row
            for place, row in self.stored.items()
            if row.origin == self.origin and place not in said
        ]
        Evidence.objects.filter(pk__in=[row.pk for row in gone]).delete()
        for _row in gone:
            self.report.add("removed", "evidence")

    def _place(self, record: Mapping[str, Any]) -> Place:
        key, address = text_field(record, "meeting"), text_field(record, "source").strip()
        meeting = self.register.meeting(key)
        if meeting is None:
            raise BadRecord(f"'meeting' is {shown(key)}; no meeting has this key.")
        article = self._article(address)
        if article is None:
            raise BadRecord(f"'source' is {shown(address)}; no article has this address.")
        return meeting, article, choice_field(record, "fact", FACTS)

    def _article(self, address: str) -> int | None:
        if address not in self.articles:
            found = self.register.article([address])
            self.articles[address] = found.pk if found else None
        return self.articles[address]


def _values(record: Mapping[str, Any]) -> dict[str, str]:
    values = {name: clean_line(text_field(record, name)) for name in _LINES}
    for name, longest in _LINES.items():
        if len(values[name]) > longest:
            raise BadRecord(f"{name!r} is longer than {longest} characters.")
    return values
