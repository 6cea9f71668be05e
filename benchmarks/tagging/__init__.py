"""Are suggestions right? Precision and recall on articles that we wrote and labelled.

    python -m benchmarks.tagging [--seeds DIR]      see __main__.py

tuned.jsonl is what rules were made with; held.jsonl was written before and kept aside, so that the
two figures beside each other show how far the rules carry. Front door for tests: score()."""

from benchmarks.tagging.score import FRESH, HELD, TUNED, Scores, score

__all__ = ["FRESH", "HELD", "TUNED", "Scores", "score"]
