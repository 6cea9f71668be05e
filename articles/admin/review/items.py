"""What there is to judge about an article: names in it, names nobody knows, and meetings.

Each is shown with its state, so that a judgement can be taken back: what is stored with its own,
what is read anew each time, unknown names and known meetings, as rejected once it was dismissed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from articles.admin.days import shifted
from articles.admin.nearness import labeled
from articles.admin.review.marking import Line, Span, marked_lines
from articles.admin.support import dated
from articles.arabic.tokens import words
from articles.ingest.language import script_of
from articles.models import Article, Dismissal, Entity, Evidence, Meeting, Mention
from articles.tagging.entities import Words
from articles.tagging.meetings import Proposal
from articles.tagging.run import MOST_READ, Known, Suggestions, beginning, read
from articles.tagging.sentences import sentences_of
from articles.tagging.store import meeting_key, stored_for

LONGEST_DISMISSED = 300
SUGGESTED, CONFIRMED, REJECTED = "suggested", "confirmed", "rejected"
_ORDER = {SUGGESTED: 0, CONFIRMED: 0, REJECTED: 1}


@dataclass(slots=True)
class Pick:
    """A name to judge. `what` is how its buttons call it, `number` how the text does."""

    what: str
    name: str
    kind: str
    state: str
    entity: Entity | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    number: int = 0

    @property
    def kind_label(self) -> str:
        return str(Entity.Kind(self.kind).label)

    @property
    def is_new(self) -> bool:
        """Whether nobody in the register bears the name."""
        return self.entity is None

    @property
    def anchor(self) -> str:
        return f"item-{self.number}"

    @property
    def is_arabic(self) -> bool:
        """Whether it is the Arabic name of what bears it."""
        return script_of(self.name) == "arabic"

    @property
    def lacks(self) -> str:
        """The language, "ar" or "en", in which what bears the name has none; empty where it has
        both."""
        if self.entity is None:
            return "en" if self.is_arabic else "ar"
        names = {"ar": self.entity.name_ar, "en": self.entity.name_en}
        return next((code for code, name in names.items() if not name), "")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a name in the text; the first one also says what kind of name it is."""

    pick: Pick
    is_first: bool

    @property
    def label(self) -> str:
        pick = self.pick
        return f"{pick.number} {pick.kind_label}" if self.is_first else str(pick.number)


@dataclass(slots=True)
class Encounter:
    """A meeting to judge: a suggested one, or a known one that the article seems to report."""

    what: str
    meeting: Meeting
    state: str
    sentence: str = ""
    is_known: bool = False
    is_certain: bool = True  # whether the sentence is of this very meeting
    facts: list[Evidence] = field(default_factory=list)
    same: Any = None  # the form in which to say which known meeting it is
    # Those of its people of whom somebody has said that the article does not speak of them.
    denied: list[Entity] = field(default_factory=list)

    @property
    def needs_word(self) -> bool:
        """Whether accepting it would show readers somebody whose mention was rejected."""
        return bool(self.denied) and not self.is_known and self.state != CONFIRMED

    @property
    def denied_names(self) -> str:
        return _(", ").join(str(one) for one in self.denied)

    @property
    def anchor(self) -> str:
        return f"item-m{self.meeting.pk}"

    @property
    def named(self) -> str:
        """What its buttons call it."""
        return dated(self.meeting)

    @property
    def given(self) -> list[Evidence]:
        """What the article says of it, as far as somebody took it for evidence: that a suggestion
        was read in the article is no more than that."""
        is_judged = self.state == CONFIRMED
        return [row for row in self.facts if is_judged or row.quote or row.value]

    @property
    def is_quoted(self) -> bool:
        """Whether the sentence that it was read in stands among the quotations."""
        return any(row.quote == self.sentence for row in self.facts)

    @property
    def people(self) -> list[Entity]:
        rows = sorted(self.meeting.participants.all(), key=lambda row: (row.position, row.pk))
        return [row.entity for row in rows]


