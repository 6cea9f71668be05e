"""oEmbed (oembed.com): how another site shows a timeline or a meeting by its address alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.exports import site_of
from articles.forms.dates import whole_number
from articles.models import Meeting, current_meeting
from articles.views.links import address
from articles.views.takeaway import Taken, take

WIDTH, HEIGHT, LEAST = 640, 480, 200
CACHE_SECONDS = 3600


@require_safe
def oembed(request: HttpRequest) -> JsonResponse:
    """The frame for a page of ours; none until the operator allows somebody to frame it."""
    if not settings.EMBED_ORIGINS:
        return _answer({"detail": "Nothing here may be framed (SIJILL_EMBED_ORIGINS)."}, 404)
    if request.GET.get("format", "json") != "json":
        return _answer({"detail": "format: only json is spoken here."}, 501)
    try:
        wanted = urlsplit(request.GET.get("url", "").replace("\x00", ""))
    except ValueError:  # such as "http://["
        wanted = urlsplit("")
    with override(get_language_from_path(wanted.path) or settings.LANGUAGE_CODE):
        try:
            query = _query(request, wanted.netloc, wanted.path, wanted.query)
            taken = take(query, site_of(request))
        except (Http404, Resolver404):
            return _answer({"detail": "url: no timeline and no meeting of this site."}, 404)
        return _answer(_frame(request, taken, query))


def _query(request: HttpRequest, host: str, path: str, asked: str) -> QueryDict:
    """What the embedded page is to be asked, for the page at an address of this site."""
    ours = {request.get_host(), urlsplit(site_of(request)).netloc}
    match = resolve(path) if host in ours else None
    if match and match.url_name in ("timeline", "timeline-embed"):
        return QueryDict(asked)
    if not match or match.url_name != "meeting":
        raise Http404
    number = int(match.kwargs["pk"])
    row = Meeting.objects.confirmed().filter(pk=number).first() or current_meeting(pk=number)
    if row is None:
        raise Http404
    return QueryDict(address({"meeting": [row.key]}).removeprefix("?"))


def _frame(request: HttpRequest, taken: Taken, query: QueryDict) -> dict[str, object]:
    width, height = (
        min(usual, whole_number(request.GET.get(name), low=LEAST)) if name in request.GET else usual
        for name, usual in (("maxwidth", WIDTH), ("maxheight", HEIGHT))
    )
    params = taken.timeline.filters.params if taken.timeline else {"meeting": [query["meeting"]]}
    src = taken.site + reverse("timeline-embed") + address(params).removesuffix("?")
    html = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>',
        *(src, width, height, taken.title),
    )
    return {
        "type": "rich",
        "version": "1.0",
        "title": taken.title,
        "provider_name": _("Sijill"),
        "provider_url": f"{taken.site}/",
        "cache_age": CACHE_SECONDS,
        "html": html,
        "width": width,
        "height": height,
    }


def _answer(data: dict[str, object], status: int = 200) -> JsonResponse:
    response = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response
