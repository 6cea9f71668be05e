"""What newsrooms do to a report before they print it: each edit gives a true copy.

A report is a list of paragraphs. Nothing here knows how copies are found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Paragraphs = list[str]
STORIES = Path(__file__).with_name("stories.txt")


@dataclass
class Event:
    """One event: reports of it that owe each other nothing, but for a quotation or a paragraph of
    background; a paragraph that a local paper adds, and another beginning."""

    name: str
    added: str = ""
    beginning: str = ""
    reports: list[Paragraphs] = field(default_factory=list)


def events(path: Path = STORIES) -> list[Event]:
    """Read the file: `=` begins an event, `#` another report of it."""
    found: list[Event] = []
    for line in path.read_text().splitlines():
        mark, _, text = line.partition(" ")
        if mark == "=":
            found.append(Event(text, reports=[[]]))
        elif mark == "+":
            found[-1].added = text
        elif mark == "~":
            found[-1].beginning = text
        elif mark == "#":
            found[-1].reports.append([])
        elif mark == "-":
            found[-1].reports[-1].append(text)
    return found


# Words that desks change without thinking: verbs of saying, days, a few connectives.
HOUSE_STYLE = {
    "وقال": "وأوضح",
    "وقالت": "وأوضحت",
    "وأكد": "وشدد",
    "وأكدت": "وشددت",
    "اليوم": "أمس",
    "نحو": "قرابة",
    "لكن": "غير أن",
    "فيما": "بينما",
    "وجرى": "وتم",
    "said": "stated",
    "agreed": "decided",
    "told": "informed",
    "about": "around",
    "would": "will",
}
_SENTENCE = re.compile(r"(?<=[.!؟])\s+")


def house_style(text: Paragraphs) -> Paragraphs:
    return [" ".join(HOUSE_STYLE.get(word, word) for word in one.split(" ")) for one in text]


def respelled(text: Paragraphs) -> Paragraphs:
    """Without hamzas on alefs, and with tatweel in a word: two keyboards, one text."""
    return [one.translate(str.maketrans("أإآ", "ااا")).replace("قال", "قــال") for one in text]


def short_sentences(text: Paragraphs) -> Paragraphs:
    """The last sentence of each longer paragraph is gone, and short ones are joined."""
    kept = [" ".join(parts[:-1] or parts) for parts in (_SENTENCE.split(one) for one in text)]
    half = len(kept) // 2
    return [" ".join(kept[:half]), *kept[half:]]


Edit = Callable[[Paragraphs, Event], Paragraphs]
EDITS: dict[str, Edit] = {
    "other title": lambda text, event: text,
    "ending cut": lambda text, event: text[:-1],
    "half": lambda text, event: text[: len(text) // 2 + 1],
    "brief": lambda text, event: text[:2],
    "credit below": lambda text, event: [*text, "(رويترز)"],
    "credits below, ending cut": lambda text, event: [*text[:-1], "المصدر: أ ف ب، وكالات"],
    "dateline": lambda text, event: [f"العاصمة (الأناضول) - {text[0]}", *text[1:]],
    "swapped": lambda text, event: [text[0], text[2], text[1], *text[3:]],
    "background first": lambda text, event: [text[0], text[-1], *text[1:-1]],
    "paragraph added": lambda text, event: [*text[:2], event.added, *text[2:]],
    "other beginning": lambda text, event: [event.beginning, *text[1:]],
    "other beginning, ending cut": lambda text, event: [event.beginning, *text[1:-1]],
    "house style": lambda text, event: house_style(text),
    "house style, added, cut": lambda text, event: [*house_style(text[:-1]), event.added],
    "respelled": lambda text, event: respelled(text),
    "sentences cut": lambda text, event: short_sentences(text),
    "all of it": lambda text, event: [
        event.beginning,
        text[2],
        house_style(text)[1],
        event.added,
        "(وكالات)",
    ],
}
# Whom the edited text credits, where the edit credits somebody.
CREDITED = {
    "credit below": "reuters",
    "credits below, ending cut": "afp",
    "dateline": "anadolu",
    "all of it": "agencies",
}
