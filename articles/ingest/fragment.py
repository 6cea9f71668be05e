"""The text inside a feed: a piece of HTML, or plain words, cut into lines.

A fragment has no menus to strip; looking for "the article" in it would lose short ones."""

from __future__ import annotations

import re
from html import unescape

from lxml import etree, html

from articles.ingest.clean import clean_line, clean_text
from articles.ingest.structure import Line, lines_of

_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_HEADINGS = {f"h{number}" for number in range(1, 7)}
_BLOCKS = _HEADINGS | set(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SILENT = {"script", "style", "template", "iframe", "object", "svg", "figcaption"}


def fragment_lines(text: str) -> list[Line]:
    """Return the lines of a fragment: paragraphs, headings and list items."""
    text = clean_text(text)
    if not _TAG.search(text):
        return lines_of(unescape(text))
    # A parser of its own: the default one follows no entities and no network either.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    tree = html.document_fromstring(f"<div>{text}</div>".encode(), parser=parser)
    lines: list[Line] = []
    words: list[str] = []
    kind, silent = "", 0

    def end_line(next_kind: str) -> None:
        nonlocal kind
        if line := clean_line("".join(words)):
            lines.append(Line(line, kind))
        words.clear()
        kind = next_kind

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS:
                end_line("heading" if tag in _HEADINGS else "item" if tag == "li" else kind_of(tag))
            silent += tag in _SILENT
            words.append("" if silent else element.text or "")
        else:
            silent -= tag in _SILENT
            if tag in _BLOCKS:
                end_line("")
            words.append("" if silent else element.tail or "")
    end_line("")
    return lines


def kind_of(tag: str) -> str:
    """A paragraph that calls itself one is never taken for a heading."""
    return "paragraph" if tag in ("p", "blockquote") else ""
