"""Where it was: the place that a sentence gives for a meeting, and none that it merely names."""

from __future__ import annotations

from articles.arabic.lexicon import countries
from articles.tagging.known import Known
from articles.tagging.sentences import Sentence, Who

_CITY_WORDS = frozenset(("مدينه", "بمدينه", "لمدينه", "العاصمه", "بالعاصمه", "منتجع", "بمنتجع",
                         "ولايه", "بولايه", "the", "city", "of"))  # fmt: skip


def place_in(sentence: Sentence, begin: int, end: int, known: Known) -> str | None:
    """Where it was: a place behind "in", else a hall whose place is known, a place visited or host,
    or one that the talks are called by. A city rather than its country."""
    places = [w for w in sentence.of_kind("place") if begin <= w.first < end]
    told = [who for who in places if _is_in(sentence, who)]
    towns = [who for who in told if not _is_country(sentence, who)]
    if towns:
        return max(towns, key=lambda who: (known.hosts[who.entity], -who.first)).entity
    halls = [w for w in sentence.of_kind("organization") if begin <= w.first < end]
    for who in halls:
        form = sentence.words[who.first : who.last]
        form[0] = form[0][len(who.joined) :] if who.joined else form[0]
        if _is_in(sentence, who) and tuple(form) in known.venues:
            return known.venues[tuple(form)]
    if told:
        return told[0].entity
    for who in places:
        if any("host" in sentence.kinds(n) for n in range(max(0, who.first - 9), who.first)):
            return who.entity
    for who in places:  # "the Geneva talks", "Geneva brought together"
        if sentence.kinds(who.first - 1) & {"meet", "talks", "round"} and not who.joined:
            return who.entity
    return None


def _is_in(sentence: Sentence, who: Who) -> bool:
    if _is_side_of(sentence, who) or _is_of_matter(sentence, who):
        return False
    if "ب" in who.joined:
        return True
    at = who.first - 1
    while at >= 0 and sentence.words[at] in _CITY_WORDS:
        if sentence.words[at].startswith("ب"):
            return True
        at -= 1
    if at >= 0 and "to" in sentence.kinds(at):  # "flew to"; "ambassador to" is no place
        return any(sentence.kinds(n) & {"arrive", "visit"} for n in range(max(0, at - 8), at))
    return at >= 0 and "in" in sentence.kinds(at)


def _is_of_matter(sentence: Sentence, who: Who) -> bool:
    """Whether a place is that of what is spoken of: "the war in", "the deal on"."""
    before = range(max(0, who.first - 3), who.first)
    return any(sentence.kinds(n) & {"matter", "insider"} for n in before)


def _is_side_of(sentence: Sentence, who: Who) -> bool:
    """Whether a place stands for a party: "between Moscow and Washington"."""
    return any("between" in sentence.kinds(n) for n in range(max(0, who.first - 4), who.first))


def _is_country(sentence: Sentence, who: Who) -> bool:
    words = [word.removeprefix("ال") for word in sentence.words[who.first : who.last]]
    words[0] = words[0].removeprefix(who.joined) if who.joined else words[0]
    return any(word in countries() for word in words)
