"""What calendars have been told of a meeting: a number of changes that never falls."""

from __future__ import annotations

from articles.models import Meeting, MeetingRedirect, SequenceStep


def number_told(meeting: Meeting) -> int:
    """The number of changes under which exports give a meeting now."""
    steps = SequenceStep.objects.filter(meeting_number=meeting.pk).values_list("steps", flat=True)
    said = Meeting.objects.filter(pk=meeting.pk).values_list("sequence", flat=True)
    return sum(said) + sum(steps)


def numbers_told(numbers: set[int]) -> dict[int, int]:
    """The same of many, those that were merged away under the number that took them off."""
    said = dict(Meeting.objects.filter(pk__in=numbers).values_list("pk", "sequence"))
    gone = MeetingRedirect.objects.filter(old_id__in=numbers).values_list("old_id", "sequence")
    steps = dict(
        SequenceStep.objects.filter(meeting_number__in=numbers).values_list(
            "meeting_number", "steps"
        )
    )
    return {pk: said[pk] + steps.get(pk, 0) for pk in said} | dict(gone)


def go_beyond(told: dict[int, int]) -> None:
    """Have exports give each of these meetings a higher number than it was told under."""
    now = dict(Meeting.objects.filter(pk__in=told).values_list("pk", "sequence"))
    for pk, sequence in now.items():
        steps = told[pk] + 1 - sequence
        if steps > 0:
            SequenceStep.objects.update_or_create(meeting_number=pk, defaults={"steps": steps})
