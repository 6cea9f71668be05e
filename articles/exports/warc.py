"""Articles as a WARC file that other archives read: raw captures as they came, and our record of
what has none that others could read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from django.utils import timezone
from warcio.warcwriter import WARCWriter

from articles.ingest.keep import record_of, target_uri, warc_date
from articles.ingest.readers.warc import RECORD_TYPE
from articles.models import Article, Evidence, Meeting, Mention, RawCapture

SOFTWARE = "Sijill/0.1"


@dataclass
class WarcReport:
    """What a file holds: raw captures, our own records, and how many articles were left out as
    they are not shown."""

    captures: int = 0
    records: int = 0
    left_out: int = 0

    def counts(self) -> dict[str, int]:
        """Return the numbers of the report, for its last line."""
        return asdict(self)


def write_warc(articles: Iterable[Article], file: BinaryIO, name: str) -> WarcReport:
    """Write articles to a file. Only published ones; the raw capture only where readers may see the
    whole text. Raises OSError or ValueError where a capture is not as it was."""
    writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
    about = {"software": SOFTWARE, "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(name, about))
    report = WarcReport()
    for article in articles:
        if article.status != Article.Status.PUBLISHED:
            report.left_out += 1
            continue
        kept = RawCapture.objects.filter(sha256=article.raw_sha256).first()
        readable = False
        if kept and article.shows_text:
            _copy(writer, kept)
            report.captures += 1
            readable = kept.media_type in ("text/html", RECORD_TYPE)
        if not readable:
            _write_record(writer, article)
            report.records += 1
    return report


def _copy(writer: WARCWriter, kept: RawCapture) -> None:
    """Write a kept capture with its own address, date, number and headers."""
    record, body = record_of(kept.sha256)
    said = record.rec_headers.get_header
    headers = {name: said(name) for name in ("WARC-Record-ID", "WARC-Date")}
    options: dict[str, Any] = {"warc_headers_dict": headers}
    if record.rec_type == "response":
        options["http_headers"] = record.http_headers
    else:
        options["warc_content_type"] = said("Content-Type")
    payload = io.BytesIO(body)
    uri, kind = said("WARC-Target-URI"), record.rec_type
    writer.write_record(writer.create_warc_record(uri, kind, payload=payload, **options))


def _write_record(writer: WARCWriter, article: Article) -> None:
    raw = json.dumps(article_as_record(article), ensure_ascii=False, sort_keys=True).encode()
    writer.write_record(
        writer.create_warc_record(
            target_uri(article.link or article.key),
            "resource",
            payload=io.BytesIO(raw),
            warc_content_type=RECORD_TYPE,
            warc_headers_dict={"WARC-Date": warc_date(article.fetched_at or timezone.now())},
        )
    )


def article_as_record(article: Article) -> dict[str, Any]:
    """Return an article as the record that `ingest` reads; a text that readers may not see is left
    out."""
    moment = article.published_at or article.published_on
    confirmed = article.mentions.filter(status=Mention.Status.CONFIRMED)
    behind = article.evidence.filter(
        fact=Evidence.Fact.MEETING, meeting__review=Meeting.Review.CONFIRMED
    )
    return {
        "url": article.link,
        "key": article.key,
        "source": article.source.key,
        "title": article.title or str(article.headline),
        "body": article.body if article.shows_text else "",
        "published": moment.isoformat() if moment else None,
        "language": article.language,
        "author": article.author,
        "section": article.section,
        "summary": article.abstract_ar or article.abstract_en,
        "license": article.license,
        "access": article.access,
        "fetched": article.fetched_at.isoformat() if article.fetched_at else None,
        "entities": sorted(confirmed.values_list("entity__key", flat=True)),
        "meetings": sorted(set(behind.values_list("meeting__key", flat=True))),
    }
