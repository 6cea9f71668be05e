"""The parameters of each endpoint, and what makes one wrong."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator, model_validator

from articles.forms.dates import PartialDateField
from articles.search.page import MAX_OFFSET

Language = Literal["ar", "en"]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
MOST_PAGES = 1_000_000


def _printable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(_("holds a character that no text has"))
    return text


def _said(values: object) -> object:
    """Values without the empty ones, as forms send them for what was not filled in."""
    return [value for value in values if value != ""] if isinstance(values, list) else values


def _period(last: bool) -> Any:
    field = PartialDateField(last=last)

    def read(value: object) -> date | None:
        if value in (None, ""):
            return None
        try:
            return field.clean(str(value))
        except ValidationError as error:
            raise ValueError(error.messages[0]) from error

    return read


Said = BeforeValidator(_said)
Text = Annotated[str, Field(max_length=256), AfterValidator(_printable)]
Key = Annotated[str, Field(max_length=1000), AfterValidator(_printable)]
Keys = Annotated[list[Key], Field(max_length=50)]
FirstDay = Annotated[date | None, BeforeValidator(_period(last=False))]
LastDay = Annotated[date | None, BeforeValidator(_period(last=True))]
Month = Annotated[str, Field(pattern=r"^(undated|[0-9]{4}-(0[1-9]|1[0-2]))$")]
Country = Annotated[str, Field(pattern=r"^[A-Za-z]{2}$"), AfterValidator(str.upper)]

PERIOD = "2025, 2025-12 or 2025-12-02"


class Labels(Schema):
    lang: Language | None = Field(
        None, description="Language of names and titles; without it, Accept-Language decides."
    )


class Dated(Labels):
    """A period from the first day of `from` to the last day of `to`."""

    first: FirstDay = Field(None, alias="from", description=f"First day: {PERIOD}.")
    last: LastDay = Field(None, alias="to", description=f"Last day: {PERIOD}.")

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        if self.first and self.last and self.first > self.last:
            raise ValueError("to: " + _("the period ends before it begins"))
        return self


class SearchParameters(Dated):
    # Longer text is cut and said so, as on the page: a pasted paragraph is no mistake.
    q: Annotated[str, Field(max_length=10_000), AfterValidator(_printable)] = Field(
        "", description="What to find; empty lists everything."
    )
    person: Keys = Field([], description="Key of a person; repeat for alternatives.")
    place: Keys = []
    organization: Keys = []
    topic: Keys = []
    source: Keys = Field([], description="Key of an outlet.")
    language: Keys = Field([], description="Language of the articles, such as ar.")
    month: Annotated[list[Month], Field(max_length=120)] = Field(
        [], description="2025-12, or undated."
    )
    exact: bool = Field(False, description="Only the words as written, without kindred forms.")
    times: bool = Field(True, description="Understand words of time, such as last April, as time.")
    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    page: int = Field(1, ge=1, le=MOST_PAGES)
    page_size: int = Field(20, ge=1, le=100)

    @model_validator(mode="after")
    def _within_reach(self) -> SearchParameters:
        if (self.page - 1) * self.page_size > MAX_OFFSET:
            reach = {"limit": MAX_OFFSET}
            raise ValueError("page: " + _("search reaches the first %(limit)s results") % reach)
        return self


class SuggestParameters(Labels):
    q: Text = Field("", description="What has been typed so far; the last word may be unfinished.")


class EntityParameters(Labels):
    kind: Annotated[
        list[Literal["person", "organization", "place", "topic"]], Field(max_length=8), Said
    ] = Field([], description="Repeat for alternatives.")
    q: Text = Field("", description="Part of a name or alias, however it is spelled.")
    page: int = Field(1, ge=1, le=MOST_PAGES)
    page_size: int = Field(50, ge=1, le=200)


class MeetingParameters(Dated):
    person: Keys = Field([], description="Key of a participant, person or organization; repeat.")
    match: Literal["all", "any"] = Field(
        "all", description="Whether all or any of the persons must have taken part."
    )
    side: Annotated[list[Country], Field(max_length=50), Said] = Field(
        [],
        description="Country for which somebody took part; of several, each of them.",
    )
    place: Keys = Field([], description="Key of a place; repeat for alternatives.")
    country: Annotated[list[Country], Field(max_length=50), Said] = Field(
        [], description="Country of the place, two letters."
    )
    format: Annotated[
        list[Literal["in_person", "call", "video", "multilateral", "delegation"]],
        Field(max_length=10),
        Said,
    ] = []
    status: Annotated[
        list[Literal["held", "planned", "reported", "cancelled", "postponed"]],
        Field(max_length=10),
        Said,
    ] = []
    topic: Keys = []
    q: Text = Field("", description="Words that must all stand in titles, names or outcomes.")
    order: Literal["oldest", "newest"] = "oldest"
    page: int = Field(1, ge=1, le=MOST_PAGES)
    page_size: int = Field(50, ge=1, le=200)
