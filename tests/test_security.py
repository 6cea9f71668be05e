"""The site is safe as it comes: headers, cookies, files, the login, and what it refuses."""

import logging
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.log import log_message

ROOT = Path(__file__).resolve().parent.parent
LOGIN = "/ar/admin/login/"


@pytest.fixture
def account(db):
    return User.objects.create_user("salma", password="long-enough-42", is_staff=True)


def attempt(password: str, *, name: str = "salma", language: str = "ar", **extra):
    return Client(**extra).post(
        f"/{language}/admin/login/", {"username": name, "password": password}
    )


def manage(*arguments: str, **env: str) -> subprocess.CompletedProcess:
    """Run manage.py as an operator would, with a clean environment and the settings of the site."""
    kept = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "archive.settings"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, **env},
        capture_output=True,
        text=True,
        timeout=120,
    )


# --- the login ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "word"), [("ar", "محاولات كثيرة"), ("en", "Too many attempts")]
)
def test_the_sixth_wrong_password_is_answered_with_a_lock(account, language, word):
    answers = [attempt("wrong", language=language) for _ in range(6)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert word in answers[-1].content.decode()
    assert "</html>" in answers[-1].content.decode()


def test_while_locked_the_right_password_does_not_help(account):
    for _ in range(5):
        attempt("wrong")
    assert attempt("long-enough-42").status_code == 429


def test_the_lock_is_for_one_name_from_one_address(account):
    User.objects.create_user("omar", password="long-enough-42", is_staff=True)
    for _ in range(6):
        attempt("wrong")
    assert attempt("long-enough-42", name="omar").status_code == 302
    assert attempt("long-enough-42", REMOTE_ADDR="192.0.2.9").status_code == 302


def test_a_forged_forwarding_header_does_not_open_the_lock(account):
    for number in range(6):
        answer = attempt("wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert answer.status_code == 429


def test_a_good_login_forgives_earlier_mistakes(account):
    for _ in range(4):
        attempt("wrong")
    assert attempt("long-enough-42").status_code == 302
    assert attempt("wrong").status_code == 200


# --- headers and cookies -----------------------------------------------------------------------
def test_every_protective_header_is_sent(db):
    headers = Client().get(LOGIN).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_content_policy_allows_nothing_inline_and_nobody_elses(db):
    policy = Client().get(LOGIN).headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'self'"
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "*" not in policy


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(account):
    cookie = attempt("long-enough-42").cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_pages_of_the_desk_are_not_kept_by_caches(db):
    assert "no-store" in Client().get(LOGIN).headers["Cache-Control"]


# --- configuration -----------------------------------------------------------------------------
PUBLIC = {"HTTPS": "1", "ALLOWED_HOSTS": "sijill.example", "SITE_URL": "https://sijill.example"}


@pytest.mark.parametrize("env", [{}, PUBLIC], ids=["as it comes", "public"])
def test_check_deploy_is_clean(tmp_path, env):
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING", SIJILL_DATA_DIR=str(tmp_path), **env
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def python(code: str, data: Path, **env: str) -> str:
    """Run code with the settings of the site and the data directory `data`; return its output."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "archive.settings",
            "SIJILL_DATA_DIR": str(data),
            **env,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def values(names: list[str], data: Path, **env: str) -> list[str]:
    """How the settings of these names are written in Python."""
    code = "from django.conf import settings\n"
    code += "\n".join(f"print(repr(settings.{name}))" for name in names)
    return python(code, data, **env).splitlines()


def setting(name: str, data: Path, **env: str) -> str:
    return values([name], data, **env)[0]


def test_debug_is_off_unless_asked_for(tmp_path):
    assert setting("DEBUG", tmp_path) == "False"
    assert setting("DEBUG", tmp_path, DEBUG="1") == "True"


def test_https_makes_cookies_secure_and_redirects(tmp_path):
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"]
    assert values(names, tmp_path) == ["False"] * 3
    *public, seconds = values([*names, "SECURE_HSTS_SECONDS"], tmp_path, **PUBLIC)
    assert public == ["True"] * 3
    assert int(seconds) >= 31_536_000


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, ["W004", "W008", "W012", "W016"]),  # plain http: TLS is not there
        (PUBLIC, ["W005", "W021"]),  # other hosts of the domain are the operator's to bind
        ({**PUBLIC, "HSTS_SUBDOMAINS": "1"}, []),
    ],
    ids=["loopback", "public", "public with subdomains"],
)
def test_only_what_the_operator_left_out_is_silenced(tmp_path, env, expected):
    silenced = setting("SILENCED_SYSTEM_CHECKS", tmp_path, **env)
    assert re.findall(r"W\d+", silenced) == expected


# --- secrets and files -------------------------------------------------------------------------
# Left without closing, as by a crash: the write-ahead log stays where it can be looked at.
WRITE = """import os
from django.db import connection
connection.cursor().execute("CREATE TABLE thing (id integer)")
os._exit(0)"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_state_is_readable_by_its_owner_alone(tmp_path):
    data = tmp_path / "var"
    python(WRITE, data)
    assert mode(data) == 0o700
    for path in data.iterdir():
        assert mode(path) & 0o077 == 0, path.name
    assert mode(data / "secret") == mode(data / "sijill.sqlite3") == 0o600
    assert mode(data / "sijill.sqlite3-wal") == 0o600


def test_state_is_its_owners_alone_in_a_directory_that_was_left_open(tmp_path):
    data = tmp_path / "var"
    data.mkdir()
    data.chmod(0o755)
    python(WRITE, data)
    assert mode(data / "sijill.sqlite3") == 0o600


def test_the_secret_is_made_once_and_is_long(tmp_path):
    first, second = (setting("SECRET_KEY", tmp_path) for _ in range(2))
    assert first == second
    assert len(first) > 60
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_secret_of_the_environment_wins_and_leaves_no_file(tmp_path):
    assert setting("SECRET_KEY", tmp_path, SECRET_KEY="given-here") == "'given-here'"
    assert list(tmp_path.iterdir()) == []


def one_line(done: subprocess.CompletedProcess) -> str:
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_data_directory_that_cannot_be_made_is_told_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    told = one_line(manage("check", SIJILL_DATA_DIR=str(tmp_path / "file" / "var")))
    assert "SIJILL_DATA_DIR" in told
    assert str(tmp_path) in told


def test_a_secret_that_cannot_be_read_is_told_in_one_line(tmp_path):
    (tmp_path / "secret").mkdir()
    assert "SECRET_KEY" in one_line(manage("check", SIJILL_DATA_DIR=str(tmp_path)))


def test_an_empty_secret_is_told_in_one_line(tmp_path):
    (tmp_path / "secret").write_text("\n")
    assert "Delete it" in one_line(manage("check", SIJILL_DATA_DIR=str(tmp_path)))


SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}"
    r"|(?i:secret_key|password|api_key|token)\s*=\s*[\"'][A-Za-z0-9+/_\-]{20,}[\"']"
    r"|postgres(?:ql)?://[^\s:@/]+:(?!password@|PASSWORD@)[^\s:@/]{8,}@"
)
TEXT = {
    ".py",
    ".toml",
    ".in",
    ".txt",
    ".md",
    ".yml",
    ".yaml",
    ".conf",
    ".html",
    ".js",
    ".css",
    ".service",
}


