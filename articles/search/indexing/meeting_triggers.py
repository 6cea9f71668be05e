"""The triggers of a meeting: they count its changes, and flag a fact that lost its last evidence.

Both are for whoever writes: a form, an import, a verb, a cascade, another program."""

from __future__ import annotations

from articles.search.indexing.trigger import EVENTS, Trigger

# What search reads of a meeting, and what calendars read beside it.
MEETING_FACTS = (
    *("title_ar", "title_en", "start", '"end"', "last_on", "precision", "place_id", "venue_ar"),
    *("venue_en", "format", "status", "review", "duration_minutes", "outcome_ar", "outcome_en"),
)
MEETING_SAYS = (*MEETING_FACTS, "key", '"time"', "time_zone", "dispute_ar", "dispute_en")
PARTS = ("articles_participant", "articles_evidence", "articles_meeting_topics")

# Counted from the number in the database: Django's save() writes the one it read some time ago.
COUNT = "UPDATE articles_meeting SET sequence = sequence + 1 WHERE id IN ({numbers});"
COUNT_SAVED = "UPDATE articles_meeting SET sequence = OLD.sequence + 1 WHERE id = NEW.id;"
# Whichever of the two runs first. Only who undoes a merge may turn the number back, and says so by
# the moment of change that it gives the row meanwhile: no save has that one.
TURNED_BACK = "1970-01-01 00:00:00+00:00"
COUNT_KEPT = f"""
UPDATE articles_meeting SET sequence = OLD.sequence
WHERE id = NEW.id AND sequence < OLD.sequence AND NEW.updated_at > '{TURNED_BACK}';
"""  # noqa: S608
REPORTED = "SELECT meeting_id FROM articles_evidence WHERE article_id = NEW.id"

# What readers never saw is no loss to them; a meeting that goes takes its evidence along.
LAPSE = """
INSERT INTO articles_lapse (meeting_id, fact, article_id, lapsed_at)
SELECT OLD.meeting_id, OLD.fact, OLD.article_id, {now}
WHERE EXISTS (SELECT 1 FROM articles_meeting WHERE id = OLD.meeting_id)
AND EXISTS (SELECT 1 FROM articles_article
  WHERE id = OLD.article_id AND status IN ('published', 'withdrawn'))
AND NOT EXISTS (SELECT 1 FROM articles_evidence AS other
  JOIN articles_article ON articles_article.id = other.article_id
  WHERE other.meeting_id = OLD.meeting_id AND other.fact = OLD.fact AND status = 'published')
ON CONFLICT (meeting_id, fact) DO NOTHING;
"""
MEND = """
DELETE FROM articles_lapse WHERE meeting_id = NEW.meeting_id AND fact = NEW.fact
AND EXISTS (SELECT 1 FROM articles_article WHERE id = NEW.article_id AND status = 'published');
"""
MEETING_GONE = "DELETE FROM articles_lapse WHERE meeting_id = OLD.id;"
ARTICLE_GONE = "UPDATE articles_lapse SET article_id = NULL WHERE article_id = OLD.id;"


def meeting_triggers(now: str) -> list[Trigger]:
    """Return them all; `now` is the database's word for the moment."""
    return _counting() + _lapsing(now)


def _counting() -> list[Trigger]:
    """Each change raises the number by one. It never falls: what a save writes of an older one is
    put right."""
    found = []
    for table in PARTS:
        for event, rows in EVENTS.items():
            numbers = ", ".join(f"{row}.meeting_id" for row in rows)
            body = COUNT.format(numbers=numbers)
            found.append(Trigger(f"{table}_{event.lower()}_sequence", table, event, body))
    told = ("articles_article_update_sequence", "articles_article", "UPDATE")
    meeting = ("articles_meeting", "UPDATE")
    return [
        *found,
        Trigger(*told, COUNT.format(numbers=REPORTED), ("status", "published_on")),
        Trigger("articles_meeting_update_sequence", *meeting, COUNT_SAVED, MEETING_SAYS),
        Trigger("articles_meeting_update_kept", *meeting, COUNT_KEPT, ("sequence",)),
    ]


def _lapsing(now: str) -> list[Trigger]:
    """Flag the fact where its last row goes or is moved away, and clear the flag by a new one."""
    table, lapse = "articles_evidence", LAPSE.format(now=now)
    moved = ("meeting_id", "fact")
    return [
        Trigger(f"{table}_delete_lapse", table, "DELETE", lapse),
        Trigger(f"{table}_insert_lapse", table, "INSERT", MEND),
        Trigger(f"{table}_update_lapse", table, "UPDATE", lapse + MEND, moved),
        Trigger("articles_meeting_delete_lapse", "articles_meeting", "DELETE", MEETING_GONE),
        Trigger("articles_article_delete_lapse", "articles_article", "DELETE", ARTICLE_GONE),
    ]
