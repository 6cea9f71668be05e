"""Whoosh's own writers keep temporary files by fixed names in one directory for all processes."""

import tempfile

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_temporary_directory(tmp_path_factory):
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path_factory.mktemp("whoosh"))
    yield
    tempfile.tempdir = before
