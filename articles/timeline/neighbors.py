"""The meetings of the same people before and after one meeting."""

from __future__ import annotations

from dataclasses import dataclass

from articles.models import Entity, Meeting
from articles.timeline.sides import Side

NOT_MET = {Meeting.Status.CANCELLED, Meeting.Status.POSTPONED}


@dataclass(frozen=True)
class Neighbors:
    """`people` are the one or two whose meetings these are; `count` of them, this one included.

    `days_since` and `days_until` run between the nearest days of the two meetings."""

    people: list[Entity]
    count: int
    previous: Meeting | None = None
    following: Meeting | None = None
    days_since: int = 0
    days_until: int = 0


def neighbors(meeting: Meeting, sides: list[Side]) -> Neighbors:
    """Find what the two leading participants did before and after.

    The pair is the first named of the first two sides; of a meeting with one side, its first
    two. Everybody together would be a list of one: delegations are rarely the same twice."""
    leaders = [side.people[0] for side in sides[:2]]
    if len(leaders) == 1:
        leaders = sides[0].people[:2]
    if not leaders:
        return Neighbors([], 0)
    same = Meeting.objects.confirmed().with_all_of(entity.key for entity in leaders)
    every = list(same.in_order().select_related("place"))
    # What was called off or put off is no meeting to look back or forward to.
    found = [other for other in every if other.pk == meeting.pk or other.status not in NOT_MET]
    here = next((place for place, other in enumerate(found) if other.pk == meeting.pk), None)
    if here is None:
        return Neighbors(leaders, len(every))
    previous = found[here - 1] if here else None
    following = found[here + 1] if here + 1 < len(found) else None
    return Neighbors(
        leaders,
        len(every),
        previous,
        following,
        (meeting.start - (previous.end or previous.start)).days if previous else 0,
        (following.start - (meeting.end or meeting.start)).days if following else 0,
    )
