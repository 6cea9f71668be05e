"""What a dossier load did, and the one rule of loading: fill what is empty, keep what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models

from articles.ingest.capture import Failure, Notice
from articles.ingest.records import shown


@dataclass
class DossierReport:
    """`kept` lists where the register says otherwise than the dossier, and was left as it is;
    `removed` counts what earlier loads made and the dossier has no more."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    kept: list[Notice] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    def add(self, outcome: str, noun: str) -> None:
        """Count one record; `outcome` is created, changed, unchanged or removed."""
        getattr(self, outcome)[noun] += 1

    def counts(self) -> dict[str, int]:
        """Return the numbers of the report, for its last line."""
        return {
            "created": self.created.total(),
            "changed": self.changed.total(),
            "unchanged": self.unchanged.total(),
            "removed": self.removed.total(),
            "kept": len(self.kept),
            "failed": len(self.failed),
            "warnings": len(self.warnings),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the whole report as plain data."""
        return {
            **self.counts(),
            "by_noun": {
                outcome: dict(getattr(self, outcome))
                for outcome in ("created", "changed", "unchanged", "removed")
            },
            "differences": [asdict(notice) for notice in self.kept],
            "failures": [asdict(failure) for failure in self.failed],
            "notices": [asdict(notice) for notice in self.warnings],
        }


def fill(row: models.Model, values: Mapping[str, Any], where: str, report: DossierReport) -> bool:
    """Set the fields of a stored row that are empty; return whether there were any.

    Those that differ are reported and stay: a reload never undoes a curator's work. Saves nothing.
    """
    filled = False
    for name, value in values.items():
        stored = getattr(row, name)
        if value in ("", None) or stored == value:
            continue
        if stored in ("", None):
            setattr(row, name, value)
            filled = True
        else:
            reason = f"{name} is {shown(stored)} here and stays; the dossier says {shown(value)}."
            report.kept.append(Notice(where, reason))
    return filled
