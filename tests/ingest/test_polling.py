"""Remembered feeds, asked over real sockets of this machine."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

import pytest

from articles.ingest.polite import LONGEST_PAUSE, Visitor, seconds_until
from articles.ingest.polling import poll
from articles.models import Article, ArticleRevision, Feed
from tests.factories import SourceFactory
from tests.ingest.test_commands import run
from tests.ingest.test_feed import ITEM, rss
from tests.ingest.test_fetch import get, send, served
from tests.ingest.test_warc import page

pytestmark = pytest.mark.usefixtures("empty")
NOW = datetime(2031, 5, 1, 9, tzinfo=UTC)
XML = "application/rss+xml; charset=utf-8"


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.FETCH_ENABLED = True
    settings.FETCH_DELAY_SECONDS = 3


class Outlet:
    """An outlet with a feed, its pages and its rules. `answers` are replaced by tests."""

    def __init__(self, robots="User-agent: *\nDisallow: /private/\n"):
        self.robots, self.headers, self.status = robots, {"ETag": '"1"'}, 200
        self.items, self.conditions = [ITEM], []
        self.kind_of_rules = "text/plain"

    def __call__(self, handler):
        path = handler.path
        if path == "/robots.txt":
            if self.robots is None:
                send(handler, b"", 404)
            else:
                send(handler, self.robots.encode(), Content_Type=self.kind_of_rules)
        elif path.startswith("/feed"):
            self.conditions.append(handler.headers.get("If-None-Match"))
            if self.status == 200 and self.conditions[-1] == self.headers.get("ETag", "none"):
                send(handler, b"", 304)
            else:
                send(
                    handler,
                    rss(*self.items).encode(),
                    self.status,
                    Content_Type=XML,
                    **{name.replace("-", "_"): value for name, value in self.headers.items()},
                )
        else:
            send(handler, page("تكملة الخبر كما وردت."))


class Waiting:
    """Time that passes only by waiting."""

    def __init__(self):
        self.now, self.pauses = 0.0, []

    def pause(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


def ask(port, *, now=NOW, waiting=None, **options):
    waiting = waiting or Waiting()
    visitor = Visitor(partial(_get, port), pause=waiting.pause, clock=lambda: waiting.now)
    return poll(now=now, visitor=visitor, **options)


def _get(port, address, **asked):
    return get(address, port, **asked)


def remembered(port, path="/feed", **options):
    return Feed.objects.create(url=f"http://public.example:{port}{path}", **options)


LATER = NOW + timedelta(hours=1)


def test_a_feed_brings_drafts_and_asked_again_says_that_nothing_is_new():
    outlet = Outlet()
    with served(outlet) as (port, asked):
        feed = remembered(port, source=SourceFactory(key="marfa"))
        seen = []
        report = ask(port, after_save=seen.append)
        assert (report.asked, report.entries.created) == (1, 1)
        assert seen == [Article.objects.get()]
        article = Article.objects.get()
        assert (article.status, article.source.key) == ("draft", "marfa")
        assert ask(port).asked == 0  # not due yet
        again = ask(port, now=LATER)
        assert (again.asked, again.unchanged, again.entries.counts()["created"]) == (1, 1, 0)
        assert outlet.conditions == [None, '"1"']
        feed.refresh_from_db()
        assert (feed.etag, feed.checked_at, feed.failures) == ('"1"', LATER, 0)
    assert asked.count("/robots.txt") == 2  # once a run


def test_without_an_etag_the_same_feed_changes_nothing_and_a_changed_entry_is_a_revision():
    outlet = Outlet()
    outlet.headers = {}
    with served(outlet) as (port, _):
        remembered(port, publishes=True)
        ask(port)
        before = Article.objects.values().get()
        assert before["status"] == "published"
        assert ask(port, now=LATER).entries.unchanged == 1
        assert Article.objects.values().get() == before
        outlet.items = [ITEM.replace("صباحًا", "مساءً")]
        assert ask(port, now=LATER + timedelta(hours=1)).entries.revised == 1
    assert "صباحًا" in ArticleRevision.objects.get().body


def test_last_modified_is_told_as_it_was_said():
    outlet = Outlet()
    outlet.headers = {"Last-Modified": "Thu, 01 May 2031 08:00:00 GMT"}
    with served(outlet) as (port, _):
        feed = remembered(port)
        ask(port)
        feed.refresh_from_db()
        assert feed.last_modified == "Thu, 01 May 2031 08:00:00 GMT"


def test_the_pages_behind_entries_are_fetched_once_each():
    outlet = Outlet()
    with served(outlet) as (port, asked):
        link = f"http://public.example:{port}/news/1"
        outlet.items = [ITEM.replace("https://example.org/news/1?utm_source=rss", link)]
        remembered(port, takes_pages=True)
        waiting = Waiting()
        assert ask(port, waiting=waiting).entries.created == 1
        assert "تكملة الخبر" in Article.objects.get().body
        assert waiting.pauses == [3, 3]  # robots.txt, the feed, the page: never at once
        outlet.headers = {"ETag": '"2"'}
        assert ask(port, now=LATER).entries.counts()["created"] == 0
    assert asked.count("/news/1") == 1


def test_what_robots_txt_forbids_is_not_asked_for():
    outlet = Outlet()
    with served(outlet) as (port, asked):
        link = f"http://public.example:{port}/private/1"
        outlet.items = [ITEM.replace("https://example.org/news/1?utm_source=rss", link)]
        remembered(port, takes_pages=True)
        report = ask(port)
        assert "forbids /private/1" in report.entries.warnings[0].reason
        assert (report.entries.created, report.failed) == (0, [])
    assert not [path for path in asked if path.startswith("/private")]


@pytest.mark.parametrize(("rules", "read"), [("Disallow: /news/", 0), ("Allow: /", 1)])
def test_the_rules_of_a_host_that_a_page_redirects_to_are_kept_too(rules, read):
    outlet = Outlet()

    def answer(handler):
        if handler.headers["Host"].startswith("other.example") and handler.path == "/robots.txt":
            send(handler, f"User-agent: *\n{rules}".encode(), Content_Type="text/plain")
        elif handler.path == "/moved":
            send(handler, b"", 302, Location=f"http://other.example:{port}/news/9")
        else:
            outlet(handler)

    with served(answer) as (port, asked):
        link = f"http://public.example:{port}/moved"
        outlet.items = [ITEM.replace("https://example.org/news/1?utm_source=rss", link)]
        remembered(port, takes_pages=True)
        report = ask(port)
    assert (report.entries.created, asked.count("/news/9")) == (read, read)


def test_a_page_whose_host_cannot_tell_its_rules_for_now_is_asked_for_again():
    outlet = Outlet()

    def answer(handler):
        if handler.headers["Host"].startswith("other.example") and handler.path == "/robots.txt":
            send(handler, b"", 503 if down else 404)
        else:
            outlet(handler)

    with served(answer) as (port, _):
        link = f"http://other.example:{port}/news/1"
        outlet.items = [ITEM.replace("https://example.org/news/1?utm_source=rss", link)]
        feed = remembered(port, takes_pages=True)
        down = True
        assert ask(port).entries.created == 0
        feed.refresh_from_db()
        assert feed.etag == ""  # it must be read again, whatever its host says of changes
        down = False
        assert ask(port, now=LATER).entries.created == 1


@pytest.mark.parametrize(
    ("robots", "brought"),
    [
        (None, 1),
        ("User-agent: *\nDisallow: /", 0),
        ("User-agent: Sijill\nDisallow: /feed\n\nUser-agent: *\nAllow: /", 0),
        ("User-agent: *\nDisallow: /\nAllow: /feed$", 1),
    ],
)
def test_rules_decide_about_the_feed_itself(robots, brought):
    with served(Outlet(robots)) as (port, _):
        remembered(port)
        report = ask(port)
    assert report.entries.created == brought
    assert len(report.failed) == 1 - brought


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", "text/x-robots", None])
def test_rules_are_read_whatever_the_host_calls_them(kind):
    outlet = Outlet("User-agent: *\nDisallow: /feed/private")
    outlet.kind_of_rules = kind
    with served(outlet) as (port, _):
        remembered(port)
        assert ask(port).entries.created == 1
    outlet.robots = "User-agent: *\nDisallow: /"
    with served(outlet) as (port, _):
        remembered(port)
        assert "forbids" in ask(port).failed[0].reason


def test_a_host_that_fails_to_say_its_rules_is_left_alone():
    def broken(handler):
        send(handler, b"", 500)

    with served(broken) as (port, asked):
        remembered(port)
        assert "does not say what may be fetched" in ask(port).failed[0].reason
    assert asked == ["/robots.txt"]


def test_a_host_may_ask_for_longer_pauses_up_to_a_limit():
    with served(Outlet("User-agent: *\nCrawl-delay: 20\n")) as (port, _):
        remembered(port)
        waiting = Waiting()
        ask(port, waiting=waiting)
        assert waiting.pauses == [20]
    with served(Outlet("User-agent: *\nCrawl-delay: 99999\n")) as (port, _):
        remembered(port, "/feed2")
        waiting = Waiting()
        ask(port, waiting=waiting, now=LATER)
        assert max(waiting.pauses) == LONGEST_PAUSE


def test_failures_double_the_pause_and_retry_after_is_minded():
    outlet = Outlet()
    outlet.status, outlet.headers = 503, {}
    with served(outlet) as (port, _):
        feed = remembered(port)
        ask(port)
        feed.refresh_from_db()
        first = feed.due_at - NOW
        ask(port, now=feed.due_at)
        then = feed.due_at
        feed.refresh_from_db()
        assert (feed.failures, feed.due_at - then) == (2, 2 * first)
        assert "503" in feed.last_error
        outlet.headers = {"Retry-After": "172800"}
        then = feed.due_at
        ask(port, now=then)
        feed.refresh_from_db()
        assert feed.due_at - then == timedelta(days=2)
        outlet.status, outlet.headers = 200, {}
        ask(port, now=feed.due_at)
        feed.refresh_from_db()
        assert (feed.failures, feed.last_error) == (0, "")


def test_a_host_that_has_had_enough_is_not_asked_again_in_the_same_run():
    outlet = Outlet()
    outlet.status = 429
    with served(outlet) as (port, asked):
        remembered(port)
        remembered(port, "/feed2")
        assert len(ask(port).failed) == 2
    assert [path for path in asked if path.startswith("/feed")] == ["/feed"]


def test_a_feed_that_is_gone_is_asked_no_more():
    outlet = Outlet()
    outlet.status = 410
    with served(outlet) as (port, _):
        feed = remembered(port)
        ask(port)
        feed.refresh_from_db()
        assert not feed.is_active
        assert ask(port, now=LATER).asked == 0


def test_a_date_that_no_calendar_has_stops_nothing():
    outlet = Outlet()
    outlet.items = [
        ITEM.replace("<title>", "<pubDate>Mon, 01 Jan 99999999999 00:00:00 GMT</pubDate><title>")
    ]
    with served(outlet) as (port, _):
        remembered(port)
        report = ask(port)
    assert (report.asked, report.failed) == (1, [])


def test_a_feed_removed_while_it_is_asked_stays_removed():
    with served(Outlet()) as (port, _):
        feed = remembered(port)
        ask(port, after_save=lambda _article: Feed.objects.filter(pk=feed.pk).delete())
    assert not Feed.objects.exists()


def test_a_private_address_is_never_asked():
    with served(Outlet()) as (port, asked):
        Feed.objects.create(url=f"http://inside.example:{port}/feed")
        assert len(ask(port).failed) == 1
        assert asked == []


def test_a_hostile_feed_fails_and_the_next_one_is_asked():
    from tests.ingest.test_feed import LAUGHS, hostile

    def answer(handler):
        if handler.path == "/bad":
            send(handler, hostile(LAUGHS).encode(), Content_Type=XML)
        else:
            Outlet()(handler)

    with served(answer) as (port, _):
        remembered(port, "/bad")
        remembered(port)
        report = ask(port)
    assert "declares entities" in report.failed[0].reason
    assert report.entries.created == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("Mon, 01 Jan 99999999999 00:00:00 GMT", 0),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120),
        (format_datetime(NOW - timedelta(minutes=2), usegmt=True), 0),
    ],
)
def test_retry_after_is_read_in_both_forms(said, seconds):
    assert seconds_until(said, NOW) == seconds


def test_the_command_remembers_lists_and_forgets(settings):
    SourceFactory(key="marfa")
    url = "https://example.org/feed.xml"
    assert run("fetch_feeds", "--add", url, "--source", "marfa", "--pages")[0] == "1 added\n"
    feed = Feed.objects.get()
    assert (feed.source.key, feed.takes_pages, feed.publishes) == ("marfa", True, False)
    assert run("fetch_feeds", "--add", url, "--publish")[0] == "1 changed\n"
    assert '"url": "https://example.org/feed.xml"' in run("fetch_feeds", "--list", "--json")[0]
    assert "No source has the key x" in run("fetch_feeds", "--add", url, "--source", "x")[2]
    settings.FETCH_ENABLED = False
    assert "SIJILL_FETCH=1" in run("fetch_feeds")[2]
    assert run("fetch_feeds", "--remove", url)[0] == "1 removed\n"
    settings.FETCH_ENABLED = True
    out, err, failure = run("fetch_feeds")
    assert out.startswith("0 feeds asked, 0 feeds unchanged, 0 feeds failed, 0 created")
    assert (err, failure) == ("", "")


def test_the_command_tells_what_failed(settings):
    settings.FETCH_PORTS = (80,)
    Feed.objects.create(url="http://127.0.0.1:80/feed")
    out, err, failure = run("fetch_feeds", "--json")
    assert '"feeds_failed": 1' in out
    assert "Failed: http://127.0.0.1:80/feed" in err
    assert failure
