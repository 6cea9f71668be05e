"""What is said where evidence goes, and facts may be left without a source."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from articles.curation.records import record
from articles.models import Evidence


def in_order(rows: Any) -> Any:
    """Sort evidence by meeting, in the order of time, each with what a list of it names."""
    named = rows.select_related("meeting", "article__source").defer("article__body")
    return named.order_by("meeting__start", "meeting", "fact", "pk")


def tell_meetings(rows: Iterable[Evidence], message: str, by: Any) -> None:
    """Write into the history of each meeting which of its facts an article was evidence for;
    `message` is marked by gettext_noop."""
    for meeting, group in groupby(rows, key=lambda row: row.meeting):
        record(meeting, partial(_told, list(group), message), by)


def _told(rows: list[Evidence], message: str) -> str:
    facts = _(", ").join(str(row.get_fact_display()) for row in rows)
    return _(message) % {"article": rows[0].article, "facts": facts}
