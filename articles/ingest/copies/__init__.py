"""Copies of one story: wire copy found by the words it shares, whatever was cut or changed.

Front door: run.cluster(). marks.py makes signatures, near.py finds pairs, families.py decides who
is a copy of whom, rulings.py keeps what a curator says, agencies.py reads whom a text credits."""
