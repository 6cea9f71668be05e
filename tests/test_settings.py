"""What the environment may say, and what is refused in words."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from archive import settings


@pytest.mark.parametrize(
    ("text", "ports"), [("", (80, 443)), ("8080", (8080,)), (" 80, 443 ,8443", (80, 443, 8443))]
)
def test_ports_to_fetch_at(monkeypatch, text, ports):
    monkeypatch.setenv("SIJILL_FETCH_PORTS", text)
    assert settings.numbers("SIJILL_FETCH_PORTS", "80,443") == ports


def test_a_wrong_number_names_its_variable(monkeypatch):
    monkeypatch.setenv("SIJILL_FETCH_PORTS", "80,http")
    with pytest.raises(ImproperlyConfigured, match="SIJILL_FETCH_PORTS"):
        settings.numbers("SIJILL_FETCH_PORTS", "80,443")


def test_a_word_is_one_of_those_there_are(monkeypatch):
    name = "SIJILL_SQLITE_SYNCHRONOUS"
    assert settings.choice(name, "normal", "full") == "normal"
    monkeypatch.setenv(name, " FULL ")
    assert settings.choice(name, "normal", "full") == "full"
    monkeypatch.setenv(name, "off")
    with pytest.raises(ImproperlyConfigured, match="must be normal or full"):
        settings.choice(name, "normal", "full")
