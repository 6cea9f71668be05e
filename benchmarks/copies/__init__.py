"""How well copies of one story are told from other reports of the same event.

stories.txt has events, each reported several times in words of its own; edits.py does to a report
what newsrooms do to wire copy; measure.py compares what clustering says with what is true."""
