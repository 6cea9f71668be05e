"""The endpoints."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override
from ninja import NinjaAPI, Path, Query
from ninja.openapi.docs import Swagger
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from articles.api import errors, schemas
from articles.api.entities import find_entities
from articles.api.parameters import (
    EntityParameters,
    Labels,
    MeetingParameters,
    Number,
    SearchParameters,
    SuggestParameters,
)
from articles.api.suggestions import offer
from articles.exports import (
    article_brief,
    article_record,
    articles_for_export,
    entity_brief,
    entity_record,
    meeting_disputes,
    meeting_record,
    meetings_for_export,
    site_of,
)
from articles.models import Entity, EntityRedirect, Meeting, current_meeting
from articles.search.run import Hit, SearchPage, SearchRequest
from articles.search.run import search as run_search
from articles.templatetags.texts import marked
from articles.timeline import TimelineFilters, select
from articles.timeline.filters import MANY

DESCRIPTION = (
    "Read-only access to the register. Filters take keys; repeat a parameter for several values. "
    "Every error is a JSON object with a `detail` sentence."
)
_encoder = NinjaJSONEncoder()
PROBLEMS = {404: schemas.Problem, 422: schemas.Problem}


class LocalSwagger(Swagger):
    """The documentation page from our own static files: nothing is loaded from elsewhere."""

    template = "api/docs.html"


class PlainJson(BaseRenderer):
    """JSON in UTF-8. orjson writes an answer of search in a seventh of the time of json."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=_encoder.default, option=orjson.OPT_PASSTHROUGH_DATETIME)


class Api(NinjaAPI):
    """An API whose every answer is JSON, also where Ninja would write a page or a bare line."""

    @property
    def urls(self) -> Any:
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if pattern.name == "api-root":
                pattern.callback = self._root
            pattern.callback = errors.read_only(pattern.callback, self)
        return patterns, app_name, namespace

    def _root(self, request: HttpRequest) -> HttpResponse:
        return self.on_exception(request, errors.NoSuchAddress())


api = Api(
    title="Sijill",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    renderer=PlainJson(),
    docs=LocalSwagger(settings={"validatorUrl": None, "defaultModelsExpandDepth": 0}),
)
errors.register(api)


def labels(asked: Labels) -> AbstractContextManager[None]:
    """The language in which the answer names things."""
    return override(asked.lang or get_language() or "ar")


@api.get(
    "search",
    response={200: schemas.SearchAnswer, 422: schemas.Problem, 503: schemas.Problem},
    url_name="search",
    summary="Search the coverage",
    tags=["The register"],
)
def search(request: HttpRequest, asked: Query[SearchParameters]) -> HttpResponse:
    """Ranked articles with facets. Results that hold every word of the query come first."""
    # Written as it is: to be checked against its schema would take longer than to be found.
    # tests/api/test_contract.py checks it there.
    many = ("person", "place", "organization", "topic", "source", "language", "month")
    wanted = SearchRequest(
        **{name: tuple(getattr(asked, name)) for name in many},
        q=asked.q,
        first=asked.first,
        last=asked.last,
        sort=asked.sort,
        page=asked.page,
        page_size=asked.page_size,
        exact=asked.exact,
        times=asked.times,
    )
    with labels(asked):
        found = run_search(wanted, language=get_language() or "ar")
        given = asked.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        understood = found.query | {"parameters": given}
        answer = _search_answer(found, site_of(request)) | {"query": understood}
        return api.create_response(request, answer, status=200)


@api.get(
    "suggest",
    response={200: schemas.SuggestAnswer, 422: schemas.Problem},
    url_name="suggest",
    summary="Complete what is being typed",
    tags=["The register"],
)
def suggest(
    request: HttpRequest, response: HttpResponse, asked: Query[SuggestParameters]
) -> dict[str, Any]:
    """What the search box offers: past searches, names and headlines that go on as typed."""
    # Asked for anew also where letters are taken back: what was withdrawn is offered no more.
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])  # months and numerals as the reader chose them
    with labels(asked):
        return offer(asked.q, language=get_language() or "ar", cookies=request.COOKIES)


