"""Keeping: copies of the archive made while it runs, and the way back from one.

Front doors: run.backup(), run.check(), run.restore(). A backup is one directory: the database
(sqlite.py, postgresql.py), the files that no program can make again (files.py), and a manifest
with sums and counts, written last (manifest.py): a directory without one is no backup.
May import search (for the triggers and the lock of the index) and models; never views or ingest.

django-dbbackup was passed over: the call that copies a database is the same one, and what makes a
copy worth having (one moment for all of it, counts of that moment, sums, a way back that can be
killed at any time) is not in it."""
