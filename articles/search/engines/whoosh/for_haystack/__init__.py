"""Haystack's API over Whoosh indexes read with arrays: its backend and query classes.

any_index serves an index of any schema, in the stock backend's place; articles serves ours, with
the site's own search. Both answer through a reading: what an API call asks, of one snapshot.
parsing and conditions say what a query means, field_values what facets count and orders compare,
similar which words tell most of a text."""
