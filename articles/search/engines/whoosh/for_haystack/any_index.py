"""Haystack over any Whoosh index, read with arrays.

    HAYSTACK_CONNECTIONS = {"default": {
        "ENGINE": "articles.search.engines.whoosh.ArraysEngine", "PATH": ...}}

Setting up and writing are the stock backend's, and so is the language of queries; an index made by
either is read by both. Answers come from one snapshot a request, with exact totals, slices that
begin anywhere, several directions of order and every kind of facet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import Model
from haystack.backends import BaseEngine, log_query
from haystack.backends.whoosh_backend import (
    WhooshHtmlFormatter,
    WhooshSearchBackend,
    WhooshSearchQuery,
)
from haystack.constants import ID
from haystack.exceptions import SearchBackendError
from haystack.utils import get_identifier, get_model_ct
from whoosh.highlight import ContextFragmenter
from whoosh.highlight import highlight as mark
from whoosh.support.relativedelta import relativedelta

from articles.search.engines.whoosh.for_haystack import field_values, similar
from articles.search.engines.whoosh.for_haystack.parsing import make_parser
from articles.search.engines.whoosh.for_haystack.reading import Answer, Page, Reading
from articles.search.engines.whoosh.snapshot import Snapshot, open_index

Results = dict[str, Any]


class ArraysBackend(WhooshSearchBackend):
    """The stock backend with another way of reading."""

    # The fields whose words say what a document is like; the field of the text if empty.
    telling_fields: tuple[str, ...] = ()
    _snapshot: Snapshot | None = None
    _opened: tuple[int, float] | None = None

    def setup(self) -> None:
        """Open or make the index as the stock backend does."""
        super().setup()
        self.parser = make_parser(self.content_field_name, self.schema)
        self._snapshot = self._opened = None

    def reading(self) -> Reading:
        """The index as it is now: one for each request."""
        if not self.setup_complete:
            self.setup()
        self.index = self.index.refresh()
        state = (self.index.latest_generation(), self.index.last_modified())
        if self._snapshot is None or self._opened != state:
            self._snapshot, self._opened = open_index(self.index), state
        return Reading(self._snapshot, self.parser)

    @log_query
    def search(
        self,
        query_string: str,
        sort_by: Sequence[str] | None = None,
        start_offset: int | None = 0,
        end_offset: int | None = None,
        highlight: Any = False,
        facets: Iterable[str] | None = None,
        date_facets: Mapping[str, Mapping[str, Any]] | None = None,
        query_facets: Any = None,
        narrow_queries: Iterable[str] | None = None,
        spelling_query: str | None = None,
        models: Iterable[type[Model]] | None = None,
        result_class: Any = None,
        **kwargs: Any,
    ) -> Results:
        """Answer a query string; see Haystack's BaseSearchBackend."""
        refuse_places(kwargs)
        reading = self.reading()
        answer = reading.answer(query_string) if query_string else None
        if answer is None:
            return {"results": [], "hits": 0}
        answer = answer.within(self._allowed(reading, models, narrow_queries or ()))
        first, end = _span(start_offset, end_offset)
        docs = reading.sorted(answer, sort_by) if sort_by else answer.first(end)
        page = self._page(reading, answer, docs[first:end], query_string if highlight else "")
        results = self._process_results(
            page,
            query_string=query_string,
            spelling_query=spelling_query,
            result_class=result_class,
        )
        if facets or date_facets or query_facets:
            results["facets"] = _facets(reading, answer, facets, date_facets, query_facets)
        return results

    def more_like_this(
        self,
        model_instance: Model,
        additional_query_string: str | None = None,
        start_offset: int | None = 0,
        end_offset: int | None = None,
        narrow_queries: Iterable[str] | None = None,
        models: Iterable[type[Model]] | None = None,
        result_class: Any = None,
        **kwargs: Any,
    ) -> Results:
        """The documents nearest to one by its words, without itself."""
        reading = self.reading()
        narrower = [*(narrow_queries or ())]
        if additional_query_string and additional_query_string != "*":
            narrower.append(additional_query_string)
        mask = self._allowed(reading, models, narrower)
        itself = reading.number(get_identifier(model_instance))
        if itself is not None:
            mask = mask.copy()
            mask[itself] = False
        found = self._weights(reading, model_instance, itself)
        tree = similar.alike(reading.snapshot, found, itself)
        answer = reading.run(tree).within(mask)
        first, end = _span(start_offset, end_offset)
        page = self._page(reading, answer, answer.first(end)[first:])
        return self._process_results(page, result_class=result_class)

    def _allowed(
        self, reading: Reading, models: Iterable[type[Model]] | None, narrower: Iterable[str]
    ) -> np.ndarray:
        """A mask of what may be found: of these models and answering the narrower queries.

        Only registered models can be shown, so that no others are counted either."""
        labels = set(self.build_models_list())
        if models:
            labels &= {get_model_ct(model) for model in models}
        return reading.of_models(labels) & reading.narrowed(narrower)

    def _page(self, reading: Reading, answer: Answer, docs: np.ndarray, marked: str = "") -> Page:
        """The rows of some documents of an answer."""
        rows = [reading.stored(doc) for doc in docs.tolist()]
        if marked:
            self._mark(reading, rows, marked)
        scores = answer.scores[docs].tolist()
        return Page(answer.docs.size, list(zip(rows, scores, strict=True)))

    def _mark(self, reading: Reading, rows: list[dict[str, Any]], text: str) -> None:
        """Add to each row its text with the words of the query marked, as the field reads them."""
        name = self.content_field_name
        words = reading.words(text, name)
        analyzer = reading.schema[name].analyzer
        for row in rows:
            fragments = mark(
                row.get(name) or "", words, analyzer, ContextFragmenter(), WhooshHtmlFormatter("em")
            )
            row["highlighted"] = {name: [fragments]}

    def _weights(
        self, reading: Reading, instance: Model, doc: int | None
    ) -> dict[str, dict[str, float]]:
        """The terms of an object's texts with their weights, also of one not in the index."""
        from haystack import connections

        texts = reading.stored(doc) if doc is not None else {}
        names = self.telling_fields or (self.content_field_name,)
        if not all(name in texts for name in names):
            index = connections[self.connection_alias].get_unified_index().get_index(type(instance))
            texts = index.full_prepare(instance)
        return {
            name: similar.weights(reading.schema[name], str(texts.get(name) or ""))
            for name in names
        }


