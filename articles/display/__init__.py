"""How dates, numbers, counts and names look to a reader.

Public: the names below. Pure functions over plain values; templates reach them through the tags
of `sijill`. May import models; knows no request, no view and no HTML."""

from articles.display.counts import counted, counted_noun
from articles.display.dates import (
    format_date,
    format_range,
    format_time,
    hijri,
    iso_range,
    month_label,
    month_name,
    weekday_name,
)
from articles.display.durations import format_duration
from articles.display.hours import format_moment, zone_name
from articles.display.languages import language
from articles.display.names import country_name, language_name
from articles.display.numbers import digits, number
from articles.display.preferences import Preferences
from articles.display.strips import Bar, Strip, month_strip

__all__ = [
    "Bar",
    "Preferences",
    "Strip",
    "counted",
    "counted_noun",
    "country_name",
    "digits",
    "format_date",
    "format_duration",
    "format_moment",
    "format_range",
    "format_time",
    "hijri",
    "iso_range",
    "language",
    "language_name",
    "month_label",
    "month_name",
    "month_strip",
    "number",
    "weekday_name",
    "zone_name",
]
