"""What became of one record, and the words for what nobody thought of."""

from __future__ import annotations

from dataclasses import dataclass

from articles.ingest.capture import Capture, ExtractedArticle, Notice
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


def unexpected(error: Exception) -> str:
    """Say that something failed that nobody thought of."""
    return f"Unexpected {type(error).__name__}: {error}. The log has the details."
