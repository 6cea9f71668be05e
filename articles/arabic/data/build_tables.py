"""Make words.bin and roots.txt from words.txt.xz: what a process reads instead of it.

Run by hand when that list, the folding or root.py changed:
`PYTHONPATH=. python articles/arabic/data/build_tables.py`. Until then a test fails."""

from collections.abc import Iterable
from pathlib import Path

from articles.arabic.frequencies import pack
from articles.arabic.lexicon import listed_frequencies
from articles.arabic.root import root_of

# A word that takes the article as often as this is a noun, or an adjective, of the language.
FREQUENT = 34
FOLDER = Path(__file__).parent


def roots(words: Iterable[tuple[str, int]]) -> list[str]:
    """The roots of the frequent words that take the article, in order."""
    found = {root_of(word[2:]) for word, n in words if n >= FREQUENT and word.startswith("ال")}
    # A word without a shape is its own root, and longer.
    return sorted(root for root in found if len(root) == 3)


def main() -> None:
    words = list(listed_frequencies())
    (FOLDER / "words.bin").write_bytes(pack(words))
    (FOLDER / "roots.txt").write_text("\n".join(roots(words)) + "\n")


if __name__ == "__main__":
    main()
