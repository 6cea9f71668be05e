"""What we hold of an article as bytes, for whoever wants to check it: RFC 7089 (Memento).

The SHA-256 of the text that is sent is the one that the page of the article shows."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.exports import site_of
from articles.models import Article


@require_safe
@cache_control(no_cache=True)
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the text as it is kept, where readers may see all of it."""
    article = _shown(pk)
    response = HttpResponse(article.body.encode(), content_type="text/plain; charset=utf-8")
    digest = base64.b64encode(bytes.fromhex(article.text_sha256)).decode()
    response["Repr-Digest"] = f"sha-256=:{digest}:"
    response["Memento-Datetime"] = http_date(_moment(article).timestamp())
    response["Link"] = ", ".join(_links(request, article))
    response["Content-Disposition"] = f'inline; filename="sijill-{article.pk}.txt"'
    return response


@require_safe
@cache_control(no_cache=True)
def timemap(request: HttpRequest, pk: int) -> HttpResponse:
    """List what is held of an address: one text, the present one."""
    lines = ",\n".join(_links(request, _shown(pk), own=True))
    return HttpResponse(lines + "\n", content_type="application/link-format; charset=utf-8")


def _shown(pk: int) -> Article:
    if pk >= 2**63:
        raise Http404
    article: Any = get_object_or_404(Article.objects.published(), pk=pk)
    if not article.shows_text:
        raise Http404
    return article


def _moment(article: Article) -> datetime:
    return article.fetched_at or article.entered_at


def _links(request: HttpRequest, article: Article, *, own: bool = False) -> list[str]:
    site = site_of(request)
    text = site + reverse("article-text", args=[article.pk])
    map_of = site + reverse("article-timemap", args=[article.pk])
    rel = "self" if own else "timemap"
    found = [f'<{_quoted(article.link)}>; rel="original"'] if article.link else []
    found.append(f'<{map_of}>; rel="{rel}"; type="application/link-format"')
    when = http_date(_moment(article).timestamp())
    found.append(f'<{text}>; rel="memento"; datetime="{when}"')
    return found


def _quoted(address: str) -> str:
    """An address as a header may hold it."""
    return quote(address, safe="%:/?#[]@!$&'()*+,;=~-._")
