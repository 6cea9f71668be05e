"""Ours: the engine alone, the whole page that a reader gets, and Whoosh's searcher on our index.

All three search one index, made the way production makes it. The engine alone and Whoosh run the
same Whoosh tree over three views of every word, and fetch the ten titles from the database."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
from whoosh import query

from articles.arabic.analysis import NOTHING, OR, word_views
from articles.arabic.lexicon import stop_words
from articles.arabic.tokens import words
from benchmarks import site
from benchmarks.site import Doc
from benchmarks.speed.engines.base import TOP, Answer, Engine
from benchmarks.speed.queries import (
    ALL,
    COMMIT,
    DEEP,
    DEEPEST,
    FACETS,
    FUZZY,
    NEWEST,
    PHRASE,
    PREFIX,
)

GUNICORN = Path(__file__).parents[3] / "archive" / "gunicorn.conf.py"
# What each view of a word weighs: its stem, itself, its root.
WEIGHTS = {"stem": 1.0, "surface": 0.5, "root": 0.5}
# Of how many outlets the articles are, and how many entities each speaks of.
SOURCES, MENTIONS = 40, 4
BATCH = 500
SIX = ("source", "person", "place", "organization", "topic", "language")
# In the order asked: telling the rows of an IN apart took a third longer.
TITLES = "SELECT " + ",".join(["(SELECT title FROM articles_article WHERE id = ?)"] * TOP)


class Ours(Engine):
    """What the three have in common: a site in the engine's folder."""

    def start(self) -> None:
        # Memory as in a web worker, and imported what it has before anybody asks.
        run_path(str(GUNICORN))["when_ready"](None)
        site.start(self.folder)
        from articles.search import run  # noqa: F401
        from articles.search.engines.whoosh import trees  # noqa: F401

    def fill(self, docs: Sequence[Doc]) -> None:
        from articles.models import Article

        site.add_entities()
        if not Article.objects.exists():
            site.add_articles(docs, titles=True)
            spread()

    def build(self, docs: Sequence[Doc]) -> None:
        site.build_index()

    def index(self) -> Path:
        from django.conf import settings

        return (Path(settings.INDEX_DIR) / "CURRENT").resolve()


class Sijill(Ours):
    """The engine alone."""

    operations = frozenset((PHRASE, PREFIX, FUZZY, FACETS, NEWEST, DEEP, COMMIT))

    def open(self) -> None:
        from django.conf import settings
        from django.db import connection

        from articles.search import catalog
        from articles.search.engines.whoosh import snapshot

        self.snapshot = snapshot.current(Path(settings.INDEX_DIR))
        self.protected = catalog.current().table.protected
        connection.ensure_connection()
        self.database = connection.connection

    def ask(self, kind: str, text: str) -> Answer:
        from articles.search.engines.whoosh import trees

        limit = DEEPEST if kind == DEEP else TOP
        found = trees.search(self.snapshot, tree(kind, text, self.protected), limit=limit)
        docs = found.docs
        if kind == NEWEST:
            held = np.flatnonzero(found.mask)
            ages = self.snapshot.age[held]
            docs = held[np.argpartition(ages, min(TOP, ages.size - 1))[:TOP]] if held.size else held
            docs = docs[np.argsort(self.snapshot.age[docs])]
        elif kind == FACETS:
            held = np.flatnonzero(found.mask)
            for name in (*SIX, "month"):
                self.snapshot.facet(name).counts(held)
        return self.titles(self.snapshot.pks[docs[limit - TOP :]].tolist()), found.total

    def titles(self, pks: list[int]) -> list[str]:
        """The titles of some articles, at most ten, in one statement."""
        if not pks:
            return []
        found = self.database.execute(TITLES, pks + pks[:1] * (TOP - len(pks))).fetchone()
        if None in found:
            raise LookupError("An article that was found is not in the database.")
        return list(found[: len(pks)])

    def commit(self, doc: Doc) -> None:
        from articles.models import Article
        from articles.search.indexing import indexer, outbox

        outbox.enqueue([Article.objects.get(key=doc.id).pk])
        indexer.drain()
        self.open()


