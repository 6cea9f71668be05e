"""Merging two records of one meeting."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from articles.curation.errors import CurationError
from articles.curation.merging.calendars import number_told
from articles.curation.merging.pairs import carry_out, fill_blanks, locked_pair
from articles.models import Collection, Evidence, Meeting, MeetingRedirect, Merge

# What stands together goes together: the hour with its zone.
BLANKS = ("title_ar", "title_en", "duration_minutes", "outcome_ar", "outcome_en")
BLANKS += ("dispute_ar", "dispute_en", "venue_ar", "venue_en", "place")
SAID = ("value_ar", "value_en", "quote", "note_ar", "note_en")
# A meeting that somebody has confirmed stays so, whichever of the two remains.
FIRMNESS = [Meeting.Review.REJECTED, Meeting.Review.SUGGESTED, Meeting.Review.CONFIRMED]


@transaction.atomic
def merge_meetings(*, keep: Meeting, absorb: Meeting, by: Any) -> Merge:
    """Move who was there, what it was about and what bears it out from `absorb` to `keep`, delete
    `absorb`, leave a redirect behind.

    What `keep` lacks is filled in; where both say something else, `keep` is right. An article that
    stands behind one fact of both does so once, with the words it has in either record. The date
    is never filled in: it stays as `keep` has it, with its precision.

    Evidence of a withdrawn article moves with the rest, whoever merges: the article says what it
    said of the same encounter, and left behind it would be lost with the record."""
    keep, absorb = locked_pair(keep, absorb)
    if Meeting.Review.REJECTED in (keep.review, absorb.review) and keep.review != absorb.review:
        raise CurationError(
            _("One of the two was rejected. Judge it anew before you merge it with the other.")
        )
    return carry_out(Merge.Kind.MEETING, (keep, absorb), by, _move)


def _move(keep: Meeting, absorb: Meeting) -> None:
    told = number_told(absorb)
    fill_blanks(keep, absorb, BLANKS)
    if keep.time is None:
        keep.time, keep.time_zone = absorb.time, absorb.time_zone or keep.time_zone
    keep.review = max(keep.review, absorb.review, key=FIRMNESS.index)
    keep.save()
    _move_participants(keep, absorb)
    lost = list(absorb.lapses.values_list("pk", flat=True))
    _move_evidence(keep, absorb)
    _move_lapses(keep, absorb, lost)
    _move_links(Meeting.topics.through, "entity_id", keep, absorb)
    _move_links(Collection.meetings.through, "collection_id", keep, absorb)
    absorb.redirects.update(meeting=keep)
    MeetingRedirect.objects.create(
        old_id=absorb.pk, old_key=absorb.key, sequence=told + 1, meeting=keep
    )
    absorb.delete()


def _move_participants(keep: Meeting, absorb: Meeting) -> None:
    """After those of `keep`, in their order."""
    there = {row.entity_id: row for row in keep.participants.all()}
    last = keep.participants.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    for row in absorb.participants.order_by("position", "pk"):
        rival = there.get(row.entity_id)
        if rival is None:
            row.meeting, row.position = keep, position
            row.save(update_fields=["meeting", "position"])
            position += 1
        else:
            if row.side and not rival.side:
                rival.side = row.side
                rival.save(update_fields=["side"])
            row.delete()


def _move_evidence(keep: Meeting, absorb: Meeting) -> None:
    there = {(row.article_id, row.fact): row for row in keep.evidence.all()}
    for row in absorb.evidence.all():
        rival = there.get((row.article_id, row.fact))
        if rival is None:
            row.meeting = keep
            row.save(update_fields=["meeting"])
        else:
            fill_blanks(rival, row, SAID)
            rival.save(update_fields=SAID)
            row.delete()


def _move_lapses(keep: Meeting, absorb: Meeting, lost: list[int]) -> None:
    """What one record has lost the other may still bear out.

    Of the lapses of `absorb` only those of before its evidence moved away are any."""
    borne_out = _facts(Evidence.objects.shown().filter(meeting=keep))
    known = _facts(keep.lapses.all())
    absorb.lapses.filter(pk__in=lost).exclude(fact__in=borne_out | known).update(meeting=keep)


def _facts(rows: Any) -> set[str]:
    return set(rows.values_list("fact", flat=True))


def _move_links(through: Any, column: str, keep: Meeting, absorb: Meeting) -> None:
    """The rows of a many-to-many table, each once."""
    there = list(through.objects.filter(meeting=keep).values_list(column, flat=True))
    rows = through.objects.filter(meeting=absorb)
    rows.filter(**{f"{column}__in": there}).delete()
    rows.update(meeting=keep)
