"""Meetings on which sources disagree."""

from __future__ import annotations

from articles.models import Meeting
from articles.search.unchanged import WhileUnchanged


@WhileUnchanged
def disputed() -> frozenset[int]:
    """The numbers of those that readers see; read once for each version of the archive."""
    return frozenset(Meeting.objects.confirmed().disputed().values_list("pk", flat=True))
