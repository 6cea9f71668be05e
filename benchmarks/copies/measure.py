"""Fill an archive with reports and their copies, cluster it, and count pairs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations

from articles.ingest.copies.run import cluster
from articles.ingest.dedupe import fingerprint
from articles.models import Article, CopyMark, Source
from benchmarks.copies.edits import CREDITED, EDITS, events

START = datetime(2031, 5, 1, 6, tzinfo=UTC)


@dataclass
class Measured:
    """Pairs of articles: told to be copies and truly so, told wrongly, missed. `credits` counts
    texts whose agency was read right, of how many that credit one."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    articles: int = 0
    credits: tuple[int, int] = (0, 0)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + len(self.wrong), 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + len(self.missed), 1)


@dataclass(frozen=True)
class Label:
    """What an article truly is: of which report, and by which edit."""

    event: str
    report: int
    edit: str


def fill() -> dict[int, Label]:
    """Store every report and every copy of it; return what each article is.

    All reports of an event lie within hours of each other: time alone tells none apart."""
    labels: dict[int, Label] = {}
    for number, event in enumerate(events()):
        for which, report in enumerate(event.reports):
            labels[_store(report, number, which, 0, event.name)] = Label(event.name, which, "")
            # The third report is another story of the same days, and shorter.
            for order, (name, edit) in enumerate(EDITS.items(), 1):
                if which < 2 and len(report) > 4:
                    pk = _store(edit(report, event), number, which, order, event.name)
                    labels[pk] = Label(event.name, which, name)
    return labels


def _store(text: list[str], event: int, report: int, order: int, name: str) -> int:
    at = START + timedelta(hours=6 * event + report + 3.5 * order)
    source, _ = Source.objects.get_or_create(
        key=f"outlet-{order}", defaults={"name_en": f"Outlet {order}"}
    )
    body = "\n\n".join(text)
    return Article.objects.create(
        key=f"urn:copies:{event}-{report}-{order}",
        title=f"{name} {report} {order}",
        body=body,
        source=source,
        status="published",
        published_on=at.date(),
        published_at=at,
        fingerprint=fingerprint(body),
    ).pk


def measure() -> Measured:
    """Return how clustering of the labelled set compares with the labels."""
    labels = fill()
    cluster()
    told = {pk: copy or pk for pk, copy in Article.objects.values_list("pk", "copy_of")}
    found = Measured(articles=len(labels))
    for (one, a), (other, b) in combinations(labels.items(), 2):
        is_copy = (a.event, a.report) == (b.event, b.report)
        if told[one] == told[other]:
            if is_copy:
                found.right += 1
            else:
                found.wrong.append(f"{a} / {b}")
        elif is_copy:
            found.missed.append(f"{a} / {b}")
    agencies = dict(CopyMark.objects.values_list("pk", "agency"))
    wanted = {pk: CREDITED.get(label.edit, "") for pk, label in labels.items()}
    right = sum(agencies[pk] == agency for pk, agency in wanted.items() if agency)
    right -= sum(bool(agencies[pk]) for pk, agency in wanted.items() if not agency)
    found.credits = right, sum(map(bool, wanted.values()))
    return found
