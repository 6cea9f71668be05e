"""One address for one article."""

import pytest

from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("https://Example.ORG/News/1", "https://example.org/News/1"),
        ("HTTPS://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a#comments", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&id=7&fbclid=1", "https://example.org/a?id=7"),
        ("https://example.org/?p=12", "https://example.org/?p=12"),
        ("https://example.org/a?UTM_Medium=x&gclid=2", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org/خبر-1", "https://example.org/%D8%AE%D8%A8%D8%B1-1"),
        ("https://example.org/%d8%ae%D8%A8%D8%B1-1", "https://example.org/%D8%AE%D8%A8%D8%B1-1"),
        ("https://example.org/%7Euser/%41", "https://example.org/~user/A"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://مثال.example/a", "https://xn--mgbh0fb.example/a"),
        ("  https://example.org/a \n", "https://example.org/a"),
        ("urn:file:a_b", "urn:file:a_b"),
    ],
)
def test_canonical_form(address, canonical):
    assert canonical_url(address) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org/a",
        "ftp://example.org/a",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://example.org/" + "a" * 1000,
        "urn:",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(BadRecord):
        canonical_url(address)
