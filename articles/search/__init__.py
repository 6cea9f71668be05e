"""Search: from what a reader types to a page of results.

Front door: run.search(). query.py knows no Django and no engine; indexing/ is the only writer.
May import models and arabic; never views, admin or ingest."""
