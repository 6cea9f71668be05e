"""`make bench`: every benchmark that runs by hand in a few minutes, one table after the other."""

from benchmarks import pages
from benchmarks.relevance import __main__ as relevance

if __name__ == "__main__":
    raise SystemExit(pages.main([]) or relevance.main([]))
