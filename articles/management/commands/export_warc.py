"""Write the articles of a search, of some keys, or all of them to a WARC file."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from articles.exports.warc import write_warc
from articles.forms.search import SearchForm
from articles.management.progress import progress_bar
from articles.models import Article
from articles.search import run

PAGE = 100


class Command(BaseCommand):
    help = "Write articles to a WARC file: those of a search, those named, or all published ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.warc.gz")
        parser.add_argument(
            "--query", metavar="QUERY", help="what follows ? in the address of a search page"
        )
        parser.add_argument("--key", nargs="+", metavar="KEY", help="the keys of articles")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *, file: str, **options: Any) -> None:
        path = Path(file)
        part = path.with_name(f".{path.name}.part")
        try:
            pks = list(self._wanted(options["query"], options["key"]))
            with (
                part.open("wb") as target,
                progress_bar("articles", quiet=options["verbosity"] == 0) as progress,
            ):
                report = write_warc(_loaded(pks, progress), target, path.name)
            part.replace(path)
        except run.IndexUnavailable as error:
            raise CommandError(f"The index is not available: {error}") from error
        except (OSError, ValueError) as error:
            reason = f"Nothing was written: {error}. verify_hashes tells what is damaged."
            raise CommandError(reason) from error
        finally:
            part.unlink(missing_ok=True)
        counts = report.counts()
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(", ".join(f"{number} {name}" for name, number in counts.items()))

    def _wanted(self, query: str | None, keys: list[str] | None) -> Iterator[int]:
        """Yield the numbers of the articles, the best first where it is a search."""
        if keys:
            found = dict(Article.objects.filter(key__in=keys).values_list("key", "pk"))
            if missing := [key for key in keys if key not in found]:
                raise CommandError(f"No article has the key {missing[0]}.", returncode=2)
            yield from (found[key] for key in keys)
        elif query is None:
            yield from Article.objects.published().order_by("pk").values_list("pk", flat=True)
        else:
            yield from _found(query)


def _found(query: str) -> Iterator[int]:
    """Yield every article of a search, as far as a search may be paged."""
    form = SearchForm(QueryDict(query.removeprefix("?")))
    if not form.is_valid():
        raise CommandError("A date of the query is not one.", returncode=2)
    asked = replace(form.search_request(), page=1, page_size=PAGE, copies="apart")
    while True:
        page = run.search(asked)
        yield from (hit.article.pk for hit in page.results)
        if asked.page >= page.pages:
            if page.count > page.pages * PAGE:
                raise CommandError(f"The search finds {page.count:,}: more than can be paged.")
            return
        asked = replace(asked, page=asked.page + 1)


def _loaded(pks: list[int], progress: Any) -> Iterator[Article]:
    for start in range(0, len(pks), PAGE):
        some = pks[start : start + PAGE]
        rows = Article.objects.select_related("source").in_bulk(some)
        for place, pk in enumerate(some, start + 1):
            if pk in rows:
                yield rows[pk]
            progress(place, len(pks))
