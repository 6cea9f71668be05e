"""Every file that stands in the directory of the index, damaged in every way, one after the other.

Each time the site answers rightly or says that it cannot; `verify_index` finds what matters; and it
is healed, by `--repair` or by the indexer. The files are taken from the directory: one of a kind
that does not exist yet is damaged here as soon as it does."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from whoosh.index import open_dir

from articles.models import Article, Outbox
from articles.search.engines.whoosh import cache, lists, merging, snapshot, state
from articles.search.indexing import generations, indexer
from articles.search.indexing import verify as verification
from articles.search.indexing.repair import repair
from articles.search.indexing.verify import verify
from articles.search.run import IndexUnavailable, SearchRequest, search
from tests.factories import ArticleFactory, SourceFactory

WORD = "الزرافات"
# A query -> how many articles it finds.
ASKED = {WORD: 10, f'"{WORD}"': 10, "حديقة": 10, "الزرا*": 10, "source:zoo": 10, "": 10}
KINDS = {
    *("CURRENT", "damaged", "verified.json", "rebuild.journal", "writer.lock", "indexer.lock"),
    *(
        "rebuild.lock",
        "fingerprint",
        ".toc",
        ".trm",
        ".pst",
        ".col",
        ".arrays",
        ".lists",
        "manifest",
    ),
}


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def flip(path: Path) -> None:
    """Change one bit, and leave size and time as they were."""
    stat = path.stat()
    data = bytearray(path.read_bytes())
    if data:
        data[len(data) // 2] ^= 4
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


DAMAGE = (remove, empty, halve, zero, flip)


def damage(how, path: Path) -> None:
    """Do it; of a link that is CURRENT, to its target's name."""
    if not path.is_symlink():
        how(path)
        return
    target = os.readlink(path)
    path.unlink()
    if how is not remove:
        broken = {empty: ".", halve: target[:-1], zero: "0" * len(target), flip: "gen-9"}
        path.symlink_to(broken[how])


@pytest.fixture
def site(own_index, monkeypatch):
    """Ten articles in two segments of a second generation, and all that may lie beside it."""
    Article.objects.all().delete()
    Outbox.objects.all().delete()
    articles = [
        ArticleFactory(title=f"{WORD} {n}", body=f"عن {WORD} في الحديقة", source=zoo())
        for n in range(10)
    ]
    generations.make_empty()
    generations.rebuild()
    articles[0].save()
    indexer.drain()
    assert indexer.update_once() is not None
    (own_index / generations.JOURNAL).write_text(f"{articles[0].pk}\n{articles[1].pk}\n")
    assert verify().ok
    (own_index / state.DAMAGED).write_text("a reader's word")
    monkeypatch.setattr(snapshot, "LOOK_SECONDS", -1.0)
    return own_index


def zoo():
    return SourceFactory(key="zoo", name_ar="حديقة", name_en="zoo")


def files(root: Path) -> list[Path]:
    """Every file and link below the directory of the index, relative to it."""
    found = [path for path in sorted(root.rglob("*")) if path.is_symlink() or path.is_file()]
    return [path.relative_to(root) for path in found]


def kind(path: Path) -> str:
    if path.suffix in (".toc", ".trm", ".pst", ".col", ".arrays", ".lists"):
        return path.suffix
    return "manifest" if path.name.startswith("manifest-") else path.name


def matters(path: Path, live: Path) -> bool:
    """Whether the index cannot be relied on without a file: CURRENT, and what is of the live
    generation but the lock of Whoosh, which says nothing."""
    inside = path.parts[0] == live.name and path.name != "MAIN_WRITELOCK"
    return inside or path.name == state.CURRENT


def answers() -> dict[str, int | None]:
    """What the site finds; None where it says that it cannot search."""
    found: dict[str, int | None] = {}
    for query in ASKED:
        try:
            found[query] = search(SearchRequest(q=query)).count
        except IndexUnavailable:
            found[query] = None
    return found


def heal_by_repair() -> None:
    assert repair(verify(repair=True)).ok


def heal_by_indexer() -> None:
    generations.inspect()
    indexer.update_once()


