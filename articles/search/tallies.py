"""How often each entity stands in articles and in meetings, counted once for each version of the
archive: the page of names shows it of all, and the API puts them in this order."""

from __future__ import annotations

from articles.models import Entity
from articles.search.unchanged import WhileUnchanged


@WhileUnchanged
def tallies() -> dict[int, tuple[int, int]]:
    """Return entity -> (articles, meetings), as readers find them in the linked lists."""
    return Entity.objects.all().tallies()
