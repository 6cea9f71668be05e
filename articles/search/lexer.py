"""From a typed query to its pieces: words, phrases, operators, fields, parentheses.

Knows the limits and the spelling of operators, nothing of how pieces combine (query.py does).
Whatever is malformed is repaired here, and said in a notice."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from articles.arabic.normalize import fold
from articles.arabic.tokens import tokenize

# The guard against expensive queries: a time limit would not stop a search in a worker thread.
MAX_CHARACTERS: Final = 256
MAX_TERMS: Final = 16
MAX_PHRASE_TERMS: Final = 8
MIN_PREFIX_LETTERS: Final = 3
MAX_DEPTH: Final = 8
MAX_SLOP: Final = 20

FIELDS: Final = {
    "title": ("title", "عنوان", "العنوان"),
    "source": ("source", "مصدر", "المصدر"),
    "person": ("person", "شخص", "الشخص"),
    "place": ("place", "مكان", "المكان"),
    "organization": ("org", "organization", "organisation", "منظمة", "المنظمة"),
    "topic": ("topic", "موضوع", "الموضوع"),
    "date": ("date", "تاريخ", "التاريخ"),
    "before": ("before", "قبل"),
    "after": ("after", "بعد"),
}
_FIELD_OF: Final = {fold(name): key for key, names in FIELDS.items() for name in names}
OPERATORS: Final[dict[str, Literal["and", "or", "not"]]] = {
    "AND": "and", "OR": "or", "NOT": "not", "و": "and", "أو": "or", "او": "or", "ليس": "not",
}  # fmt: skip

Kind = Literal[
    "word", "phrase", "prefix", "fuzzy", "field", "minus", "open", "close", "and", "or", "not"
]


@dataclass(frozen=True)
class Notice:
    """What was wrong with the query: a code, and the piece it is about."""

    code: str
    value: str = ""


@dataclass(frozen=True)
class Piece:
    """One piece of a query. `text` is as typed; a phrase has `words` and `slop`."""

    kind: Kind
    text: str = ""
    words: tuple[str, ...] = ()
    slop: int = 0
    raw: str = ""


@dataclass
class Lexed:
    pieces: list[Piece] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    terms: int = 0

    def say(self, code: str, value: str = "") -> None:
        notice = Notice(code, value)
        if notice not in self.notices:
            self.notices.append(notice)

    def room_for(self, count: int = 1) -> bool:
        """Count terms; False once the query holds more than it may."""
        if self.terms + count > MAX_TERMS:
            self.say("too_many_terms", str(MAX_TERMS))
            return False
        self.terms += count
        return True


_SIGNS: Final[dict[str, Kind]] = {"open": "open", "close": "close", "minus": "minus"}
_LETTER = r"[^\W\d_]"
_SCAN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<quote>(?:"(?P<q1>[^"]*)"|«(?P<q2>[^«»]*)»|“(?P<q3>[^“”"]*)”)(?:~(?P<slop>\d{{1,6}}))?)
    |(?P<open>\()|(?P<close>\))
    |(?P<minus>(?<![^\s(:])[-−](?=[^\s)\-−]))
    |(?P<field>(?<![^\s(\-−])(?P<name>{_LETTER}+)[:：](?=[^\s)/]))
    |(?P<loose>["«»“”])
    |(?P<chunk>[^\s()"«»“”]+)""",
    re.VERBOSE,
)

_KEY_OR_DATE = re.compile(r"[\w.][\w.\-/]*")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a piece of text, as typed."""
    return tuple(text[token.start : token.end] for token in tokenize(text))


def lex(text: str) -> Lexed:
    """Cut a query into pieces; operators are told apart from words by where they stand."""
    lexed = Lexed()
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        lexed.say("too_long", str(MAX_CHARACTERS))
        cut = text[:MAX_CHARACTERS]
        # Cut at a word, so that half a word is not searched.
        text = cut if text[MAX_CHARACTERS].isspace() else cut.rsplit(None, 1)[0]
    value_wanted = ""
    partners = _partners(text)
    around = [""]  # the field of each open parenthesis: what it holds are values too
    for match in _SCAN.finditer(text):
        if match["space"]:
            continue
        if match["quote"]:
            _phrase(lexed, match["q1"] or match["q2"] or match["q3"] or "", match["slop"])
        elif match["field"]:
            value_wanted = _field(lexed, match["name"])
            continue
        elif match["chunk"]:
            if value_wanted or not around[-1]:
                _chunk(lexed, match["chunk"], value_wanted)
            else:
                _value(lexed, match["chunk"])
        elif match["loose"]:
            lexed.say("unbalanced_quote")
        elif sign := _SIGNS.get(match.lastgroup or ""):
            lexed.pieces.append(Piece(sign))
            if sign != "minus" and match.start() not in partners:
                continue
            if sign == "open":
                name = value_wanted or around[-1]
                around.append("" if name == "title" else name)
            elif sign == "close":
                around.pop()
        value_wanted = ""
    lexed.pieces = _plain_and(_operators(_balanced(lexed)))
    return lexed


def _phrase(lexed: Lexed, text: str, slop: str | None) -> None:
    words = words_of(text)
    if len(words) > MAX_PHRASE_TERMS:
        lexed.say("long_phrase", str(MAX_PHRASE_TERMS))
        words = words[:MAX_PHRASE_TERMS]
    if words and lexed.room_for(len(words)):
        near = min(int(slop or 0), MAX_SLOP)
        lexed.pieces.append(Piece("phrase", " ".join(words), words, near))


def _field(lexed: Lexed, name: str) -> str:
    """Note a field; an unknown one is an ordinary word. Returns the field's name, or ""."""
    known = _FIELD_OF.get(fold(name), "")
    if known:
        lexed.pieces.append(Piece("field", known, raw=name))
    else:
        lexed.say("unknown_field", name)
        _words(lexed, words_of(name))
    return known


