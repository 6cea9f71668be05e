"""Pages that were fetched, kept until they are taken in: what is imported is what was shown, and
no host is asked twice for it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from articles.ingest.capture import Capture, Failure, Notice, Reason

# How the line of a failure ends, and no other.
_FAILED = b'"failed": true}\n'


def put(item: Capture | Notice, file: TextIO) -> None:
    """Write a capture, or what is told in place of one, as a line."""
    if isinstance(item, Notice):
        said: dict[str, Any] = {"where": item.where, "reason": Reason.kept_of(item.reason)}
        said["failed"] = isinstance(item, Failure)
    else:
        said = {
            "where": item.where,
            "kind": item.kind,
            "raw": base64.b64encode(item.raw).decode(),
            "key": item.key,
            "url": item.url,
            "declared": dict(item.declared),
            "charset": item.charset,
            "fetched_at": item.fetched_at and item.fetched_at.isoformat(),
            "http": item.http,
        }
    # In ASCII, so that half a letter, which is damage, comes back as it was.
    file.write(json.dumps(said) + "\n")


def ends_in_failure(path: Path) -> bool:
    """Whether the last that was put into a file is a failure: what breaks off ends with one."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - len(_FAILED), 0))
        return file.read() == _FAILED


def read(path: Path) -> Iterator[Capture | Notice]:
    """Yield what was put into a file, in order."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            if "reason" in said:
                kind = Failure if said.pop("failed") else Notice
                yield kind(said["where"], Reason.read(said["reason"]))
                continue
            said["raw"] = base64.b64decode(said["raw"])
            at, http = said["fetched_at"], said["http"]
            said["fetched_at"] = datetime.fromisoformat(at) if at else None
            said["http"] = (http[0], *map(tuple, http[1:])) if http else ()
            yield Capture(**said)
