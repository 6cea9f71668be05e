"""Finding in a text what somebody copied out of it, letter for letter as the text has it."""

from __future__ import annotations

from articles.arabic.tokens import pieces

_AFTER = ".!?؟…»”\"')]"
_BEFORE = "«“\"'(["


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Where the words of `quote` stand in `text`, as start and end; None where they do not.

    Words are compared folded, so that vowel signs, forms of a letter, spaces and signs between
    words do not matter. Signs that open or close the quotation belong to it where both have them.
    A quotation is of one paragraph."""
    wanted = [word for word, _, _ in pieces(quote) if word]
    if not wanted:
        return None
    base = 0
    for block in text.split("\n\n"):
        found = [row for row in pieces(block) if row[0]]
        said = [word for word, _, _ in found]
        for at in range(len(said) - len(wanted) + 1):
            if said[at] == wanted[0] and said[at : at + len(wanted)] == wanted:
                start, end = found[at][1], found[at + len(wanted) - 1][2]
                start, end = _with_signs(block, start, end, quote.strip())
                return base + start, base + end
        base += len(block) + 2
    return None


def _with_signs(block: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """Take in the signs at both ends that the quotation has too."""
    opening = quote[: len(quote) - len(quote.lstrip(_BEFORE))]
    closing = quote[len(quote.rstrip(_AFTER)) :]
    if opening and block[:start].endswith(opening):
        start -= len(opening)
    for sign in closing:
        if block[end : end + 1] == sign:
            end += 1
    return start, end
