"""The articles of a list. What a row shows is made ready here, which by tags and filters in its
template takes longer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles import display
from articles.display import Preferences, language
from articles.models import localized
from articles.templatetags.sijill import bdi, date_tag, langattrs, preferences_of
from articles.templatetags.texts import entity_links, marked, snippet_attrs, teaser

register = template.Library()


@register.simple_tag(takes_context=True)
def article_rows(context: template.Context, rows: Iterable[Any]) -> SafeString:
    """Articles as lines of a list. A row has article, entities and copies, and a story where it has
    copies; a search hit also has title and snippet in marked parts, and may be pinned."""
    prefs, code = preferences_of(context), language()
    line = context.template.engine.get_template("components/_row.html")
    made = (line.render(context.new(_shown(context, row, prefs, code))) for row in rows)
    return mark_safe("".join(made))  # noqa: S308  each is a template's


@register.simple_tag(takes_context=True)
def article_row(context: template.Context, row: Any) -> SafeString:
    """One of them, alone."""
    return article_rows(context, [row])


def _shown(context: template.Context, row: Any, prefs: Preferences, code: str) -> dict[str, object]:
    """What components/_row.html takes."""
    article = row.article
    headline = article.headline
    title, snippet = getattr(row, "title", None), getattr(row, "snippet", None)
    text = None if snippet else teaser(article)
    return {
        "article": article,
        "source": bdi(localized(article.source, "name", code)),
        "day": date_tag(context, article.published_on),
        "number": display.number(article.pk, prefs, code, grouped=False),
        "foreign": langattrs(headline),
        "address": article.get_absolute_url(),
        "title": marked(title) if title else headline,
        "passage": marked(snippet) if snippet else text,
        "passage_attrs": snippet_attrs(row) if snippet else langattrs(text) if text else "",
        "entities": entity_links(row.entities),
        "story": row.story,
        "copies": row.copies,
        "is_pinned": getattr(row, "pinned", False),
    }
