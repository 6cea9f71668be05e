"""Inputs written to disk."""

import json

import pytest
from django.contrib.auth.models import User


def record_of(**changes):
    """A JSONL record that has everything required."""
    return {
        "url": "https://example.org/news/1",
        "source": "صحيفة المرفأ",
        "title": "الوفدان يتفقان على جولة ثانية",
        "body": "اجتمع الوفدان صباحًا في قاعة المؤتمرات.\n\nواتفقا على لقاء ثان بعد أسبوع.",
        "published": "2025-04-11",
        "language": "ar",
    } | changes


@pytest.fixture
def record():
    return record_of


@pytest.fixture
def jsonl(tmp_path):
    """Write records, or raw bytes, as lines of a file; return its path as a string."""

    def write(*lines, name="records.jsonl"):
        path = tmp_path / name
        rows = [
            line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()
            for line in lines
        ]
        path.write_bytes(b"\n".join(rows) + b"\n")
        return str(path)

    return write


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def curator(db):
    return User.objects.create_user("a-curator")
