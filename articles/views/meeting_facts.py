"""The table of a meeting: each fact with the articles that say so, and what they disagree on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.exports import accounts
from articles.models import Article, Evidence, Lapse, LocalText, Meeting, differing
from articles.timeline import Side

MOST_MARKS = 4  # general sources named one by one; beyond, from the first to the last

Fact = Evidence.Fact
# Of an article in other states readers know nothing.
SHOWN_STATUSES = {Article.Status.PUBLISHED, Article.Status.WITHDRAWN}
# Said in a word or two: where sources differ, the accounts stand instead of our value.
SHORT = {"time", "duration", "format", "status"}
# A report says "about five hours", we count 300 minutes: its own words stand beside.
IN_THEIR_WORDS = {"time", "duration"}


@dataclass(frozen=True)
class Version:
    """One account of a fact, and the outlets that give it, each with its mark. `about` names the
    fact where the line of the table joins two."""

    value: LocalText
    sources: list[tuple[LocalText, int]]
    about: str = ""


@dataclass(frozen=True)
class Loss:
    """A fact whose only source was withdrawn, or whose last evidence was taken away; the article
    is there where the register still has it."""

    withdrawn: bool
    article: Article | None


@dataclass
class FactRow:
    """A line of the table. `name` says how to draw the value, `known` whether there is one.

    `cites` are the marks of articles that say this fact; where there are none, it is undocumented,
    and `general` has those that support the meeting as a whole. `versions` holds accounts that
    differ, `reported` the one account there is, in its own words. `lost` says what no longer stands
    behind it."""

    name: str
    label: str
    known: bool
    cites: list[int] = field(default_factory=list)
    general: list[int] = field(default_factory=list)
    notes: list[tuple[LocalText, list[int]]] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    reported: LocalText | None = None
    lost: list[Loss] = field(default_factory=list)

    @property
    def general_is_long(self) -> bool:
        return len(self.general) > MOST_MARKS

    @property
    def shows_value(self) -> bool:
        """Whether our own value stands in the line; else the accounts do, or nothing is known."""
        return self.known and not (self.versions and self.name in SHORT)


def facts(
    meeting: Meeting, numbers: dict[int, int], sides: list[Side], lost: dict[str, list[Loss]]
) -> list[FactRow]:
    """The lines of the table. A fact without a value stays, to say that it is undocumented.

    `numbers` are the marks of the articles that readers see, `lost` comes from `losses`."""
    behind: dict[str, list[Evidence]] = defaultdict(list)
    for row in meeting.evidence.all():
        if row.article_id in numbers:
            behind[row.fact].append(row)
    for rows in behind.values():
        rows.sort(key=lambda row: numbers[row.article_id])
    table = []
    for name, label, parts in _lines(meeting, sides):
        line = FactRow(name, label, known=any(known for _kind, known in parts))
        for kind, _known in parts:
            _tell(line, kind, behind[kind] if kind else [], numbers)
            line.lost += lost.get(kind, []) if kind else []
        line.cites = sorted(set(line.cites))
        if line.known and not line.cites:
            line.general = marks(behind[Fact.MEETING], numbers)
        table.append(line)
    return table


def _lines(
    meeting: Meeting, sides: list[Side]
) -> list[tuple[str, str, list[tuple[Fact | None, bool]]]]:
    """Name and label of each line, and the facts it is made of, with whether they have a value."""
    place = [
        (Fact.PLACE, bool(meeting.place)),
        (Fact.VENUE, bool(meeting.venue)),
    ]
    return [
        ("date", _("Date"), [(Fact.DATE, True)]),
        ("time", _("Start time"), [(Fact.TIME, bool(meeting.time))]),
        ("duration", _("Duration"), [(Fact.DURATION, bool(meeting.duration_minutes))]),
        ("place", pgettext("field", "Place"), place),
        ("format", _("Format"), [(Fact.FORMAT, True)]),
        ("status", _("Status"), [(Fact.STATUS, True)]),
        ("participants", _("Participants"), [(Fact.PARTICIPANTS, bool(sides))]),
        ("topics", _("Discussed"), [(None, bool(meeting.topics.all()))]),
        ("outcome", _("Outcome"), [(Fact.OUTCOME, bool(meeting.outcome))]),
    ]


def _tell(line: FactRow, kind: Fact | None, rows: list[Evidence], numbers: dict[int, int]) -> None:
    """Add to a line what the rows of one fact say."""
    line.cites += marks(rows, numbers)
    line.notes += _notes(rows, numbers)
    told = accounts(rows)
    if kind in differing(rows):
        about = str(kind.label) if kind == Fact.VENUE else ""
        line.versions += [
            Version(
                account.value,
                [(row.article.source.name, numbers[row.article_id]) for row in account.rows],
                about,
            )
            for account in told
        ]
    elif len(told) == 1 and (not line.known or line.name in IN_THEIR_WORDS):
        line.reported = told[0].value


def _notes(rows: Iterable[Evidence], numbers: dict[int, int]) -> list[tuple[LocalText, list[int]]]:
    """Each note once, with the marks of all that it is about."""
    found: dict[str, tuple[LocalText, list[int]]] = {}
    for row in rows:
        if note := row.note:
            found.setdefault(str(note), (note, []))[1].append(numbers[row.article_id])
    return list(found.values())


def marks(evidence: Iterable[Evidence], numbers: dict[int, int]) -> list[int]:
    """The marks of the articles of some rows, each once."""
    return sorted({numbers[row.article_id] for row in evidence})


def losses(meeting: Meeting) -> dict[str, list[Loss]]:
    """Return, by fact, what was withdrawn or taken away and left it without a source of its own."""
    found: dict[str, list[Loss]] = defaultdict(list)
    withdrawn = Evidence.objects.withdrawn().filter(meeting=meeting).unsupported()
    for row in withdrawn.select_related("article__source").order_by("pk"):
        found[row.fact].append(Loss(True, row.article))
    lapsed = Lapse.objects.filter(meeting=meeting).unsupported()
    for lapse in lapsed.select_related("article__source").order_by("pk"):
        if lapse.fact not in found:
            # What went back to the desk is not named to readers.
            public = lapse.article and lapse.article.status in SHOWN_STATUSES
            found[lapse.fact].append(Loss(False, lapse.article if public else None))
    return dict(found)
