"""Indexes of a few articles, made in no time."""

from __future__ import annotations

import pytest

from articles.search.indexing import generations, indexer
from articles.search.run import SearchRequest, search


@pytest.fixture
def index_now(own_index):
    """Return a function that indexes what this test has changed, and nothing else."""

    def drain():
        if generations.usable():
            generations.make_empty()
        report = indexer.drain()
        assert not report.failed
        return report

    return drain


@pytest.fixture
def found():
    """Return a function: a query -> the numbers of the articles it finds, best first."""

    def run(q, **filters):
        page = search(SearchRequest(q=q, page_size=100, **filters))
        return [hit.article.pk for hit in page.results]

    return run


def marked(fragments):
    """The marked pieces of a text."""
    return [fragment.text for fragment in fragments if fragment.marked]


def joined(fragments):
    return "".join(fragment.text for fragment in fragments)
