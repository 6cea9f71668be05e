"""What would become of records, without a trace of them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from django.db import OperationalError, transaction

from articles.ingest.capture import BadRecord, Capture, Failure, Notice
from articles.ingest.extract import extract
from articles.ingest.outcome import Told, unexpected
from articles.ingest.register import Register
from articles.ingest.save import save

logger = logging.getLogger(__name__)


class _Undone(Exception):
    """Raised behind a record that was only tried."""


class Trial:
    """Takes in each record and undoes it at once, so that what is told is what would come of it.

    One transaction for each: one around all would keep curators from saving for minutes. What the
    records have in common is remembered here instead. `same_as(where)` words the notice that an
    article stands at another place as well; without it there is none."""

    def __init__(self, *, publish: bool, same_as: Callable[[str], str] | None = None) -> None:
        self._publish, self._same_as = publish, same_as
        self._register = Register()
        self._keys: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def told(self, item: Capture | Notice) -> Told:
        """Say what would become of a record. Raises OperationalError where the database fails."""
        if isinstance(item, Notice):
            outcome = "failed" if isinstance(item, Failure) else "notice"
            return Told(item, outcome, item.reason)
        found: list[Told] = []
        try:
            article = extract(item)
            with transaction.atomic():
                saved = save(article, self._register, publish=self._publish)
                found.append(Told(item, saved.outcome, "", article, saved))
                raise _Undone
        except _Undone:
            return self._with_others(found[0])
        except OperationalError:
            raise
        except BadRecord as error:
            return Told(item, "failed", error.reason)
        except Exception as error:  # as when it is taken in: the next record is looked at
            logger.exception("An import failed at %s", item.where)
            return Told(item, "failed", unexpected(error))

    def _with_others(self, told: Told) -> Told:
        """Say what the record is beside those before it."""
        assert told.article is not None
        assert told.saved is not None
        key, mark = told.saved.article.key, told.saved.article.fingerprint
        earlier = self._keys.setdefault(key, told.item.where)
        if earlier != told.item.where and told.outcome == "created":
            if self._same_as:
                told.article.notice(self._same_as(earlier))
            told = replace(told, outcome="revised")
        if mark and self._texts.setdefault(mark, key) != key and told.outcome != "unchanged":
            assert told.saved is not None
            told.saved.is_copy = True
        return told
