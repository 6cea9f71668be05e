"""Haystack with its stock Whoosh backend, on a site of its own in this process: stock/."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from benchmarks.site import Doc
from benchmarks.speed.engines.base import TOP, Answer, Engine, split
from benchmarks.speed.queries import ALL, COMMIT, DEEP, DEEPEST, FACETS, NEWEST, PHRASE

BATCH = 1000
SOURCES = 40


class Haystack(Engine):
    """What SearchQuerySet answers: the first ten with their stored title, and the total.

    Of facets it counts two where ours counts seven."""

    operations = frozenset((PHRASE, FACETS, NEWEST, DEEP, COMMIT))

    def fill(self, docs: Sequence[Doc]) -> None:
        start(self.folder)
        from django.core.management import call_command

        from benchmarks.speed.stock.models import Text

        call_command("migrate", run_syncdb=True, verbosity=0)
        rows = (
            Text(
                key=doc.id,
                title=doc.title[:500],
                text=doc.text,
                source=f"outlet-{number % SOURCES}",
                month=f"{doc.published:%Y-%m}" if doc.published else "undated",
                published_on=doc.published,
            )
            for number, doc in enumerate(docs)
        )
        Text.objects.bulk_create(rows, batch_size=BATCH)

    def build(self, docs: Sequence[Doc]) -> None:
        from django.core.management import call_command

        call_command("rebuild_index", interactive=False, batch_size=BATCH, verbosity=0)

    def index(self) -> Path:
        return self.folder / "index"

    def open(self) -> None:
        start(self.folder)

    def ask(self, kind: str, text: str) -> Answer:
        from haystack.query import SearchQuerySet

        found = _narrowed(SearchQuerySet(), kind, text)
        if kind == NEWEST:
            found = found.order_by("-published_on")
        if kind == FACETS:
            found = found.facet("source").facet("month")
            titles = [result.title for result in found[:TOP]]
            assert found.facet_counts()["fields"]["month"]
            return titles, len(found)
        first = DEEPEST - TOP if kind == DEEP else 0
        return [result.title for result in found[first : first + TOP]], len(found)

    def commit(self, doc: Doc) -> None:
        from haystack import connections

        from benchmarks.speed.stock.models import Text

        text = Text.objects.filter(key=doc.id)[0]
        connections["default"].get_unified_index().get_index(Text).update_object(text)


def _narrowed(found: Any, kind: str, text: str) -> Any:
    from haystack.query import SQ

    words = split(text)
    if not words:
        return found.none()
    if kind == PHRASE:
        return found.filter(content__exact=" ".join(words))
    if kind == ALL:
        return reduce(lambda rest, word: rest.filter(content=word), words, found)
    return found.filter(reduce(or_, (SQ(content=word) for word in words)))


def start(folder: Path) -> None:
    """Set Django up for that site; it knows nothing of ours."""
    import django
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(
        INSTALLED_APPS=["haystack", "benchmarks.speed.stock"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "docs.sqlite3"),
            }
        },
        HAYSTACK_CONNECTIONS={
            "default": {
                "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
                "PATH": str(folder / "index"),
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        SECRET_KEY="-",
        USE_TZ=True,
    )
    django.setup()
