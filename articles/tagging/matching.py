"""Whether a meeting that an article tells of is one that the register knows.

The same day, give or take one (a report says "Thursday" of a night in another time zone), but no
other than the one that the article writes out with its month; two participants in common or all
that are told, and no other place. Where the article has no day of publication, what it says of the
date must leave one meeting only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from articles.tagging.known import Known, KnownMeeting
from articles.tagging.when import When

_MARGIN = timedelta(days=1)
_LOOSE = timedelta(days=2)


def find_known(
    who: Iterable[str], when: When | None, place: str | None, known: Known, *, is_call: bool
) -> KnownMeeting | None:
    """The known meeting that this is, or None."""
    told = frozenset(who)
    scored = []
    for meeting in known.meetings:
        common = told & meeting.participants
        alone = told == meeting.participants and place and place == meeting.place
        if len(common) < 2 and not alone:
            continue
        if is_call != meeting.is_call and (is_call or not meeting.place):
            continue
        if not (_is_then(when, meeting) and _is_there(place, meeting, known)):
            continue
        exact = bool(place) and place == meeting.place
        score = (len(common) / len(told), exact, len(common) / len(told | meeting.participants))
        scored.append((score, -_away(when, meeting), meeting))
    if not scored:
        return None
    scored.sort(key=lambda each: each[:2], reverse=True)
    best = scored[0]
    if when is None or when.start is None:
        rivals = [each for each in scored if each[0] == best[0]]
        loose = when is None and (best[0][0] < 1 or not best[0][1] or len(told) < 3)
        return None if len(rivals) > 1 or loose else best[2]
    return best[2]


def _is_then(when: When | None, meeting: KnownMeeting) -> bool:
    if when is None:
        return True
    if when.start is not None:
        margin = _MARGIN if when.precision == "day" else _LOOSE
        if when.named and meeting.precision == "day":
            margin = timedelta(0)
        first, last = when.start, last_day(when)
        if when.precision == "month":
            margin = timedelta(0)
        return first - margin <= meeting.last and meeting.start <= last + margin
    if when.weekday is not None:
        days = (meeting.last - meeting.start).days
        return days < 3 and any(
            (meeting.start + timedelta(days=n)).weekday() == when.weekday for n in range(days + 1)
        )
    return meeting.start.month == when.month and when.day in (None, meeting.start.day)


def last_day(when: When) -> date:
    """The last day on which it can have been."""
    assert when.start is not None
    if when.precision == "month":
        following = when.start.replace(day=28) + timedelta(days=4)
        return following - timedelta(days=following.day)
    return when.end or when.start


def _is_there(place: str | None, meeting: KnownMeeting, known: Known) -> bool:
    if place is None or meeting.place is None or place == meeting.place:
        return True
    if place in known.nations:  # a country told for its city
        return meeting.country in ("", known.countries.get(place))
    # A palace told for its town, where it is known as a venue there.
    return any(known.venues.get(form) == meeting.place for form in known.table.forms(place))


def _away(when: When | None, meeting: KnownMeeting) -> int:
    if when is None or when.start is None:
        return 0
    if when.start <= meeting.last and meeting.start <= last_day(when):
        return 0
    return min(abs((when.start - meeting.last).days), abs((meeting.start - last_day(when)).days))
