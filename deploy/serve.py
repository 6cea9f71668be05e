"""From a fresh data directory to a served site: database, dossier, index, web server and indexer.

Run by `make serve` inside .venv. Every step is idempotent; a second run finds its work done.
The processes are kept by supervisord, which restarts what dies and stops both on Ctrl-C."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Set but empty counts as unset, here and in gunicorn's settings.
HOST = os.environ["HOST"] = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ["PORT"] = os.environ.get("PORT") or "8000"
MIN_FREE_MB = 100
READY_WITHIN_SECONDS = 120

sys.path.insert(0, str(ROOT))
os.chdir(ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")


def say(text: str) -> None:
    """Tell the person at the terminal what happens now."""
    print(text, file=sys.stderr, flush=True)


def check_port() -> None:
    """Refuse a port that something else holds, before any long work."""
    if not PORT.isdigit() or not 0 < int(PORT) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {PORT!r}.")
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sys.exit(f"Port {PORT} on {HOST} is taken. Choose another: make serve PORT=8001")
            sys.exit(f"Cannot listen on {HOST}:{PORT}: {error.strerror or error}.")


def check_disk(data_dir: Path) -> None:
    """Refuse a nearly full disk, on which every later step would fail in its own way."""
    free = shutil.disk_usage(data_dir).free // 1_000_000
    if free < MIN_FREE_MB:
        sys.exit(
            f"Not enough room on the disk: {free} MB free in {data_dir}, {MIN_FREE_MB} MB needed."
        )


def prepare() -> None:
    """Bring database, static files, dossier and index up to date."""
    import django
    from django.conf import settings

    check_disk(settings.DATA_DIR)
    django.setup()
    from django.core.management import call_command

    from articles.models import Article, Entity

    started = time.monotonic()
    say("Preparing the database")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    if settings.DOSSIER != "none" and not (Article.objects.exists() or Entity.objects.exists()):
        say(f"Loading the dossier {settings.DOSSIER}")
        call_command("load_dossier", settings.DOSSIER, stdout=sys.stderr)
    from articles.search.run import index_status

    if not index_status().ready:
        say("Building the search index")
        call_command("rebuild_index", noinput=True, stdout=sys.stderr)
    say(f"Prepared in {time.monotonic() - started:.0f} s")


def log_dir() -> Path:
    """Return the directory of the logs, made if needed."""
    from django.conf import settings

    path = Path(settings.DATA_DIR) / "log"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def is_ready(address: str) -> bool:
    """Whether the site says that all its parts are good."""
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
            return json.load(answer)["status"] == "ok"
    except (OSError, ValueError):
        return False


def supervise(logs: Path) -> int:
    """Run web server and indexer until told to stop; return supervisord's exit code."""
    environment = {**os.environ, "SIJILL_LOG_DIR": str(logs), "SIJILL_PYTHON": sys.executable}
    supervisor = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("supervisord")),
            "-c",
            str(ROOT / "deploy" / "supervisord.conf"),
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        # A Ctrl-C reaches the whole foreground group; supervisord is to hear it once, from here.
        start_new_session=True,
    )

    def stop(signum: int, frame: object) -> None:
        supervisor.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    announce(supervisor, logs)
    code = supervisor.wait()
    say("Sijill has stopped")
    return code


def announce(supervisor: subprocess.Popen[bytes], logs: Path) -> None:
    """Print the address once the site answers, or where to look when it does not."""
    shown = f"[{HOST}]" if ":" in HOST else HOST
    local = "127.0.0.1" if HOST in {"0.0.0.0", "::"} else shown
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while supervisor.poll() is None and time.monotonic() < deadline:
        if is_ready(f"http://{local}:{PORT}"):
            print(f"Sijill is ready: http://{shown}:{PORT}/", flush=True)
            say(f"Logs: {logs}. Stop with Ctrl-C.")
            return
        time.sleep(0.2)
    if supervisor.poll() is None:
        say(f"The site is not ready after {READY_WITHIN_SECONDS} s. See the logs in {logs}")


def main() -> int:
    """Prepare, then serve until Ctrl-C."""
    check_port()
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import DatabaseError

    try:
        prepare()
        return supervise(log_dir())
    except (CommandError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"The database does not answer: {reason}. Nothing was lost; run make serve again.")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            sys.exit("The disk is full. Make room and run make serve again; nothing was lost.")
        sys.exit(f"Cannot go on: {error.strerror or error} ({error.filename or 'no file named'}).")


if __name__ == "__main__":
    sys.exit(main())
