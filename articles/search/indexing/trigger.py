"""A database trigger, as SQLite and PostgreSQL write it."""

from __future__ import annotations

from dataclasses import dataclass

# The rows that a trigger of an event sees.
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}

# WHERE true: SQLite needs it to tell ON CONFLICT from a join
# (sqlite.org/lang_upsert.html, "Parsing Ambiguity").
SQLITE = """
CREATE TRIGGER {name} AFTER {event} ON {table} {when} BEGIN
{body}
END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{body}
RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH {each} {when} EXECUTE FUNCTION {name}()
"""
# SQLite's CURRENT_TIMESTAMP has no fractions: two changes in one second would look like one.
NOW = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')",
    "postgresql": "clock_timestamp()",
}


@dataclass(frozen=True)
class Trigger:
    """What happens after an event (INSERT, UPDATE or DELETE) on a row of a table; with `columns`,
    after an update that gives one of them another value; `each` is STATEMENT or ROW, the only one
    that SQLite has."""

    name: str
    table: str
    event: str
    body: str
    columns: tuple[str, ...] = ()
    each: str = "ROW"

    def sql(self, vendor: str) -> str:
        """What creates it. Django's save() writes every column: the values are compared as well."""
        template, differs = (
            (SQLITE, "IS NOT") if vendor == "sqlite" else (POSTGRESQL, "IS DISTINCT FROM")
        )
        changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in self.columns)
        return template.format(
            name=self.name,
            event=f"{self.event} OF {', '.join(self.columns)}" if changed else self.event,
            table=self.table,
            when=f"WHEN ({changed})" if changed else "",
            body=self.body,
            each=self.each,
        )
