"""What readers did not find, for the desk: spellings together, the most asked first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from articles.arabic.tokens import words
from articles.models import Article, Entity, MissedSearch
from articles.models.misses import kin_of
from articles.models.searches import KEPT
from articles.search import catalog, names, run

# A week, and how many before it are its measure.
WEEK, BEFORE = timedelta(days=7), 4
# What was searched on one day of this week is no rise.
LEAST_RISE = 2
KINDS = ("nothing", "few", "corrected")
# Entities offered for an alias, articles for a pin.
MOST_OFFERED = 12

Row = tuple[str, str, str, date, int, int, str, bool]


@dataclass(frozen=True)
class Miss:
    """A query in all its spellings, the most frequent first, each counted once a day.

    `found` articles held every word when it was last asked, `near` some of them."""

    kin: str
    texts: tuple[str, ...]
    times: int
    last_on: date
    found: int
    near: int
    taken_for: str
    this_week: int
    weekly: float

    @property
    def text(self) -> str:
        return self.texts[0]

    @property
    def kind(self) -> str:
        """Why it is here: it found nothing, or what it was taken for, or little."""
        if not self.near:
            return "nothing"
        return "corrected" if self.taken_for else "few"

    @property
    def is_rising(self) -> bool:
        """Whether it was asked more often this week than in a usual one of the four before."""
        return self.this_week >= LEAST_RISE and self.this_week > self.weekly

    @property
    def rise(self) -> float:
        return self.this_week - self.weekly


def report(today: date) -> list[Miss]:
    """Everything that is not put aside, the most frequent first.

    Where one spelling is asked again, those put aside count too: they tell since when."""
    kept = MissedSearch.objects.filter(on__gte=today - KEPT, on__lte=today)
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    facts = ("kin", "folded", "text", "on", "found", "near", "taken_for", "is_settled")
    for row in kept.order_by("on", "pk").values_list(*facts):
        groups[row[0]].append(row)
    misses = [
        _miss(kin, rows, today)
        for kin, rows in groups.items()
        if not all(is_settled for *_facts, is_settled in rows)
    ]
    return sorted(misses, key=lambda miss: (-miss.times, -miss.last_on.toordinal(), miss.kin))


def _miss(kin: str, rows: list[Row], today: date) -> Miss:
    """One group; `rows` are in the order of time."""
    spelled: defaultdict[str, list[str]] = defaultdict(list)
    for _kin, folded, text, *_facts in rows:
        spelled[folded].append(text)
    texts = sorted(spelled.values(), key=lambda found: -len(found))
    latest = [row for row in rows if not row[7]][-1]
    days = [row[3] for row in rows]
    week = today - WEEK
    before = [day for day in days if week - BEFORE * WEEK < day <= week]
    return Miss(
        kin=kin,
        texts=tuple(found[-1] for found in texts),
        times=len(rows),
        last_on=days[-1],
        found=latest[4],
        near=latest[5],
        taken_for=latest[6],
        this_week=sum(day > week for day in days),
        weekly=len(before) / BEFORE,
    )


def rising(misses: Iterable[Miss]) -> list[Miss]:
    """Those asked more often this week, the steepest first."""
    return sorted((miss for miss in misses if miss.is_rising), key=lambda miss: -miss.rise)


def spellings(text: str) -> list[str]:
    """The spellings, as typed, of what readers did not find that are kin of a text."""
    kept = MissedSearch.objects.filter(kin=kin_of(text), is_settled=False)
    return list(dict.fromkeys(kept.order_by("-on", "-pk").values_list("text", flat=True)))


def settle_found(texts: Iterable[str]) -> None:
    """Put aside those of these queries that find enough by now."""
    for text, (_found, is_enough) in results(texts).items():
        if is_enough:
            MissedSearch.objects.settle(text)


def results(texts: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """How many articles hold every word of each query now, and whether these are enough, without
    taking a word for another; nothing where the index cannot be asked.

    One search for all, without cards and facets."""
    try:
        asked = run.Inquiry(run.SearchRequest())
        now = {}
        for text in texts:
            request = run.SearchRequest(q=text)
            expansion = asked.expand(request)[1]
            found = asked.find(request, expansion).all_words
            is_enough = asked.steering.is_enough(text, found, asked.catalog)
            now[text] = found, is_enough and not expansion.told.corrected
        return now
    except run.IndexUnavailable:
        return {}


def likely_entities(text: str, wanted: str = "") -> list[Entity]:
    """Entities that a query may have meant: those a curator looks for by `wanted`, else those whose
    names have a word of the query, or one that is spelled much like it; these first."""
    if wanted:
        pks = names.find_names(wanted) or []
    else:
        known = catalog.current()
        table, typed = known.table, words(text)
        near = [name for word in typed for name in (word, *table.suggest(word))]
        keys = {match.entity: None for name in near for match in table.match([name])}
        kin = {kin_of(word) for word in typed}
        for key in known.entities:
            if any(kin_of(part) in kin for form in table.forms(key) for part in form):
                keys[key] = None
        pks = [known.entities[key].pk for key in keys]
    found = Entity.objects.in_bulk(pks[:MOST_OFFERED])
    return [found[pk] for pk in pks if pk in found]


def likely_articles(text: str) -> list[Article]:
    """What a search finds, the best first; nothing where the index cannot be asked."""
    try:
        found = run.search(run.SearchRequest(q=text, page_size=MOST_OFFERED))
    except run.IndexUnavailable:
        return []
    return [hit.article for hit in found.results]
