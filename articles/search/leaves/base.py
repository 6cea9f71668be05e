"""What every leaf needs: the index, the names, and notes for the reader and for the marker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from articles.arabic.analysis import OR, word_views
from articles.arabic.clitics import prefixed
from articles.arabic.highlight import Wanted
from articles.arabic.lexicon import foreign_places
from articles.arabic.names import Form
from articles.search import plan
from articles.search.catalog import Catalog
from articles.search.engines.whoosh.schema import BARE
from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.meetings import Asked, Days
from articles.search.page import TimeRead
from articles.search.query import Notice

# Measured on Arabic questions and headlines: flat around these (surface .15-.6, root .25-1).
STEM, SURFACE, ROOT, SYNONYM = 1.0, 0.5, 0.5, 0.6
# A name is looked for as it is written only, in one view.
NAME = 1.4
TITLE = 1.5
SURFACES = ("surface", "title_surface")

# A word as typed, and folded.
Typed = tuple[str, str]


@dataclass
class Told:
    """What to tell the reader about the words: left out, also searched, corrected, unknown."""

    ignored: list[str] = field(default_factory=list)
    also: dict[str, None] = field(default_factory=dict)
    corrected: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    times: list[TimeRead] = field(default_factory=list)


class Base:
    """The state of one plan under way. While `negated` nothing is marked or told; while
    `title_only` the titles alone are searched."""

    def __init__(
        self,
        snapshot: Snapshot,
        catalog: Catalog,
        *,
        exact: bool = False,
        today: date | None = None,
    ) -> None:
        self.today = today
        self.snapshot = snapshot
        self.catalog = catalog
        self.exact = exact
        self.negated = False
        self.title_only = False
        self.told = Told()
        self.asked: list[Asked] = []
        self.periods: list[tuple[Days, ...]] = []
        self.order = ""
        # Whether one word is all that is asked for: then nothing else is searched in its stead.
        self.single = False
        self.notices: list[Notice] = []
        self._surfaces: set[str] = set()
        self._stems: set[str] = set()
        self._phrases: list[tuple[str, ...]] = []
        self._prefixes: list[str] = []

    def wanted(self) -> Wanted:
        """What to mark in the texts found."""
        return Wanted(
            frozenset(self._surfaces),
            frozenset(self._stems),
            tuple(self._phrases),
            tuple(self._prefixes),
            self.catalog.table.protected,
        )

    def _mark(
        self,
        surfaces: Iterable[str] = (),
        stems: Iterable[str] = (),
        phrases: Iterable[tuple[str, ...]] = (),
        prefixes: Iterable[str] = (),
    ) -> None:
        if not self.negated:
            self._surfaces.update(surfaces)
            self._stems.update(stems)
            self._phrases.extend(phrases)
            self._prefixes.extend(prefixes)

    def _views(
        self, name: str, forms: tuple[tuple[plan.Slot, ...], ...], weight: float, slop: int = 0
    ) -> tuple[plan.View, ...]:
        """The view of the titles and, unless only titles are asked for, that of the text."""
        title = plan.View(f"title_{name}", forms, weight * TITLE, slop)
        return (title,) if self.title_only else (plan.View(name, forms, weight, slop), title)

    @contextmanager
    def as_typed(self, *, keep: bool = False) -> Iterator[None]:
        """Words that are understood: they are not corrected. Unless what is noted of them is kept,
        they are not asked of the register, and it is not said that nothing holds them."""
        single, lists = self.single, (self.asked, self.told.unknown, self.told.ignored)
        lengths = [len(kept) for kept in lists]
        self.single = True
        try:
            yield
        finally:
            self.single = single
            for kept, length in zip(lists, lengths, strict=True):
                if not keep:
                    del kept[length:]

    def _beside(self, parts: Sequence[plan.Plan]) -> plan.Plan:
        """Some parts as one; of none, what nothing holds."""
        return parts[0] if len(parts) == 1 else plan.Loose(tuple(parts)) if parts else plan.NOTHING

    def _reported(self, asked: Asked) -> frozenset[int]:
        """Note what is asked for; return the articles that report a meeting which holds it."""
        if self.negated or self.exact or self.title_only:
            return frozenset()
        self.asked.append(asked)
        meetings = self.catalog.meetings
        return meetings.reported_by(meetings.holding(asked))

    def _forms(self, forms: list[Form], typed: str) -> plan.Leaf:
        slots = tuple((opening(form[0]), *((word,) for word in form[1:])) for form in forms)
        single = [term for slot in slots if len(slot) == 1 for term in slot[0]]
        self._mark(surfaces=single, phrases=[form for form in forms if len(form) > 1])
        return plan.Leaf(self._views("surface", slots, NAME), typed)

    def _exists(self, form: Form) -> bool:
        if len(form) == 1:
            return any(self.snapshot.holds(f, term) for f in SURFACES for term in opening(form[0]))
        return all(any(self.snapshot.holds(f, word) for f in SURFACES) for word in form)

    def _is_word(self, token: str) -> bool:
        return (token,) in foreign_places() or self._known(token)

    def _known(self, token: str) -> bool:
        views = word_views(token, self.catalog.table.protected)
        terms = {token, *(BARE + term for term in views[1].split(OR))}
        return any(self.snapshot.holds(f, t) for f in SURFACES for t in terms)


def opening(word: str) -> plan.Slot:
    """A first word with every particle that may be written onto it."""
    return tuple(prefixed(word)) if "ء" <= word[:1] <= "ي" else (word,)
