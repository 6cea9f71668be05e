"""The shapes of the answers, as the documentation shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema


class Problem(Schema):
    detail: str = Field(description="What is wrong, in a sentence.")


class SourceBrief(Schema):
    key: str
    name: str
    country: str | None


class EntityBrief(Schema):
    id: int
    key: str
    kind: str
    name: str


class ArticleBrief(Schema):
    id: int
    key: str
    url: str | None = Field(description="Where the outlet published it; null for texts from files.")
    page: str = Field(description="Its page here.")
    title: str
    source: SourceBrief
    published: str | None = Field(description="Date or date and time; null means undated.")
    language: str


class SearchResult(ArticleBrief):
    snippet: str = Field(description="HTML-escaped text; found words stand in <mark>.")
    score: float
    entities: list[EntityBrief]
    copies: int = Field(description="How many other outlets published the same text.")


class FacetValue(Schema):
    value: str
    label: str
    count: int
    selected: bool


class TimeRead(Schema):
    text: str
    days: list[list[date]] = Field(description="First and last days of each span it may mean.")
    order: str = Field(description="oldest or newest where the words ask for an order, else empty.")


class SearchAnswer(Schema):
    count: int
    all_words: int = Field(description="How many results hold every word; they come first.")
    relaxed: bool = Field(description="True where no result holds every word.")
    page: int
    page_size: int
    pages: int
    took_ms: float
    did_you_mean: str | None
    undated: int
    also_searched: list[str]
    ignored: list[str]
    times: list[TimeRead] = Field(description="Words of the query understood as time.")
    notices: list[str]
    query: dict[str, Any] = Field(description="The query as it was understood.")
    results: list[SearchResult]
    facets: dict[str, list[FacetValue]]


class Part(Schema):
    text: str
    marked: bool = Field(description="Whether it is what was typed.")


class SuggestItem(Schema):
    text: str
    lang: str | None
    parts: list[Part] = Field(description="The text, cut where the typed letters stand in it.")
    also: list[Part] = Field(description="Another spelling of the name, where that one fits.")
    kind: str = Field(description="What an entity is, in words; else empty.")
    note: str = Field(description="Outlet and date of an article; else empty.")
    query: str | None = Field(description="The text of a past search; null where it is no search.")
    page: str = Field(description="Where it leads, as a path of this site.")


class SuggestGroup(Schema):
    name: str = Field(description="queries, names or articles.")
    label: str
    items: list[SuggestItem]


class SuggestAnswer(Schema):
    count: int
    message: str = Field(description="The count in a sentence, for screen readers.")
    groups: list[SuggestGroup] = Field(description="Those that have an entry.")


class MeetingLine(Schema):
    id: int
    key: str
    page: str
    title: str
    start: str
    status: str


class ArticleAnswer(ArticleBrief):
    status: str = Field(description="published, or withdrawn: then the reason stands for the text.")
    access: str
    subtitle: str | None
    author: str | None
    section: str | None
    date_basis: str
    abstract: str | None
    body: str | None = Field(description="The whole text, only where its access is public.")
    license: str | None
    withdrawal_reason: str | None
    entities: list[EntityBrief]
    meetings: list[MeetingLine]
    copies: list[ArticleBrief]
    copy_of: int | None
    text_sha256: str | None
    capture_sha256: str | None
    fetched: str | None
    entered: str
    updated: str
    citation: dict[str, str]


class AliasLine(Schema):
    text: str
    language: str
    kind: str


class RoleLine(Schema):
    title: str
    from_: str | None = Field(alias="from")
    until: str | None


class EntityAnswer(EntityBrief):
    page: str
    names: dict[str, str | None]
    aliases: list[AliasLine]
    description: str | None
    roles: list[RoleLine]
    country: str | None
    wikidata: str | None
    articles: int | None
    meetings: int | None


class EntityList(Schema):
    count: int
    page: int
    page_size: int
    results: list[EntityAnswer]


class ParticipantLine(EntityBrief):
    side: str | None = Field(description="Country for which they took part.")


class PlaceLine(EntityBrief):
    country: str | None


class EvidenceLine(Schema):
    fact: str = Field(description="What the article speaks for: date, place, duration ...")
    article: int = Field(description="The id of one of the sources.")
    value: str | None = Field(description="What this article says it was.")
    quote: str | None
    note: str | None


class MeetingAnswer(Schema):
    id: int
    key: str
    page: str
    title: str
    start: str
    end: str | None
    precision: str = Field(description="day, month, approx, or night: that which begins on it.")
    time: str | None = Field(description="The hour in time_zone; without one, local to the place.")
    time_zone: str | None = Field(description="Of the hour, such as Europe/Moscow.")
    place: PlaceLine | None
    venue: str | None
    participants: list[ParticipantLine]
    format: str
    status: str
    topics: list[EntityBrief]
    duration_minutes: int | None
    outcome: str | None
    sources: list[ArticleBrief]
    evidence: list[EvidenceLine] = Field(description="What each article says, fact by fact.")
    disputed: str | None = Field(description="What the sources disagree on.")
    sequence: int = Field(description="How often it has changed; never falls.")
    entered: str
    updated: str


class AccountLine(Schema):
    value: str = Field(description="What these articles say the fact was.")
    articles: list[int] = Field(description="Their ids, earliest first.")
    outlets: list[str] = Field(description="Who published them, each once.")


class DisputeLine(Schema):
    fact: str = Field(description="date, time, place, venue, participants, duration ...")
    accounts: list[AccountLine] = Field(description="Those of most outlets first.")


class MeetingDetail(MeetingAnswer):
    disputes: list[DisputeLine] = Field(description="Where articles give values that differ.")


class MeetingList(Schema):
    count: int
    page: int
    page_size: int
    results: list[MeetingAnswer]
