"""Text for the index: three views of every word, and the Whoosh analyzer that reads them.

Bodies are analyzed once, here, into strings of terms parted by spaces, one place a word;
the index then only splits. So every engine holds the same terms, and the text is not
analyzed three times. The only file of this room that imports Whoosh."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache

from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken

from articles.arabic.stem import bare, protected_reading, root, stem
from articles.arabic.tokens import words

NOTHING = "_"
OR = "|"


@dataclass(frozen=True, slots=True)
class Analyzed:
    """The three views of a text, aligned: the n-th term of each is the n-th word.

    `_` marks a word without a root; `word|bare` puts two terms on one place."""

    stems: str
    surfaces: str
    roots: str


def analyze(text: str, protected: Container[str] = frozenset()) -> Analyzed:
    """The terms of `text`; `protected` are the words of known names (NameTable.protected)."""
    names = protected if isinstance(protected, frozenset) else _Uncached(protected)
    views = [word_views(word, names) for word in words(text)]
    return Analyzed(
        stems=" ".join(view[0] for view in views),
        surfaces=" ".join(view[1] for view in views),
        roots=" ".join(view[2] for view in views),
    )


class _Uncached:
    """A container of any kind, made hashable by identity for the cache."""

    def __init__(self, words: Container[str]) -> None:
        self.words = words

    def __contains__(self, word: object) -> bool:
        return word in self.words


@lru_cache(maxsize=1 << 17)
def word_views(word: str, protected: Container[str]) -> tuple[str, str, str]:
    """The stem, the surface (with the bare form, if a particle comes off) and the root."""
    whole = bare(word, protected)
    surface = word if whole == word else f"{word}{OR}{whole}"
    named = protected_reading(word, protected) is not None
    return stem(word, protected), surface, NOTHING if named else root(word) or NOTHING


class PreAnalyzed(Analyzer):  # type: ignore[misc]
    """Splits a string made by `analyze`: a place for each word, several terms on one if need be."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **kwargs: object,
    ) -> Iterator[WhooshToken]:
        token = WhooshToken(positions, chars, removestops=removestops, mode=mode, **kwargs)
        start = start_char
        for place, terms in enumerate(value.split(" ") if value else ()):
            for term in terms.split(OR):
                if term and term != NOTHING:
                    token.text = term
                    token.boost = 1.0
                    token.stopped = False
                    if keeporiginal:
                        token.original = term
                    if positions:
                        token.pos = start_pos + place
                    if chars:
                        token.startchar, token.endchar = start, start + len(terms)
                    yield token
            start += len(terms) + 1
