"""How long a search takes, beside other engines, in one run on one machine.

    python -m benchmarks.speed --corpus C.jsonl --queries Q.tsv --engines sijill,tantivy,lucene

Each engine has two processes of its own: one makes an index on disk, another opens it and is asked
(worker.py). queries.py says what is asked, timing.py how it is timed, engines/ has the engines,
run.py puts them together, table.py and plot.py show what came of it."""
