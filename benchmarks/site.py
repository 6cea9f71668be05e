"""A site of its own to measure: a data directory filled and indexed the way production does it.

    start()             Django on a fresh data directory, removed at the end
    add_articles(docs)  articles of a test collection, published, without entities of their own
    build_index()       the generation, by the code behind `manage.py rebuild_index`
    ask(text)           keys of the articles found, best first, through the front door of search

Nothing of Django is imported before start(): its settings read the data directory once."""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

DOSSIER = Path(__file__).resolve().parent.parent / "fixtures" / "dossier"
# An article must have a title; this one has no word in it.
NO_TITLE = "—"
DEPTH = 100
_PUNCTUATION = re.compile(r"[\"«»“”„(){}\[\]:*~]|(?<!\w)-|-(?!\w)")


@dataclass(frozen=True)
class Doc:
    """One document of a test collection."""

    id: str
    text: str
    title: str = ""
    published: date | None = None


def start(folder: Path | None = None) -> None:
    """Set Django up on a data directory: a fresh one, or one that is kept and used again.

    Where Django runs already, in tests or after another benchmark, nothing happens."""
    from django.apps import apps

    if apps.ready:
        return
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="sijill-bench-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["SIJILL_DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    os.environ["LOG_LEVEL"] = "ERROR"
    logging.captureWarnings(True)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def add_articles(docs: Sequence[Doc], *, titles: bool = False) -> None:
    """Publish the documents of a collection; nothing happens where they stand already.

    Titles are left out unless asked for: a headline as a query must find the body alone."""
    from articles.models import Article, Source

    stamp = hashlib.sha256(repr((titles, docs)).encode()).hexdigest()[:16]
    key = f"collection-{stamp}"
    if Source.objects.filter(key=key).exists():
        return
    if Source.objects.filter(key__startswith="collection-").exists():
        raise SystemExit("The data directory holds another collection. Give an empty one.")
    source = Source.objects.create(key=key, name_en=NO_TITLE)
    rows = (
        Article(
            key=doc.id,
            source=source,
            title=(doc.title if titles else "")[:500] or NO_TITLE,
            body=doc.text,
            published_on=doc.published,
            status=Article.Status.PUBLISHED,
        )
        for doc in docs
    )
    Article.objects.bulk_create(rows, batch_size=500)


def add_dossier() -> None:
    """Load the dossier that ships: entities, articles and meetings."""
    _load(DOSSIER)


def add_entities() -> None:
    """Load the entities of the dossier without its articles, so that names are known."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("coverage.jsonl", "meetings.jsonl"):
            (folder / part).touch()
        shutil.copy(DOSSIER / "entities.jsonl", folder)
        _load(folder)


def _load(folder: Path) -> None:
    from articles.ingest import dossier

    report = dossier.load(folder)
    if report.failed:
        raise SystemExit(f"The dossier does not load: {report.failed[0]}")


def build_index() -> int:
    """Index every published article, unless that is done; return how many the index holds."""
    from articles.search.indexing import generations, indexer
    from articles.search.run import index_status

    report = indexer.IndexReport()
    if generations.usable():
        indexer.rebuild(report)
    indexer.drain(report)
    if report.failed:
        raise SystemExit(f"{report.failed} articles cannot be indexed.")
    return index_status().documents


def ask(text: str) -> list[tuple[str, float]]:
    """Search as the site does; return the keys of the first hundred articles with scores.

    In order of relevance: the page then lets copies of a story give way to others."""
    from articles.models import Article
    from articles.search.run import find_ids

    rows = find_ids([text]).rows[:DEPTH]
    keys = dict(Article.objects.filter(pk__in=[pk for pk, _ in rows]).values_list("pk", "key"))
    return [(keys[pk], score) for pk, score in rows]


def as_words(text: str) -> str:
    """A text without what the query language would read as an operator.

    The headlines and questions of test collections know nothing of it: their quotation marks and
    dashes are punctuation, and the peers are given words alone as well."""
    from articles.search.lexer import OPERATORS

    words = _PUNCTUATION.sub(" ", text).split()
    return " ".join(word for word in words if word not in OPERATORS)


def ask_all(queries: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, float]]]:
    """Ask (id, text) after (id, text); return the results by the id of the query."""
    return {name: ask(text) for name, text in queries}
