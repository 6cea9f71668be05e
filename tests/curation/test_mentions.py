"""Judging suggestions."""

import pytest

from articles import curation
from tests.curation.histories import history
from tests.factories import ArticleFactory, MentionFactory

pytestmark = pytest.mark.usefixtures("empty")


def test_a_confirmed_mention_is_public_and_a_rejected_one_stays_out(by):
    article = ArticleFactory()
    first, second = (MentionFactory(article=article, status="suggested") for _ in range(2))
    curation.confirm_mention(mention=first, by=by)
    curation.reject_mention(mention=second, by=by)
    assert list(article.mentions.confirmed()) == [first]
    assert article.mentions.count() == 2
    assert len(history(article)) == 2
