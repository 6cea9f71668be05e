"""The settings of Haystack's own tests, with our engine and without those of other servers."""

from test_haystack.settings import *  # noqa: F403

ENGINE = "articles.search.engines.whoosh.ArraysEngine"

HAYSTACK_CONNECTIONS = {
    name: {**options, "ENGINE": ENGINE} if "whoosh" in name else options
    for name, options in HAYSTACK_CONNECTIONS.items()  # noqa: F405
    if name in ("default", "simple", "whoosh", "filtered_whoosh")
}
SEARCH_CACHE_BYTES = 8 * 1024 * 1024
