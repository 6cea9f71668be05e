"""What the register knows, ready for queries: names, roles, and the meetings that articles report.

There is one catalog for each state of the database. Triggers move an entity's `updated_at` with
every change of its names, aliases or roles, and a meeting's with every change of its facts, its
participants, its topics or its reports, so that one query tells whether the catalog still holds;
it is asked when anything in the archive has changed. So a new alias is found without indexing, and
the key of an entity that was merged into another means that other one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from types import SimpleNamespace
from typing import Any

from babel import Locale
from django.db.models import BigIntegerField, Count, F, Func, Max, Subquery, Sum, Value
from django.utils.translation import get_language

from articles.arabic.names import Alias as Spelling
from articles.arabic.names import Form, NameTable
from articles.arabic.normalize import fold
from articles.arabic.tokens import tokenize, words
from articles.models import Alias, Entity, EntityRedirect, LocalText, Meeting, Role, localized
from articles.search.meetings import MeetingFacts, Meetings
from articles.search.meetings_rows import load_meetings
from articles.search.unchanged import WhileUnchanged


@dataclass(frozen=True, slots=True)
class EntityFacts:
    """What search needs to know of an entity, and what the cards of its results say of it."""

    pk: int
    key: str
    kind: str
    name_ar: str
    name_en: str
    country: str = ""

    def named(self, language: str) -> LocalText:
        """The name in a language, else in the other."""
        return _named(self.name_ar, self.name_en, language)

    @property
    def name(self) -> LocalText:
        """The name in the active language, as the row has it."""
        return _named(self.name_ar, self.name_en, get_language() or "ar")


@lru_cache(maxsize=1 << 12)
def _named(name_ar: str, name_en: str, language: str) -> LocalText:
    # A page of results says two hundred names, most of them those of the page before.
    return localized(SimpleNamespace(name_ar=name_ar, name_en=name_en), "name", language)


class Catalog:
    """Entities by key and by number, the name table, and how each form of a name is written.

    `moved` leads from each key that a merge took away to the key that it means now; `protected`
    are the protected words of the catalog before."""

    def __init__(
        self,
        entities: list[EntityFacts],
        aliases: list[tuple[str, str, str, str]],
        moved: dict[str, str] | None = None,
        roles: Iterable[tuple[str, str]] = (),
        meetings: Iterable[MeetingFacts] = (),
        protected: frozenset[str] = frozenset(),
    ) -> None:
        self.entities = {entity.key: entity for entity in entities}
        self.numbered = {entity.pk: entity for entity in entities}
        self.moved = moved or {}
        self.titles: set[tuple[str, Form]] = set()
        spellings = []
        for entity in entities:
            for text, language in ((entity.name_ar, "ar"), (entity.name_en, "en")):
                if text:
                    spellings.append(Spelling(entity.key, entity.kind, text, language))
        for key, text, language, kind in aliases:
            spellings.append(Spelling(key, self.entities[key].kind, text, language))
            if kind == Alias.Kind.TITLE:
                self.titles.add((key, tuple(words(text))))
        self._texts = [spelling.text for spelling in spellings]
        self.table = NameTable(spellings)
        if self.table.protected == protected:
            # The same object: what was remembered of words for it is found without comparing.
            self.table.protected = protected
        self.meetings = Meetings(meetings, self.table.protected)
        stems = self.meetings.stems
        self.roles = [(key, said) for key, title in roles if (said := stems(title))]
        # What offices begin with, and how many persons have one that begins so.
        self.role_heads = Counter(head for head, _ in {(role[0], key) for key, role in self.roles})
        self._nations: dict[str, frozenset[str]] = {}
        self.names = frozenset(
            form[0] for key in self.entities for form in self.table.forms(key) if len(form) == 1
        )

    @cached_property
    def _written(self) -> dict[Form, str]:
        """How each name, and each of its endings (a surname), is written. Most never ask."""
        written: dict[Form, str] = {}
        for text in self._texts:
            tokens = tokenize(text)
            for at, token in enumerate(tokens):
                form = tuple(t.text for t in tokens[at:])
                written.setdefault(form, text[token.start : tokens[-1].end])
        return written

    def written(self, form: Form) -> str:
        """A folded form of a name as people write it."""
        return self._written.get(form, " ".join(form))

    def forms(self, entity: str) -> list[Form]:
        """Every way to write an entity, without titles, which others have borne too."""
        return [f for f in self.table.forms(entity) if (entity, f) not in self.titles]

    def nation(self, key: str) -> frozenset[str]:
        """The stems of what an entity's country is called, in both languages."""
        code = self.entities[key].country
        if code not in self._nations:
            self._nations[code] = frozenset(self.meetings.stems(_country(code)))
        return self._nations[code]

    def current_key(self, key: str) -> str:
        """The key that a key means now: another one after a merge."""
        return key if key in self.entities else self.moved.get(key, key)

    def current_keys(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The keys that these mean now, each once."""
        return tuple(dict.fromkeys(map(self.current_key, keys)))

    def resolve(self, kind: str, text: str) -> tuple[str, ...]:
        """The keys of the entities of a kind that a key or a name means."""
        entity = self.entities.get(self.current_key(text.lower()))
        if entity and entity.kind == kind:
            return (entity.key,)
        tokens = words(text)
        found = {m.entity for m in self.table.match(tokens) if m.end - m.start == len(tokens)}
        keys = [key for key in found if self.entities[key].kind == kind]
        if not keys:
            folded = fold(text)
            keys = [
                e.key
                for e in self.entities.values()
                if e.kind == kind and folded and folded in (fold(e.name_ar), fold(e.name_en))
            ]
        return tuple(sorted(keys))

    def resolve_words(self, kind: str, text: str) -> tuple[str, ...]:
        """The keys of the entities of a kind of which some name has every word of a text."""
        wanted = [word.removeprefix("ال") for word in words(text)]
        if not wanted:
            return ()
        keys = []
        for key, entity in self.entities.items():
            if entity.kind == kind and any(
                set(wanted) <= {word.removeprefix("ال") for word in form}
                for form in self.forms(key)
            ):
                keys.append(key)
        return tuple(sorted(keys))


# Countries that are not called in roles as they are on maps.
_COUNTRIES = {
    "US": "أمريكا America US",
    "GB": "بريطانيا Britain British UK",
    "FR": "فرنسا France French",
    "TR": "تركيا Turkey Turkish",
    "PS": "فلسطين Palestine",
}


def _country(code: str) -> str:
    """A country's names, in both languages, for offices are said with them."""
    if code in _COUNTRIES or not code:
        return _COUNTRIES.get(code, "")
    return " ".join(Locale.parse(tag).territories.get(code, "") for tag in ("ar", "en"))


class Milliseconds(Func):
    """A moment as a whole number, which can be summed."""

    output_field = BigIntegerField()
    template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) * 1000 AS bigint)"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = (
            "(CAST(strftime('%%%%s', %(expressions)s) AS integer) * 1000"
            " + CAST(substr(strftime('%%%%f', %(expressions)s), 4) AS integer))"
        )
        return self.as_sql(compiler, connection, template=template, **extra)