class Whoosh3f(Sijill):
    """Whoosh's own searcher with the same tree."""

    operations = frozenset((PHRASE, PREFIX, FUZZY))

    def open(self) -> None:
        super().open()
        from whoosh.index import open_dir

        self.searcher = open_dir(str(self.index())).searcher()

    def ask(self, kind: str, text: str) -> Answer:
        found = self.searcher.search(tree(kind, text, self.protected), limit=TOP)
        return self.titles([int(hit["django_id"]) for hit in found]), len(found)


class Site(Ours):
    """Everything of a page of results: names, dates and spellings read in the query, facets with
    their labels, passages with what was found marked, chips."""

    operations = frozenset((PHRASE, PREFIX, FACETS, NEWEST, DEEP))

    def open(self) -> None:
        from articles.search.run import index_status

        index_status()

    def ask(self, kind: str, text: str) -> Answer:
        from articles.search.run import SearchRequest, search

        words = site.as_words(text)
        asked = {PHRASE: f'"{words}"', PREFIX: f"{words}*", ALL: " AND ".join(words.split())}
        page = search(
            SearchRequest(
                q=asked.get(kind, words),
                sort="newest" if kind == NEWEST else "relevance",
                page=DEEPEST // TOP if kind == DEEP else 1,
                page_size=TOP,
            )
        )
        return [hit.article.headline for hit in page.results], page.count


def spread() -> None:
    """Give the articles sources and entities, as many as news has, so that there are facets."""
    from articles.models import Article, Entity, Mention, Source

    chance = random.Random(1)
    pks = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    for number in range(SOURCES):
        source = Source.objects.create(key=f"outlet-{number}", name_en=f"Outlet {number}")
        part = pks[number::SOURCES]
        for start in range(0, len(part), BATCH):
            Article.objects.filter(pk__in=part[start : start + BATCH]).update(source=source)
    entities = list(Entity.objects.order_by("key").values_list("pk", flat=True))
    rows = []
    for pk in pks:
        # A few are in many articles, most in few.
        chosen = {int(len(entities) * chance.random() ** 3) for _ in range(MENTIONS)}
        rows += [Mention(article_id=pk, entity_id=entities[n]) for n in sorted(chosen)]
    Mention.objects.bulk_create(rows, batch_size=BATCH)


def tree(kind: str, text: str, protected: Any) -> query.Query:
    """A query as Whoosh's own tree: each word by its stem, as it is written, and by its root.

    What must be held is the stem; stop words are left out where another word is left. As on the
    site, two words of one stem count it twice."""
    found = words(text)
    found = [word for word in found if word not in stop_words()] or found
    if kind == PREFIX:
        return query.Prefix("surface", found[0] if found else text)
    if kind == FUZZY:
        return query.FuzzyTerm("surface", found[0] if found else text, maxdist=1, prefixlength=1)
    if kind == PHRASE:
        stems = [word_views(word, protected)[0] for word in words(text)]
        return query.Phrase("stem", stems) if len(stems) > 1 else query.Or(_terms("stem", stems))
    views = [word_views(word, protected) for word in dict.fromkeys(found)]
    if kind == ALL:
        stems = _terms("stem", (stem for stem, _, _ in views))
        others = _terms("surface", (surface.split(OR)[0] for _, surface, _ in views))
        others += _terms("root", (root for _, _, root in views if root != NOTHING))
        return query.AndMaybe(query.And(stems), query.Or(others))
    each = [_word(*view) for view in views]
    return each[0] if len(each) == 1 else query.Or(each)


def _word(stem: str, surface: str, root: str) -> query.Or:
    """Any view of a word."""
    texts = {"stem": stem, "surface": surface.split(OR)[0], "root": root}
    found = {field: text for field, text in texts.items() if text != NOTHING}
    return query.Or([query.Term(name, text, boost=WEIGHTS[name]) for name, text in found.items()])


def _terms(field: str, texts: Any) -> list[query.Term]:
    return [query.Term(field, text, boost=WEIGHTS[field]) for text in dict.fromkeys(texts)]
