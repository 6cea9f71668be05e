"""From filters to the timeline: entries by month, silences, density, counts and choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst

from articles.models import ArchiveVersion, Entity, LocalText, Meeting, localized
from articles.timeline import coverage
from articles.timeline.coverage import Coverage
from articles.timeline.disputes import disputed
from articles.timeline.filters import MANY, Chip, TimelineFilters
from articles.timeline.matching import NAMED, Matched, count_without, match
from articles.timeline.names import short_names
from articles.timeline.options import CHOICES, Option, matches, options
from articles.timeline.register import Register, Row, load
from articles.timeline.sides import Side, country_name, sides_of
from articles.timeline.strip import Strip, strip

GAP_DAYS = 7  # a shorter silence is not worth a line
PAGE_SIZE = 150  # entries a page: the whole of an ordinary dossier, and a page that stays light


@dataclass(frozen=True)
class Entry:
    """One meeting in the list; articles and outlets count what is published.

    `disputed` where sources disagree, be it in our words or by the values they give."""

    meeting: Meeting
    sides: list[Side]
    articles: int
    outlets: int
    disputed: bool


@dataclass(frozen=True)
class Gap:
    """Days without a meeting, between the entries around it."""

    days: int


@dataclass(frozen=True)
class Month:
    year: int
    month: int
    items: list[Entry | Gap]
    count: int

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)


@dataclass(frozen=True)
class Timeline:
    """`filters` as understood; `count` of `total` meetings pass; `months` holds a page of them.

    `rows` are all that pass, in order of time: what every view of them is made from."""

    register: Register
    matched: Matched
    coverage: Coverage
    disputed: frozenset[int]  # meetings on which sources disagree, whether they pass or not
    rows: list[Row]
    filters: TimelineFilters
    language: str
    count: int
    total: int
    pks: list[int]  # of all that pass, in the order asked for
    months: list[Month]
    strip: Strip
    status_counts: list[Option]
    chips: list[Chip]
    options: dict[str, list[Option]]
    matches: dict[str, int]  # all and any of the persons chosen -> how many meetings
    named: dict[str, Entity]
    short: dict[str, str]  # key of a chosen person -> the name that headlines use
    first: Row | None = None
    last: Row | None = None
    longest_gap: int = 0
    page: int = 1
    pages: int = 1

    @property
    def entries(self) -> list[Entry]:
        return [item for month in self.months for item in month.items if isinstance(item, Entry)]


def select(filters: TimelineFilters) -> list[int]:
    """The numbers of the meetings that pass, in the order asked for."""
    register = load()
    rows = register.pick(match(register, filters).kept)
    return [row.pk for row in (reversed(rows) if filters.order == "newest" else rows)]


def build(
    filters: TimelineFilters, *, language: str, page: int = 1, entries: bool = True
) -> Timeline:
    """Everything the timeline page shows, in a few queries for any number of meetings.

    Without `entries` the months stay empty: views other than the list have no use for them."""
    version = ArchiveVersion.objects.current()
    register, reports, disputes = load(version), coverage.load(version), disputed(version)
    matched = match(register, filters)
    rows = register.pick(matched.kept)
    gaps = silences(rows)
    shown = rows[::-1] if filters.order == "newest" else rows
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    window = shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    newest = filters.order == "newest"
    listed = _entries(register, reports, disputes, window, language) if entries else {}
    window = [row for row in window if row.pk in listed]  # but those deleted a moment ago
    return Timeline(
        register=register,
        matched=matched,
        coverage=reports,
        disputed=disputes,
        rows=rows,
        filters=matched.filters,
        language=language,
        count=len(rows),
        total=len(register.rows),
        pks=[row.pk for row in shown],
        months=_months(window, listed, gaps, newest) if entries else [],
        strip=strip(
            register.rows,
            {row.pk for row in rows},
            {row.pk for row in register.pick(matched.others("dates"))},
            reports,
        ),
        status_counts=_statuses(rows),
        chips=_chips(register, matched, language),
        options=options(register, matched, language),
        matches=matches(register, matched),
        named=matched.named,
        short=short_names(matched, language),
        first=rows[0] if rows else None,
        last=max(rows, key=lambda row: row.last_on) if rows else None,
        longest_gap=max(gaps.values(), default=0),
        page=page,
        pages=pages,
    )


def silences(rows: list[Row]) -> dict[int, int]:
    """Days without a meeting before a meeting, by the meeting's number; from GAP_DAYS up.

    What was planned, put off or called off does not end a silence. A meeting known by its
    month may have been on any day of it, so its whole month counts as not silent."""
    found: dict[int, int] = {}
    until: date | None = None
    for row in rows:
        if not row.happened:
            continue
        if until is not None and (days := (row.start - until).days - 1) >= GAP_DAYS:
            found[row.pk] = days
        until = max(until or row.last_on, row.last_on)
    return found


def _months(
    rows: list[Row], entries: dict[int, Entry], gaps: dict[int, int], newest: bool
) -> list[Month]:
    """The entries by month of their start. A gap stands in the month where the silence began."""
    months: list[Month] = []
    for row in rows:
        gap = Gap(gaps[row.pk]) if row.pk in gaps else None
        if gap and not newest and months:
            months[-1].items.append(gap)
        if not months or (months[-1].year, months[-1].month) != (row.start.year, row.start.month):
            months.append(Month(row.start.year, row.start.month, [], 0))
        months[-1].items.append(entries[row.pk])
        if gap and newest:
            months[-1].items.append(gap)
    if newest and months and rows[-1].pk in gaps:
        months[-1].items.pop()  # what follows the silence is on the next page
    return [
        Month(m.year, m.month, m.items, sum(isinstance(item, Entry) for item in m.items))
        for m in months
    ]


def _entries(
    register: Register, reports: Coverage, disputes: Set[int], rows: list[Row], language: str
) -> dict[int, Entry]:
    found = {}
    for meeting in Meeting.objects.filter(pk__in=[row.pk for row in rows]):
        if meeting.place_id in register.entities:
            meeting.place = register.entities[meeting.place_id]
        people = [(register.entities[pk], side) for pk, side in register.who[meeting.pk]]
        articles, outlets = reports.support(meeting.pk)
        found[meeting.pk] = Entry(
            meeting, sides_of(people, language), articles, outlets, meeting.pk in disputes
        )
    return found


def _statuses(rows: list[Row]) -> list[Option]:
    """How many of each status, in the order of the choices; together they are all of them."""
    counts = Counter(row.status for row in rows)
    return [
        Option(status, capfirst(str(status.label)), counts[status])
        for status in Meeting.Status
        if counts[status]
    ]


def _chips(register: Register, matched: Matched, language: str) -> list[Chip]:
    filters, nothing = matched.filters, not matched.kept
    found = []

    def chip(kind: str, name: str, value: str, text: str, known: bool = True) -> Chip:
        count = count_without(register, matched, name, value) if nothing else None
        return Chip(kind, text, filters.without(name, value).params, known, count)

    for name in MANY:
        for value in getattr(filters, name):
            text, known = _chip_text(matched, name, value, language)
            found.append(chip(name, name, value, text, known))
    for name, kind in (("first", "from"), ("last", "to"), ("q", "q")):
        if value := getattr(filters, name):
            found.append(chip(kind, name, "", str(value)))
    return found


def _chip_text(matched: Matched, name: str, value: str, language: str) -> tuple[str, bool]:
    if name in NAMED:
        entity = matched.named.get(value)
        return (localized(entity, "name", language), True) if entity else (value, False)
    if name in ("country", "side"):
        text = country_name(value, language)
        return text, text != value
    return LocalText(capfirst(str(CHOICES[name](value).label)), language), True