def test_there_is_a_file_of_every_kind(site):
    assert {kind(path) for path in files(site)} >= KINDS


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "before it is opened"])
@pytest.mark.parametrize("how", DAMAGE)
def test_no_damage_is_answered_from_and_all_of_it_is_found_and_healed(site, tmp_path, how, is_open):
    whole = tmp_path / "whole"
    shutil.copytree(site, whole, symlinks=True)
    live = generations.live()
    assert answers() == ASKED
    healers = (heal_by_repair, heal_by_indexer)
    for number, path in enumerate(files(whole)):
        shutil.rmtree(site)
        shutil.copytree(whole, site, symlinks=True)
        if is_open:
            assert answers() == ASKED, path
        else:
            snapshot._open.clear()
            cache.CACHE.clear()
        before = fingerprint_of(site / path)
        damage(how, site / path)
        is_changed = fingerprint_of(site / path) != before
        for query, count in answers().items():
            assert count in (None, ASKED[query]), (path, query)
        # As a process that begins now: what this one has open may be whole.
        snapshot._open.clear()
        expected = is_changed and matters(path, live)
        assert (verify().result == verification.DAMAGED) == expected, path
        healers[(number + DAMAGE.index(how) + is_open) % 2]()
        assert answers() == ASKED, path
        assert verify().ok, path


def fingerprint_of(path: Path) -> object:
    """What tells a file from another one."""
    if path.is_symlink():
        return os.readlink(path)
    return path.read_bytes() if path.exists() else None


@pytest.mark.parametrize("pattern", ["*.trm", "*.pst", "*.lists", "*.arrays", "*.pk.col", "*.toc"])
def test_files_that_rot_while_they_are_open_fail_as_damage_and_never_as_nothing_found(
    site, pattern
):
    """A bit of a file that is read from memory, in one place after the other, its date unchanged:
    nobody can know before the sums are read again, at the latest after a minute."""
    path = max(generations.live().glob(pattern), key=lambda path: path.stat().st_size)
    whole, stat = path.read_bytes(), path.stat()
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        snapshot._open.clear()
        cache.CACHE.clear()
        assert search(SearchRequest(q="لاشيء")).count == 0
        for data in (whole[:at] + bytes([whole[at] ^ 16]) + whole[at + 1 :], whole):
            with path.open("r+b") as file:
                file.write(data)
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            if data != whole:
                assert 0 not in answers().values(), at
                generations.inspect()
                assert state.doubt(site), at
    state.trust(site)


def read_all(live: snapshot.Snapshot) -> None:
    """Touch every array that a process has of an index, and some lists."""
    for segment in live.segments:
        arrays = segment.columns
        parts = [*arrays.numbers.values(), *arrays.lengths.values(), *vars(arrays.words).values()]
        parts += [part for facet in arrays.facets.values() for part in (facet.starts, facet.ords)]
        assert all(part.tobytes() is not None for part in parts)
        segment.vocabulary("surface")
        assert segment.postings("source", "zoo") is not None


def test_nobody_is_killed_by_a_file_that_is_cut_off_while_it_is_open(site, monkeypatch):
    """A mapped file would: whoever touches a page of it that is gone gets SIGBUS."""
    monkeypatch.setattr(snapshot, "LOOK_SECONDS", 3_600.0)  # it hears nothing of it
    snapshot._open.clear()
    read_all(snapshot.current(site))
    for path in files(generations.live()):
        path = generations.live() / path
        whole = path.read_bytes()
        is_open, is_cut = os.pipe(), os.pipe()
        pid = os.fork()
        if pid == 0:
            with suppress(Exception):  # an error is an answer
                snapshot._open.clear()
                live = snapshot.current(site)
                os.write(is_open[1], b".")
                os.read(is_cut[0], 1)
                read_all(live)
            os._exit(0)
        os.close(is_open[1])
        assert os.read(is_open[0], 1) == b".", path
        os.truncate(path, 0)
        os.write(is_cut[1], b".")
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, path
        path.write_bytes(whole)
        for end in (is_open[0], *is_cut):
            os.close(end)


def test_a_merge_hears_of_a_file_that_is_cut_off_under_it(site):
    folder = generations.live()
    segment = open_dir(str(folder), readonly=True)._read_toc().segments[0]
    source, term = merging.Source(folder, segment, 0), next(lists.terms_of(folder, segment))
    with merging.Posts(folder, source) as posts:
        os.truncate(folder / segment.make_filename(".pst"), 0)
        with pytest.raises(ValueError, match="no posting list"):
            list(lists.read(posts, term))
