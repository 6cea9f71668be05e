"""Alive, and ready."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import room
from articles.models import Outbox

pytestmark = pytest.mark.django_db


def test_alive_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_when_database_index_and_outbox_are(client, dossier):
    response = client.get("/readyz")
    assert response.status_code == 200, response.content
    answer = response.json()
    assert answer["status"] == "ok"
    assert answer["index"]["documents"] == 282
    assert answer["outbox"]["waiting"] == 0


def test_not_ready_without_an_index(client, own_index):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["index"]["ok"] is False
    assert response.json()["database"] == {"ok": True}


def test_not_ready_when_changes_wait_too_long(client, dossier):
    row = Outbox.objects.create(article_id=1)
    assert client.get("/readyz").status_code == 200
    Outbox.objects.filter(pk=row.pk).update(queued_at=timezone.now() - timedelta(minutes=10))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["outbox"]["ok"] is False


def test_little_room_is_a_warning_and_no_reason_to_stop_reading(client, dossier, monkeypatch):
    found = client.get("/readyz").json()
    assert found["status"] == "ok"
    assert found["disk"]["ok"] is True
    monkeypatch.setattr(room, "LITTLE_BYTES", found["disk"]["free_bytes"] * 2)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "warning")
    assert response.json()["disk"]["ok"] is False


def test_a_data_directory_that_takes_nothing_is_told_with_its_reason(
    client, dossier, settings, tmp_path
):
    settings.DATA_DIR = tmp_path / "gone"
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "warning")
    assert response.json()["disk"]["reason"] == "No such file or directory"
