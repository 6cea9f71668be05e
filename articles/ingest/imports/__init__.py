"""Imports of the desk: what a curator gives, looked through first and taken in when told to.

Front door: run.run_waiting(), in a process of its own that run.start() starts. given.py makes an
import of what was given; reading.py yields what is in it; work.py looks through and takes in."""
