"""What is indexed: every published article, analyzed once, here.

Haystack finds this file by its name. How and when it is written: search/indexing."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import Prefetch, QuerySet
from haystack import indexes

from articles.arabic.analysis import NOTHING, OR, Analyzed, analyze
from articles.models import Article, Mention
from articles.search import catalog
from articles.search.engines.whoosh.schema import BARE, SEPARATOR, UNDATED
from articles.search.lexer import MAX_SLOP

KINDS = ("person", "place", "organization", "topic")
# Empty places between two texts, more than any phrase may leap.
GAP = " " + f"{NOTHING} " * (MAX_SLOP + 2)


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """One document for each published article. The fields are search/engines/whoosh/schema.py's."""

    stem = indexes.CharField(document=True)
    surface = indexes.CharField()
    root = indexes.CharField()
    title_stem = indexes.CharField()
    title_surface = indexes.CharField()
    pk = indexes.IntegerField(model_attr="pk")
    day = indexes.IntegerField()
    story = indexes.IntegerField()
    source = indexes.CharField()
    person = indexes.CharField()
    place = indexes.CharField()
    organization = indexes.CharField()
    topic = indexes.CharField()
    language = indexes.CharField()
    month = indexes.CharField()
    digest = indexes.CharField()
    _protected: frozenset[str] | None = None

    def get_model(self) -> type[Article]:
        return Article

    def get_updated_field(self) -> str:
        return "updated_at"

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:
        """Published articles with all that their documents need, in three queries.

        Entities come by themselves: of many articles, each is read once, not once a mention."""
        mentions = Mention.objects.confirmed().prefetch_related("entity").order_by("pk")
        return (
            Article.objects.published()
            .select_related("source")
            .prefetch_related(Prefetch("mentions", queryset=mentions, to_attr="shown_mentions"))
            .order_by("pk")
        )

    def prepare(self, obj: Article) -> dict[str, Any]:
        """Return the document of one article; text fields are terms ready for the index."""
        facts = article_facts(obj)
        protected = self.protected()
        titles = [analyze(text, protected) for text in facts["titles"]]
        texts = [analyze(text, protected) for text in facts["texts"]]
        document = {
            "id": f"articles.article.{obj.pk}",
            "django_ct": "articles.article",
            "django_id": str(obj.pk),
            "pk": obj.pk,
            "title_stem": GAP.join(text.stems for text in titles),
            "title_surface": GAP.join(surfaces(text) for text in titles),
            "stem": GAP.join(text.stems for text in texts),
            "surface": GAP.join(surfaces(text) for text in texts),
            # The root is a weak opinion on the whole article: titles and texts together.
            "root": " ".join(text.roots for text in (*titles, *texts)),
            "day": obj.published_on.toordinal() if obj.published_on else 0,
            "month": f"{obj.published_on:%Y-%m}" if obj.published_on else UNDATED,
            "source": obj.source.key,
            "language": obj.language,
            "story": facts["story"],
            "digest": digest(facts),
        }
        for kind in KINDS:
            document[kind] = SEPARATOR.join(facts["entities"].get(kind, ()))
        return document

    def protected(self) -> frozenset[str]:
        """The words of known names. Read anew for each batch (`begin`), not for each article."""
        if self._protected is None:
            self.begin()
        return self._protected or frozenset()

    def begin(self) -> None:
        """Read the names as they are now: what is prepared from here on keeps them whole."""
        self._protected = catalog.current().table.protected

    def full_prepare(self, obj: Article, with_string_facet: bool = True) -> dict[str, Any]:
        self.prepared_data = self.prepare(obj)
        return self.prepared_data

    def digest_of(self, article: Article) -> str:
        """The digest that the document of an article has when it is up to date."""
        return digest(article_facts(article))


def article_facts(article: Article) -> dict[str, Any]:
    """Everything of an article that its document is made of, before analysis."""
    mentions = getattr(article, "shown_mentions", None)
    if mentions is None:
        mentions = article.mentions.confirmed().select_related("entity").order_by("pk")
    entities: dict[str, list[str]] = {}
    for mention in mentions:
        entities.setdefault(mention.entity.kind, []).append(mention.entity.key)
    titles = [article.title, article.title_ar, article.title_en]
    # The summary first: what comes early counts more.
    texts = [article.abstract_ar, article.body, article.abstract_en, article.author]
    return {
        "titles": list(dict.fromkeys(filter(None, titles))),
        "texts": list(filter(None, texts)),
        "entities": {kind: sorted(keys) for kind, keys in sorted(entities.items())},
        "source": article.source.key,
        "language": article.language,
        "date": article.published_on.isoformat() if article.published_on else "",
        "story": article.copy_of_id or article.pk,
    }


def digest(facts: dict[str, Any]) -> str:
    """A hash by which `verify_index` sees that a document is older than its article."""
    # The texts as they are: to write them as JSON takes ten times as long.
    texts = facts["texts"]
    rest = facts | {"texts": [len(text) for text in texts]}
    found = hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode())
    for text in texts:
        found.update(text.encode())
    return found.hexdigest()[:32]


def surfaces(text: Analyzed) -> str:
    """Surfaces, with a mark on those that are a word without its particles."""
    return text.surfaces.replace(OR, OR + BARE)
