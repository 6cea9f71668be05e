"""How long the server takes for a page, and how long stock Whoosh takes for the same search.

    python -m benchmarks.pages [--passes 5] [--json]

A fresh data directory is filled with the dossier; each page is asked for through Django's whole
stack (middleware, view, template) in one process. The peer is Whoosh's own searcher on the same
index with the same words, OR-ranked: a search alone, without a page around it. The ratio says what
a whole page of ours costs beside a bare search of Whoosh. Milliseconds, warm, over all passes."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable

from benchmarks import site

QUERIES = (
    "ويتكوف",
    "بوتين",
    "Witkoff",
    "Kushner Putin",
    "لقاء ويتكوف بوتين في موسكو",
    "وقف إطلاق النار",
    '"وقف إطلاق النار"',
    "مفاوضات جنيف",
    "غزة هدنة",
    "الملف النووي الإيراني",
    "عراقجي مسقط",
    "كييف عمروف",
    "زيلينسكي ميامي",
    "خطة السلام",
    "ترامب نتنياهو",
    "تبادل الأسرى",
    "أوشاكوف -ترامب",
    "غزة OR إيران",
    "شخص:كوشنر",
    "ويتكووف",
    "الكرملين",
    "أبوظبي المحادثات الثلاثية",
    "صهر الرئيس",
    "مبعوث",
    "Moscow talks",
    "قمة ألاسكا",
    "شرم الشيخ",
    "تحالف الراغبين",
    "العقوبات على روسيا",
    "اجتماع باريس",
    "رهائن",
    "الدوحة",
    "وزير الخارجية",
    "مجلس السلام",
    "نزع سلاح حماس",
    "سان بطرسبورغ",
    "آخر لقاء",
    "مساعدات",
    "دميترييف",
    "",
)
SEARCHES = ("search page", "search API", "stock Whoosh, search alone")
LINE = "{what:40} n={n:<5} p50 {p50_ms:8.2f} ms  p95 {p95_ms:8.2f} ms  x{ratio_to_whoosh_p50}"
PAGES = [
    "/ar/",
    "/ar/articles/",
    "/ar/timeline/",
    "/en/timeline/?person=steve-witkoff",
    "/ar/entities/",
]


def timed(work: Callable[[], object]) -> float:
    """Return how long `work` takes, in milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def fill() -> None:
    """Make a data directory of its own and bring the dossier into it.

    Without kept pages: what is measured is how a page is made."""
    os.environ["SIJILL_PAGE_CACHE_MB"] = "0"
    site.start()
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    site.add_dossier()
    site.build_index()


def whoosh_alone() -> Callable[[str], object]:
    """Return a function that searches the same index with Whoosh's own searcher: top ten, count."""
    from django.conf import settings
    from whoosh.index import open_dir
    from whoosh.query import Or, Term

    from articles.arabic.analysis import analyze

    index = open_dir(str(settings.INDEX_DIR / "CURRENT"))
    searcher = index.searcher()

    def search(text: str) -> object:
        words = analyze(text, frozenset())
        terms = [Term("stem", word) for word in words.stems.split()]
        terms += [Term("surface", word) for word in words.surfaces.replace("|", " ").split()]
        return len(searcher.search(Or(terms), limit=10))

    return search


def main(argv: list[str] | None = None) -> int:
    """Measure, print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    fill()
    from django.test import Client

    from articles.search.warm import warm

    warm()

    client = Client(headers={"host": "127.0.0.1"})
    alone = whoosh_alone()
    times: dict[str, list[float]] = {name: [] for name in (*SEARCHES, *PAGES)}
    for number in range(options.passes + 1):
        for query in QUERIES:
            page = timed(lambda q=query: client.get("/ar/search/", {"q": q}))
            api = timed(lambda q=query: client.get("/api/v1/search", {"q": q}))
            bare = timed(lambda q=query: alone(q))
            if number:  # the first pass warms caches
                for name, value in zip(SEARCHES, (page, api, bare), strict=True):
                    times[name].append(value)
        for address in PAGES:
            taken = timed(lambda a=address: client.get(a))
            if number:
                times[address].append(taken)
    peer = statistics.median(times["stock Whoosh, search alone"])
    rows = [
        {
            "what": name,
            "n": len(values),
            "p50_ms": round(statistics.median(values), 2),
            "p95_ms": round(statistics.quantiles(values, n=20)[-1], 2),
            "ratio_to_whoosh_p50": round(statistics.median(values) / peer, 2),
        }
        for name, values in times.items()
    ]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            print(LINE.format(**row))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
