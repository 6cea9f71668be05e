"""What the search box offers while a reader types, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.display import Preferences, format_date, number
from articles.models import Entity, LocalText
from articles.search.page import Fragment
from articles.search.suggest import Headline, Name, Query, suggest


def offer(typed: str, *, language: str, cookies: Mapping[str, str]) -> dict[str, Any]:
    """Return the groups that have an entry, and how many entries there are, in words too."""
    found = suggest(typed, language=language)
    prefs = Preferences.from_cookies(cookies)
    groups = [
        {"name": "queries", "label": _("Searched before"), "items": _queries(found.queries)},
        {"name": "names", "label": _("Names"), "items": _names(found.names)},
        {
            "name": "articles",
            "label": _("Headlines"),
            "items": _headlines(found.headlines, prefs, language),
        },
    ]
    groups = [group for group in groups if group["items"]]
    count = sum(len(group["items"]) for group in groups)
    return {"count": count, "message": _message(count, prefs, language), "groups": groups}


def _message(count: int, prefs: Preferences, language: str) -> str:
    """What a screen reader says of them."""
    if not count:
        return _("No suggestions.")
    sentence = ngettext(
        "%(n)s suggestion. The arrow keys reach it.",
        "%(n)s suggestions. The arrow keys reach them.",
        count,
    )
    return sentence % {"n": number(count, prefs, language)}


def _queries(found: Sequence[Query]) -> list[dict[str, Any]]:
    return [
        _item(
            LocalText(query.text, ""),
            query.parts,
            page=f"{reverse('search')}?{urlencode({'q': query.text})}",
            query=query.text,
        )
        for query in found
    ]


def _names(found: Sequence[Name]) -> list[dict[str, Any]]:
    items = []
    for name in found:
        facts = name.entity
        entity = Entity(pk=facts.pk, key=facts.key, name_ar=facts.name_ar, name_en=facts.name_en)
        kind = str(Entity.Kind(facts.kind).label)
        items.append(
            _item(
                name.text, name.parts, page=entity.get_absolute_url(), kind=kind, also=name.spelling
            )
        )
    return items


def _headlines(
    found: Sequence[Headline], prefs: Preferences, language: str
) -> list[dict[str, Any]]:
    items = []
    for headline in found:
        article = headline.article
        day = article.published_on
        note = [str(article.source.name), format_date(day, prefs, language) if day else ""]
        items.append(
            _item(
                headline.text,
                headline.parts,
                page=article.get_absolute_url(),
                note=" · ".join(filter(None, note)),
            )
        )
    return items


def _item(
    text: LocalText,
    parts: Sequence[Fragment],
    *,
    page: str,
    query: str | None = None,
    kind: str = "",
    also: Sequence[Fragment] = (),
    note: str = "",
) -> dict[str, Any]:
    """One entry. `query` is what it puts into the box; without it, it leads to its page."""
    return {
        "text": str(text),
        "lang": text.lang or None,
        "parts": _parts(parts),
        "also": _parts(also),
        "kind": kind,
        "note": note,
        "query": query,
        "page": page,
    }


def _parts(parts: Sequence[Fragment]) -> list[dict[str, Any]]:
    return [{"text": part.text, "marked": part.marked} for part in parts]
