"""The embedded engine: an unchanged Whoosh index on disk, read with arrays.

schema says what is kept, writing changes a generation, segments and snapshot read one, scoring
finds and weighs documents in it, backend is Haystack's view of all that."""

from articles.search.engines.whoosh.backend import WhooshEngine

__all__ = ["WhooshEngine"]
