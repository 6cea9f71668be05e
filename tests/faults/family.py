"""Processes of a play: forked, so that a new one is there at once, and never outliving it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connections

from articles.search.engines.whoosh import snapshot

_PR_SET_PDEATHSIG = 1


def start(act: Callable[..., object], *arguments: Any) -> int:
    """Run `act` in a process of its own, and return its number. It ends with 0, or with 1 and a
    traceback."""
    # A connection must not be used on both sides of a fork.
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # Nor an open file: both sides would move the one place at which it is read.
        snapshot._open.clear()
        if os.getppid() == parent:
            act(*arguments)
            code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        connections.close_all()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def wait(pid: int) -> int:
    """Wait for a process, and return how it ended: its exit code, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def has_ended(pid: int) -> bool:
    """Whether a process has ended, without taking notice of it."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def kill(pid: int) -> int:
    """Kill a process for good, and return how it ended."""
    os.kill(pid, signal.SIGKILL)
    return wait(pid)


def run(act: Callable[..., object], *arguments: Any) -> int:
    """Run `act` in a process of its own to its end, and return how it ended."""
    return wait(start(act, *arguments))