@dataclass(slots=True)
class Review:
    """An article with all there is to judge about it."""

    article: Article
    picks: list[Pick]
    meetings: list[Encounter]
    lines: list[Line]
    is_cut: bool = False  # whether only the beginning of its text was read, and stands in the lines
    most_read: int = MOST_READ
    # What reading it for suggestions would bring: nobody has, or the text or the register changed.
    is_unread: bool = False

    @property
    def was_read(self) -> bool:
        """Whether anything of the register stands with it, by reading or by hand."""
        return bool(self.meetings) or any(not pick.is_new for pick in self.picks)

    @property
    def pending(self) -> int:
        every = [*self.picks, *self.meetings]
        return sum(one.state == SUGGESTED for one in every)

    def after(self, what: str) -> Pick | Encounter | None:
        """What waits for a judgement below a thing on the page, else above it."""
        every: list[Pick | Encounter] = [*self.picks, *self.meetings]
        at = next((n for n, one in enumerate(every) if one.what == what), None)
        if at is None:
            return None
        others = every[at + 1 :] + every[:at]
        return next((one for one in others if one.state == SUGGESTED), None)

    @property
    def waiting(self) -> list[Pick]:
        """The names of the register that nobody has judged."""
        return [pick for pick in self.picks if pick.state == SUGGESTED and not pick.is_new]

    @property
    def is_early(self) -> bool:
        """Whether a meeting that is accepted now is public before the article is."""
        waits = any(one.state == SUGGESTED and not one.is_known for one in self.meetings)
        return waits and self.article.status != Article.Status.PUBLISHED

    @property
    def judged(self) -> int:
        return len(self.picks) + len(self.meetings) - self.pending


def review_of(article: Article, known: Known) -> Review:
    """Read the article and join what is found with what is stored."""
    suggestions = read(article, known)
    dismissed = {(row.kind, row.what) for row in article.dismissals.all()}
    picks = _mentions(article, suggestions, known) + _names(suggestions, dismissed)
    # In the order of the text, whatever their state: judging one moves no other.
    picks.sort(key=lambda pick: pick.spans[:1] or [(10**9, 0)])
    for number, pick in enumerate(picks, 1):
        pick.number = number
    spans = [
        Span(start, end, Place(pick, is_first=n == 0))
        for pick in picks
        if pick.state != REJECTED
        for n, (start, end) in enumerate(pick.spans)
    ]
    text = beginning(article.body)
    sentences = sentences_of(Words.of(text), [], known)
    bounds = [(s.start, s.start + len(s.text)) for s in sentences]
    meetings = _meetings(article, suggestions.meetings, dismissed)
    rejected = {pick.entity.pk for pick in picks if pick.entity and pick.state == REJECTED}
    for told in meetings:
        told.denied = [one for one in told.people if one.pk in rejected]
    return Review(
        article=article,
        picks=picks,
        meetings=meetings,
        is_unread=_is_unread(suggestions, picks, meetings, known),
        lines=marked_lines(text, bounds, spans),
        is_cut=len(text) < len(article.body),
    )


def _is_unread(
    found: Suggestions, picks: list[Pick], meetings: list[Encounter], known: Known
) -> bool:
    """Whether reading would suggest a name that the article does not have, or a first meeting."""
    stored = {pick.entity.pk for pick in picks if pick.entity}
    named = {known.numbers[each.entity] for each in (*found.mentions, *found.titled, *found.topics)}
    if named - stored:
        return True
    new = [proposal for proposal in found.meetings if proposal.matches is None]
    return not meetings and any(stored_for(proposal) is None for proposal in new)


def _mentions(article: Article, found: Suggestions, known: Known) -> list[Pick]:
    """The stored mentions, each with every place at which its entity is named."""
    places: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for each in (*found.mentions, *found.topics):
        places[known.numbers[each.entity]].append((each.start, each.end))
    picks = []
    for row in article.mentions.select_related("entity").order_by("pk"):
        spans = set(places[row.entity_id])
        if is_in_place(row, article.body):
            spans.add((row.start or 0, row.end or 0))
        name = str(row.entity)
        picks.append(
            Pick(f"mention:{row.pk}", name, row.entity.kind, row.status, row.entity, sorted(spans))
        )
    return picks


