"""Run by test_bulk.py in a process of its own, whose database other processes can see.

Indexes some articles by two processes, well and with everything that may go wrong. Prints what was
found each time."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import Any

import django

ARTICLES = 60
BAD = 17


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from articles.models import Article, Source
    from articles.search.indexing import bulk

    bulk.processes = lambda count: 2
    source = Source.objects.create(key="outlet", name_en="Outlet")
    Article.objects.bulk_create(
        Article(
            key=f"urn:giraffe:{n}",
            source=source,
            language="en",
            title=f"Giraffe number n{n}",
            body="It was seen in the garden. " * (n + 1),
            status="published",
        )
        for n in range(ARTICLES)
    )
    steps = (well, cut, bad, killed, stopped, orphaned, backlog)
    sys.stdout.write(json.dumps({step.__name__: step() for step in steps}))


def found() -> int:
    from articles.search.run import SearchRequest, search

    return search(SearchRequest(q="giraffe")).count


def sizes() -> list[int]:
    from whoosh import index

    from articles.search.indexing import generations

    return [part.doc_count_all() for part in index.open_dir(str(generations.live()))._segments()]


def well() -> Any:
    """Two processes, two segments, articles in their order; progress to the end."""
    from articles.search.engines.whoosh import snapshot
    from articles.search.indexing import generations
    from articles.search.indexing.verify import verify

    heard = []
    count, failed = generations.rebuild(progress=lambda *step: heard.append(step))
    pks = snapshot.current(generations.root()).pks.tolist()
    return [
        count,
        failed,
        found(),
        len(sizes()),
        pks == sorted(pks),
        heard[-1],
        verify().ok,
    ]


def cut() -> Any:
    """Many words: several segments each."""
    from django.conf import settings

    from articles.search.indexing import generations

    settings.INDEX_SEGMENT_BYTES, before = 4000, settings.INDEX_SEGMENT_BYTES
    generations.rebuild()
    settings.INDEX_SEGMENT_BYTES = before
    return [found(), len(sizes()) > 4]


class Preparing:
    """Something else happens when the article BAD is prepared, in whichever process that is."""

    def __init__(self, act: Any) -> None:
        self.act = act

    def __enter__(self) -> None:
        from articles.search_indexes import ArticleIndex

        self.kept = ArticleIndex.prepare
        kept, act = self.kept, self.act

        def prepare(index: Any, article: Any) -> Any:
            if article.title.endswith(f"n{BAD}"):
                act()
            return kept(index, article)

        ArticleIndex.prepare = prepare

    def __exit__(self, *_error: object) -> None:
        from articles.search_indexes import ArticleIndex

        ArticleIndex.prepare = self.kept


def fail() -> None:
    raise ValueError("an odd article")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def bad() -> Any:
    """One article fails: it is named, and the others are found."""
    from articles.models import Outbox
    from articles.search.indexing import generations, indexer

    with Preparing(fail):
        report = indexer.IndexReport()
        indexer.rebuild(report)
    errors = list(Outbox.objects.failed().values_list("error", flat=True))
    result = [report.rebuilt, report.failed, found(), errors]
    generations.rebuild()
    return result


def killed() -> Any:
    """A process dies: the rebuild fails, and the index stays what it was."""
    from articles.search.indexing import generations

    before = generations.live()
    try:
        with Preparing(die):
            generations.rebuild()
    except ChildProcessError as error:
        return [str(error)[:30], generations.live() == before, found(), left_over(), children()]
    return "not noticed"


def stopped() -> Any:
    """Asked to stop while the processes are at work: they end, and nothing is left of theirs."""
    from articles.search.indexing import generations

    asked = iter([False, False, True])
    try:
        with Preparing(lambda: time.sleep(30)):
            generations.rebuild(stopped=lambda: next(asked))
    except generations.Stopped:
        return [found(), left_over(), children()]
    return "went on"


def orphaned() -> Any:
    """The parent is killed: its processes die with it, and the locks are free at once."""
    from django.db import connections

    from articles.search.indexing import generations

    connections.close_all()
    parent = os.fork()
    if not parent:
        with Preparing(lambda: time.sleep(30)):
            generations.rebuild()
    workers: list[int] = []
    while len(workers) < 2:
        time.sleep(0.05)
        workers = children(parent)
    time.sleep(0.3)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    time.sleep(0.3)
    alive = [pid for pid in workers if running(pid)]
    return [alive, generations.rebuild()[0], found(), left_over()]


def backlog() -> Any:
    """Very many changes wait: they are indexed in one commit, and what went is taken out."""
    from articles.models import Article
    from articles.search.engines.whoosh import state
    from articles.search.indexing import bulk, generations, indexer
    from articles.search.indexing.verify import verify

    bulk.FROM = 20
    Article.objects.filter(pk__gt=ARTICLES - 10).update(status="draft")
    Article.objects.filter(pk__lte=40).update(author="A zebra")
    commit = state.latest_commit(generations.live())[0]
    report = indexer.drain()
    commits = state.latest_commit(generations.live())[0] - commit
    return [report.indexed, report.removed, commits <= 2, found(), verify().ok]


def left_over() -> list[str]:
    """Directories of the index that should not be there."""
    from articles.search.indexing import generations

    live = int(generations.live().name.removeprefix("gen-"))
    return [f"gen-{number}" for number in generations.numbers() if number > live]


def children(parent: int | None = None) -> list[int]:
    """The processes that a process has, this one unless another is named."""
    parent = parent or os.getpid()
    with open(f"/proc/{parent}/task/{parent}/children") as file:
        return [int(pid) for pid in file.read().split()]


def running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    main()
