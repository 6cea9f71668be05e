"""A process that saves: one of several, each with articles of its own.

What it does is told in its log before and after each transaction. Killed and started again, it
reads there what it had begun, and in the database whether that was done."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from django.db import transaction

from tests.faults import archive, truth
from tests.faults.truth import HIDDEN, SHOWN, VOID, Change

FEWEST, MOST = 14, 22
START = 20
DEEDS = ("edit", "create", "withdraw", "delete", "roll back")
WEIGHTS = (80, 6, 6, 3, 5)


class Undone(Exception):
    """Raised to roll a transaction back."""


class Saver:
    """Changes its own articles by chance, as told by `seed`."""

    def __init__(self, owner: int, log: Path, seed: int) -> None:
        self.owner = owner
        self.log = truth.Log(log)
        self.chance = random.Random(seed)
        self.desk = archive.Desk()
        # Article -> version, and whether readers see it.
        self.articles: dict[str, tuple[int, bool]] = {}
        self.next_number = 0
        self._remember(log)

    def _remember(self, log: Path) -> None:
        for change in told(log, settled=False):
            number = int(change.article.partition("n")[2])
            self.next_number = max(self.next_number, number + 1)
            if change.after < 0:  # begun, and killed before it was told how it ended
                change = self._settle(change)
            version, shown = self.articles.get(change.article, (0, False))
            version = max(version, change.version)
            if change.state != VOID:
                shown = change.state == SHOWN
            self.articles[change.article] = version, shown
        for name in [name for name in self.articles if not self._exists(name)]:
            del self.articles[name]

    def _exists(self, name: str) -> bool:
        return archive.Article.objects.filter(key=f"urn:play:{name}").exists()

    def _settle(self, change: Change) -> Change:
        """See in the database whether what was begun before a kill was done, and tell it."""
        stored = archive.stored_state(change.article)
        done = stored == change.version if change.state == SHOWN else stored is None
        state = change.state if done else VOID
        self.log.write(end=time.monotonic(), state=state)
        return Change(change.article, change.version, state, change.before, time.monotonic())

    def save(self) -> None:
        """One transaction that is committed, and maybe some that are not."""
        while not self._one():
            pass

    def _one(self) -> bool:
        deed = self.chance.choices(DEEDS, WEIGHTS)[0]
        if len(self.articles) < FEWEST:
            deed = "create"
        elif deed == "create" and len(self.articles) >= MOST:
            deed = "delete"
        if deed == "create":
            name, version = archive.name_of(self.owner, self.next_number), 1
            self.next_number += 1
            self._do(name, version, SHOWN, lambda: self.desk.create(name, version))
            return True
        name = self.chance.choice(sorted(self.articles))
        version, shown = self.articles[name]
        if deed == "edit" or not shown:
            self._do(name, version + 1, SHOWN, lambda: self.desk.edit(name, version + 1))
        elif deed == "withdraw":
            self._do(name, version, HIDDEN, lambda: self.desk.withdraw(name))
        elif deed == "delete":
            self._do(name, version, HIDDEN, lambda: self.desk.delete(name))
            del self.articles[name]
        else:
            self._do(name, version + 1, VOID, lambda: self._roll_back(name, version + 1))
            return False
        return True

    def _roll_back(self, name: str, version: int) -> None:
        try:
            with transaction.atomic():
                self.desk.edit(name, version)
                raise Undone
        except Undone:
            pass

    def _do(self, name: str, version: int, state: str, act: Callable[[], object]) -> None:
        self.log.write(begin=time.monotonic(), article=name, version=version, state=state)
        before = time.process_time()
        act()
        spent = time.process_time() - before
        self.log.write(end=time.monotonic(), state=state, spent=spent)
        shown = self.articles.get(name, (0, False))[1] if state == VOID else state == SHOWN
        self.articles[name] = version, shown


def told(log: Path, *, settled: bool = True) -> list[Change]:
    """The changes in the log of a saver, in their order. Of one that was begun and not ended, where
    `settled` is off, `after` is negative."""
    found: list[Change] = []
    begun: dict[str, object] = {}
    for line in truth.lines(log):
        if "begin" in line:
            begun = line
            continue
        found.append(_change(begun, str(line["state"]), float(str(line["end"]))))
        begun = {}
    if begun:
        assert not settled, f"{log.name} has a change that nobody has told the end of."
        found.append(_change(begun, str(begun["state"]), -1.0))
    return found


def _change(begun: dict[str, object], state: str, after: float) -> Change:
    version, before = int(str(begun["version"])), float(str(begun["begin"]))
    return Change(str(begun["article"]), version, state, before, after)


def save(owner: int, log: Path, seed: int, count: int, pause: float = 0.0) -> None:
    """Save so often, with some rest between: what a process does."""
    saver = Saver(owner, log, seed)
    for _ in range(count):
        saver.save()
        time.sleep(pause)


def save_until_told(owner: int, log: Path, seed: int, pause: float) -> None:
    """Save until SIGTERM comes, and end with what is under way."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    saver = Saver(owner, log, seed)
    while not stop.wait(pause):
        saver.save()


def settle(owner: int, log: Path) -> None:
    """Tell the end of what a killed saver had begun."""
    Saver(owner, log, 0)
