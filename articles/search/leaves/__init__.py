"""From words, phrases and names to the terms that stand for them in the index."""

from articles.search.leaves.base import Told
from articles.search.leaves.names import Leaves

__all__ = ["Leaves", "Told"]
