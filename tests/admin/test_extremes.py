"""Days, numbers and rows that no careful hand sends: the desk answers them all the same."""

from datetime import date

import pytest

from tests.admin.test_review import page_of
from tests.admin.test_roles import act
from tests.factories import DraftFactory, EvidenceFactory, MeetingFactory

pytestmark = pytest.mark.usefixtures("empty")


# --- the first and the last day -----------------------------------------------------------------
@pytest.mark.parametrize("day", [date.min, date.max])
def test_an_article_of_an_extreme_day_is_reviewed_and_attached(editor, day):
    article = DraftFactory(published_on=day, body="نص قصير.")
    near = MeetingFactory(start=day)
    page = editor.get(page_of(article))
    assert page.status_code == 200
    assert near in page.context["quote"].fields["meeting"].widget.near
    form = act(editor, "article", "attach", article, meeting="").context["form"]
    assert near in form.fields["meeting"].widget.near


@pytest.mark.parametrize("day", [date.min, date.max])
def test_an_article_that_tells_of_an_extreme_day_is_reviewed(editor, day):
    row = EvidenceFactory(meeting=MeetingFactory(start=day), article=DraftFactory())
    assert editor.get(page_of(row.article)).status_code == 200