def is_in_place(mention: Mention, text: str) -> bool:
    """Whether the text still has the words of a mention where it says."""
    if mention.start is None or mention.end is None or mention.end > len(text):
        return False
    return not mention.text or text[mention.start : mention.end].startswith(mention.text)


def _names(found: Suggestions, dismissed: set[tuple[str, str]]) -> list[Pick]:
    """Names that the register does not have; rejected, those that somebody said are none."""
    picks = []
    for unknown in found.unknown:
        what = " ".join(words(unknown.text))[:LONGEST_DISMISSED]
        state = REJECTED if (Dismissal.Kind.NAME.value, what) in dismissed else SUGGESTED
        span = [(unknown.start, unknown.end)]
        picks.append(Pick(f"name:{what}", unknown.text, unknown.kind, state, None, span))
    return picks


def _meetings(
    article: Article, proposals: list[Proposal], dismissed: set[tuple[str, str]]
) -> list[Encounter]:
    """Meetings that the article stands behind, and known ones that it seems to report."""
    matched = {p.matches: p for p in proposals if p.matches}
    rows = _meetings_of(article, matched)
    told = _Told(proposals)
    said: defaultdict[int, list[Evidence]] = defaultdict(list)
    for row in article.evidence.order_by("fact", "pk"):
        said[row.meeting_id].append(row)
    found = []
    for meeting in rows:
        if meeting.pk in said:
            sentence, is_certain = told.sentence_of(meeting)
            what, state = f"meeting:{meeting.pk}", str(meeting.review)
            facts = said[meeting.pk]
            one = Encounter(what, meeting, state, sentence, is_certain=is_certain, facts=facts)
            found.append(one)
        elif proposal := matched.get(meeting.key):
            what = meeting.key[:LONGEST_DISMISSED]
            state = REJECTED if (Dismissal.Kind.MEETING.value, what) in dismissed else SUGGESTED
            what, sentence = f"known:{meeting.pk}", proposal.sentence
            found.append(Encounter(what, meeting, state, sentence, is_known=True))
        # Else it was deleted, or lost its evidence, since the rows were read: nothing to judge.
    return sorted(found, key=lambda one: (_ORDER[one.state], one.meeting.start, one.meeting.pk))


def _meetings_of(article: Article, matched: Iterable[str]) -> list[Meeting]:
    told = Evidence.objects.filter(article=article).values("meeting")
    rows = Meeting.objects.filter(pk__in=told) | Meeting.objects.filter(key__in=list(matched))
    return list(labeled(rows))


class _Told:
    """The sentences of the proposals, found by key and by day."""

    def __init__(self, proposals: list[Proposal]) -> None:
        self._by_key: dict[str, str] = {}
        self._by_day: defaultdict[date, list[Proposal]] = defaultdict(list)
        for proposal in proposals:
            for key in (proposal.matches, meeting_key(proposal)):
                self._by_key.setdefault(key or "", proposal.sentence)
            self._by_day[proposal.date].append(proposal)

    def sentence_of(self, meeting: Meeting) -> tuple[str, bool]:
        """The sentence that a stored meeting was read in, and whether that is certain: of the
        proposal with its key, or with two of its people on its day; else of one on its day, or
        beside it, with most of its people."""
        if meeting.key in self._by_key:
            return self._by_key[meeting.key], True
        people = {row.entity.key for row in meeting.participants.all()}
        days = dict.fromkeys(shifted(meeting.start, n) for n in (0, -1, 1))
        near = [
            (len(people & set(proposal.participants)), day == meeting.start, proposal.sentence)
            for day in days
            for proposal in self._by_day.get(day, ())
        ]
        shared, same_day, sentence = max(
            near, key=lambda one: (one[1] and one[0] > 1, one[0], one[1]), default=(0, False, "")
        )
        return (sentence, same_day and shared > 1) if shared else ("", False)
