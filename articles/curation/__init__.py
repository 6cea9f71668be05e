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
from articles.curation.errors import CurationError
from articles.curation.evidence import in_order, remove_evidence
from articles.curation.history.reverting import plan_revert, revert, told_revert
from articles.curation.history.telling import Change, Names, differences
from articles.curation.history.versions import is_kept, keep, state_now, state_of, versions_of
from articles.curation.insight import (
    add_alias,
    add_synonym,
    dismiss_misses,
    pin_result,
    remove_synonym,
    unpin_result,
)
from articles.curation.many import (
    ManyReport,
    assign,
    assign_articles,
    attach_articles,
    attach_to_meeting,
    change_many,
    history_of,
    set_topic,
    tag_articles,
    untag_articles,
)
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
from articles.curation.records import record
from articles.curation.review import (
    add_name,
    cite,
    confirm_meeting,
    dismiss,
    exact_quote,
    reject_meeting,
    same_meeting,
)
from articles.curation.texts import join_copies, keep_revision, save_article, split_copy

__all__ = [
    "Change",
    "CurationError",
    "LastSupportError",
    "ManyReport",
    "Names",
    "Preview",
    "Split",
    "UndoReport",
    "add_alias",
    "add_name",
    "add_synonym",
    "assign",
    "assign_articles",
    "attach_articles",
    "attach_to_meeting",
    "change_many",
    "cite",
    "confirm_meeting",
    "confirm_mention",
    "delete_articles",
    "differences",
    "dismiss",
    "dismiss_misses",
    "exact_quote",
    "file_article",
    "history_of",
    "in_order",
    "is_kept",
    "join_copies",
    "keep",
    "keep_revision",
    "last_support",
    "later_merges",
    "merge_entities",
    "merge_meetings",
    "merge_sources",
    "pin_result",
    "plan_revert",
    "preview_merge",
    "publish",
    "record",
    "reject_meeting",
    "reject_mention",
    "remove_evidence",
    "remove_synonym",
    "restore",
    "revert",
    "same_meeting",
    "save_article",
    "send_to_review",
    "set_topic",
    "split_copy",
    "split_entity",
    "state_now",
    "state_of",
    "tag_articles",
    "told_of",
    "told_revert",
    "undo_merge",
    "unpin_result",
    "untag_articles",
    "versions_of",
    "withdraw",
]
