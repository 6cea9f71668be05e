"""A text as one folded line, which patterns can read, and the way back to its offsets."""

import re

from articles.arabic.normalize import FORMAT_MARKS, fold
from articles.arabic.tokens import pieces

_QUOTED = re.compile(r"\"[^\"\n]*\"|«[^»\n]*»|“[^”\n]*”")
_INVISIBLE = str.maketrans("", "", FORMAT_MARKS)


class Line:
    """The text as folded words with the signs between them, and the way back to its offsets.

    What stands inside quotation marks is not there: it is somebody's words, or a phrase."""

    def __init__(self, text: str) -> None:
        self.raw = _QUOTED.sub(lambda quoted: "\0" * len(quoted.group()), text)
        self.starts: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        parts: list[str] = []
        length = done = 0
        for word, start, end in pieces(self.raw):
            if not word:
                continue
            # The tokenizer drops the comma of thousands, and 1,950 is no year.
            word = fold(self.raw[start:end]) if word[0].isdigit() else word
            gap = self._gap(done, start)
            self.starts[length + len(gap)] = start
            length += len(gap) + len(word)
            self.ends[length] = done = end
            parts += (gap, word)
        parts.append(self._gap(done, len(self.raw)))
        self.text = "".join(parts)

    def _gap(self, start: int, end: int) -> str:
        gap = self.raw[start:end].translate(_INVISIBLE)
        return re.sub(r"\s+", lambda space: "\n" if "\n" in space.group() else " ", gap)

    def word_at(self, at: int) -> int:
        """Where in the text the word begins that has its letter at `at`."""
        while at not in self.starts and at > 0:
            at -= 1
        return self.starts.get(at, 0)

    def stop(self, at: int) -> int:
        """Where in the text the last word up to `at` ends."""
        while at not in self.ends and at > 0:
            at -= 1
        return self.ends.get(at, 0)

    def before(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        return pattern.search(self.text, max(0, at - 60), at)

    def original(self, begin: int, end: int) -> str:
        """The letters as written, which the line has folded; each alef with its hamza or madda."""
        raw = self.raw[self.word_at(begin) : self.stop(end)]
        return raw.replace("ا\u0653", "آ").replace("ا\u0654", "أ")