def _span(start: int | None, end: int | None) -> tuple[int, int | None]:
    """The rows wanted. An end of 0 means one row, as in stock Haystack, which counts that way."""
    return start or 0, end if end is None else max(end, 1)


def refuse_places(asked: Mapping[str, Any]) -> None:
    """Raise SearchBackendError for a search by distance: the stock backend leaves it out silently,
    and finds what is anywhere."""
    if any(asked.get(name) for name in ("within", "dwithin", "distance_point")):
        raise SearchBackendError(
            "Whoosh knows no distances. Filter by the names of places, or in the database."
        )


def _facets(
    reading: Reading,
    answer: Answer,
    fields: Iterable[str] | None,
    dates: Mapping[str, Mapping[str, Any]] | None,
    queries: Any,
) -> dict[str, dict[str, Any]]:
    """The counts that were asked for, of all the documents found."""
    docs = answer.docs
    asked = queries.items() if isinstance(queries, Mapping) else queries or ()
    return {
        "fields": {name: field_values.counted(reading.facet(name), docs) for name in fields or ()},
        "dates": {
            name: field_values.histogram(*reading.moments(name), docs, buckets(**options))
            for name, options in (dates or {}).items()
        },
        "queries": {
            f"{name}:{text}": int(reading.narrowed([f"{name}:{text}"])[docs].sum())
            for name, text in asked
        },
    }


def buckets(
    start_date: date, end_date: date, gap_by: str, gap_amount: int = 1
) -> list[field_values.Bucket]:
    """The spans from a start on until the end is covered."""
    first, end = _moment(start_date), _moment(end_date)
    gap = relativedelta(**{f"{gap_by}s": gap_amount})
    found = []
    while first < end:
        found.append((first, first + gap))
        first += gap
    return found


def _moment(day: date) -> datetime:
    """The index knows no time zones: a moment is what its clock says."""
    if isinstance(day, datetime):
        return day.replace(tzinfo=None)
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


class ArraysQuery(WhooshSearchQuery):
    """The stock query, except for what it forgets."""

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        """No value at all is no document; the stock query leaves the condition out."""
        if filter_type == "in":
            value = list(value)
            if not value:
                return f"{ID}:none"
        return super().build_query_fragment(field, filter_type, value)

    def get_facet_counts(self) -> dict[str, Any]:
        """Ask for the counts with one row, as for the total; the stock query makes all results."""
        if self._facet_counts is None:
            self.end_offset = self.end_offset or 1
        return super().get_facet_counts()

    def run_mlt(self, **kwargs: Any) -> None:
        """Ask for the slice wanted; the stock query takes the first rows for any."""
        asked = {
            "start_offset": self.start_offset,
            "end_offset": self.end_offset,
            "narrow_queries": self.narrow_queries,
        }
        super().run_mlt(**{**asked, **kwargs})


class ArraysEngine(BaseEngine):
    """HAYSTACK_CONNECTIONS' ENGINE."""

    backend = ArraysBackend
    query = ArraysQuery
