"""How long: the lengths of time that a sentence tells of what went on."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from articles.tagging.sentences import Sentence
from articles.tagging.vocabulary import is_cue

_NUMBERS = {
    "ثلاث": 3, "ثلاثه": 3, "اربع": 4, "اربعه": 4, "خمس": 5, "خمسه": 5, "ست": 6, "سته": 6,
    "سبع": 7, "سبعه": 7, "ثماني": 8, "ثمان": 8, "ثمانيه": 8, "تسع": 9, "تسعه": 9, "عشر": 10,
    "عشره": 10, "عشرين": 20, "عشرون": 20, "ثلاثين": 30, "ثلاثون": 30, "اربعين": 40, "اربعون": 40,
    "خمسين": 50, "خمسون": 50, "تسعين": 90, "تسعون": 90,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "ninety": 90,
}  # fmt: skip
_COUNT = rf"(?:\d{{1,3}}(?:\.5)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_MORE = (
    r"(?: (?P<half>ونصف(?: الساعه)?|and a half)| (?P<quarter>وربع(?: الساعه)?)"
    r"| (?P<third>وثلث(?: الساعه)?)"
    rf"| (?:و ?|and )?(?P<minutes>{_COUNT}) (?:دقيقه|دقاءق|minutes?)"
    rf"| و(?P<more>{_COUNT}) (?:دقيقه|دقاءق))?"
)
_LENGTH = re.compile(
    rf"(?<!\S)(?:(?:ل|ب|و)?(?P<two>ساعتين|ساعتان)|(?P<halfhour>نصف ساعه|half an hour|half hour)"
    rf"|(?:ل|و)?(?P<hours>{_COUNT})(?P<andhalf> and a half)? (?:ساعات|ساعه|hours?)"
    rf"|(?P<only>{_COUNT}) (?:دقيقه|دقاءق|minutes?)"
    rf"|(?P<one>ساعه|لساعه|an hour)){_MORE}(?!\S)"
)


def durations_in(sentence: Sentence) -> list[tuple[int, int]]:
    """The lengths of time a sentence tells of something: (word at which it begins, minutes)."""
    line = sentence.line()
    starts = [0, *accumulate(len(word) + 1 for word in sentence.words)]
    found = []
    for match in _LENGTH.finditer(line):
        at = bisect_right(starts, match.start()) - 1
        minutes = _minutes(match.groupdict())
        ago = line[match.end() :].startswith(" ago")
        if not ago and _is_length(sentence, at, match) and 0 < minutes < 24 * 60:
            found.append((at, minutes))
    return found


def _is_length(sentence: Sentence, at: int, match: re.Match[str]) -> bool:
    """Whether it is how long something took, not how long ago, nor the hour of the clock."""
    if "after" in sentence.kinds(at - 1):
        return False
    if match["one"] != "ساعه" or match["half"] or match["minutes"]:
        return True
    before = sentence.words[max(0, at - 3) : at]
    return any(is_cue(word, "lasted", "call", "talks") for word in before)


def _minutes(parts: dict[str, str | None]) -> int:
    total = 0.0
    if parts["two"]:
        total = 120
    elif parts["halfhour"]:
        return 30
    elif hours := parts["hours"]:
        total = 60 * _number(hours) + (30 if parts["andhalf"] else 0)
    elif parts["only"]:
        return int(_number(parts["only"]))
    elif parts["one"]:
        total = 60
    total += 30 * bool(parts["half"]) + 15 * bool(parts["quarter"]) + 20 * bool(parts["third"])
    minutes = parts["minutes"] or parts["more"]
    return int(total + (_number(minutes) if minutes else 0))


def _number(word: str) -> float:
    return float(word) if word[0].isdigit() else _NUMBERS[word]
