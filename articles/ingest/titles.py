"""Which words are the headline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.arabic.normalize import fold
from articles.ingest.furniture import is_furniture, is_prose
from articles.ingest.furniture_rules import CAPTION_RULES
from articles.ingest.structure import Line

LONGEST_TITLE = 500  # what the column holds
_HEADLINE = 180  # a longer first line is a paragraph: headlines of Arabic agencies stay below
_CUT = 120
_SENTENCE_END = re.compile(r"[.!؟?۔](?=\s)")
_BYLINE = re.compile(r"(?:بقلم|كتب|كتبت|إعداد|تحرير|by)\s*[:\-–/]?\s*(.+)", re.IGNORECASE)


def split_title(lines: Sequence[Line]) -> tuple[str, bool, list[Line]]:
    """Return the headline, whether it had to be cut out of a paragraph, and the lines below it.

    The headline is the first line with real words: names of pictures, menus, dates are passed
    over. Where that line is a whole paragraph, its beginning stands in for a headline and the
    paragraph stays.
    """
    for index, line in enumerate(lines):
        if is_furniture(line.text, at_head=True) or _is_bare_caption(line):
            continue
        rest = list(lines[index + 1 :])
        if _is_headline(line):
            return line.text, False, _without(line.text, rest)
        return cut(line.text), True, [line, *rest]
    return "", False, []


def _is_bare_caption(line: Line) -> bool:
    """A credit at the start of the line; one at the end may close a headline of an agency."""
    return bool(re.match(r"(تصوير|مصدر الصورة|photo)\s*:", line.text, re.IGNORECASE)) and any(
        rule.matches(line.text) for rule in CAPTION_RULES
    )


def _is_headline(line: Line) -> bool:
    return line.kind == "heading" or (len(line.text) <= _HEADLINE and not _is_sentence(line))


def _is_sentence(line: Line) -> bool:
    return is_prose(line) and len(line.text) > _CUT


def _without(title: str, lines: list[Line]) -> list[Line]:
    """Drop the headline where the page repeats it above the text."""
    folded = fold(title).split()
    while lines and fold(lines[0].text).split() == folded:
        lines = lines[1:]
    return lines


def drop_title(title: str, lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page without the headline, where it is among the first ones."""
    folded = fold(title).split()
    for index, line in enumerate(lines[:4]):
        if fold(line.text).split() == folded:
            return [*lines[:index], *lines[index + 1 :]]
    return list(lines)


def cut(text: str, longest: int = _CUT) -> str:
    """Return the beginning of a text as a title: the first sentence if short, else up to a word
    border."""
    text = " ".join(text.split())
    end = _SENTENCE_END.search(text)
    if end and end.start() <= longest + 20:
        return text[: end.end()].rstrip(".۔")
    if len(text) <= longest:
        return text.rstrip(".۔")
    return text[:longest].rsplit(" ", 1)[0].rstrip(' ،؛:,;-–(«"“') + "…"


def split_byline(lines: Sequence[Line]) -> tuple[str, list[Line]]:
    """Return who signed, where one of the first lines is a byline, and the lines without it."""
    for index, line in enumerate(lines[:3]):
        match = _BYLINE.fullmatch(line.text)
        marked = match and re.match(r"(بقلم|by)\b|\S+\s*[:\-–/]", line.text, re.IGNORECASE)
        if match and marked and len(line.text.split()) <= 8 and not line.text.endswith("."):
            return match.group(1), [*lines[:index], *lines[index + 1 :]]
    return "", list(lines)
