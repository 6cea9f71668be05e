"""A new archive for each fault test, on the kind of database that the other tests run on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.counts import FULL
from tests.keeping.sites import KINDS, Site, Sites

# Far beyond what a play takes: a play that hangs has failed.
SECONDS = 3_600 if FULL else 600


class NewSites(Sites):
    """Makes sites with the tables of the archive and nothing in them."""

    def __init__(self, kind: str, folder) -> None:
        self.kind, self.folder, self.made = kind, folder, []
        self.filled = self.empty()
        done = self.filled.manage("migrate", "--verbosity", "0")
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def new_sites(tmp_path_factory) -> Iterator[NewSites]:
    made = NewSites(KINDS[-1], tmp_path_factory.mktemp("faults"))
    yield made
    made.close()


@pytest.fixture
def site(new_sites) -> Site:
    """An archive without an article, and without an index."""
    return new_sites.like_filled()


@pytest.fixture
def play(site, capfd) -> Callable[..., dict[str, Any]]:
    """Return a function that runs a play on the site, shows what was counted, and returns it."""

    def run(name: str, *arguments: object) -> dict[str, Any]:
        module = f"tests.faults.{name}"
        process = site.spawn("-m", module, *map(str, arguments))
        try:
            out, err = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
        assert process.returncode == 0, err[-5_000:]
        counted = json.loads(out)
        if FULL or os.environ.get("CI"):
            with capfd.disabled():
                print(f"\n{name}: {json.dumps(counted)}")  # noqa: T201  the figures are wanted
        return counted

    return run