_lock = Lock()
_kept: tuple[object, Catalog] | None = None


@WhileUnchanged
def current() -> Catalog:
    """Return the catalog of the database as it is now."""
    global _kept
    with _lock:
        version = _version()
        if _kept is None:
            _kept = (version, _load())
        elif _kept[0] != version:
            _kept = (version, _load(_kept[1].table.protected))
        return _kept[1]


def _version() -> object:
    """What differs whenever a name, an alias, a role, a redirect, or a meeting or its reports do.

    The latest moment would not do alone: a transaction that began early may end late, and what
    it wrote is then older than what was read before. Every change moves the sum, however."""
    redirects = EntityRedirect.objects.annotate(one=Value(1)).order_by().values("one")
    moved = redirects.annotate(sum=Sum(F("pk") * 1_000_003 + F("entity_id"))).values("sum")
    meetings = Meeting.objects.annotate(one=Value(1)).order_by().values("one")
    held = meetings.annotate(sum=Sum(Milliseconds("updated_at") + F("pk"))).values("sum")
    state = Entity.objects.aggregate(
        n=Count("pk"),
        moments=Sum(Milliseconds("updated_at")),
        last=Max("updated_at"),
        moved=Max(Subquery(moved)),  # one value, read in the same query
        meetings=Max(Subquery(held)),
    )
    return tuple(state.values())


def _load(protected: frozenset[str] = frozenset()) -> Catalog:
    """Read the catalog anew. What is written between two of its queries may be known to the later
    one only and is left out: the version was read before, so that the next search reads again."""
    facts = ("pk", "key", "kind", "name_ar", "name_en", "country")
    rows = Entity.objects.order_by("pk").values_list(*facts)
    aliases = Alias.objects.order_by("pk").values_list("entity__key", "text", "language", "kind")
    entities = [EntityFacts(*row) for row in rows]
    known = {entity.key for entity in entities}
    moved = EntityRedirect.objects.values_list("old_key", "entity__key")
    roles = [
        (key, title)
        for key, *titles in Role.objects.order_by("pk").values_list(
            "entity__key", "title_ar", "title_en"
        )
        for title in titles
        if title and key in known
    ]
    return Catalog(
        entities,
        [row for row in aliases if row[0] in known],
        dict(moved),
        roles,
        load_meetings({entity.key: entity for entity in entities}, roles),
        protected,
    )
