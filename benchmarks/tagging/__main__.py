"""Score the suggestions for our labelled articles, with the dossier that ships.

    python -m benchmarks.tagging [--only tuned|held|fresh] [--notes] [--seeds DIR]

`--seeds` reads a folder of text files of one's own and prints what is found in each; beside a file
may stand `<stem>.label.json` with `published`, `mentions` and `meetings`, which is then scored too.
`--notes` says what was missed and what was too much."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks import site
from benchmarks.tagging.score import FRESH, HELD, TUNED, Scores, add, score


def main(argv: list[str] | None = None) -> int:
    """Load the dossier into a fresh register, read, score, print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tagging",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", choices=["tuned", "held", "fresh"])
    parser.add_argument("--notes", action="store_true", help="say what went wrong")
    parser.add_argument("--seeds", type=Path, help="a folder of texts of one's own")
    parser.add_argument("--data", type=Path, help="keep the data directory here and use it again")
    options = parser.parse_args(argv)
    site.start(options.data)
    site.add_dossier()
    for path in (TUNED, HELD, FRESH):
        if options.only in (None, path.stem):
            _print(path.stem, score(path), notes=options.notes)
    if options.seeds:
        _print("seeds", score_seeds(options.seeds), notes=options.notes)
    return 0


def score_seeds(folder: Path) -> Scores:
    """Take in the texts of a folder as files and read them; score those that have a label."""
    from articles.ingest.run import ingest
    from articles.models import Article
    from articles.tagging.run import load, read

    ingest([str(folder)])
    known = load()
    scores = Scores()
    for path in sorted(folder.glob("*.txt")):
        article = Article.objects.get(key=f"urn:file:{path.stem}")
        label_path = path.with_suffix(".label.json")
        found = read(article, known)
        names = {each.entity for each in (*found.mentions, *found.titled)}
        if label_path.exists():
            label = {"id": path.stem, **json.loads(label_path.read_text(encoding="utf-8"))}
            add(scores, label, names, found.meetings)
        else:
            print(path.stem, sorted(names))
            for each in found.meetings:
                print("   ", each.date, each.precision, each.place, each.participants, each.matches)
    return scores


def _print(name: str, scores: Scores, *, notes: bool) -> None:
    print(scores.line(name))
    if notes:
        print("\n".join(f"   {note}" for note in scores.notes))


if __name__ == "__main__":
    raise SystemExit(main())
