"""What readers searched for before: counted after a search, offered again once it is no secret.

What they did not find, or hardly, is noted for curators beside it, and never offered to anybody
(models/misses.py). Only searches typed into the page are counted. Programs ask the API, browsers
fetch ahead, and who turns a page, sorts or filters has been counted already: none of it says what
people look for."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from django.db import DatabaseError, router, transaction
from django.http import HttpRequest
from django.utils import timezone

from articles.arabic.names import Form
from articles.arabic.normalize import FORMAT_MARKS, MARKS
from articles.arabic.tokens import words
from articles.models import MissedSearch, PastSearch
from articles.models.turns import waiting_at_most
from articles.search import run
from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.lexer import lex, words_of
from articles.search.page import Fragment, SearchPage, SearchRequest
from articles.search.suggest.kept import once
from articles.search.suggest.marks import opens, typed_in, with_and_without_article

log = logging.getLogger(__name__)

MOST_READ = 8
# What browsers say when they fetch a page that nobody has opened yet.
FETCHED_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
# A zero-width space parts words; the other signs go without a trace.
_BARE = {ord(sign): None for sign in MARKS + FORMAT_MARKS} | {0x200B: " "}


@dataclass(frozen=True)
class Query:
    """A query that readers have asked, and that finds something now."""

    text: str
    parts: list[Fragment]


def find_queries(tokens: Form, live: Snapshot, *, limit: int) -> list[Query]:
    """Past searches that go on as typed: those that begin so first, then the most frequent.

    What was typed to the last letter is no suggestion."""
    starts = [" ".join(start) for start in with_and_without_article(tokens)]
    shown = PastSearch.objects.shown(timezone.localdate()).beginning(*starts)
    rows = shown.exclude(folded=" ".join(tokens))
    texts = list(rows.values_list("text", flat=True)[:MOST_READ])
    if not texts:
        return []
    found: list[Query] = []
    search = cache(lambda: run.Inquiry(SearchRequest()))  # one for all, where one is needed
    for text in sorted(texts, key=lambda text: not opens(text, tokens)):
        parts = typed_in(text, tokens)
        finds = partial(_finds_something, search, text)
        if parts and once(live, "past searches", text, finds):
            found.append(Query(text, parts))
            if len(found) == limit:
                break
    return found


def _finds_something(search: Callable[[], run.Inquiry], text: str) -> bool:
    """Whether an article of the index as it is now holds every word of a query.

    The search itself without cards and facets: a whole page for each would cost 7 ms."""
    request = SearchRequest(q=text)
    return search().find(request, search().expand(request)[1]).all_words > 0


def remember(request: HttpRequest, asked: SearchRequest, page: SearchPage) -> None:
    """Count what a reader typed and found. A database that cannot be written now loses the count:
    the page neither waits nor fails."""
    if request.method != "GET" or any(name in request.headers for name in FETCHED_AHEAD):
        return
    # That copies of a story are folded is the page's own wish, that they stand apart a reader's.
    typed = SearchRequest(q=asked.q, copies="folded")
    if asked not in (typed, replace(typed, copies="")) or not (text := plain(asked.q)):
        return
    found = 0 if page.corrected or page.did_you_mean else page.all_words
    try:
        with at_once():
            today = timezone.localdate()
            PastSearch.objects.remember(text, found=found, today=today)
            _note_a_miss(text, page, today)
    except DatabaseError as error:
        log.info("A search was not counted: %s", error)


def _note_a_miss(text: str, page: SearchPage, today: date) -> None:
    """Keep for curators what found little, also where the words were corrected and those found."""
    used = [correction.used for correction in page.corrected]
    taken_for = page.did_you_mean or " ".join(used)
    if taken_for or not page.is_enough:
        MissedSearch.objects.remember(
            text, found=page.all_words, near=page.count, taken_for=taken_for, today=today
        )


def plain(typed: str) -> str:
    """Return the words of a query with a space between them; "" where it is more than words.

    Queries of the same words are one, so what others are shown must say the same whoever typed it
    first: without vowel signs, stacked accents, letters in disguise, emoji and punctuation. Words
    that the grammar reads otherwise, or drops, do not say what was asked for."""
    text = unicodedata.normalize("NFKC", typed).translate(_BARE)
    lexed = lex(text)
    texts = tuple(piece.text for piece in lexed.pieces if piece.kind == "word")
    whole = len(texts) == len(lexed.pieces) and texts == words_of(text) and not lexed.notices
    shown = " ".join(texts)
    return shown if whole and words(shown) == words(typed) else ""


@contextmanager
def at_once() -> Iterator[None]:
    """One transaction that fails instead of waiting while somebody else writes.

    SQLite has one writer at a time, and others wait for it up to 20 s (settings.DATABASES). On
    PostgreSQL only the same query at the same moment could wait, for one statement."""
    using = router.db_for_write(PastSearch)
    with waiting_at_most(0, using), transaction.atomic(using):
        yield
