"""Suggestions for one article after another, with what is known of the register read once."""

from __future__ import annotations

from articles.models import Article
from articles.tagging.known import Known, load
from articles.tagging.run import suggest


class Tagger:
    """Called with each article that was saved."""

    def __init__(self) -> None:
        self._known: Known | None = None

    def __call__(self, article: Article) -> None:
        if self._known is None:
            self._known = load()
        suggest(article, self._known)

    def forget(self) -> None:
        """Read anew what is known: somebody has merged or deleted names in the meantime."""
        self._known = None
