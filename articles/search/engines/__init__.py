"""Search engines: subclasses of Haystack's, one package each. whoosh/ is the embedded default."""
