"""Timeline: from filters to who met whom, when, and how often.

Front door: run.py. build() gives the whole page as data, select() only what passes, for exports
and the API. May import models, arabic and search.unchanged; knows no HTML and no request."""

from articles.timeline.axis import ZOOMS, Axis, axis
from articles.timeline.calendar import CalendarMonth, calendar
from articles.timeline.changes import Changes, changes
from articles.timeline.disputes import disputed
from articles.timeline.filters import Chip, TimelineFilters
from articles.timeline.lanes import Lanes, lanes
from articles.timeline.matrix import Matrix, matrix
from articles.timeline.neighbors import Neighbors, neighbors
from articles.timeline.options import Option
from articles.timeline.run import Entry, Gap, Month, Timeline, build, select
from articles.timeline.sides import Side, country_name, side_label, sides_of
from articles.timeline.strip import Strip

__all__ = [
    "ZOOMS",
    "Axis",
    "CalendarMonth",
    "Changes",
    "Chip",
    "Entry",
    "Gap",
    "Lanes",
    "Matrix",
    "Month",
    "Neighbors",
    "Option",
    "Side",
    "Strip",
    "Timeline",
    "TimelineFilters",
    "axis",
    "build",
    "calendar",
    "changes",
    "country_name",
    "disputed",
    "lanes",
    "matrix",
    "neighbors",
    "select",
    "side_label",
    "sides_of",
]
