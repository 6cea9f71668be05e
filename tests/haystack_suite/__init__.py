"""Haystack's own tests of its Whoosh backend, run on our engine for any Whoosh index.

fetch gets them from the package that is installed, settings names our engine, exceptions lists
where the stock behavior is the defect, and run runs them in a process of their own."""
