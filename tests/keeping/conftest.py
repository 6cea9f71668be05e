"""One filled archive for each kind of database, made once; every test works on a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keeping.sites import KINDS, Site, Sites


@pytest.fixture(scope="session", params=KINDS)
def sites(request, tmp_path_factory) -> Iterator[Sites]:
    made = Sites(request.param, tmp_path_factory.mktemp(request.param))
    yield made
    made.close()


@pytest.fixture
def site(sites) -> Site:
    """An archive of thirty articles, with files."""
    return sites.like_filled()


@pytest.fixture
def home(tmp_path) -> Path:
    """Where backups go."""
    return tmp_path / "backups"


@pytest.fixture(scope="session")
def kept(sites, tmp_path_factory) -> Path:
    """A backup of the filled archive. For reading."""
    return sites.filled.backup(tmp_path_factory.mktemp("kept"), "--with-secret")
