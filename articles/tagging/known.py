"""What the register knows: names, offices, and the meetings that an article may report again.

Read once for many articles: a Known is built from four queries and then asks the database nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from articles.arabic.lexicon import countries, frequencies, spellings, stop_words
from articles.arabic.names import Alias as Spelling
from articles.arabic.names import Form, NameTable, is_common
from articles.arabic.tokens import words
from articles.models import Alias, Entity, Meeting, Participant, Role
from articles.tagging.vocabulary import given_names, ordinary_words, other_things

# The key of what is no entity: an expression that holds a name and is something else.
OTHER = ""


@dataclass(frozen=True, slots=True)
class KnownMeeting:
    """A confirmed meeting, as far as a report of it can be compared with it."""

    key: str
    start: date
    last: date
    end: date | None
    precision: str
    place: str | None
    country: str
    participants: frozenset[str]
    is_call: bool


@dataclass
class Known:
    """Everything asked of the register while articles are read."""

    table: NameTable  # of persons, places and organizations
    topics: NameTable  # apart: "the Gaza truce" is a topic, and names a place
    kinds: dict[str, str]
    numbers: dict[str, int]
    names: dict[str, tuple[str, str]]
    countries: dict[str, str]
    given: dict[str, frozenset[str]]
    first_names: frozenset[str]
    spelled: frozenset[tuple[str, Form]]
    capitals: frozenset[Form]
    roles: dict[str, list[tuple[str, frozenset[str]]]]
    venues: dict[Form, str]
    nations: frozenset[str]  # places that are whole countries
    meetings: list[KnownMeeting] = field(default_factory=list)
    hosts: Counter[str] = field(default_factory=Counter)  # how many meetings a place has seen

    def is_doubtful(self, entity: str, form: Form) -> bool:
        """Whether a name of one word is an ordinary word or a given name too: it needs another
        name of the same entity beside it in the text."""
        if len(form) > 1:
            return False
        word = form[0]
        if self.kinds[entity] != "person":
            common = frequencies().get(word.removeprefix("ال"), 0) >= 50 and is_common(word)
            return word in ordinary_words() or (common and word not in countries())
        alone = word in self.first_names or word in ordinary_words()
        return is_common(word) or (alone and (entity, form) not in self.spelled)

    def is_family_name(self, entity: str, form: Form) -> bool:
        """Whether a form is the end of a longer one, and so without the given name."""
        longer = self.table.forms(entity)
        return any(len(other) > len(form) and other[-len(form) :] == form for other in longer)


def load() -> Known:
    """Read the register."""
    entities = list(Entity.objects.order_by("pk"))
    kinds = {entity.key: entity.kind for entity in entities}
    aliases = Alias.objects.order_by("pk").values_list("entity__key", "text", "language")
    written = [(e.key, text, code) for e in entities for text, code in _names(e)]
    written += [row for row in aliases if row[0] in kinds]
    spelled = [
        Spelling(key, kinds[key], variant, code)
        for key, text, code in written
        if text
        for variant in dict.fromkeys((text, respelled(text), *_without_house(text, kinds[key])))
    ]
    spelled += [Spelling(OTHER, "organization", text, "") for text in other_things()]
    given: defaultdict[str, set[str]] = defaultdict(set)
    for spelling in spelled:
        form = words(spelling.text)
        if spelling.kind == "person" and len(form) > 1:
            given[spelling.entity].update(form[:-1])
    meetings = _meetings()
    first = {name for names in given.values() for name in names if not is_common(name)}
    return Known(
        table=NameTable(s for s in spelled if s.kind != "topic"),
        topics=NameTable(s for s in spelled if s.kind == "topic"),
        kinds=kinds | {OTHER: "organization"},
        numbers={entity.key: entity.pk for entity in entities},
        names={entity.key: (entity.name_ar, entity.name_en) for entity in entities},
        countries={entity.key: entity.country for entity in entities},
        given={key: frozenset(names) for key, names in given.items()},
        first_names=given_names() | first,
        spelled=frozenset((s.entity, tuple(words(s.text))) for s in spelled),
        capitals=frozenset(
            tuple(words(s.text)) for s in spelled if len(s.text) < 4 and s.text.isupper()
        ),
        roles=_roles(entities),
        venues=_venues(),
        nations=frozenset(
            e.key for e in entities if e.kind == "place" and _is_nation(e.name_ar, e.name_en)
        ),
        meetings=meetings,
        hosts=Counter(meeting.place for meeting in meetings if meeting.place),
    )


def _is_nation(*names: str) -> bool:
    return any(word.removeprefix("ال") in countries() for name in names for word in words(name))


def _names(entity: Entity) -> tuple[tuple[str, str], ...]:
    return (entity.name_ar, "ar"), (entity.name_en, "en")


def respelled(text: str) -> str:
    """`text` with each word in its usual spelling, as texts are read here."""
    usual = spellings()
    return " ".join(usual.get(word, word) for word in words(text))


def _without_house(text: str, kind: str) -> list[str]:
    """A name of the form "so-and-so, son of so-and-so, of the house of ..." without its end."""
    form = words(text)
    of_house = kind == "person" and len(form) > 4 and form[-2] in ("ال", "al")
    return [" ".join(form[:-2])] if of_house else []


def plain(word: str) -> str:
    """A word of an office for comparing: without its article, a nation as its country."""
    nations = countries()
    bare = word.removeprefix("ال")
    return nations.get(word) or nations.get(bare) or bare


def _roles(entities: list[Entity]) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """For each person their offices: the word it begins with, and all of its words."""
    found: defaultdict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    rows = Role.objects.order_by("pk").values_list("entity__key", "title_ar", "title_en")
    for key, *said in rows:
        for title in said:
            parts = [plain(word) for word in words(title) if word not in stop_words()]
            if parts:
                found[key].append((parts[0], frozenset(parts)))
    return dict(found)


def _venues() -> dict[Form, str]:
    """Where a hall or palace is, as known meetings have it: only where they agree."""
    where: defaultdict[Form, set[str]] = defaultdict(set)
    rows = Meeting.objects.confirmed().exclude(place=None)
    for place, *said in rows.values_list("place__key", "venue_ar", "venue_en"):
        for venue in said:
            if form := tuple(words(venue)):
                where[form].add(place)
    return {form: places.pop() for form, places in where.items() if len(places) == 1}


def _meetings() -> list[KnownMeeting]:
    who: defaultdict[int, set[str]] = defaultdict(set)
    for meeting, key in Participant.objects.values_list("meeting", "entity__key"):
        who[meeting].add(key)
    rows = Meeting.objects.confirmed().select_related("place").order_by("start", "pk")
    return [
        KnownMeeting(
            key=row.key,
            start=row.start,
            last=row.last_on,
            end=row.end,
            precision=row.precision,
            place=row.place.key if row.place else None,
            country=row.place.country if row.place else "",
            participants=frozenset(who[row.pk]),
            is_call=row.format in (Meeting.Format.CALL, Meeting.Format.VIDEO),
        )
        for row in rows
    ]
