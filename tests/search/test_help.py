"""What the help pages offer to press finds what they say, in the dossier that ships."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from articles.arabic.analysis import word_views
from articles.arabic.highlight import find_spans
from articles.arabic.lexicon import nationalities
from articles.arabic.tokens import words
from articles.models import Entity
from articles.search import catalog, query
from articles.search.engines.whoosh import snapshot
from articles.search.expand import Expander
from articles.search.leaves.words import synonyms_by_stem
from articles.search.run import SearchRequest, search
from articles.search.values import Values
from articles.views.arabic_table import NAMES, SECTIONS, Example, sections
from articles.views.help_table import OPERATORS, PERSON, operators

EXAMPLES = sorted(
    {q for section in OPERATORS for op in section.operators for q in (op.arabic, op.latin)}
)
TYPED = [(section, example) for section in SECTIONS for example in section.examples]


@pytest.mark.parametrize("q", EXAMPLES)
def test_every_example_finds_something(dossier, q):
    person = Entity.objects.persons().with_counts().order_by("-article_count").first()
    name = person.name_ar if q.startswith("شخص") else person.name_en
    page = search(SearchRequest(q=q.replace(PERSON, f'"{name}"')))
    assert page.count > 0
    assert page.notices == []


def test_without_a_person_no_example_needs_one():
    rows = [row for section in operators("", "") for row in section.operators]
    assert rows
    assert not any("person:" in row.latin or PERSON in row.arabic for row in rows)


# --- how Arabic is read ------------------------------------------------------------------------
def marked(q: str, text: str) -> bool:
    """Whether a text would be found by a query: all of it is marked there, from end to end."""
    names = catalog.current()
    expander = Expander(
        snapshot.current(Path(settings.INDEX_DIR)), names, Values(names, {}), today=date.today()
    )
    spans = find_spans(text, expander.expand(query.parse(q).tree).wanted)
    return bool(spans) and (spans[0].start, spans[-1].end) == (0, len(text))


def stems(text: str) -> tuple[str, ...]:
    protected = catalog.current().table.protected
    return tuple(word_views(word, protected)[0] for word in words(text))


def keeps(section: str, q: str, text: str) -> bool:
    """Whether a query finds a text in the way of its section."""
    if section == "times":
        spans = [search(SearchRequest(q=one)).times[0].days for one in (q, text)]
        return bool(spans[0]) and spans[0] == spans[1]
    if section == "synonyms":
        known = synonyms_by_stem(catalog.current().table.protected)
        return any(stems(text) in known.get((stem,), ()) for stem in stems(q))
    return marked(q, text)


@pytest.mark.parametrize(
    ("section", "example"), TYPED, ids=[f"{s.key} {e.typed}" for s, e in TYPED]
)
class TestArabic:
    def test_each_example_finds_what_it_says(self, dossier, section, example):
        page = search(SearchRequest(q=example.typed))
        assert page.count > 0
        assert page.notices == []
        for text in example.finds:
            assert keeps(section.key, example.typed, text), text

    def test_and_nothing_it_keeps_apart(self, dossier, section, example):
        for text in example.apart:
            assert not marked(example.typed, text), text

    def test_the_page_says_how_it_was_read(self, dossier, section, example):
        page = search(SearchRequest(q=example.typed))
        told = {
            "slips": page.corrected,
            "dialects": page.ignored or page.also_searched,
            "times": page.times,
            "turns": page.times,
            "roles": len(set(page.also_searched) - set(nationalities().values())) == 1,
        }
        assert told.get(section.key, True)


def test_a_person_of_the_archive_is_an_example(dossier):
    person = Entity.objects.persons().with_counts().order_by("-article_count").first()
    rows = next(s for s in sections((person.name_ar, person.name_en)) if s.key == NAMES.key)
    own = rows.examples[: -len(NAMES.examples)]
    assert len(own) == 2
    for example in own:
        assert search(SearchRequest(q=example.typed)).count > 0
        assert all(marked(example.typed, text) for text in example.finds)


def test_a_list_of_one_language_is_one_run_with_its_own_comma():
    mixed = Example("دجنبر 2025", ("ديسمبر 2025", "دجنبر 2025", "December 2025"))
    assert mixed.found == [("، ", ["ديسمبر 2025", "دجنبر 2025"]), (", ", ["December 2025"])]
    assert [run[0].lang for _, run in mixed.found] == ["ar", "en"]
    assert Example("خطة ٢٨", ("28",)).found[0][1][0].lang == ""


def test_without_a_person_the_table_stands_alone():
    assert sections(()) == SECTIONS
