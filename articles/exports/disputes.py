"""What sources say of one fact, account by account: never averaged, each with who gives it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from articles.exports.records import Record
from articles.models import Evidence, LocalText, differing


@dataclass(frozen=True)
class Account:
    """One value of a fact in the reader's language, and the rows that give it, in their order."""

    value: LocalText
    rows: list[Any]

    @property
    def outlets(self) -> list[str]:
        """Each outlet once: many reports by one are one voice."""
        return list(
            {row.article.source.key: str(row.article.source.name) for row in self.rows}.values()
        )


def accounts(rows: Iterable[Any]) -> list[Account]:
    """Return the values that rows of one fact give, those of most outlets first: rows of Evidence,
    or lines of an export.

    Rows come in the order of their articles; the earliest decides between equals."""
    found: dict[str, Account] = {}
    for row in rows:
        if value := row.value:
            found.setdefault(str(value), Account(value, [])).rows.append(row)
    return sorted(found.values(), key=lambda account: -len(account.outlets))


def meeting_disputes(pk: int) -> list[Record]:
    """Return the facts of a meeting on which published articles differ, each with its accounts."""
    rows = (
        Evidence.objects.shown()
        .filter(meeting=pk)
        .select_related("article__source")
        .defer("article__body")
        .order_by("article__published_on", "article_id", "pk")
    )
    return [
        {
            "fact": fact,
            "accounts": [
                {
                    "value": str(account.value),
                    "articles": [row.article_id for row in account.rows],
                    "outlets": account.outlets,
                }
                for account in accounts(told)
            ],
        }
        for fact, told in sorted(differing(rows).items())
    ]
