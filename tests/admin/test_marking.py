"""A text in pieces: none of it lost, each mark where it belongs, whatever crosses what."""

from hypothesis import given
from hypothesis import strategies as some

from articles.admin.review.marking import Span, marked_lines


def shown(lines) -> list[str]:
    return ["".join(piece.text for s in line.stretches for piece in s.pieces) for line in lines]


def marked(lines, what) -> str:
    pieces = [piece for line in lines for s in line.stretches for piece in s.pieces]
    return "".join(piece.text for piece in pieces if what in piece.marks)


def test_spans_that_cross_are_cut_where_one_begins_or_ends():
    lines = marked_lines("abcdef", [(0, 6)], [Span(0, 4, 1), Span(2, 6, 2)])
    pieces = lines[0].stretches[0].pieces
    assert [(p.text, p.marks, p.closes) for p in pieces] == [
        ("ab", (1,), ()),
        ("cd", (1, 2), (1,)),
        ("ef", (2,), (2,)),
    ]


def test_signs_of_headings_and_items_are_not_shown():
    lines = marked_lines("## عنوان\n\n- بند\nسطر", [], [])
    assert [(line.kind, text) for line, text in zip(lines, shown(lines), strict=True)] == [
        ("heading", "عنوان"),
        ("item", "بند"),
        ("paragraph", "سطر"),
    ]


def test_a_sentence_is_told_from_what_stands_between():
    lines = marked_lines("واحدة. ثانية.", [(0, 6), (7, 13)], [])
    assert [(s.is_sentence, s.text) for s in lines[0].stretches] == [
        (True, "واحدة."),
        (False, " "),
        (True, "ثانية."),
    ]


@given(
    some.text(alphabet="ab \n#-", max_size=60),
    some.lists(some.tuples(some.integers(-3, 70), some.integers(-3, 70)), max_size=6),
    some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60)), max_size=4),
)
def test_no_letter_is_lost_or_marked_wrongly(text, spans, bounds):
    spans = [Span(a, b, n) for n, (a, b) in enumerate(spans)]
    lines = marked_lines(text, sorted(b for b in bounds if b[0] < b[1]), spans)
    kept = [line for line in text.split("\n") if line.strip()]
    for line, told in zip(shown(lines), (k for k in kept if k not in ("## ", "- ")), strict=False):
        assert told.endswith(line)
    for span in spans:
        inside = marked(lines, span.what)
        if 0 <= span.start < span.end <= len(text) and "#" not in text and "-" not in text:
            wanted = [part for part in text[span.start : span.end].split("\n")]
            assert inside.replace(" ", "") == "".join(wanted).replace(" ", "")
        assert len(inside) <= max(0, span.end - span.start)


class Counted(int):
    """A place in a text that counts how often it is compared with another."""

    asked = 0

    def __lt__(self, other: int) -> bool:
        Counted.asked += 1
        return int(self) < int(other)

    def __gt__(self, other: int) -> bool:
        Counted.asked += 1
        return int(self) > int(other)


def compared(lines: int) -> int:
    """How often places are compared while so many lines of one sentence and name are marked."""
    spans = [Span(Counted(4 * n), Counted(4 * n + 2), n) for n in range(lines)]
    Counted.asked = 0
    marked_lines("abc\n" * lines, [(4 * n, 4 * n + 3) for n in range(lines)], spans)
    return Counted.asked


def test_twice_the_text_takes_twice_the_work():
    assert 0 < compared(800) < 3 * compared(400)
