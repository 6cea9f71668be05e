"""The play of test_dying.py: whoever writes dies at one step after the other.

A step is a call of a function of the index or of the database, or one to the disk: whatever can
leave something half done lies between two of them. A process is killed at its first step, another
one at a later, and so on until one comes to its end. After each death the index is opened, the
work is done by somebody else, and database and index are compared. Prints what was counted."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Any

import django

BALLAST = 4
# Python functions of these files are steps, but for what is called once a document and changes
# nothing; and calls to the disk, wherever they come from.
ROOMS = ("/outbox.py", "/indexer.py", "/generations.py", "/writing.py", "/manifest.py")
ROOMS += ("/bulk.py", "/db/backends/utils.py")
OFTEN = {"_segment", "heard", "articles", "<lambda>", "<genexpr>", "<dictcomp>", "<setcomp>"}
OFTEN |= {"__init__", "__getattr__", "execute", "_execute_with_wrappers", "__enter__", "root"}
TO_DISK = {"open", "close", "flush", "fsync", "rename", "replace", "unlink", "symlink", "remove"}
TO_DISK |= {"mkdir", "rmdir", "flock", "lockf", "truncate", "ftruncate", "tofile"}


class Steps:
    """Counts the steps of this process, and kills it at one of them."""

    def __init__(self, last: int | None = None) -> None:
        self.last = last
        self.done = 0

    def __enter__(self) -> Steps:
        sys.setprofile(self._hear)
        return self

    def __exit__(self, *error: object) -> None:
        sys.setprofile(None)

    def _hear(self, frame: FrameType, event: str, what: Any) -> None:
        if event == "call":
            name = frame.f_code.co_name
            if name in OFTEN or not frame.f_code.co_filename.endswith(ROOMS):
                return
        elif event != "c_call" or what.__name__ not in TO_DISK or not _of_a_file(what.__self__):
            return
        self.done += 1
        if self.done == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def _of_a_file(owner: Any) -> bool:
    """Whether a function is the system's or a file's: texts have a replace() too."""
    return isinstance(owner, ModuleType) or type(owner).__module__ in {"_io", "numpy"}


class Register:
    """The archive as it has to be: every article of the play with its version, None if hidden."""

    def __init__(self) -> None:
        from tests.faults.archive import Desk

        self.desk = Desk()
        self.prefix = "p0"
        self.articles: dict[str, int | None] = {}
        self.versions: Counter[str] = Counter()

    def create(self) -> None:
        name = f"{self.prefix}n{len(self.versions)}"
        self.desk.create(name, 1)
        self.versions[name] = 1
        self.articles[name] = 1

    def edit(self, name: str) -> None:
        self.versions[name] += 1
        self.desk.edit(name, self.versions[name])
        self.articles[name] = self.versions[name]

    def withdraw(self, name: str) -> None:
        self.desk.withdraw(name)
        self.articles[name] = None

    def change_some(self, turn: int) -> None:
        """Something new, something changed, something gone and something back."""
        names = sorted(self.articles)
        if len(names) < 14 and turn % 3 == 0:
            self.create()
        self.edit(names[turn % len(names)])
        other = names[(turn * 7 + 3) % len(names)]
        (self.edit if self.articles[other] is None else self.withdraw)(other)

    def shown(self) -> dict[str, int]:
        return {name: version for name, version in self.articles.items() if version}


def drain(register: Register) -> None:
    from articles.search.indexing import indexer

    indexer.update()


def rebuild(register: Register) -> None:
    """Rebuild while another one saves and indexes, right before the new generation catches up."""
    from articles.search.indexing import bulk, generations, indexer

    build = bulk.build

    def build_while_another_indexes(*arguments: Any, **options: Any) -> bulk.Built:
        built = build(*arguments, **options)
        bulk.build = build
        name = min(register.articles)
        register.edit(name)
        indexer.drain()
        return built

    bulk.build = build_while_another_indexes
    generations.rebuild()


def save(register: Register) -> None:
    name = max(register.articles)
    register.desk.edit(name, register.versions[name] + 1, alone=False)


DEEDS: dict[str, Callable[[Register], None]] = {"drain": drain, "rebuild": rebuild, "save": save}


def main(stride: int) -> None:
    django.setup()
    from articles.search.indexing import indexer
    from tests.faults import archive

    archive.found_archive(BALLAST)
    register = Register()
    for _ in range(8):
        register.create()
    indexer.update()
    counted = {name: sweep(register, deed, stride) for name, deed in DEEDS.items()}
    sys.stdout.write(json.dumps(counted))


def sweep(register: Register, deed: Callable[[Register], None], stride: int) -> dict[str, Any]:
    """Let a process die at every `stride`-th step of a deed, and see what is left each time."""
    from tests.faults.family import run
    from tests.faults.killing import opened

    found: dict[str, Any] = {"deaths": 0, "unopened": [], "wrong": [], "litter": []}
    last, ended = 1, -signal.SIGKILL
    while ended == -signal.SIGKILL:
        register.change_some(last)
        ended = run(die, deed, register, last)
        assert ended in (0, -signal.SIGKILL), ended
        found["deaths"] += ended != 0
        found["unopened"] += [f"step {last}: {reason}" for reason in opened()]
        look_again(register)
        register.change_some(last + 1)
        found["wrong"] += [f"step {last}: {what}" for what in differences(register)]
        found["litter"] += [f"step {last}: {name}" for name in litter()]
        found["steps"] = last
        last += stride
    return found


def die(deed: Callable[[Register], None], register: Register, last: int) -> None:
    with Steps(last):
        deed(register)


def look_again(register: Register) -> None:
    """What the process that died may have saved, or not: the database knows."""
    from tests.faults import archive

    for name in (min(register.articles), max(register.articles)):
        stored = archive.stored_state(name)
        if stored != register.articles[name]:
            assert stored == register.versions[name] + 1, name
            register.articles[name] = register.versions[name] = stored


def differences(register: Register) -> list[str]:
    """Do what waits, and compare database and index."""
    from articles.search.indexing import indexer
    from articles.search.indexing.verify import verify
    from tests.faults import reading

    indexer.update()
    report = verify()
    wrong = [] if report.ok and not report.waiting else [report.counts(), report.reason]
    if reading.stored_now() != register.shown():
        wrong.append("search finds something else than was saved")
    return wrong


def litter() -> list[str]:
    """Files of the live generation that no commit needs, once another one has been made."""
    from articles.search.engines.whoosh import manifest, state
    from articles.search.indexing import generations

    live = generations.live()
    needed = manifest.Manifest.read(live, state.latest_commit(live)[0]).files.keys()
    own = {"fingerprint", "MAIN_WRITELOCK", f"manifest-{state.latest_commit(live)[0]}.json"}
    return sorted({path.name for path in live.iterdir()} - needed - own)


if __name__ == "__main__":
    main(int(sys.argv[1]))
