"""Haystack's view of the embedded engine.

Reading goes through the same code as the site's own search. Writing does not happen here: update
and remove only queue articles for the indexer, because a web process that writes a Whoosh index
loses documents under concurrent saves and makes a save wait for another writer's lock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from haystack.backends import BaseEngine, log_query
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult

from articles.search.engines.whoosh.schema import build_schema
from articles.search.values import NAMED

ARTICLE = "articles.article"


class WhooshBackend(WhooshSearchBackend):
    """Search by arrays; changes by the outbox."""

    def setup(self) -> None:
        """Nothing to open: every search takes its own snapshot, and only the indexer creates."""
        self.setup_complete = True

    def build_schema(self, fields: Any) -> tuple[str, Any]:
        return "stem", build_schema()

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

    @log_query
    def search(self, query_string: str, **kwargs: Any) -> dict[str, Any]:
        """Answer a query in our own query language; facets as (value, count) by field."""
        from articles.search.run import find_ids

        models = kwargs.get("models")
        if not query_string or (models and not any(m._meta.label_lower == ARTICLE for m in models)):
            return {"results": [], "hits": 0}
        queries = [query_string, *(kwargs.get("narrow_queries") or ())]
        start = kwargs.get("start_offset") or 0
        end = kwargs.get("end_offset")
        sort = list(kwargs.get("sort_by") or ())
        found = find_ids(queries, sort=sort, facets=tuple(kwargs.get("facets") or ()))
        rows = found.rows[start:end]
        result_class = kwargs.get("result_class") or SearchResult
        return {
            "results": [result_class("articles", "article", str(pk), score) for pk, score in rows],
            "hits": len(found.rows),
            "facets": {"fields": found.facets, "dates": {}, "queries": {}},
            "spelling_suggestion": None,
        }

    def more_like_this(
        self, model_instance: Model, additional_query_string: str | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Articles that share the words of the headline, without the article itself."""
        from articles.search.run import find_ids

        start, end = kwargs.get("start_offset") or 0, kwargs.get("end_offset")
        queries = [str(model_instance), *filter(None, [additional_query_string])]
        rows = [row for row in find_ids(queries).rows if row[0] != model_instance.pk]
        result_class = kwargs.get("result_class") or SearchResult
        results = [result_class("articles", "article", str(pk), s) for pk, s in rows[start:end]]
        return {"results": results, "hits": len(rows)}


class WhooshQuery(WhooshSearchQuery):
    """Writes Haystack's filters in our query language."""

    def clean(self, query_fragment: str) -> str:
        """Words for the content field as they are: our parser refuses nothing."""
        return query_fragment

    def matching_all_fragment(self) -> str:
        return "*"

    def build_not_query(self, query_string: str) -> str:
        return f"NOT ({query_string})"

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        values = value if isinstance(value, (list, tuple, set)) else [value]
        texts = [
            str(v.prepare(self) if hasattr(v, "input_type_name") else v).strip() for v in values
        ]
        texts = [text for text in texts if text]
        if field == "content" and filter_type in ("content", "contains", "exact"):
            return f"({' OR '.join(texts)})" if texts else ""
        if field in NAMED and filter_type in ("content", "contains", "exact", "in"):
            return f"({' OR '.join(f'{field}:{_quoted(text)}' for text in texts)})"
        raise SearchBackendError(
            f"Search cannot filter {field}__{filter_type}. Use content, {', '.join(NAMED)} "
            "with exact or in, or the database."
        )


def _quoted(value: str) -> str:
    """A value that our parser reads as one: a key as it is, a name of several words in quotes."""
    return value if re.fullmatch(r"[\w.-]+", value) else f'"{value.replace(chr(34), " ")}"'


class WhooshEngine(BaseEngine):
    """HAYSTACK_CONNECTIONS' ENGINE."""

    backend = WhooshBackend
    query = WhooshQuery
