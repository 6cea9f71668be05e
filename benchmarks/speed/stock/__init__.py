"""A site with Haystack as it comes: one model, one index, the stock Whoosh backend."""
