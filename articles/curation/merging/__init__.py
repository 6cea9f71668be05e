"""Two that are one, and one that is two: merging, splitting and undoing, row by row in a journal.

Public: the names below. rows.py reads and writes rows as they stand, reach.py says which rows a
thing has, journal.py what a merge made of them, undo.py puts them back; entities.py, sources.py,
meetings.py and splitting.py move them."""

from articles.curation.merging.entities import merge_entities
from articles.curation.merging.meetings import merge_meetings
from articles.curation.merging.preview import Preview, preview_merge, told_of
from articles.curation.merging.sources import merge_sources
from articles.curation.merging.splitting import Split, split_entity
from articles.curation.merging.undo import UndoReport, later_merges, undo_merge

__all__ = [
    "Preview",
    "Split",
    "UndoReport",
    "later_merges",
    "merge_entities",
    "merge_meetings",
    "merge_sources",
    "preview_merge",
    "split_entity",
    "told_of",
    "undo_merge",
]
