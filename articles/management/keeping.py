"""What backup and restore share as commands: being stopped, and saying why something failed."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError

from articles.keeping.run import KeepingError


@contextmanager
def told(command: BaseCommand, *, as_json: bool) -> Iterator[None]:
    """Turn what was not possible into one line and exit code 1, and a SIGTERM into an orderly end.

    With JSON the reason is on stdout as well."""

    def stop(_signal: int, _frame: object) -> None:
        sys.exit("Stopped before the end; nothing half-made is left.")

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeepingError as error:
        if as_json:
            reason = json.dumps({"ok": False, "reason": str(error)}, ensure_ascii=False)
            command.stdout.write(reason)
        raise CommandError(str(error)) from error
    except KeyboardInterrupt:
        raise CommandError("Stopped before the end; nothing half-made is left.") from None
    finally:
        signal.signal(signal.SIGTERM, before)
