"""Starting one of our commands in a process of its own, from a web process."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings


def start(command: str) -> bool:
    """Start a command that ends by itself; False where something else is to see to that."""
    if settings.IMPORT_STARTED_BY != "web":
        return False
    # In a session of its own: what ends the web process does not end the work.
    child = subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), command, "--verbosity", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=child.wait, daemon=True).start()  # or it would stay as a zombie
    return True
