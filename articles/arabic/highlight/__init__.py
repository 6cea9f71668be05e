"""Marking what was found: whole words of the reader's text, and the passage that shows it best."""

from articles.arabic.highlight.spans import Passage, Span, best_passage, find_spans
from articles.arabic.highlight.wanted import Wanted

__all__ = ["Passage", "Span", "Wanted", "best_passage", "find_spans"]
