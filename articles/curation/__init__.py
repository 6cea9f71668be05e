"""What an editor does to the register: publish, withdraw, judge a suggestion, merge, split, undo.

Every verb is one transaction, is written into the history of what it touches, and refuses with a
CurationError in words a curator understands. Who may do it is asked by the caller (the desk)."""

from articles.curation.articles import (
    LastSupportError,
    delete_articles,
    file_article,
    last_support,
    publish,
    restore,
    send_to_review,
    withdraw,
)
from articles.curation.evidence import in_order, remove_evidence
from articles.curation.mentions import confirm_mention, reject_mention
from articles.curation.merging import (
    Preview,
    Split,
    UndoReport,
    later_merges,
    merge_entities,
    merge_meetings,
    merge_sources,
    preview_merge,
    split_entity,
    told_of,
    undo_merge,
)
from articles.curation.records import CurationError, record
from articles.curation.texts import join_copies, keep_revision, save_article, split_copy

__all__ = [
    "CurationError",
    "LastSupportError",
    "Preview",
    "Split",
    "UndoReport",
    "confirm_mention",
    "delete_articles",
    "file_article",
    "in_order",
    "join_copies",
    "keep_revision",
    "last_support",
    "later_merges",
    "merge_entities",
    "merge_meetings",
    "merge_sources",
    "preview_merge",
    "publish",
    "record",
    "reject_mention",
    "remove_evidence",
    "restore",
    "save_article",
    "send_to_review",
    "split_copy",
    "split_entity",
    "told_of",
    "undo_merge",
    "withdraw",
]
