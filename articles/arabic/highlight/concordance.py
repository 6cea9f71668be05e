"""Chunks of texts read before, by what they hold: so that a long text is not read word by word.

A text is cut at spaces and at the signs that stand in no word. It has most of its chunks in
common with the texts before it, and which of them hold a wanted word is known without looking."""

from collections.abc import Callable, Iterable
from threading import Lock

# None of these is a part of a word for tokens.py: a number keeps its comma, a Hebrew
# abbreviation its quotation mark. Cutting at them leaves fewer different chunks.
SEPARATORS = "\n\r\t\u00a0\u060c\u061b\u061f\u00ab\u00bb\u201c\u201d\u2026\u2013\u2014()[]!?/-"

# So many chunks are kept, with their keys some 4 MB; then the concordance begins anew.
LIMIT = 1 << 14
# A longer chunk is a web address or a text without spaces, and will hardly be met again.
LONGEST = 40


def cut(text: str) -> list[str]:
    """The chunks of `text`, which has one character between each and the next."""
    for separator in SEPARATORS:
        text = text.replace(separator, " ")
    return text.split(" ")


class Concordance:
    """Which chunks hold which keys; `keys_of` names those of a chunk, every time the same."""

    def __init__(self, keys_of: Callable[[str], Iterable[str]], limit: int = LIMIT) -> None:
        self._keys_of = keys_of
        self._limit = limit
        self._lock = Lock()
        self._read: tuple[set[str], dict[str, list[str]]] = set(), {}

    def over(self, chunks: set[str]) -> Callable[[Iterable[str]], set[str]]:
        """A function that tells which of `chunks` hold a key of some, or are too long to know."""
        known, holders = self._read
        long: set[str] = set()
        if new := chunks.difference(known):
            long = {chunk for chunk in new if len(chunk) > LONGEST}
            if len(long) < len(new):
                holders = self._learn({chunk for chunk in chunks if len(chunk) <= LONGEST})

        def holding(keys: Iterable[str]) -> set[str]:
            found = set(long)
            for key in keys:
                found.update(holders.get(key, ()))
            return found & chunks

        return holding

    def _learn(self, chunks: set[str]) -> dict[str, list[str]]:
        # Others read meanwhile: a chunk becomes known only after its keys, and whoever began
        # with a concordance that is full now ends with it.
        with self._lock:
            if len(self._read[0]) > self._limit:
                self._read = set(), {}
            known, holders = self._read
            for chunk in chunks.difference(known):
                for key in set(self._keys_of(chunk)):
                    holders.setdefault(key, []).append(chunk)
                known.add(chunk)
            return holders
