"""Forms of the desk: those that make a key, those that file in dossiers, those that ask why."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django import forms
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from articles.admin.loaded import name_loaded
from articles.admin.numbered import RowsField
from articles.admin.typed import TypedField
from articles.admin.warnings import mark_of, new_doubts
from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord
from articles.models import (
    Article,
    ByName,
    Collection,
    EntityRedirect,
    MeetingRedirect,
    SourceRedirect,
)

_WIKIDATA = re.compile(
    r"(?:https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/)?(?P<id>[Qq][1-9][0-9]{0,15})"
)


class KeyedForm(forms.ModelForm):
    """A form that makes a key where the curator gave none; the key is asked for only once."""

    # What a key is made of, and how it starts.
    key_from: tuple[str, ...] = ("name_en",)
    key_prefix = ""
    # Where keys lead since a merge: nobody else may take one of those.
    redirects: type[Any] | None = None
    # What somebody else has changed since the form was opened: see meanwhile.py.
    meanwhile: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_loaded(self)
        if "key" in self.fields:
            self.fields["key"].required = False

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        noun = self._meta.model
        was = {"redirects__old_key": key}
        if self.redirects is not None and (became := noun.objects.filter(**was).first()):
            raise forms.ValidationError(
                _("This key leads to “%(name)s” since a merge. Choose another."),
                params={"name": became},
            )
        return key

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "key" in self.fields and "key" not in self.errors and not data.get("key"):
            data["key"] = self.make_key(data)
        return data

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.meanwhile:
            text = _("It was changed meanwhile.")
            self.add_error(None, forms.ValidationError(text, code="meanwhile"))

    def validate_unique(self) -> None:
        """Of a key that is taken, say whose it is: nobody need have typed it, as scripts fill it in
        from the name."""
        super().validate_unique()
        key = self.instance.key
        if self.has_error("key", "unique") and (
            owner := self._meta.model.objects.filter(key=key).first()
        ):
            del self.errors["key"]
            self.add_error("key", forms.ValidationError(self.taken_by(owner), code="unique"))

    def taken_by(self, owner: Any) -> SafeString:
        """Why a key cannot be given again, and what to do where another one is meant."""
        text = _(
            "“{name}” has this key already: change that one, if it is the same. If it is another,"
            " give it a key of its own, such as {key}."
        )
        return format_html(str(text), name=_link_to(owner), key=_ltr(self.free(owner.key)))

    def make_key(self, data: dict[str, Any]) -> str:
        """Return a key that nobody has: the words of the name, numbered where it is taken."""
        words = slugify("-".join(str(data.get(name) or "") for name in self.key_from))[:150]
        words = words or f"{self._meta.model._meta.model_name}-{secrets.token_hex(4)}"
        return self.free(self.key_prefix + words)

    def free(self, key: str) -> str:
        """Return the key, or the first numbered one that nobody has."""
        taken = self.taken_keys(key)
        if key not in taken:
            return key
        return next(k for n in range(2, len(taken) + 3) if (k := f"{key}-{n}") not in taken)

    def taken_keys(self, start: str) -> set[str]:
        """Return the keys that begin so and belong to somebody."""
        taken = set(self._meta.model.objects.filter(key__startswith=start).values_list("key"))
        if self.redirects is not None:
            taken |= set(
                self.redirects.objects.filter(old_key__startswith=start).values_list("old_key")
            )
        return {key for (key,) in taken}


class SourceForm(KeyedForm):
    redirects = SourceRedirect


class FiledForm(KeyedForm):
    """The form of something that may be filed in dossiers."""

    dossiers = RowsField(
        queryset=Collection.objects.order_by(ByName(), "key"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("dossiers"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["dossiers"] = list(self.instance.collections.all())

    def _save_m2m(self) -> None:
        super()._save_m2m()
        if "dossiers" in self.cleaned_data:
            self.instance.collections.set(self.cleaned_data["dossiers"])


class ArticleForm(FiledForm):
    """Keys of articles are those that ingest makes: otherwise the same page would enter twice.

    What is doubtful is asked about once: the form comes back with all that was typed, `doubted`
    and a mark of it; sent again with the mark it is saved."""

    doubted: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Day and hour are two fields under one label, which names neither for the ear.
        halves = getattr(self.fields.get("published_at"), "widget", None)
        for half, name in zip(getattr(halves, "widgets", ()), (_("day"), _("hour")), strict=False):
            half.attrs["aria-label"] = name

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        found = new_doubts(self.instance, all_of_them="_publish" in self.data)
        if found and self.data.get("_sure") != mark_of(found):
            self.doubted = tuple(found)
            self.add_error(None, [forms.ValidationError(one, code="doubted") for one in found])

    @property
    def mark(self) -> str:
        return mark_of(self.doubted)

    def clean_url(self) -> str:
        """Refuse what is no address of a page; a stored one that stays as it is is not judged."""
        url = self.cleaned_data["url"].strip()
        if url and "url" in self.changed_data:
            _canonical(url)
        return url

    def clean_copy_of(self) -> Any:
        """The rule stands in the database too, which knows it by a name alone."""
        original = self.cleaned_data["copy_of"]
        if original is not None and original.pk == self.instance.pk:
            raise forms.ValidationError(_("An article cannot be a copy of itself."))
        return original

    def clean_key(self) -> str:
        key = self.cleaned_data["key"].strip()
        return _canonical(key) if key.lower().startswith(("http:", "https:")) else key

    def make_key(self, data: dict[str, Any]) -> str:
        """The canonical address where there is one; a text that came as a file gets a urn."""
        if "url" in self.errors:
            return ""
        url = data.get("url")
        return _canonical(url) if url else f"urn:sijill:{super().make_key(data)}"

    def taken_by(self, owner: Article) -> SafeString:
        text = _("“{name}” has this address or key already: change that one.")
        return format_html(str(text), name=_link_to(owner))


def _link_to(thing: Model) -> SafeString:
    """The name of something, which leads to its form."""
    page = reverse(f"admin:articles_{thing._meta.model_name}_change", args=[thing.pk])
    return format_html('<a href="{}"><bdi>{}</bdi></a>', page, thing)


def _ltr(key: str) -> SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', key)


def _canonical(address: str) -> str:
    try:
        return canonical_url(address)
    except BadRecord as error:
        raise forms.ValidationError(
            _(
                "This is no address of a page. Write it with http:// or https://,"
                " without a name and password, and not longer than 1,000 characters."
            )
        ) from error


class EntityForm(KeyedForm):
    redirects = EntityRedirect

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("wikidata_id"):
            # An address is longer than the id in it.
            field.validators = []
            field.widget.attrs.pop("maxlength", None)

    def clean_wikidata_id(self) -> str:
        """Take the id also out of an address, as people copy it; refuse what is none.

        A stored one that stays as it is is not judged."""
        text = self.cleaned_data["wikidata_id"].strip()
        if "wikidata_id" not in self.changed_data:
            return text
        found = _WIKIDATA.fullmatch(text)
        if text and not found:
            raise forms.ValidationError(
                _("This is no Wikidata id. It is a Q and a number, such as Q22686.")
            )
        return found["id"].upper() if found else ""


class MeetingForm(FiledForm):
    """Keys of meetings start with m- and the day: `m-2025-12-02-moscow-talks`."""

    key_from = ("start", "title_en")
    key_prefix = "m-"
    redirects = MeetingRedirect


class EvidenceForm(forms.ModelForm):
    """A row that came with a dossier and was changed here is the curator's from then on.

    What the fields are for is said where a row is added: fifty times would bury the rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for field in self.fields.values():
                field.help_text = ""

    def save(self, commit: bool = True) -> Any:
        if self.has_changed():
            self.instance.origin = ""
        return super().save(commit)


class WithdrawalForm(forms.Form):
    reason = TypedField(
        label=_("reason for withdrawal"),
        help_text=_("Shown to readers in place of the text."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class FilingForm(forms.Form):
    """None is chosen until somebody chooses, as of topics."""

    dossier = forms.ModelChoiceField(
        label=_("dossier"),
        queryset=Collection.objects.order_by(ByName(), "key"),
        error_messages={"required": _("Choose a dossier.")},
    )
