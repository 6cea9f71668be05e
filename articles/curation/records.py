"""How a verb refuses, and how it is written into the history of what it touches."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models


class CurationError(Exception):
    """The verb does not apply to what it was asked for; the message says why and what to do."""


def record(thing: models.Model, message: str, by: Any, flag: int = CHANGE) -> None:
    """Write one line into the history of `thing`."""
    LogEntry.objects.log_actions(by.pk, [thing], flag, message, single_object=True)
