"""The list of names, written here and not in a template: a page has a hundred and twenty of them,
and in a template each took as long as a query."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles import display
from articles.display import Preferences, language
from articles.templatetags.sijill import langattrs, preferences_of

register = template.Library()


@register.simple_tag(takes_context=True)
def name_items(context: template.Context, names: Iterable[Any], with_kind: bool) -> SafeString:
    """Names of one letter: each with what it is known as, its kind where the list is of all kinds,
    and the number of its articles and meetings."""
    prefs, code = preferences_of(context), language()
    return mark_safe("".join(_item(one, prefs, code, with_kind) for one in names))  # noqa: S308


def _item(one: Any, prefs: Preferences, code: str, with_kind: bool) -> str:
    """One name. Escaped here."""
    facts = [one.kind] if with_kind else []
    if one.articles:
        facts.append(display.counted("article", one.articles, prefs))
    if one.meetings:
        facts.append(display.counted("meeting", one.meetings, prefs))
    known_as = f"<p{_attrs(one.known_as, code)}>{escape(one.known_as)}</p>" if one.known_as else ""
    return (
        f'<li><h3{_attrs(one.name, code)}><a href="{escape(one.href)}">{escape(one.name)}</a></h3>'
        f'{known_as}<p class="dots">{"".join(f"<span>{escape(fact)}</span>" for fact in facts)}</p>'
        "</li>"
    )


def _attrs(text: Any, code: str) -> str:
    return langattrs(text) if text.lang != code else ""
