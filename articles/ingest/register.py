"""What is already in the register, looked up by the names and keys an input uses.

One Register serves one run and remembers what it has looked up; after a record that failed it must
forget, because the rows it remembers may have been rolled back with that record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.text import slugify

from articles.arabic.normalize import fold
from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord, Outlet
from articles.ingest.language import script_of
from articles.models import (
    Article,
    Entity,
    EntityRedirect,
    Meeting,
    MeetingRedirect,
    Source,
    SourceRedirect,
)

UNKNOWN = Outlet(key="unknown-outlet", name_ar="جهة غير معروفة", name_en="Unknown outlet")
# Enough to make a stable key that a reader can tell apart; not a scholarly transliteration.
_LETTERS = "ا:a ب:b ت:t ث:th ج:j ح:h خ:kh د:d ذ:dh ر:r ز:z س:s ش:sh ص:s ض:d ط:t ظ:z ع:a غ:gh"
_LETTERS += " ف:f ق:q ك:k ل:l م:m ن:n ه:h و:w ي:y ء:"
_LATIN = dict(pair.split(":") for pair in _LETTERS.split())


def key_of(name: str) -> str:
    """Return the key for a name: its Latin letters, Arabic ones transliterated, else a stable
    hash."""
    plain = fold(name).replace("'", "")
    if script_of(plain) == "arabic":
        plain = "".join(_LATIN.get(letter, letter) for letter in plain)
    key = slugify(re.sub(r"[\W_]+", "-", plain))[:150].strip("-")
    return key or f"source-{_short_hash(name)}"


def _short_hash(name: str) -> str:
    return hashlib.sha256(fold(name).encode()).hexdigest()[:8]


class Register:
    def __init__(self) -> None:
        # Of an article that was rolled back it holds a number that no row has, or another one: what
        # is found is looked at. To read the keys of all articles anew would cost too much.
        self._odd_keys: dict[str, int] | None = None
        self.forget()

    def forget(self) -> None:
        """Drop what may have been made in this run."""
        self._sources: dict[str, Source] | None = None
        self._names: dict[str, str] = {}
        self._entities: dict[str, int | None] = {}
        self._meetings: dict[str, int | None] = {}

    # --- articles ------------------------------------------------------------------------------
    def article(self, keys: Iterable[str]) -> Article | None:
        """Return the article stored under the first of these keys that is taken.

        A key is compared as it stands, then in its canonical form: keys that came with a dossier
        are addresses as the dossier wrote them.
        """
        wanted = list(dict.fromkeys(key for key in keys if key))
        canonical = [form for form in map(_canonical, wanted) if form not in wanted]
        tried = [*wanted, *canonical]
        # Numbers alone: most of what comes is new, and a row is wide.
        known = dict(Article.objects.filter(key__in=tried).values_list("key", "pk"))
        found = next((known[key] for key in tried if key in known), None)
        if found is not None:
            return self._stored(found)
        for form in map(_canonical, wanted):
            article = self._stored(self._odd().get(form))
            if article and _canonical(article.key) == form:
                return article
        return None

    def _stored(self, number: int | None) -> Article | None:
        if number is None:
            return None
        return Article.objects.select_related("source").filter(pk=number).first()

    def _odd(self) -> dict[str, int]:
        """Return the articles whose keys are not canonical, by their canonical form."""
        if self._odd_keys is None:
            self._odd_keys = {}
            keys = Article.objects.filter(key__startswith="http").values_list("key", "pk")
            for key, pk in keys.iterator():
                self._learn(key, pk)
        return self._odd_keys

    def made(self, article: Article) -> None:
        """Know an article that was made in this run."""
        self._learn(article.key, article.pk)

    def _learn(self, key: str, pk: int) -> None:
        if self._odd_keys is not None and (form := _canonical(key)) != key:
            self._odd_keys[form] = pk

    # --- sources -------------------------------------------------------------------------------
    def source(self, outlet: Outlet) -> Source:
        """Return the source an input names, made where it is new.

        With a key, the key alone decides, since two outlets may share a name. A bare name finds a
        source by its key or by either of its names, however they are spelled.
        """
        outlet = outlet if outlet.is_known else UNKNOWN
        known = self._known_sources()
        source = known.get(outlet.key) if outlet.key else self._by_name(outlet)
        if source is None:
            source = Source.objects.create(**self._new_source(outlet))
            self._remember(source)
        return source

    def _known_sources(self) -> dict[str, Source]:
        if self._sources is None:
            self._sources = {}
            for source in Source.objects.order_by("pk"):
                self._remember(source)
            # An outlet that was merged is meant by its old key and names, unless another has them.
            for old in SourceRedirect.objects.select_related("source").order_by("pk"):
                current = self._sources.setdefault(old.old_key, old.source)
                for name in filter(None, (old.old_name_ar, old.old_name_en)):
                    self._names.setdefault(fold(name), current.key)
        return self._sources

    def _remember(self, source: Source) -> None:
        assert self._sources is not None
        self._sources[source.key] = source
        for name in (source.name_ar, source.name_en):
            if name:  # of two outlets with one name, the first known is meant
                self._names.setdefault(fold(name), source.key)

    def _by_name(self, outlet: Outlet) -> Source | None:
        known = self._known_sources()
        if outlet.name in known:
            return known[outlet.name]
        key = self._names.get(fold(outlet.name))
        if key:
            return known[key]
        return self._by_site(outlet.homepage) if outlet.homepage else None

    def _by_site(self, homepage: str) -> Source | None:
        """Return the source of earlier articles from the same site."""
        host = urlsplit(homepage).netloc.removeprefix("www.")
        places = Q(homepage__in=[f"{scheme}://{www}{host}/" for scheme, www in _FORMS])
        for scheme, www in _FORMS:
            places |= Q(articles__url__startswith=f"{scheme}://{www}{host}/")
        return Source.objects.filter(places).exclude(key=UNKNOWN.key).order_by("pk").first()

    def _new_source(self, outlet: Outlet) -> dict[str, str]:
        name_ar, name_en = outlet.name_ar, outlet.name_en
        if outlet.name:
            arabic = script_of(outlet.name) == "arabic"
            name_ar, name_en = (outlet.name, "") if arabic else ("", outlet.name)
        key = outlet.key or key_of(outlet.name)
        if key in self._known_sources():  # another outlet has it: this one's name makes it unique
            key = f"{key}-{_short_hash(outlet.name)}"
        return {
            "key": key,
            "name_ar": name_ar,
            "name_en": name_en,
            "country": outlet.country,
            "homepage": outlet.homepage if len(outlet.homepage) <= 500 else "",
        }

    # --- entities and meetings -----------------------------------------------------------------
    def entity(self, key: str) -> int | None:
        """Return the number of an entity by its key, or of the one it was merged into."""
        if key not in self._entities:
            number = Entity.objects.filter(key=key).values_list("pk", flat=True).first()
            if number is None:
                moved = EntityRedirect.objects.filter(old_key=key)
                number = moved.values_list("entity", flat=True).first()
            self._entities[key] = number
        return self._entities[key]

    def meeting(self, key: str) -> int | None:
        """Return the number of a meeting by its key, or of the one it was merged into."""
        if key not in self._meetings:
            number = Meeting.objects.filter(key=key).values_list("pk", flat=True).first()
            if number is None:
                moved = MeetingRedirect.objects.filter(old_key=key)
                number = moved.values_list("meeting", flat=True).first()
            self._meetings[key] = number
        return self._meetings[key]


_FORMS = tuple((scheme, www) for scheme in ("http", "https") for www in ("", "www."))


def _canonical(key: str) -> str:
    try:
        return canonical_url(key)
    except BadRecord:
        return key