def _search_answer(found: SearchPage, site: str) -> dict[str, Any]:
    return {
        "count": found.count,
        "all_words": found.all_words,
        "relaxed": found.relaxed,
        "page": found.page,
        "page_size": found.page_size,
        "pages": found.pages,
        "took_ms": found.took_ms,
        "did_you_mean": found.did_you_mean,
        "undated": found.undated,
        "also_searched": [str(text) for text in found.also_searched],
        "ignored": [str(text) for text in found.ignored],
        "times": [
            {"text": time.text, "days": [list(days) for days in time.days], "order": time.order}
            for time in found.times
        ],
        "notices": [str(notice) for notice in found.notices],
        "results": [_result(hit, site) for hit in found.results],
        "facets": {
            facet.name: [
                {
                    "value": value.value,
                    "label": str(value.label),
                    "count": value.count,
                    "selected": value.selected,
                }
                for value in facet.values
            ]
            for facet in found.facets
        },
    }


def _result(hit: Hit, site: str) -> dict[str, Any]:
    return article_brief(hit.article, site) | {
        "snippet": marked(hit.snippet),
        "score": hit.score,
        "entities": [entity_brief(entity) for entity in hit.entities],
        "copies": hit.copies,
    }


@api.get(
    "articles/{id}",
    response={200: schemas.ArticleAnswer} | PROBLEMS,
    url_name="article",
    summary="One article",
    tags=["The register"],
)
def article(request: HttpRequest, id: Path[Number], asked: Query[Labels]) -> dict[str, Any]:
    """The record of an article, with its text where readers may see it."""
    with labels(asked):
        if not (found := articles_for_export().filter(pk=id).first()):
            raise Http404
        return article_record(found, site_of(request))


@api.get(
    "entities",
    response={200: schemas.EntityList, 422: schemas.Problem},
    url_name="entities",
    summary="Persons, organizations, places and topics",
    tags=["The register"],
)
def entities(request: HttpRequest, asked: Query[EntityParameters]) -> dict[str, Any]:
    """Entities by kind and name, the most covered first."""
    with labels(asked):
        count, found = find_entities(asked)
        return {
            "count": count,
            "page": asked.page,
            "page_size": asked.page_size,
            "results": [entity_record(entity, site_of(request)) for entity in found],
        }


@api.get(
    "entities/{id}",
    response={200: schemas.EntityAnswer} | PROBLEMS,
    url_name="entity",
    summary="One entity",
    tags=["The register"],
)
def entity(request: HttpRequest, id: Path[Number], asked: Query[Labels]) -> dict[str, Any]:
    """An entity with its aliases and roles; the number of one that was merged still answers."""
    with labels(asked):
        moved = EntityRedirect.objects.filter(old_id=id).values_list("entity_id", flat=True).first()
        rows = Entity.objects.with_counts().prefetch_related("aliases", "roles")
        if not (found := rows.filter(pk=moved or id).first()):
            raise Http404
        return entity_record(found, site_of(request))


@api.get(
    "meetings",
    response={200: schemas.MeetingList, 422: schemas.Problem},
    url_name="meetings",
    summary="The timeline",
    tags=["The register"],
)
def meetings(request: HttpRequest, asked: Query[MeetingParameters]) -> dict[str, Any]:
    """Meetings by date, oldest first; a period keeps what it overlaps."""
    filters = TimelineFilters(
        **{name: tuple(dict.fromkeys(getattr(asked, name))) for name in MANY},
        match=asked.match,
        first=asked.first,
        last=asked.last,
        q=asked.q,
        order=asked.order,
    )
    with labels(asked):
        kept = select(filters)
        begin = (asked.page - 1) * asked.page_size
        page = meetings_for_export(kept[begin : begin + asked.page_size])
        return {
            "count": len(kept),
            "page": asked.page,
            "page_size": asked.page_size,
            "results": [meeting_record(row, site_of(request)) for row in page],
        }


@api.get(
    "meetings/{id}",
    response={200: schemas.MeetingDetail} | PROBLEMS,
    url_name="meeting",
    summary="One meeting",
    tags=["The register"],
)
def meeting(request: HttpRequest, id: Path[Number], asked: Query[Labels]) -> dict[str, Any]:
    """A confirmed meeting with the articles behind it; the number of one that was merged still
    answers."""
    with labels(asked):
        if not Meeting.objects.confirmed().filter(pk=id).exists():
            became = current_meeting(pk=id)
            if became is None:
                raise Http404
            id = became.pk
        record = meeting_record(meetings_for_export([id])[0], site_of(request))
        return record | {"disputes": meeting_disputes(id)}


@api.get("{path:rest}", include_in_schema=False)
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address: there is nothing, said as JSON too."""
    raise errors.NoSuchAddress
