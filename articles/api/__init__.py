"""The public API: search, articles, entities and meetings as JSON, read-only.

Public: `api`. Each endpoint checks its parameters, calls the same front door as the page of
that name, and answers with the records of articles.exports."""

from articles.api.endpoints import api

__all__ = ["api"]
