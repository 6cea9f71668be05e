"""Arabic text, in pure Python: what two spellings share, where words begin and end.

normalize and tokens come first, stem and variants stand on them, then names, dates and
highlight. analysis is the only file here that knows the search library (Whoosh).
Nothing here imports Django, and nothing is read from disk before it is needed."""
