"""Words of time found in a text. A text that is known to be a date: articles.arabic.dates."""

from articles.arabic.times.find import TimeSpan, find_times

__all__ = ["TimeSpan", "find_times"]
