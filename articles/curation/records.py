"""How a verb is written into the history of what it touches, and how the history is read.

A line is kept as it reads in each language of the desk, which is that of its reader and not of who
acted. The words are kept, and not the number of a message with its values: names have a form in
either language, and a message that is worded anew some day would leave old lines in English."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models
from django.utils.translation import get_language, override

from articles.curation.history import versions
from articles.models.reasons import Reason

# Called for each language; a text is one for all of them.
Message = str | Callable[[], str]
_KEPT = '{"in": '


def record(
    thing: models.Model,
    message: Message,
    by: Any,
    flag: int = CHANGE,
    before: versions.State | None = None,
) -> LogEntry:
    """Write one line into the history of `thing`, with what it is now where versions are kept; or
    in any case where it is given what the thing was `before`, which then can be brought back.

    Returns the line."""
    said = in_each_language(message)
    line = LogEntry.objects.log_actions(by.pk, [thing], flag, said, single_object=True)
    if before is None:
        versions.follow(thing, line)
    else:
        versions.keep(thing, line, before)
    return line


def in_each_language(message: Message) -> str:
    """What a line keeps of a message."""
    if isinstance(message, str):
        return message
    said = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            said[code] = message()
    return json.dumps({"in": said}, ensure_ascii=False)


def told(line: LogEntry) -> str:
    """What a line says, in the language of whoever reads it now; as it was written, where it was
    written in one alone that is not English."""
    if not line.change_message.startswith(_KEPT):
        return Reason.read(str(line.get_change_message())).here()
    said = json.loads(line.change_message)["in"]
    return str(said.get(get_language()) or next(iter(said.values())))
