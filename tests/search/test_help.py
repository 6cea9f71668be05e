"""What the help page offers to press finds something in the dossier that comes with the site."""

import pytest

from articles.models import Entity
from articles.search.run import SearchRequest, search
from articles.views.help_table import OPERATORS, PERSON, operators

EXAMPLES = sorted(
    {q for section in OPERATORS for op in section.operators for q in (op.arabic, op.latin)}
)


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
