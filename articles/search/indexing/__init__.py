"""When and how the index is written: outbox, indexer, generations, verify.

Web processes never come here. Imports models and search/engines; commands import it."""
