"""The coverage itself: one row for each article, and every text it ever had."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.addresses import address
from articles.models.bilingual import Localized, LocalText, localized
from articles.models.sources import Source

if TYPE_CHECKING:
    from articles.models.entities import Entity


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> ArticleQuerySet:
        """Keep what readers may see."""
        return self.filter(status=Article.Status.PUBLISHED)

    def mentioning(self, *entities: Entity) -> ArticleQuerySet:
        """Keep articles with a confirmed mention of any of the entities."""
        return self.filter(
            pk__in=Article.objects.filter(
                mentions__entity__in=entities, mentions__status="confirmed"
            ).values("pk")
        )

    def from_sources(self, keys: Iterable[str]) -> ArticleQuerySet:
        return self.filter(source__key__in=list(keys))

    def undated(self) -> ArticleQuerySet:
        return self.filter(published_on=None)

    def newest_first(self) -> ArticleQuerySet:
        return self.order_by(F("published_on").desc(nulls_last=True), "-pk")

    def oldest_first(self) -> ArticleQuerySet:
        return self.order_by(F("published_on").asc(nulls_last=True), "pk")


class Article(models.Model):
    """One piece of coverage, as published by one source."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Access(models.TextChoices):
        PUBLIC = "public", _("whole text shown")
        ABSTRACT = "abstract", _("abstract only")

    class DateBasis(models.TextChoices):
        OUTLET = "outlet", _("given by the outlet")
        INFERRED = "inferred", _("inferred by a curator")
        UNKNOWN = "unknown", _("unknown")

    key = models.CharField(
        _("key"),
        max_length=1000,
        unique=True,
        help_text=_("Canonical address, or a urn: where there is none. Never changed."),
    )
    url = models.CharField(
        _("original address"),
        max_length=2000,
        blank=True,
        help_text=_("Where the outlet published it. Empty for texts that came as files."),
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="articles",
        verbose_name=_("source"),
        help_text=_("The outlet that published it."),
    )
    language = models.CharField(
        _("language"), max_length=12, default="ar", help_text=_("BCP 47 tag: ar, en, ru ...")
    )
    title = models.CharField(
        _("headline"),
        max_length=500,
        blank=True,
        help_text=_("The outlet's own headline, in the language of the article."),
    )
    title_ar = models.CharField(
        _("descriptive title, Arabic"), max_length=500, blank=True, help_text=_("In our own words.")
    )
    title_en = models.CharField(
        _("descriptive title, English"),
        max_length=500,
        blank=True,
        help_text=_("In our own words."),
    )
    author = models.CharField(_("author"), max_length=300, blank=True, help_text=_("As signed."))
    section = models.CharField(
        _("section"), max_length=200, blank=True, help_text=_("The outlet's own section name.")
    )
    abstract_ar = models.TextField(
        _("abstract, Arabic"), blank=True, help_text=_("Our own words, 60 to 150 of them.")
    )
    abstract_en = models.TextField(
        _("abstract, English"), blank=True, help_text=_("Our own words, 60 to 150 of them.")
    )
    body = models.TextField(
        _("text"),
        blank=True,
        help_text=_(
            "Blocks parted by an empty line; a heading starts with ##, a list item with a hyphen."
        ),
    )
    published_on = models.DateField(
        _("published on"), null=True, blank=True, help_text=_("Empty means undated, and says so.")
    )
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Where the outlet gives the hour.")
    )
    date_basis = models.CharField(
        _("basis of the date"),
        max_length=10,
        choices=DateBasis,
        default=DateBasis.UNKNOWN,
        help_text=_("How we know when it was published."),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        db_index=True,
        help_text=_("Readers see only what is published."),
    )
    access = models.CharField(
        _("access"),
        max_length=10,
        choices=Access,
        default=Access.PUBLIC,
        help_text=_("How much of the text readers may see."),
    )
    license = models.CharField(
        _("licence"), max_length=200, blank=True, help_text=_("Terms under which we hold the text.")
    )
    withdrawal_reason = models.TextField(
        _("reason for withdrawal"),
        blank=True,
        help_text=_("Shown to readers in place of the text."),
    )
    text_sha256 = models.CharField(_("text hash"), max_length=64, blank=True, editable=False)
    raw_sha256 = models.CharField(_("capture hash"), max_length=64, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    copy_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,  # Meta has one without the rows that are no copies
        related_name="copies",
        verbose_name=_("copy of"),
        help_text=_("The earliest article with the same text."),
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,  # Meta has one without the rows that nobody has
        related_name="assigned_articles",
        verbose_name=_("assigned to"),
        help_text=_("Who is to look after it."),
    )
    fetched_at = models.DateTimeField(_("captured at"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered the register"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = ArticleQuerySet.as_manager()
    abstract = Localized()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [
            ("publish_article", "Can publish articles"),
            ("withdraw_article", "Can withdraw and restore articles"),
        ]
        indexes = [
            models.Index(fields=["status", "published_on"], name="article_by_date"),
            # Whole lists are counted from these alone: rows are wide, as they hold the texts.
            models.Index(fields=["source", "status", "published_on"], name="article_of_source"),
            models.Index(fields=["status", "language"], name="article_by_language"),
            # Nearly all rows are none: counted in, they would make a planner that knows the
            # numbers take a lookup by this index for a reading of the whole table.
            models.Index(
                fields=["copy_of"], name="article_copies", condition=Q(copy_of__isnull=False)
            ),
            models.Index(
                fields=["assigned_to"],
                name="article_assigned",
                condition=Q(assigned_to__isnull=False),
            ),
            # The desk counts them for each list: without it every row is read, texts and all.
            models.Index(
                fields=["status"],
                name="article_without_words",
                condition=Q(body="", abstract_ar="", abstract_en=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="", title_ar="", title_en=""),
                name="article_has_a_title",
                violation_error_message=_("Give the article a headline or a descriptive title."),
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn", withdrawal_reason=""),
                name="withdrawn_article_says_why",
                violation_error_message=_("Say why the article is withdrawn."),
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(published_on=None),
                name="article_hour_needs_a_day",
                violation_error_message=_("A publication time needs a publication date."),
            ),
            models.CheckConstraint(
                condition=Q(copy_of=None) | ~Q(copy_of=F("pk")),
                name="article_is_not_its_own_copy",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the text hash true to the text."""
        self.text_sha256 = text_hash(self.body)
        fields = kwargs.get("update_fields")
        if fields is not None and "body" in fields:  # type: ignore[operator]
            kwargs["update_fields"] = {*fields, "text_sha256"}  # type: ignore[misc]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def headline(self) -> LocalText:
        """The outlet's own headline where we hold it, else our descriptive title."""
        if self.title:
            return LocalText(self.title, self.language)
        return localized(self, "title")

    @property
    def subtitle(self) -> LocalText:
        """Our descriptive title, where the outlet's headline stands above it; else empty."""
        text = localized(self, "title") if self.title else LocalText("", "ar")
        return text if text != self.title else LocalText("", "ar")

    @property
    def link(self) -> str:
        """The original address where it is one of the web; only such an address is made a link."""
        return self.url if self.url.startswith(("http://", "https://")) else ""

    @property
    def is_withdrawn(self) -> bool:
        return self.status == self.Status.WITHDRAWN

    @property
    def shows_text(self) -> bool:
        """Whether readers may see the whole text."""
        return bool(self.body) and self.access == self.Access.PUBLIC and not self.is_withdrawn

    def get_absolute_url(self) -> str:
        return address("article", self.pk, self.headline)


class ArticleRevision(models.Model):
    """A text that an article had before it changed. Nothing is overwritten."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("article")
    )
    title = models.CharField(_("headline"), max_length=500, blank=True)
    body = models.TextField(_("text"), blank=True)
    text_sha256 = models.CharField(_("text hash"), max_length=64, blank=True)
    raw_sha256 = models.CharField(_("capture hash"), max_length=64, blank=True, default="")
    fetched_at = models.DateTimeField(_("captured at"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"), auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self) -> str:
        return f"{self.article} ({self.replaced_at:%Y-%m-%d})"

    @classmethod
    def keep(cls, stored: Article) -> ArticleRevision:
        """Keep headline and text of an article as it is stored; return the revision."""
        return cls.objects.create(
            article=stored,
            title=stored.title,
            body=stored.body,
            text_sha256=stored.text_sha256,
            raw_sha256=stored.raw_sha256,
            fetched_at=stored.fetched_at,
        )


def count_copies(articles: Iterable[Article]) -> dict[int, int]:
    """For each article, how many other published ones have the same text: one query for all.

    Counted here: SQLite answers the same as a subquery by reading every published article."""
    roots = {article.pk: article.copy_of_id or article.pk for article in articles}
    if not roots:
        return {}
    originals = set(roots.values())
    family = Article.objects.filter(Q(pk__in=originals) | Q(copy_of__in=originals))
    shown: dict[int, set[int]] = {}
    for pk, root, status in family.values_list("pk", "copy_of", "status"):
        if status == Article.Status.PUBLISHED:
            shown.setdefault(root or pk, set()).add(pk)
            shown.setdefault(pk, set()).add(pk)
    return {pk: len(shown.get(root, set()) - {pk}) for pk, root in roots.items()}


def independent_sources(articles: Iterable[Article]) -> int:
    """How many sources stand behind articles, a copy counted as the source it was copied from."""
    held = list(articles)
    roots = {article.copy_of_id for article in held if article.copy_of_id}
    rows = Article.objects.filter(pk__in=roots).values_list("pk", "source") if roots else ()
    sources = dict(rows)
    return len({sources.get(article.copy_of_id, article.source_id) for article in held})


def text_hash(text: str) -> str:
    """Return the SHA-256 of a stored text in hexadecimal, or "" for no text."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
