"""What is said to the reader about the words of a query: corrections, and what was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.arabic.normalize import fold
from articles.arabic.tokens import tokenize
from articles.arabic.tokens import words as words_of
from articles.arabic.variants import wrong_layout
from articles.models import Article
from articles.search import query, spelling
from articles.search.catalog import Catalog
from articles.search.engines.whoosh.snapshot import WRITTEN, Snapshot
from articles.search.expand import Expansion
from articles.search.find import Found
from articles.search.page import Notice

MESSAGES = {
    "too_long": _("The query was cut after {} characters."),
    "too_many_terms": _("Only the first {} words were searched."),
    "long_phrase": _("A phrase is searched by its first {} words."),
    "too_deep": _("Parentheses are read {} levels deep; the others were left out."),
    "unbalanced_quote": _("A quotation mark has no partner, so its words were searched singly."),
    "unbalanced_parenthesis": _("A parenthesis has no partner and was left out."),
    "leading_wildcard": _(
        "A word cannot begin with *, because every word of the archive would have to be read: {}"
    ),
    "short_prefix": _("A word before * needs three letters or more: {}"),
    "fuzzy_limit": _("Words one letter away at most are searched: {}"),
    "unknown_field": _("There is no field of this name, so it was searched as a word: {}"),
    "bad_date": _("This is not a date, so it was searched as words: {}"),
    "many_words": _("Too many words fit, so only the most frequent were searched: {}"),
    "unquoted_name": _("A name of several words goes in quotation marks: {}"),
    "unknown_source": _("No source has this name: {}"),
    "unknown_person": _("No person has this name: {}"),
    "unknown_place": _("No place has this name: {}"),
    "unknown_organization": _("No organization has this name: {}"),
    "unknown_topic": _("No topic has this name: {}"),
}


def notices(found: Iterable[query.Notice]) -> list[Notice]:
    """What was wrong with a query, in the reader's words."""
    return [Notice(n.code, format_lazy(MESSAGES[n.code], n.value)) for n in found]


def replaced(q: str, changes: Mapping[str, str]) -> str:
    """A query with some of its words, or runs of words, replaced wherever they stand whole."""
    tokens = list(tokenize(q))
    runs = {tuple(words_of(typed)): used for typed, used in changes.items()}
    runs.pop((), None)
    longest_first = sorted(runs, key=len, reverse=True)
    pieces = []
    done = at = 0
    while at < len(tokens):
        here = tuple(token.text for token in tokens[at : at + 8])
        run = next((run for run in longest_first if here[: len(run)] == run), ())
        if run:
            pieces += [q[done : tokens[at].start], runs[run]]
            done = tokens[at + len(run) - 1].end
        at += len(run) or 1
    return "".join([*pieces, q[done:]])


class Guess:
    """Finds what a query that fails was probably meant to be."""

    def __init__(self, snapshot: Snapshot, catalog: Catalog) -> None:
        self.snapshot = snapshot
        self.catalog = catalog

    def did_you_mean(self, q: str, expansion: Expansion, found: Found) -> str | None:
        """The query as it was probably meant, or None. Where articles hold every word, a word
        that stands in none alone (in the name of a topic, say) is no misspelling."""
        told = expansion.told
        changes = dict(told.corrected)
        unknown = [] if found.all_words else told.unknown
        if unknown and not found.count:
            other = wrong_layout(q, self)
            if other:
                return self.display(other)
        for word in unknown:
            better = self.correct(word)
            if better and fold(better) not in words_of(q):
                changes[word] = better
        changed = replaced(q, changes)
        return changed if changed != q else None

    def __contains__(self, word: object) -> bool:
        """Whether a folded word stands in the archive or is a name."""
        return isinstance(word, str) and (word in self.catalog.names or self.snapshot.writes(word))

    def correct(self, word: str) -> str | None:
        """The word of the archive that an unknown word was probably meant to be."""
        token = next(iter(words_of(word)), "")
        if len(token) < 3 or token.isdigit():
            return None
        near = self.catalog.table.suggest(token)
        about = self.snapshot.about_as_long(token, spelling.MOST)
        best = spelling.nearest(token, about, near, self.frequency)
        return self.display(best) if best else None

    def frequency(self, word: str) -> int:
        return sum(self.snapshot.frequency(field, word) for field in WRITTEN)

    def display(self, text: str) -> str:
        """Folded words as the archive writes them."""
        return " ".join(self._written(word) for word in text.split())

    def _written(self, word: str) -> str:
        token = fold(word)
        known = self.catalog.written((token,))
        return known if known != token else self._as_printed(token) or word

    def _as_printed(self, token: str) -> str | None:
        """The spelling of a folded word in the first article that holds it."""
        for field, columns in _PRINTED.items():
            docs, _weights = self.snapshot.postings(field, token)
            pks = self.snapshot.pks[docs[self.snapshot.live[docs]][:1]].tolist()
            for row in Article.objects.published().filter(pk__in=pks).values_list(*columns):
                text = "\n".join(row)
                for found in tokenize(text):
                    if found.text == token:
                        return text[found.start : found.end]
        return None


_PRINTED = {
    "title_surface": ("title", "title_ar", "title_en"),
    "surface": ("body", "abstract_ar", "abstract_en", "author"),
}
