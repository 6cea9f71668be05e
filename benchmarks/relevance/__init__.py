"""Does search find what people look for? Judged queries, scored, beside other engines.

    python -m benchmarks.relevance --corpus C --queries Q      see __main__.py

Front door for tests: score_dossier(). measures.py and files.py know no engine and no Django;
peers.py holds the other engines."""

from benchmarks.relevance.dossier import JUDGED, score_dossier
from benchmarks.relevance.measures import Scores

__all__ = ["JUDGED", "Scores", "score_dossier"]
