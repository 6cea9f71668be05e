"""Many made-up articles within one month, every fifth a copy with its ending cut: for speed."""

from __future__ import annotations

from datetime import date, timedelta

from articles.ingest.dedupe import fingerprint
from articles.models import Article, Source, text_hash
from benchmarks.corpus import make_docs

FIRST = date(2032, 1, 1)
DAYS = 30


def fill(number: int) -> None:
    """Store so many articles, without comparing any."""
    source = Source.objects.create(key="crowd", name_en="Crowd")
    rows: list[Article] = []
    body, day = "", FIRST
    for place, doc in enumerate(make_docs(number)):
        if place % 5 == 4:  # of the article before it
            words = body.split()
            body = " ".join(words[: len(words) * 2 // 3])
        else:
            body, day = doc.text, FIRST + timedelta(days=place % DAYS)
        rows.append(
            Article(
                key=f"urn:crowd:{place}",
                title=f"{place}",
                body=body,
                text_sha256=text_hash(body),
                fingerprint=fingerprint(body),
                source=source,
                status="published",
                published_on=day,
            )
        )
        if len(rows) == 1_000:
            Article.objects.bulk_create(rows)
            rows.clear()
    Article.objects.bulk_create(rows)
