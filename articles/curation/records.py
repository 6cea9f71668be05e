"""How a verb is written into the history of what it touches."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models

from articles.curation.history import versions


def record(thing: models.Model, message: str, by: Any, flag: int = CHANGE) -> LogEntry:
    """Write one line into the history of `thing`, with what it is now where versions are kept.

    Returns the line."""
    line = LogEntry.objects.log_actions(by.pk, [thing], flag, message, single_object=True)
    versions.follow(thing, line)
    return line
