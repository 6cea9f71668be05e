"""Haystack's own Whoosh tests pass on our engine for any Whoosh index, but where it is they that
are wrong: tests/haystack_suite/exceptions.py names each case with its reason."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.haystack_suite.exceptions import DISAGREEMENTS
from tests.haystack_suite.fetch import FOLDER, ROOT, Unavailable, fetch

STOCK = "haystack.backends.whoosh_backend.WhooshEngine"
OURS = "articles.search.engines.whoosh.ArraysEngine"


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    """Haystack's tests in a folder of our own; they clean up after our engine by its name."""
    folder = tmp_path_factory.mktemp("suite")
    shutil.copytree(fetch() / FOLDER, folder / FOLDER)
    change(folder / FOLDER / "whoosh_tests" / "testcases.py", STOCK, OURS)
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Replace a piece of a file that must be there."""
    text = path.read_text()
    assert old in text, f"{path.name} no longer has: {old}"
    path.write_text(text.replace(old, new))


def outcomes(folder: Path) -> dict[str, str]:
    """Run the suite in a process of its own: what came of each test."""
    report = folder / "report.json"
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.haystack_suite.run", str(folder), str(report)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert report.exists(), done.stderr[-4000:]
    return json.loads(report.read_text())


def test_the_suite_passes_but_for_the_named_tests(suite):
    said = outcomes(suite)
    assert len(said) >= 80
    others = {test: outcome for test, outcome in said.items() if outcome != "passed"}
    assert set(others) == {case.test for case in DISAGREEMENTS}, others
    for case in DISAGREEMENTS:
        assert case.outcome in others[case.test], others[case.test]


def test_every_named_test_passes_once_it_is_put_right(suite, tmp_path):
    shutil.copytree(suite / FOLDER, tmp_path / FOLDER)
    right = [case for case in DISAGREEMENTS if case.wrong]
    for case in right:
        module = case.test.split(".")[0]
        for old, new in case.wrong:
            change(tmp_path / FOLDER / "whoosh_tests" / f"{module}.py", old, new)
    said = outcomes(tmp_path)
    failed = {test: outcome for test, outcome in said.items() if outcome.startswith("failed")}
    assert not failed
    assert {case.test: said[case.test] for case in right} == {case.test: "passed" for case in right}


def test_every_disagreement_has_its_reason():
    assert all(len(case.reason.split()) > 8 for case in DISAGREEMENTS)


def test_without_the_package_the_suite_fails_and_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("SIJILL_TEST_CACHE", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(Unavailable, match="Run: make install-dev"):
        fetch()
    assert not any(tmp_path.iterdir())
