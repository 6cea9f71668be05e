"""The guard of the only socket, against servers that really listen on this machine."""

import gzip
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from articles.ingest.extract import extract
from articles.ingest.fetch import FetchError, fetch
from articles.ingest.readers.html import from_address
from tests.ingest.test_extract import BODY, PARAGRAPHS

HTML = "text/html; charset=utf-8"
PAGE = "<p>نص</p>".encode()


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.FETCH_ENABLED = True
    settings.FETCH_TIMEOUT_SECONDS = 5
    settings.FETCH_MAX_BYTES = 50_000


@contextmanager
def served(answer):
    """Serve on 127.0.0.1 as `answer(handler)` writes; yield the port and the paths asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            answer(self)

        def log_message(self, *args):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()


def send(handler, body=PAGE, status=200, **headers):
    handler.send_response(status)
    for name, value in ({"Content_Type": HTML} | headers).items():
        if value is not None:
            handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


# In these tests 127.0.0.1 plays the open internet; every other address is private.
HOSTS = {
    "public.example": ["127.0.0.1"],
    "other.example": ["127.0.0.1"],
    "inside.example": ["10.0.0.7"],
}


def resolve(host, port):
    return HOSTS.get(host, [host])


def get(address, port, **doors):
    doors = {"resolve": resolve, "allow": lambda number: number == "127.0.0.1"} | doors
    return fetch(address, ports=(port,), **doors)


def test_a_page_is_fetched_with_its_charset():
    with served(send) as (port, asked):
        page = get(f"http://public.example:{port}/a?b=%D8%AE&utm_source=x#top", port)
    assert (page.body, page.content_type, page.charset) == (PAGE, "text/html", "utf-8")
    assert asked == ["/a?b=%D8%AE&utm_source=x"]


def test_an_address_in_arabic_letters_is_encoded():
    with served(send) as (port, asked):
        get(f"http://public.example:{port}/خبر?ص=1", port)
    assert asked == ["/%D8%AE%D8%A8%D8%B1?%D8%B5=1"]


def test_fetching_is_off_unless_switched_on(settings):
    settings.FETCH_ENABLED = False
    with served(send) as (port, asked), pytest.raises(FetchError, match="SIJILL_FETCH=1"):
        get(f"http://public.example:{port}/", port)
    assert asked == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ],
)
def test_this_machine_is_never_fetched_from(host):
    with served(send) as (port, asked):
        with pytest.raises(FetchError, match=r"not a public address|is not known"):
            fetch(f"http://{host}:{port}/", ports=(port,))
        assert asked == []


@pytest.mark.parametrize(
    "address", ["10.0.0.7", "192.168.0.1", "169.254.169.254", "[fd00::1]", "[64:ff9b::a00:7]"]
)
def test_private_networks_are_never_fetched_from(address):
    with pytest.raises(FetchError, match="not a public address"):
        fetch(f"http://{address}/latest/meta-data/")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://public.example/",
        "gopher://x/",
        "data:text/html,x",
        "//x/y",
        "urn:x:y",
    ],
)
def test_only_http_and_https(address):
    with pytest.raises(FetchError, match="not a web address"):
        fetch(address)


def test_only_the_usual_ports():
    with pytest.raises(FetchError, match="Port 6379 is not fetched from, only 80, 443"):
        fetch("http://public.example:6379/", resolve=resolve, allow=lambda number: True)


def test_one_private_address_among_public_ones_spoils_the_host():
    with served(send) as (port, asked):
        with pytest.raises(FetchError, match=r"leads to 10\.0\.0\.7"):
            get(f"http://x.example:{port}/", port, resolve=lambda *_: ["127.0.0.1", "10.0.0.7"])
        assert asked == []


def test_a_name_that_changes_after_the_check_changes_nothing():
    answers = iter([["127.0.0.1"], ["10.0.0.7"]])
    with served(send) as (port, _):
        assert get(f"http://x.example:{port}/", port, resolve=lambda *_: next(answers)).body == PAGE
    assert next(answers) == ["10.0.0.7"]  # looked up once: the connection went to what was checked


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://inside.example:{port}/", r"inside\.example leads to 10\.0\.0\.7"),
        ("http://10.0.0.7:{port}/", "not a public address"),
        ("//inside.example:{port}/", "not a public address"),
        ("http://public.example:22/", "Port 22"),
        ("file:///etc/passwd", "not a web address"),
        ("http://user:pw@public.example:{port}/", "name or password"),
    ],
)
def test_every_redirect_is_checked_anew(target, reason):
    def answer(handler):
        send(handler, b"", 302, Location=target.format(port=handler.server.server_port))

    with served(answer) as (port, asked):
        with pytest.raises(FetchError, match=reason):
            get(f"http://public.example:{port}/start", port)
        assert asked == ["/start"]


def test_redirects_are_followed_five_times():
    def answer(handler):
        left = int(handler.path.rsplit("/", 1)[1])
        send(handler) if left == 0 else send(handler, b"", 301, Location=f"{left - 1}")

    with served(answer) as (port, _):
        assert get(f"http://public.example:{port}/n/5", port).url.endswith("/n/0")
        with pytest.raises(FetchError, match="more than 5 times"):
            get(f"http://public.example:{port}/n/6", port)


def test_a_large_page_is_refused_while_it_streams():
    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", HTML)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            return

    with served(endless) as (port, _), pytest.raises(FetchError, match="larger than 50,000 bytes"):
        get(f"http://public.example:{port}/", port)


def test_gzip_is_unpacked_within_the_limit():
    with served(lambda handler: send(handler, gzip.compress(PAGE), Content_Encoding="gzip")) as (
        port,
        _,
    ):
        assert get(f"http://public.example:{port}/", port).body == PAGE
    bomb = gzip.compress(b"\0" * 20_000_000)
    assert len(bomb) < 50_000
    with served(lambda handler: send(handler, bomb, Content_Encoding="gzip")) as (port, _):
        too_large = pytest.raises(FetchError, match="larger than")
        with too_large:
            get(f"http://public.example:{port}/", port)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Content_Type": "application/pdf"}, "sends application/pdf"),
        ({"Content_Type": "image/svg+xml"}, "not what was asked for"),
        ({"Content_Type": None}, "not what was asked for"),
        ({"Content_Encoding": "br"}, "packs its pages as br"),
        ({"Content_Encoding": "gzip"}, "does not answer as it should"),
        ({"status": 404}, "answers 404"),
        ({"status": 500}, "answers 500"),
        ({"status": 302}, "without saying where"),
    ],
)
def test_what_is_no_page_is_refused(headers, reason):
    with served(lambda handler: send(handler, **headers)) as (port, _):
        refused = pytest.raises(FetchError, match=reason)
        with refused:
            get(f"http://public.example:{port}/", port)


@pytest.mark.parametrize("drip", ["head", "body"])
def test_a_server_that_drips_is_left_before_it_ends(settings, drip):
    settings.FETCH_TIMEOUT_SECONDS = 1
    ended = threading.Event()

    def slow(handler):
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
            if drip == "body":
                handler.wfile.write(b"Content-Length: 10000\r\n\r\n")
            for _ in range(600):
                handler.wfile.write(b"x: y\r\n")
                time.sleep(0.1)
        except OSError:
            return
        ended.set()

    with served(slow) as (port, _):
        with pytest.raises(FetchError, match="took longer than 1 seconds"):
            get(f"http://public.example:{port}/", port)
        assert not ended.is_set()


def test_a_resolver_that_hangs_is_left_in_time(settings):
    settings.FETCH_TIMEOUT_SECONDS = 1
    with pytest.raises(FetchError, match="took longer"):
        fetch("http://public.example/", resolve=lambda *_: time.sleep(3) or ["127.0.0.1"])


def test_a_page_that_breaks_off_is_not_taken_for_whole():
    def broken(handler):
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\nx"
        )

    with served(broken) as (port, _), pytest.raises(FetchError, match=r"broke off|does not answer"):
        get(f"http://public.example:{port}/", port)


def test_an_unknown_host_and_a_closed_port_are_told():
    with pytest.raises(FetchError, match=r"The host nowhere\.invalid is not known"):
        fetch("http://nowhere.invalid/")
    with served(send) as (port, _):
        pass
    with pytest.raises(FetchError, match="does not answer as it should"):
        get(f"http://public.example:{port}/", port)


def test_https_is_spoken_where_it_is_asked_for():
    with served(send) as (port, asked):
        with pytest.raises(FetchError, match="does not answer as it should"):
            get(f"https://public.example:{port}/", port)
        assert asked == []


def test_a_fetched_page_becomes_an_article():
    heading = "<h2>جدول زمني جديد</h2>"
    points = "<ul><li>تبادل القوائم</li><li>فتح المعابر</li></ul>"
    first, second, third = (f"<p>{text}</p>" for text in PARAGRAPHS)
    markup = f"<html lang=ar><head><title>عنوان الصفحة</title></head><body><article>{first}"
    markup += f"{heading}{second}{points}{third}<p>التعليقات (0)</p></article></body></html>"
    with served(lambda handler: send(handler, markup.encode())) as (port, _):
        address = f"http://public.example:{port}/news/7?utm_source=x#top"
        (capture,) = from_address(address, get=lambda asked, **kept: get(asked, port, **kept))
    article = extract(capture)
    assert (article.title, article.body) == ("عنوان الصفحة", BODY)
    assert article.key == f"http://public.example:{port}/news/7"
    assert article.outlet.name == "public.example"
    assert article.fetched_at == capture.fetched_at
    assert len(article.raw_sha256) == 64
