"""What templates say about the text of an article and about who is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import unquote

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from articles.display import language
from articles.ingest.clean import with_plain_ends
from articles.ingest.copies.agencies import name_of
from articles.models import Article, LocalText, address, localized
from articles.templatetags.sijill import langattrs

register = template.Library()

TEASER_WORDS = 34
MORE = " …"
_OWN_DIRECTION = re.compile(r"(https?://[^\s،]+|\d{4}-\d{2}(?:-\d{2})?)")


@register.simple_tag
def body(article: Article) -> SafeString:
    """The stored text: paragraphs, headings (`## `) and lists (`- `), everything escaped."""
    blocks = [(_block(block),) for block in _blocks(article) if block.strip()]
    return format_html_join("\n", "{}", blocks)


def _blocks(article: Article) -> list[str]:
    """What empty lines part, also in a text stored with the line ends that a browser sends."""
    return with_plain_ends(article.body).split("\n\n")


def _block(block: str) -> SafeString:
    text = block.strip()
    if text.startswith("## "):
        return format_html("<h2>{}</h2>", text[3:])
    lines = text.split("\n")
    if all(line.startswith("- ") for line in lines):
        items = format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines))
        return format_html("<ul>{}</ul>", items)
    joined = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
    return format_html("<p>{}</p>", joined)


@register.simple_tag
def teaser(article: Article) -> LocalText:
    """A few lines of an article in a list: our abstract, else how its text begins."""
    abstract = article.abstract
    if abstract:
        return LocalText(Truncator(abstract).words(TEASER_WORDS, truncate=MORE), abstract.lang)
    if not article.shows_text:
        return LocalText("", "ar")
    first = next((block for block in _blocks(article) if not block.startswith(("## ", "- "))), "")
    return LocalText(Truncator(first).words(TEASER_WORDS, truncate=MORE), article.language)


@register.simple_tag
def snippet_attrs(row: Any) -> SafeString:
    """`lang` and `dir` of a hit's snippet: of the abstract, else of the text it was cut from."""
    text = row.article.abstract
    code = text.lang if text and not row.article.shows_text else row.article.language
    return langattrs(LocalText("", code))


@register.simple_tag
def marked(fragments: Iterable[Any]) -> SafeString:
    """A text in pieces (each with `text` and `marked`), its found words marked.

    Written here: a page of results has two thousand pieces, in a template 12 of its 40 ms."""
    pieces = (
        f"<mark>{escape(part.text)}</mark>" if part.marked else escape(part.text)
        for part in fragments
    )
    return mark_safe("".join(pieces))  # noqa: S308  escaped


@register.simple_tag
def entity_links(entities: Iterable[Any]) -> SafeString:
    """The names on a card, each a link to its page."""
    code = language()
    return mark_safe("".join(_entity_link(entity, code) for entity in entities))  # noqa: S308


def _entity_link(entity: Any, code: str) -> str:
    """One name, escaped. A page has eighty: the language is asked once for all of them."""
    name = localized(entity, "name", code)
    href = address("entity", entity.pk, name)
    foreign = langattrs(name) if name.lang != code else ""
    return f'<a href="{escape(href)}"><bdi{foreign}>{escape(name)}</bdi></a>'


@register.simple_tag
def known_as(entity: Any) -> str:
    """One line on who or what it is: the description, else the last office held.

    Roles must be prefetched."""
    if entity.description:
        return entity.description
    roles = sorted(entity.roles.all(), key=lambda role: (str(role.start_on or ""), role.pk))
    return roles[-1].title if roles else ""


@register.simple_tag
def readable_url(url: str) -> str:
    """An address as people read it: without the scheme, its letters decoded, never too long."""
    text = unquote(url).removeprefix("https://").removeprefix("http://").rstrip("/")
    safe = "".join(letter for letter in text if letter.isprintable())
    return safe if len(safe) <= 90 else f"{safe[:89]}…"


@register.simple_tag
def text_dir(code: str) -> SafeString:
    """` dir` for a text in this language."""
    return format_html(' dir="{}"', LocalText("", code).dir)


@register.simple_tag
def apart(text: str) -> SafeString:
    """A text whose addresses and dates, written 2025-12, keep their own direction: in Arabic,
    slashes and hyphens would move. Dates are not broken at the end of a line either."""
    return format_html_join("", "{}", ((_piece(part),) for part in _OWN_DIRECTION.split(str(text))))


def _piece(part: str) -> str:
    if not _OWN_DIRECTION.fullmatch(part):
        return part
    unbroken = "" if part.startswith("http") else mark_safe(' class="unbroken"')
    return format_html('<bdi{} dir="ltr">{}</bdi>', unbroken, part)


@register.simple_tag
def agency(key: str) -> str:
    """How an agency that a text credits is called."""
    return name_of(key, language())
