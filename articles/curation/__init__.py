"""What an editor does to the register: publish, withdraw, judge a suggestion, merge two entities.

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
from articles.curation.merging import merge_entities
from articles.curation.records import CurationError, record
from articles.curation.texts import join_copies, keep_revision, save_article, split_copy

__all__ = [
    "CurationError",
    "LastSupportError",
    "confirm_mention",
    "delete_articles",
    "file_article",
    "in_order",
    "join_copies",
    "keep_revision",
    "last_support",
    "merge_entities",
    "publish",
    "record",
    "reject_mention",
    "remove_evidence",
    "restore",
    "save_article",
    "send_to_review",
    "split_copy",
    "withdraw",
]
