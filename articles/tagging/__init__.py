"""Tagging: from a stored article to what a curator may say yes to.

Front door: run.suggest(). It writes suggestions only and confirms nothing. known.py is what the
register knows, entities.py finds it in a text, unknown.py proposes names, meetings.py reads who
met whom when and where, matching.py asks whether that meeting is known, store.py writes.
May import models and arabic; never search, views, admin or ingest."""
