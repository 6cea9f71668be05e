"""A meeting as a whole, deleted with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles.curation.articles import may_change
from articles.curation.errors import CurationError
from articles.curation.evidence import in_order
from articles.models import Article, Evidence, Meeting


class WithheldEvidenceError(CurationError):
    """What withdrawn articles are evidence of would go with meetings, by somebody who may not
    withdraw. `rows` are that evidence."""

    def __init__(self, rows: list[Evidence]) -> None:
        super().__init__(
            _("Not deleted: withdrawn articles are evidence of it. Ask who may withdraw articles.")
        )
        self.rows = rows


def withheld_evidence(*, meetings: Iterable[Meeting], by: Any) -> list[Evidence]:
    """Return the evidence of these meetings that is not for `by` to take away, by meeting."""
    rows = Evidence.objects.filter(meeting__in=[meeting.pk for meeting in meetings])
    withdrawn = rows.filter(article__status=Article.Status.WITHDRAWN)
    return [row for row in in_order(withdrawn) if not may_change(row.article, by)]


@transaction.atomic
def delete_meetings(*, meetings: Iterable[Meeting], by: Any) -> None:
    """Delete meetings for good with what is said of them; the history is for the caller.

    What a withdrawn article is evidence of is taken away only by who may withdraw: where such a row
    would go with one of them, none of them is deleted."""
    numbers = [meeting.pk for meeting in meetings]
    named = Evidence.objects.filter(meeting__in=numbers).values("article")
    # Nobody withdraws one of them between the question and the answer.
    list(Article.objects.select_for_update().filter(pk__in=named).order_by("pk").values("pk"))
    found = Meeting.objects.filter(pk__in=numbers)
    if rows := withheld_evidence(meetings=found, by=by):
        raise WithheldEvidenceError(rows)
    found.delete()
