"""Run by the tests in processes of their own: fill an archive, write on and on, ask it, and die.

`die MOMENT COMMAND ...` runs a command that is killed at a moment."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import django
from django.core.management import call_command, execute_from_command_line

ARTICLES = 30


def fill() -> None:
    """Make an archive with articles, a meeting, an account, and files beside."""
    call_command("migrate", verbosity=0)
    from django.conf import settings
    from django.contrib.auth.models import User

    from tests.factories import ArticleFactory, MeetingFactory, PersonFactory, SourceFactory

    source, person = SourceFactory(key="outlet"), PersonFactory(key="envoy")
    for n in range(ARTICLES):
        ArticleFactory(
            key=f"urn:kept:{n}", source=source, entities=[person], title=f"خبر عن الزرافة رقم {n}"
        )
    MeetingFactory(key="m-kept")
    User.objects.create_superuser("curator", password="not a secret")
    for name, data in (("captures/ab/page.warc", b"\0\1" * 5_000), ("media/صورة.png", b"\x89PNG")):
        path = Path(settings.DATA_DIR) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def write() -> None:
    """Save articles until stopped. Each transaction leaves the archive in a state of its own: the
    source tells how many articles there are, and each article has one mention."""
    from django.db import transaction

    from articles.models import Article, Entity, Mention, Source

    source, person = Source.objects.get(key="outlet"), Entity.objects.get(key="envoy")
    for n in count(1):
        with transaction.atomic():
            article = Article.objects.create(
                key=f"urn:written:{n}",
                source=source,
                language="ar",
                title=f"خبر جديد {n}",
                body="نص طويل بعض الشيء. " * 200,
                status="published",
            )
            Mention.objects.create(article=article, entity=person, status="confirmed")
            Source.objects.filter(pk=source.pk).update(name_en=str(n))
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


def ask() -> None:
    """Build the index, and print what pages and search answer."""
    call_command("rebuild_index", verbosity=0, stdout=sys.stderr)
    from django.contrib.auth.models import User
    from django.test import Client
    from django.test.utils import override_settings

    from articles.models import Article
    from articles.search.run import SearchRequest, search

    article = Article.objects.get(key="urn:kept:7")
    addresses = ["/ar/", "/ar/articles/", "/ar/timeline/", f"/ar/articles/{article.pk}/"]
    plain = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    plain["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=plain):
        reader = Client(SERVER_NAME="localhost")
        answers = [reader.get(address, follow=True).status_code for address in addresses]
    knows = User.objects.get(username="curator").check_password("not a secret")
    found = search(SearchRequest(q="الزرافة")).count
    sys.stdout.write(json.dumps({"pages": answers, "found": found, "login": knows}))


def die(moment: str, *arguments: str) -> None:
    """Run a command that is killed right before something it does, or after it has moved."""
    from articles.keeping import making, postgresql, restoring, rotation, sqlite

    room, name = {
        "copied": (making.manifest, "compose"),
        "unnamed": (making.os, "rename"),
        "named": (rotation, "rotate"),
        "rotating": (rotation, "sync_one"),
        "sqlite-loading": (sqlite, "check_room"),
        "postgresql-loading": (postgresql, "finish"),
        "loaded": (restoring, "bring_up_to_date"),
        "migrated": (restoring, "switch"),
        "moved": (restoring, "switch"),
        "placed": (restoring, "put_secret"),
    }[moment]
    before = getattr(room, name) if moment == "moved" else lambda *_, **__: None

    def killed(*given: object, **named: object) -> None:
        before(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(room, name, killed)
    execute_from_command_line(["manage.py", *arguments])


if __name__ == "__main__":
    django.setup()
    verbs: dict[str, Callable[..., None]] = {"fill": fill, "write": write, "ask": ask, "die": die}
    verbs[sys.argv[1]](*sys.argv[2:])