def _words(lexed: Lexed, texts: tuple[str, ...], last: Kind = "word") -> None:
    """Note words; an operator's spelling is an operator until its place says otherwise."""
    for position, text in enumerate(texts):
        if text in OPERATORS:
            lexed.pieces.append(Piece(OPERATORS[text], text))
        elif lexed.room_for():
            lexed.pieces.append(Piece(last if position == len(texts) - 1 else "word", text))


def _partners(text: str) -> set[int]:
    """Where the parentheses stand that _balanced will keep."""
    opened: list[int] = []
    kept: set[int] = set()
    for match in _SCAN.finditer(text):
        if match["open"]:
            opened.append(match.start())
        elif match["close"] and opened:
            start = opened.pop()
            if len(opened) < MAX_DEPTH:
                kept |= {start, match.start()}
    return kept


def _value(lexed: Lexed, chunk: str) -> None:
    """Note one of several values of a field in parentheses: a key, a date or a word stays whole."""
    texts = words_of(chunk)
    whole = len(texts) > 1 and _KEY_OR_DATE.fullmatch(chunk)
    _words(lexed, (chunk,) if whole else texts)


def _chunk(lexed: Lexed, chunk: str, field_name: str) -> None:
    """Note a run of letters. The value of a field may be a key or a date, and stays whole."""
    if field_name not in ("", "title"):
        value = chunk.lstrip("/-−")  # which there would mean an address, or a negation
        if value and lexed.room_for():
            lexed.pieces.append(Piece("word", value))
        return
    body = chunk.lstrip("*")
    if body and chunk.startswith("*"):
        lexed.say("leading_wildcard", chunk)
    suffix = re.search(r"(\*+|~\d*)$", body)
    texts = words_of(body[: suffix.start()] if suffix else body)
    if field_name and len(texts) > 1:
        _phrase(lexed, chunk, None)
        return
    _words(lexed, texts, _suffix(lexed, suffix.group(), texts[-1]) if suffix and texts else "word")


def _suffix(lexed: Lexed, suffix: str, word: str) -> Kind:
    if suffix.startswith("*"):
        if len(fold(word)) >= MIN_PREFIX_LETTERS:
            return "prefix"
        lexed.say("short_prefix", f"{word}*")
        return "word"
    if suffix not in ("~", "~1"):
        lexed.say("fuzzy_limit", f"{word}{suffix}")
    return "fuzzy"


def _balanced(lexed: Lexed) -> list[Piece]:
    """Drop parentheses without a partner, empty ones, and those nested too deep."""
    drop: set[int] = set()
    opened: list[int] = []
    for at, piece in enumerate(lexed.pieces):
        if piece.kind == "open":
            opened.append(at)
        elif piece.kind == "close":
            if not opened:
                drop.add(at)
                lexed.say("unbalanced_parenthesis")
                continue
            start = opened.pop()
            if len(opened) >= MAX_DEPTH:
                drop |= {start, at}
                lexed.say("too_deep", str(MAX_DEPTH))
            elif all(i in drop for i in range(start + 1, at)):
                drop |= {start, at}
    if opened:
        lexed.say("unbalanced_parenthesis")
    drop |= set(opened)
    return [piece for at, piece in enumerate(lexed.pieces) if at not in drop]


_OPENS_OPERAND = {"word", "phrase", "prefix", "fuzzy", "open", "minus", "field"}
_ENDS_OPERAND = {"word", "phrase", "prefix", "fuzzy", "close"}


def _operators(pieces: list[Piece]) -> list[Piece]:
    """Keep operators that stand where an operator can, and drop the others.

    They count only between two operands; NOT may also stand first. Elsewhere "and", "or" and
    "not" say nothing that could be searched, except where nothing else was typed."""
    kept: list[Piece] = []
    for at, piece in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        opens = following is not None and (
            following.kind in _OPENS_OPERAND or following.text == "NOT"
        )
        if piece.kind in ("and", "or", "not"):
            between = bool(kept) and kept[-1].kind in _ENDS_OPERAND
            if opens and (between or piece.text == "NOT"):
                kept.append(piece)
        elif piece.kind not in ("minus", "field") or opens:
            kept.append(piece)
    if pieces and not kept:
        kept = [Piece("word", piece.text) for piece in pieces[-1:] if piece.text in OPERATORS]
    return kept


def _plain_and(pieces: list[Piece]) -> list[Piece]:
    """Drop the Arabic "and" where words stand side by side within the same parentheses.

    Alone it asks for both (this و that). In a pasted headline it is a word like any other, and
    would rule out whatever lacks one of its neighbors."""
    levels = [0]
    level_of = []
    crowded: set[int] = set()
    for at, piece in enumerate(pieces):
        if piece.kind == "close":
            levels.pop()
        level_of.append(levels[-1])
        before = pieces[at - 1].kind if at else ""
        # A filter beside them does not make a headline of two words.
        filters = piece.kind in ("minus", "field")
        if piece.kind in _OPENS_OPERAND and before in _ENDS_OPERAND and not filters:
            crowded.add(levels[-1])
        if piece.kind == "open":
            levels.append(at + 1)
    return [
        piece
        for piece, level in zip(pieces, level_of, strict=True)
        if piece.text != "و" or piece.kind != "and" or level not in crowded
    ]
