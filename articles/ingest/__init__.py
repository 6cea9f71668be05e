"""Ingest: from bytes somebody holds to articles in the register.

Front doors: run.ingest() for texts, records and pages; dossier.load() for a dossier.
The one way through: readers/fetch -> Capture -> extract -> ExtractedArticle -> save -> rows.
May import models and arabic; never search, views, admin or timeline. fetch.py holds the only
socket."""
