"""What to offer while a reader types: names, headlines, and what others searched for.

Front doors: suggest(), called at every keystroke, and remember(), called after a search of the
public page. Everything is matched by beginnings of folded words; nothing here writes the index."""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.arabic.tokens import words
from articles.search import catalog
from articles.search.run import IndexUnavailable, visible
from articles.search.suggest.headlines import Headline, find_headlines
from articles.search.suggest.marks import begins
from articles.search.suggest.names import Name, find_names
from articles.search.suggest.past import Query, find_queries, remember

__all__ = ["Headline", "Name", "Query", "Suggestions", "begins", "remember", "suggest"]

LONGEST = 100
QUERIES, NAMES, HEADLINES = 3, 4, 3


@dataclass(frozen=True)
class Suggestions:
    """Three short lists, each best first; `parts` of an entry mark what was typed."""

    queries: list[Query] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    headlines: list[Headline] = field(default_factory=list)


def suggest(typed: str, *, language: str = "ar") -> Suggestions:
    """Return what goes on as typed. Without an index there are names alone."""
    tokens = tuple(words(typed[:LONGEST]))
    if not tokens:
        return Suggestions()
    known = catalog.current()
    try:
        live = visible()
        return Suggestions(
            find_queries(tokens, live, limit=QUERIES),
            find_names(tokens, live, known, language=language, limit=NAMES),
            find_headlines(tokens, live, limit=HEADLINES),
        )
    except IndexUnavailable:
        return Suggestions(names=find_names(tokens, None, known, language=language, limit=NAMES))