def test_no_secret_is_in_the_repository():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    assert not [path for path in paths if path.name in {".env", "secret", "id_rsa"}]
    assert not [path for path in paths if path.suffix in {".pem", ".key", ".sqlite3"}]
    found = [
        f"{path.relative_to(ROOT)}: {match.group()[:30]}"
        for path in paths
        if (path.suffix in TEXT or path.name in {"Makefile", ".env.example"}) and path.is_file()
        for match in SECRETS.finditer(path.read_text(errors="ignore"))
    ]
    assert found == []


# --- what is refused ---------------------------------------------------------------------------
def test_a_body_that_is_too_large_is_refused_and_not_read(account):
    client = Client(raise_request_exception=False)
    answer = client.post(LOGIN, {"username": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert answer.status_code == 400


def test_a_form_with_too_many_fields_is_refused(account):
    client = Client(raise_request_exception=False)
    fields = {f"f{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert client.post(LOGIN, fields).status_code == 400


def test_a_post_without_its_token_is_refused(account):
    client = Client(enforce_csrf_checks=True)
    assert (
        client.post(LOGIN, {"username": "salma", "password": "long-enough-42"}).status_code == 403
    )


def test_a_login_does_not_lead_to_another_site(account):
    answer = Client().post(
        f"{LOGIN}?next=https://elsewhere.example/",
        {"username": "salma", "password": "long-enough-42", "next": "https://elsewhere.example/"},
    )
    assert answer.status_code == 302
    assert "elsewhere" not in answer["Location"]


def test_nobody_reaches_the_desk_without_logging_in(db):
    answer = Client().get(reverse("admin:articles_article_changelist"))
    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_a_user_who_is_not_staff_does_not_reach_it_either(db):
    User.objects.create_user("reader", password="long-enough-42")
    assert attempt("long-enough-42", name="reader").status_code == 200


def test_a_refused_request_is_one_line_of_the_log(account, caplog):
    """A refusal is an answer, no failure: what did fail is not to be sought behind tracebacks."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("admin:articles_article_changelist")
    with caplog.at_level("INFO"):
        assert client.get(page).status_code == 403
    lines = caplog.text.splitlines()
    assert len(lines) == 1
    assert page in lines[0]


def test_a_failure_is_logged_with_its_traceback(caplog):
    """The other half: the filter takes nothing from what is ours to mend."""
    try:
        raise ValueError("broken")
    except ValueError as error:
        with caplog.at_level("INFO"):
            log_message(
                logging.getLogger("django.request"), "Failed", status_code=500, exception=error
            )
    assert "ValueError: broken" in caplog.text
