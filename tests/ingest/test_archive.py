"""Zips: what stands in them is read as if given by itself, and what means harm is not unpacked."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from articles.ingest.capture import BadRecord, Capture, Failure
from articles.ingest.readers import archive, captures
from articles.models import Article
from tests.ingest.conftest import record_of
from tests.ingest.test_commands import run
from tests.ingest.test_feed import ITEM, rss
from tests.ingest.test_table import ARABIC, ROW, csv_of, xlsx_of

TEXT = "عنوان الخبر\n\nنص الخبر كما ورد من المراسل في المدينة صباح اليوم."


def zip_of(tmp_path, files, name="given.zip"):
    """Write a zip; `files` are names, or ZipInfos, with what is in them."""
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return str(path)


def link(name, target):
    part = zipfile.ZipInfo(name)
    part.external_attr = (stat.S_IFLNK | 0o777) << 16
    return part, target


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    yield
    assert not list(settings.DATA_DIR.glob(f"{archive.UNPACKED}*"))


def test_every_kind_of_file_is_read_with_its_place_in_the_zip(tmp_path):
    record = json.dumps(record_of(), ensure_ascii=False)
    path = zip_of(
        tmp_path,
        [
            ("جداول/table.csv", Path(csv_of(tmp_path, ARABIC, ROW)).read_bytes()),
            ("جداول/table.xlsx", Path(xlsx_of(tmp_path, ARABIC, ROW)).read_bytes()),
            ("records.jsonl", f"{record}\nno record\n"),
            ("news.rss", rss(ITEM)),
            ("texts/first.txt", TEXT),
            ("texts/first.json", '{"source": "صحيفة المرفأ", "published": "2025-04-11"}'),
            ("__MACOSX/texts/._first.txt", b"\0\0"),
            ("photo.jpg", b"\xff\xd8\xff\xe0"),
        ],
    )
    found = {item.where.removeprefix(f"{path}/"): item for item in captures(path)}
    taken = {where: item.kind for where, item in found.items() if isinstance(item, Capture)}
    assert taken == {
        "جداول/table.csv:2": "row",
        "جداول/table.xlsx:2": "row",
        "records.jsonl:1": "record",
        "news.rss#1": "entry",
        "texts/first.txt": "text",
    }
    assert found["texts/first.txt"].declared["published"] == "2025-04-11"
    assert "not JSON" in found["records.jsonl:2"].reason
    assert "No reader knows files ending in '.jpg'" in found["photo.jpg"].reason
    assert len(found) == 7


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (("../../escaped.txt", TEXT), "leads out of the zip"),
        (("/etc/escaped.txt", TEXT), "leads out of the zip"),
        (("a/../../escaped.txt", TEXT), "leads out of the zip"),
        (("C:\\escaped.txt", TEXT), "leads out of the zip"),
        (("/".join("abcdefghij") + ".txt", TEXT), "too deep"),
        (("خ" * 130 + ".txt", TEXT), "too long"),
        (link("secret.txt", "/etc/passwd"), "is a link"),
        (("bomb.txt", b"0" * 9_000_000), "packed over 150 to one"),
        (("more.zip", b"PK\x05\x06" + b"\0" * 18), "archive in an archive"),
    ],
)
def test_what_means_harm_is_refused_by_itself(tmp_path, part, told):
    path = zip_of(tmp_path, [("good.txt", TEXT), part])
    failed, good = sorted(captures(path), key=lambda item: isinstance(item, Capture))
    assert isinstance(failed, Failure)
    assert told in failed.reason
    assert good.where == f"{path}/good.txt"
    assert {file.name for file in tmp_path.rglob("*.txt")} == set()


def test_a_zip_has_a_most_of_bytes_and_of_files(tmp_path, settings, monkeypatch):
    path = zip_of(tmp_path, [("a.txt", TEXT), ("b.txt", TEXT)])
    settings.IMPORT_MAX_BYTES = 100
    with pytest.raises(BadRecord, match="unpacks to over 100 bytes"):
        list(captures(path))
    monkeypatch.setattr(archive, "MOST_PARTS", 1)
    with pytest.raises(BadRecord, match="holds 2 files"):
        list(captures(path))


def test_a_zip_that_lies_about_its_files_gives_no_more_than_it_said(tmp_path):
    path = Path(zip_of(tmp_path, [("long.txt", TEXT * 50)]))
    said, size = len((TEXT * 50).encode()), len(TEXT.encode())
    path.write_bytes(
        path.read_bytes().replace(said.to_bytes(4, "little"), size.to_bytes(4, "little"))
    )
    (failed, *rest) = captures(str(path))
    assert (rest, "cannot be unpacked" in failed.reason) == ([], True)


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b""])
def test_a_broken_zip_says_so(tmp_path, content):
    (tmp_path / "given.zip").write_bytes(content)
    with pytest.raises(BadRecord, match="no sound zip"):
        list(captures(str(tmp_path / "given.zip")))


@pytest.mark.usefixtures("empty")
def test_the_command_takes_in_what_is_good_and_tells_of_the_rest(tmp_path):
    path = zip_of(tmp_path, [("good.txt", TEXT), ("../bad.txt", TEXT)])
    out, err, failure = run("ingest", path)
    assert out == "1 created, 0 revised, 0 unchanged, 0 copies, 1 failed, 0 warnings\n"
    assert f"Failed: {path}/../bad.txt: Its name leads out of the zip" in err
    assert failure
    assert Article.objects.get().key == "urn:file:good"


@pytest.mark.parametrize(
    ("names", "taken", "refused"),
    [
        (("a", "a/b.txt", "c.txt"), ["c.txt"], "a/b.txt"),
        (("a/b.txt", "a", "c.txt"), ["a/b.txt", "c.txt"], "a"),
        (("a/b.txt", "a//b.txt", "c.txt"), ["a/b.txt", "c.txt"], "a//b.txt"),
    ],
)
def test_a_file_in_the_place_of_another_is_refused_alone(tmp_path, names, taken, refused):
    path = zip_of(tmp_path, [(name, TEXT) for name in names])
    found = list(captures(path))
    where = [item.where.removeprefix(f"{path}/") for item in found if isinstance(item, Capture)]
    assert sorted(where) == taken
    failed = {item.where.removeprefix(f"{path}/"): item for item in found}
    assert isinstance(failed[refused], Failure)
    assert "cannot be unpacked" in failed[refused].reason
