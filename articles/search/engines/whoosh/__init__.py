"""The embedded engine: an unchanged Whoosh index on disk, read with arrays.

schema says what is kept, writing changes a generation, segments and snapshot read one, scoring and
execute find articles in it, trees does so for any query of Whoosh's. for_haystack is Haystack's
view of all that, and the only part that knows models: the rest works without them."""

from typing import Any

__all__ = ["ArraysEngine", "WhooshEngine"]


def __getattr__(name: str) -> Any:
    """The classes that HAYSTACK_CONNECTIONS may name, imported when it does."""
    if name == "WhooshEngine":
        from articles.search.engines.whoosh.for_haystack.articles import WhooshEngine

        return WhooshEngine
    if name == "ArraysEngine":
        from articles.search.engines.whoosh.for_haystack.any_index import ArraysEngine

        return ArraysEngine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
