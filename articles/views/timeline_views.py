"""What each view of the timeline needs beside what all of them show."""

from __future__ import annotations

from typing import Any

from articles.display import Preferences
from articles.forms.timeline import TimelineForm
from articles.timeline import Timeline


def context(form: TimelineForm, timeline: Timeline, prefs: Preferences) -> dict[str, Any]:
    return {}
