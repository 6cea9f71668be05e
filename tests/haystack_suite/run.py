"""Run Haystack's tests in this process and write what came of each: run.py FOLDER REPORT."""

from __future__ import annotations

import json
import os
import sys
import unittest
from pathlib import Path
from typing import Any


class Outcomes(unittest.TextTestResult):
    """What came of each test, by its name below the suite's package."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said: dict[str, str] = {}

    def addSuccess(self, test: Any) -> None:
        super().addSuccess(test)
        self.said[name(test)] = "passed"

    def addFailure(self, test: Any, err: Any) -> None:
        super().addFailure(test, err)
        self.said[name(test)] = f"failed: {self._exc_info_to_string(err, test)}"

    addError = addFailure

    def addSkip(self, test: Any, reason: str) -> None:
        super().addSkip(test, reason)
        self.said[name(test)] = f"skipped: {reason}"

    def addExpectedFailure(self, test: Any, err: Any) -> None:
        super().addExpectedFailure(test, err)
        self.said[name(test)] = "expected failure"

    def addUnexpectedSuccess(self, test: Any) -> None:
        super().addUnexpectedSuccess(test)
        self.said[name(test)] = "failed: unexpected success"


def name(test: Any) -> str:
    """`test_whoosh_backend.SomeCase.test_this`."""
    return str(test.id()).removeprefix("test_haystack.whoosh_tests.")


def run(folder: Path) -> dict[str, str]:
    """Run the suite that lies in a folder."""
    sys.path.insert(0, str(folder))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.haystack_suite.settings"
    import django
    from django.test.runner import DiscoverRunner

    class Runner(DiscoverRunner):
        said: dict[str, str]

        def get_resultclass(self) -> type:
            return Outcomes

        def suite_result(self, suite: Any, result: Any, **kwargs: Any) -> Any:
            self.said = result.said
            return super().suite_result(suite, result, **kwargs)

    django.setup()
    runner = Runner(verbosity=0, interactive=False)
    runner.run_tests(["test_haystack.whoosh_tests"])
    return runner.said


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(run(Path(sys.argv[1]))))
