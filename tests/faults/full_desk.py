"""The play of test_full_disk.py at the desk: somebody saves, adds, uploads and logs in while the
disk of the archive is full, and sends what was refused again once there is room.

Prints what each was answered and what the log said of it."""

from __future__ import annotations

import io
import json
import logging
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZE = 48 << 20
TYPED = 400_000
PASSWORD = "long-enough-42"
HOW: dict[str, Any] = {
    "SERVER_NAME": "localhost",
    "raise_request_exception": False,
    "enforce_csrf_checks": True,
}
BROWSED = ("/en/", "/ar/articles/", "/en/search/?q=zebra", "/api/v1/search?q=zebra")


def main() -> None:
    from tests.faults.disks import moved_in

    disk = moved_in(Path(os.environ["SIJILL_DATA_DIR"]), SIZE)
    from django.conf import settings

    settings.FILE_UPLOAD_TEMP_DIR = str(disk.path)
    settings.IMPORT_STARTED_BY = "timer"
    sys.stdout.write(json.dumps(Play(disk).run()))


class Play:
    """One on a small disk. Of an answer are kept: its status, what it says in which language,
    whether it has the form to send again, or a password, and what the log has of it."""

    def __init__(self, disk: Any) -> None:
        from django.contrib.auth.models import User
        from django.test import Client

        from articles.search.indexing import indexer
        from tests.faults import archive

        self.disk = disk
        self.client = Client(**HOW)
        self.stranger = Client(**HOW)
        archive.found_archive(30)
        archive.Desk().create("p0n0", 1)
        self.article = archive.Desk().article("p0n0")
        User.objects.filter(username="curator").update(password=strong())
        self.client.force_login(
            User.objects.get(), backend="django.contrib.auth.backends.ModelBackend"
        )
        indexer.update()
        self.log = io.StringIO()
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(self.log)

    def run(self) -> dict[str, Any]:
        deeds = {
            "save": self.save("ar"),
            "save in English": self.save("en"),
            "upload": self.upload(3_000_000),
            "small upload": self.upload(200_000),
            "log in": self.log_in(),
        }
        alone = self.with_nobody_connected()
        self.ready()  # and is connected
        self.disk.fill()
        answers = {name: self.judge(deed()) for name, deed in deeds.items()}
        pages = [self.client.get(address).status_code for address in BROWSED]
        readyz = [self.ready()]
        self.disk.empty()
        return {
            "disk": self.disk.kind,
            "answers": {name: answer for name, (answer, _) in answers.items()},
            "pages": pages,
            "alone": alone,
            "again": self.send_again(answers["save"][1]),
            "readyz": [*readyz, self.ready()],
        }

    # --- what is done -----------------------------------------------------------------------
    def save(self, language: str) -> Callable[[], Any]:
        """Save the article with a long text."""
        address = f"/{language}/admin/articles/article/{self.article.pk}/change/"
        fields = form_of(self.client.get(address).content, "article_form")
        self.typed = random.Random(1).randbytes(TYPED // 2).hex()
        data = {**fields, "body": self.typed, "_save": "1", "_sure": "1"}
        return lambda: self.client.post(address, data)

    def upload(self, size: int) -> Callable[[], Any]:
        address = "/ar/admin/import/"
        fields = form_of(self.client.get(address).content, "")
        data = random.Random(2).randbytes(size)

        def send() -> Any:
            file = io.BytesIO(data)
            file.name = "given.txt"
            return self.client.post(address, {**fields, "file": file})

        return send

    def log_in(self) -> Callable[[], Any]:
        address = "/en/admin/login/"
        fields = form_of(self.stranger.get(address).content, "login-form")
        data = {**fields, "username": "curator", "password": PASSWORD}
        return lambda: self.stranger.post(address, data)

    def send_again(self, page: bytes) -> dict[str, Any]:
        """Send what a page has kept, as its button does, and answer what the archive has then."""
        form = next((form for form in forms(page) if form.method == "POST"), None)
        if form is None:
            return {"status": 0, "kept": False}
        answer = self.client.post(form.action, dict(form.form_values()))
        if b'name="_sure"' in answer.content:  # it asks, as it would have at first
            data = form_of(answer.content, "article_form")
            answer = self.client.post(form.action, {**data, "_save": "1"})
        self.article.refresh_from_db()
        return {"status": answer.status_code, "kept": self.article.body.strip() == self.typed}

    # --- what is seen -----------------------------------------------------------------------
    def judge(self, answer: Any) -> tuple[dict[str, Any], bytes]:
        text = answer.content.decode()
        told = {
            "status": answer.status_code,
            "told": [w for w in ("تعذّر الحفظ", "It could not be saved") if f"<h1>{w}" in text],
            "form": any(form.method == "POST" for form in forms(answer.content)),
            "secret": PASSWORD in text,
            **self.said(),
        }
        return told, answer.content

    def said(self) -> dict[str, int]:
        """How many lines were logged since it was asked last, and tracebacks among them."""
        said = self.log.getvalue()
        self.log.seek(0)
        self.log.truncate()
        return {"lines": said.count("\n"), "tracebacks": said.count("Traceback")}

    def ready(self) -> dict[str, Any]:
        answer = self.client.get("/readyz")
        found = answer.json()
        return {"code": answer.status_code, "status": found["status"], **found["disk"]}

    def with_nobody_connected(self) -> dict[str, Any]:
        """The worst: SQLite itself needs room before anybody can read."""
        from django.db import connections

        connections.close_all()
        self.disk.fill()
        api = self.stranger.get("/api/v1/articles/1", {"lang": "en"})
        page = self.stranger.get("/en/entities/")
        self.disk.empty()
        return {
            "api": [api.status_code, api.headers["Content-Type"], api.json()],
            "page": page.status_code,
            **self.said(),
        }


def strong() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def forms(page: bytes) -> list[Any]:
    from lxml import html

    return list(html.fromstring(page).forms) if page else []  # none where it leads on


def form_of(page: bytes, name: str) -> dict[str, Any]:
    """What a browser would send of a form of a page: of that name, or the last that posts."""
    found = [form for form in forms(page) if form.method == "POST"]
    form = next((form for form in found if form.get("id") == name), found[-1])
    return dict(form.form_values())


if __name__ == "__main__":
    main()
