"""What gunicorn's settings do to a process."""

import subprocess
import sys

import pytest
from django.conf import settings

# Four threads at once that take memory and give it back; then glibc tells its heaps (malloc_info).
THREADS = """
import ctypes, runpy, sys, threading
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
if sys.argv[1] == "ours":
    runpy.run_path("archive/gunicorn.conf.py")["when_ready"](None)
barrier = threading.Barrier(4)
def work():
    barrier.wait()
    libc.malloc.restype = ctypes.c_void_p
    libc.free(ctypes.c_void_p(libc.malloc(10_000)))
threads = [threading.Thread(target=work) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
out = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def run(code, whose):
    return subprocess.run(
        [sys.executable, "-c", code, whose],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


@pytest.mark.parametrize(("whose", "one"), [("ours", True), ("glibc's own", False)])
def test_the_threads_of_a_worker_share_one_heap(whose, one):
    assert (run(THREADS, whose).count("<heap nr=") == 1) is one


# Twenty searches that each hold eight arrays of 120,000 articles; then how many pages of memory the
# system had to clear for the last ten.
SEARCHES = """
import resource, runpy, sys
import numpy as np
if sys.argv[1] == "ours":
    runpy.run_path("archive/gunicorn.conf.py")["when_ready"](None)
for round in range(20):
    if round == 10:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    arrays = [np.ones(120_000) for _ in range(8)]
    del arrays
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.parametrize(("whose", "kept"), [("ours", True), ("glibc's own", False)])
def test_a_worker_keeps_the_memory_that_a_search_has_freed(whose, kept):
    assert (int(run(SEARCHES, whose)) < 1000) is kept
