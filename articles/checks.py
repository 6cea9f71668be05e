"""System checks: mistakes of configuration that would lose or hide something, with the cure."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from articles.search.engines.whoosh.snapshot import CURRENT, IndexUnavailable, current
from articles.search.indexing import triggers

_ORIGIN = re.compile(r"https?://(?:\*\.)?[a-z0-9.-]+(?::\d{1,5})?", re.IGNORECASE)


@register(Tags.database)
def outbox_triggers_are_in_place(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Without its triggers a change would never reach the search index.

    Where migrations wait, migrate is to run first, and puts the triggers in place."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes("articles")):
            continue
        missing = triggers.trigger_names(connection.vendor) - triggers.installed(connection)
        if missing:
            messages.append(
                Error(
                    " ".join(_lost(missing)),
                    hint="Run: manage.py migrate --skip-checks",
                    id="articles.E001",
                )
            )
    return messages


# How the name of a trigger ends -> what nobody hears of without it.
HEARD_BY = {
    "outbox": "Changes are not queued for the search index",
    "names": "Changes of names are not seen by searches",
    "facts": "Changes of meetings are not seen by searches",
    "sequence": "Changes of meetings are not counted for calendars",
    "kept": "What was counted of a meeting's changes may be lost",
    "lapse": "Facts that lose their last evidence are not flagged",
    "version": "Changes are not seen by processes that keep pages and names",
}


def _lost(missing: Iterable[str]) -> list[str]:
    """What is lost without these triggers, a sentence for each kind of them."""
    of_kind: dict[str, list[str]] = {}
    for name in sorted(missing):
        of_kind.setdefault(name.rpartition("_")[2], []).append(name)
    return [f"{HEARD_BY[kind]}: {', '.join(names)}." for kind, names in of_kind.items()]


@register(Tags.security)
def those_who_may_frame_are_origins(**kwargs: Any) -> list[CheckMessage]:
    """A mistake here would stand in the content policy, where browsers pass over it in silence."""
    wrong = [one for one in settings.EMBED_ORIGINS if one != "*" and not _ORIGIN.fullmatch(one)]
    return [
        Error(
            f"SIJILL_EMBED_ORIGINS holds {origin!r}, which is no origin.",
            hint="Write a scheme and a host, such as https://example.org, or * for everybody.",
            id="articles.E003",
        )
        for origin in wrong
    ]


@register(Tags.security)
def index_is_private(**kwargs: Any) -> list[CheckMessage]:
    """The index holds pickled code: who may write there may run programs here."""
    path = Path(settings.INDEX_DIR)
    if not path.exists() or not stat.S_IMODE(path.stat().st_mode) & 0o077:
        return []
    return [
        Error(
            f"Others than its owner may enter the search index in {path}.",
            hint=f"Run: chmod 700 {path}",
            id="articles.E002",
        )
    ]


@register()
def index_is_readable(**kwargs: Any) -> list[CheckMessage]:
    """An index of another version answers nothing until it is rebuilt; none is a new site."""
    root = Path(settings.INDEX_DIR)
    if not (root / CURRENT).is_symlink():
        return []
    try:
        current(root)
    except IndexUnavailable as error:
        return [Warning(str(error), hint="Run: manage.py rebuild_index", id="articles.W001")]
    return []
