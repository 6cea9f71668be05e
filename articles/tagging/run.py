"""The front door: a stored article in, suggestions out.

Only suggestions are written, and only what is not there yet: what a curator has confirmed or
rejected stays as it is, and a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from articles.models import Article
from articles.tagging import store
from articles.tagging.entities import Found, Words, find_entities, find_topics
from articles.tagging.known import Known, load
from articles.tagging.meetings import Proposal, find_meetings
from articles.tagging.sentences import Sentence, add_offices, sentences_of
from articles.tagging.unknown import Unknown, find_unknown

__all__ = ["MOST_READ", "Known", "Suggestions", "beginning", "load", "read", "suggest"]

# Letters of a text that are read, some forty pages: of the few longer ones, books and dumps of
# whole sites, a million letters would take a quarter of a minute, and make no page to work on.
MOST_READ = 100_000


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What an article was found to speak of. `mentions` have their places in its text, `titled`
    are entities that its headline alone names; `topics` are of the text too."""

    mentions: list[Found] = field(default_factory=list)
    titled: list[Found] = field(default_factory=list)
    topics: list[Found] = field(default_factory=list)
    meetings: list[Proposal] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)


def suggest(article: Article, known: Known | None = None) -> Suggestions:
    """Read an article and write what is new as suggestions. For many articles give `known`."""
    known = known or load()
    suggestions = read(article, known)
    store.write(article, suggestions.mentions, suggestions.titled, suggestions.topics,
                suggestions.meetings, known)  # fmt: skip
    return suggestions


def read(article: Article, known: Known) -> Suggestions:
    """Read an article and write nothing.

    Of a long text the beginning is read. The outlet's headline is read, else our titles. Without a
    text, the abstracts are read for meetings too, and their names have no place. Both languages of
    ours are read, whatever the one of whoever asks: the suggestions are the same for all."""
    body = Words.of(beginning(article.body))
    found = find_entities(body, known)
    in_title: list[Found] = []
    sentences: list[Sentence] = []
    for text, is_title in _beside(article):
        words = Words.of(text)
        in_title += (named := find_entities(words, known))
        sentences += sentences_of(words, named, known, is_title=is_title)
    sentences += sentences_of(body, found, known)
    add_offices(sentences, known)
    here = {each.entity for each in found}
    return Suggestions(
        mentions=found,
        titled=_first_of_each(each for each in in_title if each.entity not in here),
        topics=find_topics(body, known),
        meetings=find_meetings(sentences, article.published_on, known),
        unknown=find_unknown(body, found),
    )


def beginning(text: str) -> str:
    """As much of a text as is read: whole words, and of nearly every text all of it."""
    if len(text) <= MOST_READ:
        return text
    cut = next((n for n in range(MOST_READ, 0, -1) if text[n].isspace()), MOST_READ)
    return text[:cut]


def _beside(article: Article) -> list[tuple[str, bool]]:
    """What is read beside the text, each with whether it is a title."""
    titles = [article.title] if article.title else [article.title_ar, article.title_en]
    abstracts = [] if article.body else [article.abstract_ar, article.abstract_en]
    said = [(text, True) for text in titles] + [(text, False) for text in abstracts]
    return [(beginning(text), is_title) for text, is_title in said if text]


def _first_of_each(found: Iterable[Found]) -> list[Found]:
    first: dict[str, Found] = {}
    for each in found:
        first.setdefault(each.entity, each)
    return list(first.values())
