"""Who met: the persons of a sentence, without those who only tell of it or are named with it."""

from __future__ import annotations

from articles.arabic.clitics import with_article
from articles.arabic.lexicon import countries
from articles.tagging.known import Known, plain
from articles.tagging.sentences import Sentence, Who
from articles.tagging.vocabulary import is_cue, titles

_HEADS = frozenset(("الرءيس", "للرءيس", "الوزير", "للوزير", "المنتخب", "الحالي", "السابق",
                    "الاسبق", "president"))  # fmt: skip


def participants(sentence: Sentence, begin: int, end: int, known: Known) -> list[str]:
    """The persons in a part of a sentence who meet; with one alone, the organization on the other
    side. Left out are those who only say so, and those that an office or a plan is named after."""
    inside = [who for who in sentence.who if begin <= who.first < end]
    persons = [who for who in inside if who.kind == "person"]
    kept = [who for who in persons if not _is_owner(sentence, who, known)]
    kept = [who for who in kept if not _is_matter(sentence, who)]
    speaking = _speakers(sentence, kept)
    kept = [who for who in kept if who not in speaking]
    found = list(dict.fromkeys(who.entity for who in kept))
    if len(found) < 2:
        sides = [who for who in inside if who.kind == "organization" and _is_side(sentence, who)]
        found += [who.entity for who in sides if who.entity not in found]
    return found


def _is_owner(sentence: Sentence, who: Who, known: Known) -> bool:
    """Whether something else is named after this person: an adviser, a plan, somebody's son."""
    if "،" in sentence.text[sentence.ends[who.first - 1] : sentence.offsets[who.first]]:
        return False
    raw = sentence.text[sentence.offsets[who.first] : sentence.ends[who.last - 1]]
    if raw.endswith(("'s", "’s")) and who.last < len(sentence.words):
        return _named_again(sentence, who)
    if "ل" in who.joined and any(
        is_cue(word.removeprefix("ال"), "of")
        for word in sentence.words[max(0, who.first - 2) : who.first]
    ):
        return True  # "the personal representative of"
    heads = {head for head, _ in known.roles.get(who.entity, ())}
    for at in range(who.first - 1, max(-1, who.first - 5), -1):
        word = sentence.words[at]
        if "of" in sentence.kinds(at) and not word.startswith(("ال", "وال")):
            # "the minister's adviser So-and-so" is the adviser if that is his office.
            return word.startswith("لل") or plain(with_article(word)) not in heads
        if not _is_office_word(word):
            return False
    return False


def _named_again(sentence: Sentence, who: Who) -> bool:
    """Whether "X's" is followed by another person: X's adviser. "Ukraine's X" is X."""
    following = sentence.words[who.last]
    return is_cue(following, "of") or following in titles()


def _is_office_word(word: str) -> bool:
    bare = word.removeprefix("لل").removeprefix("ال")
    return word in _HEADS or bare in countries() or word in countries()


def _is_matter(sentence: Sentence, who: Who) -> bool:
    return who.first > 0 and "about" in sentence.kinds(who.first - 1)


def _speakers(sentence: Sentence, kept: list[Who]) -> list[Who]:
    """Those between a word of saying and "that": unless it goes on with "he", they only report."""
    found: list[Who] = []
    for at in range(len(sentence.words)):
        if "say" not in sentence.kinds(at):
            continue
        stop = next(
            (n for n in range(at + 1, min(len(sentence.words), at + 26))
             if "that" in sentence.kinds(n)), None,
        )  # fmt: skip
        if stop is None:
            latin = sentence.words[at].isascii()
            beside = [w for w in kept if (latin and w.last == at) or at < w.first < at + 4]
            if len(kept) - len(beside) >= 2:
                found += beside
        elif "he" not in sentence.kinds(stop) and not _is_party(sentence, kept, stop):
            found += [who for who in kept if at < who.first < stop]
    return found


def _is_party(sentence: Sentence, kept: list[Who], stop: int) -> bool:
    """Whether the speaker is one of those who met: "X said that talks were held with Y"."""
    after = [who for who in kept if who.first > stop]
    return bool(after) and "with_word" in sentence.kinds(after[0].first - 1)


def _is_side(sentence: Sentence, who: Who) -> bool:
    """Whether an organization is one that was met: "with a delegation of ..."."""
    before = range(max(0, who.first - 4), who.first)
    return any("with_word" in sentence.kinds(n) for n in before) or any(
        sentence.words[n] in ("وفد", "وفدا", "ووفد", "بوفد", "وفدي", "delegation") for n in before
    )


def meant(
    sentence: Sentence, cues: list[int], before: Sentence, named: list[str], known: Known
) -> list[str]:
    """Whom a pronoun, or a verb without a subject, means: somebody of the sentence before.

    "He" is whom that sentence named first, "they" and "them" are all of those who acted in it."""
    verbs = [at for at in cues if "meet" in sentence.kinds(at)]
    if not verbs:
        return []
    near = range(max(0, verbs[0] - 3), min(len(sentence.words), verbs[0] + 4))
    they = any("they" in sentence.kinds(n) for n in near)
    first = next((who.first for who in sentence.who if who.entity == named[0]), 0)
    unsaid = verbs[0] < 2 and not sentence.words[0].isascii() and first > verbs[0]
    one = len(named) == 1 and (unsaid or any("one" in sentence.kinds(n) for n in near))
    if not (they or one):
        return []
    meant = participants(before, 0, len(before.words), known)
    meant = [who for who in meant if who not in named and known.kinds[who] == "person"]
    return meant if they else meant[:1]
