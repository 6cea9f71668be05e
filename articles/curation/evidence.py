"""What is said where evidence goes, and facts may be left without a source."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.curation.records import record
from articles.models import Evidence


@transaction.atomic
def remove_evidence(*, row: Evidence, by: Any) -> None:
    """Say that the article does not say so. A fact that nothing else says is flagged from then on,
    by the database itself, and the history of the meeting says so."""
    row.delete()
    if row.meeting.lapses.filter(fact=row.fact).exists():
        tell_meetings(
            [row], gettext_noop("“%(article)s” was the last evidence for: %(facts)s."), by
        )


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
