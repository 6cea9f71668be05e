"""From loose lines to a readable body: paragraphs, headings, lists.

A body is blocks parted by an empty line; a heading block starts with "## ", a list is lines that
start with "- ". `body_of` of a finished body gives the same body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from articles.ingest.clean import clean_text

_BULLET = re.compile(r"(?:[-–—*•·●○▪◾■►▸‣⁃]|\uf0b7)\s+(?=\S)")
_MARKDOWN = re.compile(r"#{1,6}\s+(?=\S)")
_NUMBERED = re.compile(r"[(\[]?[0-9٠-٩]{1,2}\s*[.):\]–-]\s*\S")
_CLOSED = re.compile(r"[.!…،,;؛:۔]['\"”»’)\]]*$")
_STOP = re.compile(r"[.!؟?…:۔]['\"”»’)\]]*$")
_QUOTED = re.compile(r"[«\"“'‘].*[»\"”'’]")
_LETTER = re.compile(r"[^\W\d_]")
HEADING_LETTERS = 90
HEADING_WORDS = 14
# A text wrapped at a fixed width has many lines of about one length that break inside sentences.
_WRAP_WIDTH = range(40, 101)


@dataclass(frozen=True)
class Line:
    """One line or block of an input. `kind`: "" unknown, "heading", "item", "paragraph"."""

    text: str
    kind: str = ""


def lines_of(text: str) -> list[Line]:
    """Cut a plain text into lines, those wrapped at a fixed width joined again."""
    lines: list[Line] = []
    for block in re.split(r"\n\s*\n", clean_text(text)):
        rows = [row.strip() for row in block.split("\n") if row.strip()]
        lines += [_marked(row) for row in _unwrapped(rows)]
    return lines


def _marked(row: str) -> Line:
    """Read the mark of a list item or of a Markdown heading at the start of a line."""
    if match := _MARKDOWN.match(row):
        return Line(row[match.end() :], "heading")
    if match := _BULLET.match(row):
        return Line(row[match.end() :], "item")
    return Line(row)


def _unwrapped(rows: list[str]) -> list[str]:
    """Join the rows of one block if it was wrapped at a fixed width; else return them as they
    are."""
    inner = rows[:-1]
    if len(inner) < 2 or any(_marked(row).kind for row in rows):
        return rows
    longest = max(map(len, inner))
    open_ends = sum(1 for row in inner if not _STOP.search(row))
    even = all(len(row) > longest * 0.7 for row in inner) and len(rows[-1]) <= longest
    if longest in _WRAP_WIDTH and even and open_ends > len(inner) / 2:
        return [" ".join(rows)]
    return rows


def with_headings(lines: Sequence[Line]) -> list[Line]:
    """Mark the short open lines between paragraphs as headings.

    Only where it is sure: a heading leads to a paragraph or a list, at most two stand together,
    and a text of mostly short lines (a poem, a transcript) has none.
    """
    likely = [_may_be_heading(line) for line in lines]
    unmarked = sum(1 for line in lines if not line.kind)
    if sum(likely) > max(unmarked * 0.5, 1):
        return list(lines)
    return [
        replace(line, kind="heading") if likely[index] and _leads_on(lines, likely, index) else line
        for index, line in enumerate(lines)
    ]


def _may_be_heading(line: Line) -> bool:
    text = line.text
    return (
        not line.kind
        and len(text) <= HEADING_LETTERS
        and len(text.split()) <= HEADING_WORDS
        and bool(_LETTER.search(text))
        and not _CLOSED.search(text)
        and not _QUOTED.fullmatch(text)
    )


def _leads_on(lines: Sequence[Line], likely: Sequence[bool], index: int) -> bool:
    """Whether something longer follows, directly or after one more heading."""
    run = index
    while run < len(lines) and likely[run]:
        run += 1
    first = index
    while first and likely[first - 1]:
        first -= 1
    if run == len(lines) or run - first > 2:
        return False
    if _NUMBERED.match(lines[index].text) and any(
        _NUMBERED.match(line.text) for line in (*lines[max(index - 1, 0) : index], lines[index + 1])
    ):
        return False  # points of an enumeration, which keep their numbers
    follower = lines[run]
    return follower.kind == "item" or len(follower.text) > len(lines[index].text)


def body_from(lines: Sequence[Line]) -> str:
    """Write lines as a body."""
    blocks: list[str] = []
    previous = ""
    for line in lines:
        text = " ".join(line.text.split())
        if not text:
            continue
        if line.kind == "item":
            if previous == "item":
                blocks[-1] += f"\n- {text}"
            else:
                blocks.append(f"- {text}")
        else:
            blocks.append(f"## {text}" if line.kind == "heading" else _plain(text))
        previous = line.kind
    return "\n\n".join(blocks)


def _plain(text: str) -> str:
    """A paragraph that happens to start with our own marks must not turn into something else."""
    return text.lstrip("#-– ") or text if text.startswith(("## ", "- ")) else text


def body_of(text: str) -> str:
    """Return a body that a sender declares, tidied: its own paragraphs, headings and lists, no
    guesses.

    Where nothing parts the lines but single newlines, each line is a paragraph.
    """
    return body_from(lines_of(text))
