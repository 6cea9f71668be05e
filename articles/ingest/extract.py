"""From a capture to an article: what the input says, the rest read out of its text or page."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from articles.ingest import pages, records
from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord, Capture, ExtractedArticle, Outlet
from articles.ingest.clean import decode
from articles.ingest.fragment import fragment_lines
from articles.ingest.furniture import strip_furniture
from articles.ingest.language import language_of
from articles.ingest.structure import Line, body_from, lines_of, with_headings
from articles.ingest.titles import LONGEST_TITLE, cut, drop_title, split_byline, split_title

_REQUIRED = {"record": records.REQUIRED, "row": ("url", "source", "title", "body")}


def extract(capture: Capture) -> ExtractedArticle:
    """Return the article in a capture, or raise BadRecord with the reason there is none.

    What a record or sidecar declares is taken as it is; only what it leaves open is read out of the
    text. A date is never guessed from running text.
    """
    required = _REQUIRED.get(capture.kind, ())
    article = records.article_from(capture.declared, capture.where, required=required)
    article.raw_sha256 = capture.sha256
    article.has_sidecar = capture.kind in ("text", "html") and bool(capture.declared)
    article.fetched_at = article.fetched_at or capture.fetched_at
    article.key = article.key or capture.key
    article.url = article.url or capture.url
    if capture.kind == "text":
        _read_text(capture, article)
    elif capture.kind == "html":
        _read_page(capture, article)
    elif capture.kind == "entry":
        _read_entry(capture, article)
    if not (article.language or article.language_guess):
        article.language_guess = language_of(article.body or article.title)
    return article


def _read_text(capture: Capture, article: ExtractedArticle) -> None:
    _read_lines(lines_of(decode(capture.raw, capture.charset)), article)


def _read_page(capture: Capture, article: ExtractedArticle) -> None:
    page = pages.read(decode(capture.raw, capture.charset), article.url)
    article.title = article.title or cut_to_fit(page.title)
    if not article.outlet.is_known:
        article.outlet = page.outlet
    if not article.published_on:
        article.published_on, article.published_at = page.published
    article.language_guess = page.language
    article.author = article.author or page.author[:300]
    article.section = article.section or page.section[:200]
    if page.canonical and "key" not in capture.declared and "url" not in capture.declared:
        article.other_keys = (article.key,)
        article.key = canonical_url(page.canonical)
        article.url = article.url or page.canonical
    _read_lines(drop_title(page.title, page.lines), article)


def _read_entry(capture: Capture, article: ExtractedArticle) -> None:
    said = capture.declared
    if not article.outlet.is_known:
        name, home = str(said.get("feed_title", ""))[:200], str(said.get("homepage", ""))
        article.outlet = Outlet(name=name, homepage=home, is_guess=True)
    _read_lines(drop_title(article.title, fragment_lines(str(said.get("content", "")))), article)


def _read_lines(lines: list[Line], article: ExtractedArticle) -> None:
    """Fill in headline, byline and body from the lines of a text."""
    if article.title:
        lines = drop_title(article.title, lines)
    else:
        title, article.title_is_cut, lines = split_title(lines)
        article.title = cut_to_fit(title)
    author, lines = split_byline(lines)
    article.author = article.author or author[:300]
    article.body = article.body or body_from(with_headings(strip_furniture(lines)))
    if not article.title:
        raise BadRecord(_("No line with words was found. Is it the text of an article?"))
    if not article.body:  # a flash is a headline and nothing else; it is its own text
        article.body = body_from([replace(Line(article.title), kind="paragraph")])


def cut_to_fit(title: str) -> str:
    """Return a headline that fits its column."""
    return title if len(title) <= LONGEST_TITLE else cut(title, LONGEST_TITLE - 21)
