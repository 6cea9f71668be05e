"""Run by test_killed.py in a process of its own: kill rebuilds at awkward moments.

For each moment an article is published and indexed while a rebuild is under way, whose process
is then killed. Prints how often each article is found after the next round of the indexer."""

from __future__ import annotations

import json
import os
import signal
import sys

import django

MOMENTS = ("written", "caught up", "switched", "done")


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    from articles.models import Outbox, Source
    from articles.search.indexing import indexer
    from articles.search.run import SearchRequest, search

    source = Source.objects.create(key="outlet", name_en="Outlet")
    indexer.update()
    found = {}
    for moment in MOMENTS:
        connections.close_all()
        child = os.fork()
        if not child:
            rebuild_and_die(moment, source.pk)
        status = os.waitpid(child, 0)[1]
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        indexer.update()
        found[moment] = [search(SearchRequest(q=word(m))).count for m in found | {moment: 0}]
        assert not Outbox.objects.exists()
    sys.stdout.write(json.dumps(found))


def word(moment: str) -> str:
    return f"{moment.replace(' ', '')}giraffe"


def rebuild_and_die(moment: str, source: int) -> None:
    """Rebuild, let an article be indexed meanwhile, and kill this process at a moment."""
    from articles.models import Article
    from articles.search.engines.whoosh import writing
    from articles.search.indexing import generations, indexer, outbox

    commit = writing.add_segments

    def die(*_arguments: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def commit_while_another_indexes(path, segments) -> None:
        commit(path, segments)
        writing.add_segments = commit
        Article.objects.create(
            key=f"urn:giraffe:{moment}",
            source_id=source,
            language="en",
            title=f"A {word(moment)}",
            body="It was seen while the index was being built.",
            status="published",
        )
        indexer.drain()
        room, name = {
            "written": (generations, "catch_up"),
            "caught up": (generations, "switch"),
            "switched": (outbox, "done"),
            "done": (outbox, "done"),
        }[moment]
        before = getattr(room, name) if moment == "done" else lambda *_: None
        setattr(room, name, lambda *arguments: (before(*arguments), die()))

    writing.add_segments = commit_while_another_indexes
    generations.rebuild()


if __name__ == "__main__":
    main()
