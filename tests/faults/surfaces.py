"""Every address of the site, taken from its table of addresses, with what to ask each of.

A new address that is not named here fails tests/faults/test_withdrawal.py: whoever adds one says
how it is read, and thereby has it tested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from articles.models import Article, Entity, Meeting
from articles.views.takeaway import FORMS

LANGUAGES = ("ar", "en")
# Where no article shows: the desk has its own tests, and the rest says the same whatever is held.
STILL = {
    *(
        "root",
        "healthz",
        "readyz",
        "robots",
        "favicon",
        "opensearch",
        "preferences",
        "sitemap-index",
    ),
    *("search-help", "arabic-help", "api:openapi-json", "api:openapi-view", "api:nothing"),
    *("api:api-root", "oembed"),
}

# Where meetings show without what is reported of them.
OF_MEETINGS_ALONE = {"meetings-feed", "timeline-svg"}


@dataclass(frozen=True)
class Held:
    """What the addresses are asked of: words that only the article has, and rows beside it."""

    article: Article
    other: Article
    entity: Entity
    meeting: Meeting
    word: str
    near: str
    sound: str


def addresses(held: Held) -> dict[str, list[str]]:
    """The name of each address -> what is asked there, without the language before it."""
    q = held.word
    about = f"person={held.entity.key}"
    asked = [f"q={q}", f"q={held.near}", f"q={held.sound}", f"q={q[:4]}*", f"q={held.near}~", ""]
    searches = [*asked, about, f"{about}&q={q}", f"q={q}&exact=1", "sort=newest", "month=2025-04"]
    timelines = ["", about, f"q={q}", "from=2025-04-01&to=2025-04-30"]
    return {
        "home": ["/"],
        "search": [f"/search/?{query}" for query in searches],
        "articles": [f"/articles/{query}" for query in ("", f"?entity={held.entity.key}")],
        "article": [f"/articles/{held.other.pk}/x/"],
        "entities": ["/entities/"],
        "entity": [f"/entities/{held.entity.pk}/x/"],
        "meetings": ["/meetings/"],
        "meeting": [f"/meetings/{held.meeting.pk}/x/"],
        "timeline": [f"/timeline/?{query}" for query in timelines],
        "timeline-sheet": [f"/timeline/sheet/?{about}"],
        "timeline-embed": [f"/timeline/embed/?{about}"],
        **{
            f"timeline-{name}": [f"/timeline.{form.suffix}?{query}" for query in ("", about)]
            for name, form in FORMS.items()
        },
        "sources": ["/sources/"],
        "about": ["/about/"],
        "articles-feed": ["/feeds/articles.atom"],
        "entity-feed": [f"/feeds/entities/{held.entity.pk}.atom"],
        "meetings-feed": ["/feeds/meetings.atom", f"/feeds/meetings.atom?{about}"],
        "django.contrib.sitemaps.views.sitemap": [
            f"/sitemap-{section}.xml" for section in ("pages", "articles", "meetings", "entities")
        ],
        "short-link": [f"/a/{held.article.pk}"],
        "article-text": [f"/a/{held.article.pk}/text"],
        "article-timemap": [f"/a/{held.article.pk}/timemap"],
        "api:search": [f"/api/v1/search?{query}" for query in searches],
        "api:suggest": [f"/api/v1/suggest?q={text}" for text in (q, q[:3], held.entity.name_ar)],
        "api:article": [f"/api/v1/articles/{pk}" for pk in (held.article.pk, held.other.pk)],
        "api:entities": ["/api/v1/entities", f"/api/v1/entities?q={held.entity.name_en}"],
        "api:entity": [f"/api/v1/entities/{held.entity.pk}"],
        "api:meetings": [f"/api/v1/meetings?{query}" for query in timelines],
        "api:meeting": [f"/api/v1/meetings/{held.meeting.pk}"],
    }


def asked(held: Held) -> dict[str, str]:
    """Every address in every language it speaks -> the name of its address."""
    spoken = names_in_languages()
    found = {}
    for name, paths in addresses(held).items():
        for path in paths:
            for before in [f"/{code}" for code in LANGUAGES] if name in spoken else [""]:
                found[before + path] = name
    return found


def own(held: Held) -> set[str]:
    """The addresses of the article itself, which go on to say that it was withdrawn, and why."""
    return {f"/a/{held.article.pk}", f"/api/v1/articles/{held.article.pk}"}


def names() -> set[str]:
    """The name of every address but the desk's."""
    return {name for name, _ in _walk(get_resolver().url_patterns, "", "")}


def names_in_languages() -> set[str]:
    """The names of the addresses that begin with a language."""
    with override("ar"):
        found = _walk(get_resolver().url_patterns, "", "")
        return {name for name, path in found if path.startswith("ar/")}


def _walk(patterns: list[object], space: str, before: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = before + str(getattr(pattern, "pattern", ""))
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin":
                continue
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner, path)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", path
