"""Make words.txt.xz: how frequent each folded Arabic word is.

Run by hand, outside the project's environment, when the word list is to be made anew:
`pip install wordfreq && PYTHONPATH=. python articles/arabic/data/build.py`; build_tables.py then
makes what a process reads.

One line per frequency step: ten times the Zipf value, then the words of that step. Words
that are only a conjunction or a preposition with the article before a more frequent word
say nothing new about it and are left out; so are words below MINIMUM."""

import lzma
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

import wordfreq  # type: ignore[import-not-found]

from articles.arabic.normalize import fold

MINIMUM = 17
TARGET = Path(__file__).with_name("words.txt.xz")
GLUED = ("وال", "فال", "بال", "كال", "ولل", "لل", "و")


def frequencies() -> dict[str, int]:
    """Folded word to ten times its Zipf value, in even steps."""
    counts: Counter[str] = Counter()
    for word in wordfreq.iter_wordlist("ar", "large"):
        folded = fold(word)
        if len(folded) > 1 and all("ء" <= letter <= "ي" for letter in folded):
            counts[folded] += wordfreq.word_frequency(word, "ar", "large")
    return {word: 2 * round(5 * (math.log10(share) + 9)) for word, share in counts.items() if share}


def informative(word: str, zipf: dict[str, int]) -> bool:
    """False where `word` is a particle glued to a word that is clearly more frequent."""
    if word.startswith(("وو", "وف")):
        return True  # tells a radical waw or fa from a conjunction
    for particle in GLUED:
        if word.startswith(particle):
            rest = word[len(particle) :]
            base = zipf.get("ال" + rest if particle != "و" else rest, 0)
            if base >= zipf[word] + 4:
                return False
    return True


def main() -> None:
    zipf = frequencies()
    steps: defaultdict[int, list[str]] = defaultdict(list)
    for word, value in zipf.items():
        if value >= MINIMUM and informative(word, zipf):
            steps[value].append(word)
    lines = (f"{value} {' '.join(sorted(steps[value]))}" for value in sorted(steps, reverse=True))
    TARGET.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    sys.stdout.write(f"{sum(map(len, steps.values()))} words, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
