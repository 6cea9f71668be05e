"""Who met whom, ready to be shown: tones for numbers, and a year of months in one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from articles.timeline import Matrix
from articles.timeline.matrix import MatrixRow

STEP, HIGH = 6, 24  # of a spark: width of a month, height of its highest bar


@dataclass(frozen=True)
class Tones:
    """Numbers up to `low` are pale, up to `middle` stronger, beyond it strongest.

    The steps are those of a geometric series: a few pairs meet many times as often as the rest."""

    low: int
    middle: int
    most: int

    def of(self, count: int) -> int:
        """1, 2 or 3."""
        return 1 + (count > self.low) + (count > self.middle)

    @property
    def ranges(self) -> list[tuple[int, int, int]]:
        """(tone, from, to) of those that occur; 0 where there is no end."""
        found = [(1, 1, min(self.low, self.most))]
        if self.most > self.low:
            found.append((2, self.low + 1, min(self.middle, self.most)))
        if self.most > self.middle:
            found.append((3, self.middle + 1, 0))
        return found if self.most else []


def tones(drawn: Matrix) -> Tones:
    """Three steps from one to the highest number."""
    low = max(1, round(drawn.most ** (1 / 3)))
    return Tones(low, max(low + 1, round(drawn.most ** (2 / 3))), drawn.most)


def spark_months(drawn: Matrix) -> tuple[date, int] | None:
    """The first month of all rows, and how many there are to the last."""
    months = sorted({month for row in drawn.rows for month in row.months})
    if not months:
        return None
    first, last = months[0], months[-1]
    return first, (last.year - first.year) * 12 + last.month - first.month + 1


def spark(row: MatrixRow, first: date, length: int, language: str) -> str:
    """The bars of a row as one path in a box of `length` * STEP by HIGH, Arabic from the right."""
    top = max(row.months.values())
    parts = []
    for month, count in sorted(row.months.items()):
        place = (month.year - first.year) * 12 + month.month - first.month
        x = (length - 1 - place if language == "ar" else place) * STEP + 1
        high = max(2, round(count / top * HIGH))
        parts.append(f"M{x} {HIGH}v-{high}h{STEP - 2}v{high}z")
    return "".join(parts)
