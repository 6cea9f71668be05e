"""What the state machine knows of its archive, and how it compares that with database and index."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import Any

# How often each operation was done, and how often everything was compared.
done: Counter[str] = Counter()


class Compared:
    """An archive, and what it must hold: the version of each article, None where it is hidden, and
    the articles that each person is mentioned in."""

    def __init__(self) -> None:
        super().__init__()
        from tests.faults.dying import Register

        self.register = Register()
        self.persons: dict[str, set[str]] = {}
        self.trail: list[tuple[object, ...]] = []

    def did(self, *what: object) -> None:
        """Count an operation, and remember it for whoever has to find out what went wrong."""
        done[str(what[0])] += 1
        self.trail.append(what)

    def expect(self, holds: bool, *what: object) -> None:
        """End the play where something does not hold."""
        if not holds:
            sys.stderr.write("".join(f"{deed}\n" for deed in self.trail))
            sys.stderr.write("\n".join(["It does not hold:", *map(str, what)]))
            sys.stderr.flush()
            os._exit(1)

    def compare(self) -> None:
        """Bring the index up to date: now it must say what the database and the model say."""
        from tests.faults import dying
        from tests.faults.archive import mark

        different = dying.differences(self.register)
        self.expect(different == [], different)
        done["comparisons"] += 1
        shown = self.register.shown()
        for name, version in self.register.versions.items():
            expected = {name} if shown.get(name) == version else set()
            self.expect(self.found(q=f'"{mark(name, version)}"') == expected, name, version)
            if name in self.register.articles:  # a version that was rolled back, if any was
                self.expect(not self.found(q=f'"{mark(name, version + 1)}"'), name, version + 1)
        for key, names in self.persons.items():
            self.expect(self.found(person=(key,)) == names & shown.keys(), key, names)

    def found(self, **wanted: Any) -> set[str]:
        """The articles that a search finds."""
        from articles.search.run import SearchRequest, search
        from tests.faults.archive import read_mark

        page = search(SearchRequest(page_size=100, **wanted))
        self.expect(page.count == len(page.results), page.count)
        return {read_mark(hit.article.title)[0] for hit in page.results}
