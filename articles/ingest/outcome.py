"""What became of one record, and the words for what nobody thought of."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from articles.ingest.capture import Capture, ExtractedArticle, Notice, Reason, said_by
from articles.ingest.save import Saved


@dataclass(frozen=True)
class Told:
    """What became of one record: `created`, `revised`, `unchanged`, `failed` for `reason`, or a
    `notice` that was no record. `article` is what was read out of it, `saved` what is stored."""

    item: Capture | Notice
    outcome: str
    reason: str = ""
    article: ExtractedArticle | None = None
    saved: Saved | None = None


def unexpected(error: Exception) -> Reason:
    """Say that something failed that nobody thought of."""
    said = _("Unexpected %(kind)s: %(why)s. The log has the details.")
    return Reason(said, kind=type(error).__name__, why=said_by(error))


def not_written(error: Exception) -> Reason:
    """Say that the database does not write."""
    return Reason(_("The database does not write: %(why)s."), why=said_by(error))
