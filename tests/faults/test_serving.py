"""`make serve`: whatever dies is there again by itself, and nobody is told anything wrong."""

from __future__ import annotations

import os
import signal

from tests.faults.counts import FULL
from tests.faults.processes import until
from tests.faults.served import Readers, Served, log_of, served

READERS = 3
ROUNDS = 10 if FULL else 2
# By default supervisord gives a program up that has died so often within two seconds of its start.
AT_ONCE = 6


def save(site: Served, number: int) -> str:
    name = f"p1n{number}"
    done = site.site.run(["-m", "tests.faults.filling", "0", name])
    assert done.returncode == 0, done.stderr
    return name


def kill_indexer(site: Served) -> None:
    [pid] = until(lambda: site.indexers)
    os.kill(pid, signal.SIGKILL)
    until(lambda: site.indexers not in ([], [pid]))


def kill_worker(site: Served, which: int) -> None:
    workers = until(lambda: site.workers if len(site.workers) == 2 else [])
    pid = sorted(workers)[which % 2]
    os.kill(pid, signal.SIGKILL)
    until(lambda: len(site.workers) == 2 and pid not in site.workers)


def finds(site: Served, name: str) -> bool:
    answer = site.get(f"/api/v1/search?q=%22{name}v1%22")
    return answer[0] == 200 and name.encode() in answer[1]


def test_what_dies_comes_back(site):
    done = site.run(["-m", "tests.faults.filling", "50"])
    assert done.returncode == 0, done.stderr
    with served(site) as live, Readers(live, READERS) as readers:
        readers.enter("indexer")
        for number in range(ROUNDS):
            kill_indexer(live)
            name = save(live, number)
            until(lambda name=name: finds(live, name))
        for _ in range(AT_ONCE):
            kill_indexer(live)
        name = save(live, ROUNDS)
        until(lambda: finds(live, name))
        readers.enter("worker")
        for number in range(2 * ROUNDS):
            kill_worker(live, number)
            until(lambda number=number: readers.told("worker", "200") > number * READERS)
        readers.enter("master")
        [master] = live.masters
        os.kill(master, signal.SIGKILL)
        until(lambda: live.masters not in ([], [master]) and len(live.workers) == 2)
        readers.enter("after")
        name = save(live, ROUNDS + 1)
        until(lambda: finds(live, name))
        until(lambda: live.get("/readyz")[0] == 200)
    told = readers.answered
    print({phase: dict(said) for phase, said in told.items()})  # noqa: T201  the figures are wanted
    # The index stays as it is while no indexer is there: nobody notices.
    assert set(told["indexer"]) == {"200"}, log_of(site)
    # Who is just being served by a process that is killed gets no answer, and nobody else.
    assert set(told["worker"]) <= {"200", "503", "no answer"}, log_of(site)
    assert told["worker"]["no answer"] <= 2 * ROUNDS * READERS
    assert set(told["master"]) <= {"200", "503", "no answer"}, log_of(site)
    assert told["after"]["200"] > 0
