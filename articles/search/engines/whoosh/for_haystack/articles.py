"""Haystack's view of the articles.

Reading goes through the same code as the site's own search: the same words, names and order.
Writing does not happen here: update and remove only queue articles for the indexer, because a web
process that writes a Whoosh index loses documents under concurrent saves and makes a save wait for
another writer's lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from haystack.backends import BaseEngine
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult

from articles.search.engines.whoosh.for_haystack.any_index import ArraysBackend, ArraysQuery
from articles.search.engines.whoosh.for_haystack.article_reading import ArticleReading
from articles.search.engines.whoosh.for_haystack.conditions import (
    Asked,
    Said,
    condition,
    in_words,
    read,
    written,
)
from articles.search.engines.whoosh.for_haystack.reading import Page, Reading
from articles.search.engines.whoosh.schema import build_schema


class WhooshBackend(ArraysBackend):
    """Search by arrays; changes by the outbox."""

    telling_fields = ("title_stem", "stem")

    def setup(self) -> None:
        """Nothing to open: every search takes its own snapshot, and only the indexer creates."""
        self.content_field_name, self.schema = self.build_schema(None)
        self.setup_complete = True

    def build_schema(self, fields: Any) -> tuple[str, Any]:
        return "stem", build_schema()

    def reading(self) -> Reading:
        """The live index and the names as they are now."""
        if not self.setup_complete:
            self.setup()
        return ArticleReading(self.schema)

    def update(self, index: Any, iterable: Iterable[Model], commit: bool = True) -> None:
        """Queue articles for the indexer."""
        from articles.search.indexing import outbox

        outbox.enqueue(article.pk for article in iterable)

    def remove(self, obj_or_string: Model | str, commit: bool = True) -> None:
        """Queue one article; the indexer drops it if it is no longer published."""
        from articles.search.indexing import outbox

        if isinstance(obj_or_string, Model):
            outbox.enqueue([obj_or_string.pk])
        else:
            outbox.enqueue([int(obj_or_string.rpartition(".")[2])])

    def clear(self, models: Any = None, commit: bool = True) -> None:
        raise SearchBackendError(
            "The live index is never emptied in place. Run: manage.py rebuild_index or clear_index"
        )

    def delete_index(self) -> None:
        self.clear()

    def optimize(self) -> None:
        """Nothing to do: segments are merged while writing."""

    def _mark(self, reading: Reading, rows: list[dict[str, Any]], text: str) -> None:
        """Add to each row the passage that shows best why it was found."""
        assert isinstance(reading, ArticleReading)
        for row, passage in zip(rows, reading.passages(rows), strict=True):
            row["highlighted"] = {self.content_field_name: [passage]}

    def create_spelling_suggestion(self, query_string: str) -> str | None:
        """The words of a query as they were probably meant; filters have none."""
        asked = getattr(query_string, "condition", None) or Said(query_string)
        text = in_words(asked)
        return ArticleReading(self.schema).suggestion(text) if text else None

    def _process_results(self, raw_page: Page, **kwargs: Any) -> dict[str, Any]:
        """Results with what the index knows of each article: its dates, source and names."""
        made = kwargs.get("result_class") or SearchResult
        typed = kwargs.get("spelling_query") or kwargs.get("query_string")
        suggested = self.include_spelling and typed
        return {
            "results": [
                made("articles", "article", str(row["pk"]), score, **_shown(row))
                for row, score in raw_page.rows
            ],
            "hits": len(raw_page),
            "facets": {},
            "spelling_suggestion": self.create_spelling_suggestion(typed) if suggested else None,
        }


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "pk"}


class WhooshQuery(ArraysQuery):
    """Sends Haystack's filters along as conditions, with a string that says them to people."""

    def clean(self, query_fragment: str) -> str:
        """Words for the content field as they are: our parser refuses nothing."""
        return query_fragment

    def build_not_query(self, query_string: str) -> str:
        return f"NOT ({query_string})"

    def build_query(self) -> Asked:
        """The conditions of the filters."""
        if self.boost:
            raise SearchBackendError("Search weighs words itself: no word can be boosted.")
        said = self.query_filter.as_query_string(self.build_query_fragment)
        return Asked.of(
            said or self.matching_all_fragment(), read(self.query_filter, self._prepare)
        )

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        """One condition in our query language, as far as it can say it."""
        return written(condition(field, filter_type, value, self._prepare))

    def _prepare(self, value: Any) -> Any:
        return value.prepare(self)


class WhooshEngine(BaseEngine):
    """HAYSTACK_CONNECTIONS' ENGINE."""

    backend = WhooshBackend
    query = WhooshQuery


__all__ = ["WhooshBackend", "WhooshEngine", "WhooshQuery"]
