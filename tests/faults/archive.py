"""The archive that the fault tests work on: articles of which every state can be told apart.

Each state of an article has a version. It stands as a word in headline and text and as the day of
publication, and the topic that is mentioned as a word in the author's line, all of them saved in
one transaction: whoever finds two versions in one document has found a state that never was."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction

from articles import curation
from articles.models import Article, Entity, Mention, Source

# In every article of the play, and in none of the others.
WORD = "zebra"
FIRST_DAY = date(2000, 1, 1).toordinal()
TOPICS = 7
_MARK = re.compile(r"\bp(\d+)n(\d+)v(\d+)\b")
FILLING = ("river", "bridge", "garden", "harbor", "market", "tower", "valley", "island", "forest")


def name_of(owner: int, number: int) -> str:
    """The name of an article of the play; `owner` is the only process that changes it."""
    return f"p{owner}n{number}"


def mark(name: str, version: int) -> str:
    """The word that tells an article and its version."""
    return f"{name}v{version}"


def read_mark(text: str) -> tuple[str, int]:
    """The article and the version that a text tells."""
    found = _MARK.search(text)
    assert found, text
    return name_of(int(found[1]), int(found[2])), int(found[3])


def day_of(version: int) -> date:
    return date.fromordinal(FIRST_DAY) + timedelta(days=version)


def topic_of(version: int) -> str:
    """The topic that an article has from some versions on."""
    return f"topic-{version % TOPICS}"


def topic_word(topic: str) -> str:
    return topic.replace("-", "word")


def found_archive(ballast: int) -> None:
    """Make outlet, topics and curator, and `ballast` articles that no query here finds."""
    source = Source.objects.create(key="outlet", name_en="Outlet")
    for number in range(TOPICS):
        key = topic_of(number)
        Entity.objects.create(key=key, kind="topic", name_ar=f"موضوع {number}", name_en=key)
    User.objects.create_superuser("curator", password="unused")
    chance = random.Random(7)
    Article.objects.bulk_create(
        Article(
            key=f"urn:ballast:{number}",
            source=source,
            language="en",
            title=f"Ballast number b{number}",
            body=" ".join(chance.choices(FILLING, k=60)) + f" b{number}",
            status="published",
        )
        for number in range(ballast)
    )


class Desk:
    """Somebody who changes articles, one transaction at a time."""

    def __init__(self) -> None:
        self.by = User.objects.get(username="curator")
        self.source = Source.objects.get(key="outlet")
        self.topics = dict(Entity.objects.filter(kind="topic").values_list("key", "pk"))

    def create(self, name: str, version: int) -> None:
        """Publish a new article."""
        article = Article(key=f"urn:play:{name}", source=self.source, language="en")
        article.status = Article.Status.PUBLISHED
        self._fill(article, name, version)
        with transaction.atomic():
            self._mention(article, version, lambda: article.save())

    def edit(self, name: str, version: int, *, alone: bool | None = None) -> None:
        """Save another text and publish what is not: the article alone, as is mostly done where
        nothing is said, or as an editor does, who keeps the text of before, looks for copies and
        names another topic."""
        article = self.article(name)
        article.status = Article.Status.PUBLISHED
        article.withdrawal_reason = ""
        self._fill(article, name, version)
        if alone or (alone is None and version % 4):
            article.save()
            return
        with transaction.atomic():
            # The form says nothing of it.
            article.save(update_fields=["status", "withdrawal_reason"])
            self._mention(article, version, lambda: curation.save_article(article=article))

    def withdraw(self, name: str) -> None:
        reason = f"a test, {uuid4()}"  # the same one twice is refused
        curation.withdraw(article=self.article(name), reason=reason, by=self.by)

    def delete(self, name: str) -> None:
        self.article(name).delete()

    def article(self, name: str) -> Article:
        return Article.objects.get(key=f"urn:play:{name}")

    def _fill(self, article: Article, name: str, version: int) -> None:
        word = mark(name, version)
        article.title = f"A {WORD} called {word}"
        article.body = f"Some say {WORD}, others {word}. " + " ".join(
            random.Random(word).choices(FILLING, k=80)
        )
        article.published_on = day_of(version)

    def _mention(self, article: Article, version: int, save: Callable[[], object]) -> None:
        """Save an article together with another topic."""
        topic = topic_of(version)
        article.author = topic_word(topic)
        save()
        article.mentions.filter(entity__kind="topic").delete()
        Mention.objects.create(article=article, entity_id=self.topics[topic], status="confirmed")


def stored_state(name: str) -> int | None:
    """The version that readers of the database see of an article now, or None."""
    article = Article.objects.published().filter(key=f"urn:play:{name}").first()
    return read_mark(article.title)[1] if article else None
