"""From what lies on disk to captures; a bad line or file never hides the next one."""

import gzip
import hashlib
import json
import re

import pytest

from articles.ingest.capture import BadRecord, Capture, Failure
from articles.ingest.readers import captures, count, jsonl


def read(source, reader="auto"):
    return list(captures(str(source), reader))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON: .* at character 2"),
        (b"nonsense", "not JSON"),
        (b'["a"]', "holds a list, not an object"),
        (b'"a"', "holds a string, not an object"),
        (b"1", "holds a number"),
        (b"null", "holds no object"),
        (b'{"a": NaN}', "NaN is no JSON number"),
        (b'{"a": "\xff"}', "not UTF-8 .byte 8."),
        (b'{"a": "\x00"}', "NUL bytes"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"1" * 5000 + b"}", "not JSON"),
    ],
)
def test_a_bad_line_is_told_with_its_number(tmp_path, line, reason):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"n": 1}\n' + line + b'\n{"n": 3}\n')
    first, bad, last = read(path)
    assert (first.declared, last.declared) == ({"n": 1}, {"n": 3})
    assert isinstance(bad, Failure)
    assert bad.where == f"{path}:2"
    assert re.search(reason, bad.reason), bad.reason


def test_blank_lines_a_byte_order_mark_and_a_missing_last_newline_are_fine(tmp_path):
    path = tmp_path / "x.ndjson"
    path.write_bytes(b'\xef\xbb\xbf{"n": 1}\r\n\r\n   \n{"n": 2}')
    assert [(item.where[-2:], item.declared["n"]) for item in read(path)] == [(":1", 1), (":4", 2)]


def test_a_huge_line_is_refused_without_being_held(tmp_path, monkeypatch):
    monkeypatch.setattr(jsonl, "LONGEST_LINE", 1000)
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"n": "' + b"a" * 3_000_000 + b'"}\n{"n": 2}\n')
    bad, good = read(path)
    assert "longer than 1,000 bytes" in bad.reason
    assert (good.where, good.declared) == (f"{path}:2", {"n": 2})


def test_the_hash_is_that_of_the_bytes(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes("نص".encode())
    assert read(path)[0].sha256 == hashlib.sha256("نص".encode()).hexdigest()


def test_a_folder_gives_each_text_with_its_sidecar(tmp_path):
    (tmp_path / "b 2.txt").write_text("ب")
    (tmp_path / "a.txt").write_text("أ")
    (tmp_path / "a.json").write_text(json.dumps({"source": "صحيفة المرفأ"}))
    (tmp_path / "c.html").write_text("<p>ج</p>")
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "notes.md").write_text("x")
    (tmp_path / "deeper").mkdir()
    found = read(tmp_path)
    assert [(item.key, item.kind) for item in found] == [
        ("urn:file:a", "text"),
        ("urn:file:b_2", "text"),
        ("urn:file:c", "html"),
    ]
    assert found[0].declared == {"source": "صحيفة المرفأ"}
    assert count(str(tmp_path)) == 3


def test_bad_files_of_a_folder_are_told_and_the_rest_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("أ")
    (tmp_path / "a.json").write_text("{not json")
    (tmp_path / "b.txt").write_text("   ")
    (tmp_path / "c.txt").write_text("ج")
    (tmp_path / "lone.json").write_text("{}")
    bad_sidecar, blank, good, lone = read(tmp_path)
    assert "Its sidecar a.json is wrong" in bad_sidecar.reason
    assert blank.reason == "The file is empty."
    assert isinstance(good, Capture)
    assert "there is no lone.txt beside it" in lone.reason


@pytest.mark.parametrize(
    ("name", "reader", "reason"),
    [
        ("nowhere.txt", "auto", "no such file or folder"),
        ("picture.bin", "auto", "No reader knows files ending in '.bin'"),
        ("articles.jsonl.gz", "auto", "Unpack it first"),
        ("broken.gz", "auto", "cannot be read"),
        ("table.csv", "csv", "No columns for title and url"),
        ("feed.xml", "feed", "This is no feed"),
        ("table.csv", "magic", "There is no reader 'magic'"),
        ("", "auto", "holds no .txt or .html file"),
        ("", "html", "This is a folder"),
        ("", "jsonl", "This is not a file"),
    ],
)
def test_what_cannot_be_read_says_so_in_one_line(tmp_path, name, reader, reason):
    for existing in ("table.csv", "feed.xml", "picture.bin"):
        (tmp_path / existing).write_text("x")
    (tmp_path / "articles.jsonl.gz").write_bytes(gzip.compress(b'{"n": 1}\n'))
    (tmp_path / "broken.gz").write_bytes(b"\x1f\x8bno such thing")
    with pytest.raises(BadRecord, match=reason) as caught:
        read(tmp_path / name, reader)
    assert "\n" not in str(caught.value)
    assert count(str(tmp_path / name), reader) in (0, 1)


def test_a_reader_can_be_chosen_against_the_name(tmp_path):
    path = tmp_path / "export.json"
    path.write_text('{"n": 1}\n')
    assert read(path, "jsonl")[0].declared == {"n": 1}
    page = tmp_path / "page.txt"
    page.write_text("<p>x</p>")
    assert read(page, "html")[0].kind == "html"


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_not_the_folder_one_stands_in(name):
    with pytest.raises(BadRecord, match="name is empty"):
        captures(name)


def test_a_file_without_a_record_is_a_failure(tmp_path):
    path = tmp_path / "empty.jsonl"
    path.write_text("\n\n")
    (failure,) = captures(str(path))
    assert "no record" in failure.reason


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("سر المضيف في ملف بعيد")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "text.txt").write_text("عنوان الخبر\n\nنص الخبر")
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    assert [capture.key for capture in captures(str(folder))] == ["urn:file:text"]
