"""What a thing was, edit by edit: kept, told in words, and brought back.

versions.py keeps states (django-reversion holds them), telling.py says what differs between two,
reverting.py brings one back. Only what is done at the desk is kept; imports write none, and a text
is never in a state: ArticleRevision has it, and the state its hash."""
