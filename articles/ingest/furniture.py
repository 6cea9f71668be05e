"""What a site puts around an article, and how it is told from the article.

Running prose is never removed, whatever stands around it. furniture_rules.py has the words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.arabic.normalize import fold
from articles.ingest.furniture_rules import (
    CAPTION_RULES,
    DATE_WORDS,
    HEAD_RULES,
    NETWORKS,
    RELATED,
    RELATED_LINE,
    RULES,
    SHORT,
    TAGS,
    TAGS_LINE,
    bare,
)
from articles.ingest.structure import Line

_PROSE = re.compile(r"[.۔]['\"”»’)\]]*$")


def why(text: str) -> str:
    """Return why a line is furniture wherever it stands, or "" where it is not."""
    words = bare(text).split()
    if not words:
        return "no word in it"
    if len(text) <= SHORT:
        if set(words) <= NETWORKS:
            return "names of networks beside their buttons"
        if set(words) <= DATE_WORDS and re.search(r"\d", fold(text)):
            return "a bare date or hour above the article"
        if TAGS_LINE.search(fold(text)):
            return TAGS.reason
        if RELATED_LINE.search(fold(text)):
            return RELATED.reason
    return next((rule.reason for rule in RULES if rule.matches(text)), "")


def is_furniture(text: str, *, at_head: bool = False) -> bool:
    """Whether a line is no part of the article; `at_head`: it stands above the headline."""
    if why(text) or RELATED.matches(text) or TAGS.matches(text):
        return True
    return at_head and any(rule.matches(text) for rule in HEAD_RULES)


def is_prose(line: Line) -> bool:
    """Whether a line is running text, which stays whatever stands around it."""
    length = len(line.text)
    ends = length > 30 and bool(_PROSE.search(line.text))
    return length > SHORT or ends or (length > 110 and "،" in line.text)


def strip_furniture(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of the article itself."""
    kept: list[Line] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if RELATED.matches(line.text) or TAGS.matches(line.text):
            index += _teasers(lines[index:])
        elif _is_ours(line, at_head=not any(map(is_prose, kept)), last=index == len(lines)):
            kept.append(line)
    return kept


def _is_ours(line: Line, *, at_head: bool, last: bool) -> bool:
    if is_furniture(line.text, at_head=at_head):
        return False
    # A credit that ends the text ("Source: agencies") says where the article comes from: it stays.
    caption = not last and not is_prose(line) and line.kind != "item"
    return not (caption and any(rule.matches(line.text) for rule in CAPTION_RULES))


def _teasers(following: Sequence[Line]) -> int:
    """Count the lines after a "related" label that belong to its box.

    A box holds a caption and a headline, or one headline, or a list of them. What is left open is
    whether the last short line before the prose goes on is a teaser or a heading of the article:
    with two or three lines, a short caption above a longer headline is a box, and the third line is
    a heading; a headline above one shorter line is a box of its own.
    """
    run = 0
    while run < len(following) and not is_prose(following[run]):
        run += 1
    if run and following[0].kind == "item":
        items = next((n for n, line in enumerate(following) if line.kind != "item"), run)
        return min(items, run)
    if run in (2, 3) and len(following) > run:
        caption, headline = following[0].text, following[1].text
        is_pair = len(caption) < len(headline) and (run == 2 or len(caption.split()) <= 6)
        return 2 if is_pair else (1 if run == 2 else 3)
    return run
