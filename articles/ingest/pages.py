"""What a web page says: its text by trafilatura, its metadata by its own tags.

A date is taken only from metadata the outlet wrote for machines. Dates found in running text or in
an address are guesses, and a guessed date is worse than none in an archive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext_noop as _
from lxml import html

from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord, Outlet
from articles.ingest.clean import clean_line, clean_text
from articles.ingest.records import parse_moment
from articles.ingest.structure import Line, with_headings

_DATE_TAGS = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "publishdate",
    "pubdate",
    "date",
    "parsely-pub-date",
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_TAG = re.compile(r"<[A-Za-z][^<>]*")
# Hundreds of thousands of attributes in one tag keep libxml2 busy for minutes.
MOST_ATTRIBUTES = 5_000
_HOST_PREFIX = re.compile(r"^(www|m|mobile|amp)\.")


@dataclass
class PageText:
    """The readable part of a page. Empty where the page does not say."""

    title: str = ""
    outlet: Outlet = field(default_factory=Outlet)
    published: tuple[date | None, datetime | None] = (None, None)
    language: str = ""
    author: str = ""
    section: str = ""
    canonical: str = ""
    lines: list[Line] = field(default_factory=list)


def read(text: str, address: str = "") -> PageText:
    """Return what a page says; raises BadRecord where it holds no article."""
    from trafilatura import bare_extraction  # 8 MB, and most processes never read a page

    text = clean_text(text)
    if any(len(tag.group().split()) > MOST_ATTRIBUTES for tag in _TAG.finditer(text)):
        raise BadRecord(
            _("A tag has over %(most)s attributes. This is no article."),
            most=f"{MOST_ATTRIBUTES:,}",
        )
    document = bare_extraction(
        text,
        url=address or None,
        with_metadata=True,
        include_comments=False,
        include_formatting=False,
        date_extraction_params={"extensive_search": False},
    )
    if document is None or isinstance(document, dict) or document.body is None:
        raise BadRecord(
            _("No article was found on the page. Save its text in a .txt file instead.")
        )
    tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    meta = _meta(tree)
    data = list(_linked_data(tree))
    named = document.sitename or ""
    site = clean_line(meta.get("og:site_name") or ("" if "." in named else named))
    canonical = _canonical(tree, meta, address)
    page = PageText(
        title=_without_site(clean_line(document.title or ""), site),
        outlet=_outlet(site, canonical or address),
        published=_published(tree, meta, data),
        language=_language(tree, data),
        author=clean_line(document.author or ""),
        section=clean_line(meta.get("article:section", "")),
        canonical=canonical,
        lines=list(_lines(document.body)),
    )
    if not any(line.kind == "heading" for line in page.lines):
        page.lines = with_headings(page.lines)  # sites that write headings as bold paragraphs
    return page


def _meta(tree: Any) -> dict[str, str]:
    """Return the meta tags of a page by lower-case name; the first of a name wins."""
    tags: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        if name and tag.get("content"):
            tags.setdefault(name.lower(), tag.get("content").strip())
    return tags


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the JSON-LD objects of a page that stand for an article."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            found = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        items = found if isinstance(found, list) else [found]
        items += [i for f in items if isinstance(f, dict) for i in _list(f.get("@graph"))]
        for item in items:
            if isinstance(item, dict) and "Article" in " ".join(map(str, _list(item.get("@type")))):
                yield item


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _published(
    tree: Any, meta: dict[str, str], data: list[dict[str, Any]]
) -> tuple[date | None, datetime | None]:
    stamps = [str(item.get("datePublished") or "") for item in data]
    stamps += [meta.get(name, "") for name in _DATE_TAGS]
    stamps += tree.xpath("//*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime")
    for stamp in stamps:
        if moment := parse_moment(str(stamp)):
            return moment
    return None, None


def _language(tree: Any, data: list[dict[str, Any]]) -> str:
    stated = tree.get("lang") or next((str(i["inLanguage"]) for i in data if "inLanguage" in i), "")
    tag = stated.strip().replace("_", "-").split("-")[0].lower()
    return tag if _LANGUAGE.fullmatch(tag) else ""


def _canonical(tree: Any, meta: dict[str, str], address: str) -> str:
    """Return the address the page gives itself, where it can be believed.

    Some sites name their front page, or another site they copy from: an address without a path, or
    one on another host than the page came from, is not believed.
    """
    links = [*tree.xpath("//link[@rel='canonical']/@href"), meta.get("og:url", "")]
    for link in filter(None, (str(link).strip() for link in links)):
        try:
            found = canonical_url(urljoin(address, link))
        except (BadRecord, ValueError):
            continue
        parts = urlsplit(found)
        if parts.scheme == "urn" or (parts.path == "/" and not parts.query):
            continue
        if not address or _site(found) == _site(address):
            return found
    return ""


def _site(address: str) -> str:
    return _HOST_PREFIX.sub("", urlsplit(address).hostname or "")


def _outlet(site: str, address: str) -> Outlet:
    parts = urlsplit(address)
    home = f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""
    return Outlet(name=(site or _site(address))[:200], homepage=home, is_guess=True)


def _without_site(title: str, site: str) -> str:
    """Drop the name of the site, which many add to the headline behind a bar or a dash."""
    if site and title.endswith(site):
        bare = title.removesuffix(site).rstrip()
        if bare.endswith(("|", "-", "–", "—", "::", "»", "•")):
            return bare.rstrip(" |-–—:»•")
    return title


def _lines(body: Any) -> Iterator[Line]:
    """Yield the blocks of trafilatura's tree in reading order."""
    for element in body:
        tag = element.tag
        if tag == "head":
            yield Line(_text(element), "heading")
        elif tag == "list":
            for item in element.iter("item"):
                yield Line(_text(item), "item")
        elif tag == "table":
            for row in element.iter("row"):
                cells = [_text(cell) for cell in row.iter("cell")]
                yield Line(" | ".join(filter(None, cells)), "paragraph")
        elif tag in ("quote", "div") and len(element):
            if element.text and element.text.strip():
                yield Line(clean_line(element.text))
            yield from _lines(element)
        elif isinstance(tag, str):
            for piece in _text(element, breaks=True).split("\n"):
                yield Line(clean_line(piece))


def _text(element: Any, *, breaks: bool = False) -> str:
    """Return the words of an element; with `breaks`, a forced line break stays one."""
    if breaks:
        for line_break in element.iter("lb"):
            line_break.tail = "\n" + (line_break.tail or "")
    text = "".join(element.itertext())
    return text if breaks else clean_line(text)
