"""A process that searches with hardly a rest, and keeps every answer to be judged."""

from __future__ import annotations

import json
import random
import time
from bisect import bisect_right
from pathlib import Path
from typing import Any

import numpy as np

from articles.models import Outbox
from articles.search.run import Inquiry, SearchPage, SearchRequest
from tests.faults import archive, truth
from tests.faults.archive import WORD, mark, read_mark
from tests.faults.truth import Answer

# More than there ever are articles of the play: every whole answer is one page.
PAGE = 100
# Between two searches, in seconds.
REST = 0.01


def read(log: Path, stop: Path, seed: int) -> None:
    """Search until there is a file `stop`; what a process does. An error is an answer too."""
    chance = random.Random(seed)
    kept = truth.Log(log)
    known: dict[str, int] = {}
    while not stop.exists():
        time.sleep(REST)
        start = time.monotonic()
        try:
            if known and chance.random() < 0.3:
                name = chance.choice(sorted(known))
                version = max(1, known[name] + chance.choice((-1, 0, 0, 1)))
                answer = ask_for_one(name, version)
            else:
                answer = ask_for_all()
                known = dict(answer.indexed)
        except Exception as error:
            kept.write(start=start, error=f"{type(error).__name__}: {error}")
            continue
        kept.write(
            start=answer.start,
            end=answer.end,
            indexed=answer.indexed,
            shown=answer.shown,
            whole=answer.whole,
            wrong=answer.wrong,
        )


def ask_for_all() -> Answer:
    """Ask for every article of the play, and look at the very index that gave the answer."""
    start = time.monotonic()
    inquiry = Inquiry(SearchRequest(q=WORD, page_size=PAGE), "en")
    page = inquiry.page()
    end = time.monotonic()
    shown = _shown(page)
    indexed, wrong = _documents(inquiry)
    if page.count != len(page.results) or len(shown) != len(page.results):
        wrong.append("the count is not that of the results")
    topics = next(facet for facet in page.facets if facet.name == "topic")
    if sum(value.count for value in topics.values) != page.count:
        wrong.append("the numbers of the topics are not those of the results")
    if not shown.keys() <= indexed.keys():
        wrong.append("shown without being in the index")
    kept = {name: version for name, version in indexed.items() if name in shown}
    return Answer(start, end, kept, shown, wrong=tuple(wrong))


def ask_for_one(name: str, version: int) -> Answer:
    """Ask for one version of an article by its word."""
    start = time.monotonic()
    page = Inquiry(SearchRequest(q=f'"{mark(name, version)}"', page_size=PAGE), "en").page()
    end = time.monotonic()
    shown = _shown(page)
    wrong = () if not shown or (page.count, list(shown)) == (1, [name]) else ("another article",)
    indexed = {name: version} if name in shown else {}
    return Answer(start, end, indexed, shown, whole=False, wrong=wrong)


def _shown(page: SearchPage) -> dict[str, int]:
    # What is shown may be deleted by the time that its name is looked up.
    _known.update((hit.article.pk, read_mark(hit.article.title)[0]) for hit in page.results)
    return dict(read_mark(hit.article.title) for hit in page.results)


def _documents(inquiry: Inquiry) -> tuple[dict[str, int], list[str]]:
    """The version of each article of the play in a snapshot, and what is wrong with them: each has
    to be told the same way by the day and by the words of text and headline, and the topic by the
    author's line."""
    snapshot = inquiry.snapshot
    documents = snapshot.postings("surface", WORD)[0]
    documents = documents[snapshot.live[documents]]
    topics = snapshot.facet("topic")
    names = _names(snapshot.pks[documents].tolist())
    wrong = []
    found: dict[str, int] = {}
    for doc in documents.tolist():
        name = names.get(int(snapshot.pks[doc]))
        if name is None:
            continue  # deleted from the database meanwhile: its name is not known any more
        version = int(snapshot.days[doc]) - archive.FIRST_DAY
        word = mark(name, version)
        held = [_holds(snapshot, field, word, doc) for field in ("surface", "title_surface")]
        numbers = topics.ords[topics.starts[doc] : topics.starts[doc + 1]]
        told = [topics.values[number] for number in numbers.tolist()]
        named = [_holds(snapshot, "surface", archive.topic_word(topic), doc) for topic in told]
        if not all(held) or named != [True]:
            wrong.append("a document of two versions")
        if name in found:
            wrong.append("two documents of one article")
        found[name] = version
    return found, wrong


def _holds(snapshot: Any, field: str, word: str, doc: int) -> bool:
    # Of the one segment: whoever looks must not take the time of those who save.
    at = bisect_right(snapshot.bases, doc) - 1
    found = snapshot.segments[at].postings(field, word)
    return found is not None and bool(np.any(found.docs == doc - snapshot.bases[at]))


_known: dict[int, str] = {}


def _names(pks: list[int]) -> dict[int, str]:
    """The names of articles by number, remembered: neither changes."""
    if unknown := [pk for pk in pks if pk not in _known]:
        rows = archive.Article.objects.filter(pk__in=unknown).values_list("pk", "key")
        _known.update((pk, key.rpartition(":")[2]) for pk, key in rows)
    return _known


def answers(log: Path) -> tuple[list[Answer], list[str]]:
    """The answers in the log of a reader, in their order, and the errors that came instead."""
    found, errors = [], []
    for line in truth.lines(log):
        if "error" in line:
            errors.append(str(line["error"]))
        else:
            values: dict[str, Any] = dict(line)
            found.append(Answer(**{**values, "wrong": tuple(values["wrong"])}))
    return found, errors


def stored_now() -> dict[str, int]:
    """The version that the index holds of each article of the play, when all is quiet."""
    assert not Outbox.objects.exists()
    answer = ask_for_all()
    assert not answer.wrong, json.dumps(answer.wrong)
    return dict(answer.indexed)
