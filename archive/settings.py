"""Settings of Sijill: one file, every knob from the environment, safe when unset.

docs/deploy.md lists every variable; `make serve` needs none of them."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool) -> bool:
    """Read an on/off variable: 1, true, yes and on mean on."""
    value = os.environ.get(name, "").strip().lower()
    return default if not value else value in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Read a comma-separated variable."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """Read a whole number, and say which variable is wrong when it is not one."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return int(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}.") from error


def numbers(name: str, default: str) -> tuple[int, ...]:
    """Read comma-separated whole numbers, and say which variable is wrong when one is none."""
    found = words(name) or default.split(",")
    try:
        return tuple(int(text) for text in found)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} must be whole numbers with commas between, not {','.join(found)!r}."
        ) from error


def choice(name: str, default: str, *others: str) -> str:
    """Read a word out of some, and say which there are where it is none of them."""
    word = os.environ.get(name, "").strip().lower() or default
    if word not in (default, *others):
        raise ImproperlyConfigured(f"{name} must be {' or '.join((default, *others))}.")
    return word


# --- where state lives -------------------------------------------------------------------------
DATA_DIR = Path(os.environ.get("SIJILL_DATA_DIR") or BASE_DIR / "var").resolve()
# Whatever this program writes (database, index, captures) is its owner's alone, also in a data
# directory that somebody else made and left open.
os.umask(0o077)
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"The data directory {DATA_DIR} cannot be made ({error.strerror}). Set SIJILL_DATA_DIR."
    ) from error
INDEX_DIR = DATA_DIR / "index"
DOSSIER = os.environ.get("SIJILL_DOSSIER") or str(BASE_DIR / "fixtures" / "dossier")


def secret_key() -> str:
    """Return SECRET_KEY from the environment, else the one kept in the data directory.

    The kept one is made on first use, readable by its owner alone, so that a fresh clone is
    as safe as a configured site and sessions outlive a restart."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = DATA_DIR / "secret"
    try:
        if not path.exists():
            make_secret(path)
        key = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be read or made ({error.strerror}). Let this user write to the data"
            " directory, or set SECRET_KEY."
        ) from error
    if not key:
        raise ImproperlyConfigured(f"{path} is empty. Delete it, and a new one is made.")
    return key


def make_secret(path: Path) -> None:
    """Write a new secret; where several programs start at once, they all get the first one's."""
    fresh = path.with_name(f"secret.{os.getpid()}")
    fresh.write_text(secrets.token_urlsafe(60))
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


SECRET_KEY = secret_key()
DEBUG = flag("DEBUG", False)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")
# Whom a reader writes to about a mistake or a takedown; the about page shows it.
CONTACT_EMAIL = os.environ.get("SIJILL_CONTACT", "")

INSTALLED_APPS = [
    "articles.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "csp",
    "axes",
    "articles",  # before haystack: our commands of the same names win
    "haystack",
    "ninja",
    "reversion",  # what the desk has edited; none of its pages are used
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "articles.caching.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- database ----------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'sijill.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # How many seconds a writer waits for the one before it (articles/models/turns.py): an
        # import commits often, and nothing else that we write holds the lock for long.
        "timeout": 20,
        # The write lock is taken at BEGIN: a transaction waits its turn there instead of failing
        # half-way with "database is locked", which no waiting mends.
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            # Readers go on while one writes.
            "PRAGMA journal_mode=WAL;"
            # NORMAL: a killed process loses nothing, and a power cut never damages the file, but
            # may undo what was saved in the moments before it. FULL waits for the disk at every
            # save: 4 to 10 ms instead of 0.05, measured, and savers wait for each other.
            f"PRAGMA synchronous={choice('SIJILL_SQLITE_SYNCHRONOUS', 'normal', 'full')};"
            # The indexer copies the journal into the database (articles/models/turns.py). Where
            # none runs, who saves does when it has 8,000 pages of 4 kB, and waits for the disk.
            "PRAGMA wal_autocheckpoint=8000;"
            # What a large import has made of the journal is given back to the disk.
            "PRAGMA journal_size_limit=67108864;"
            # Each thread of a worker has a connection with a cache of its own: half a megabyte
            # instead of two. Tried at 30,000 articles: 16 MB of it, and mmap_size of 256 MB (20
            # cards take 0.6 ms with either and without); the kernel keeps these pages anyway.
            "PRAGMA cache_size=-512;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How much of finished pages, compressed, is kept for all processes: 0 for none. Answers that
# browsers hold are compared with the archive either way (articles/caching.py).
PAGE_CACHE_BYTES = number("SIJILL_PAGE_CACHE_MB", 64) * 1024 * 1024
PAGE_CACHE_DIR = DATA_DIR / "pages"

# --- search ------------------------------------------------------------------------------------
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "articles.search.engines.whoosh.WhooshEngine",
        "PATH": str(INDEX_DIR),
        # Haystack's default swallows every failure and leaves an empty index behind a clean exit.
        "SILENTLY_FAIL": False,
    }
}

# How much of the index, decoded, each process keeps in memory; 0: as much as its size asks for.
SEARCH_CACHE_BYTES = number("SIJILL_SEARCH_CACHE_MB", 0) * 1024 * 1024

# How many processes a rebuild of the index takes: 0 for as many as there are cores.
INDEX_PROCESSES = number("SIJILL_INDEX_PROCESSES", 0)
# How many bytes of words each of them gathers before it writes a segment; the process itself takes
# about ten times as much memory for a moment.
INDEX_SEGMENT_BYTES = number("SIJILL_INDEX_SEGMENT_MB", 48) * 1024 * 1024

# The field that Haystack takes for "the text"; search_indexes.py calls it so.
HAYSTACK_DOCUMENT_FIELD = "stem"
# Whoever goes through all results has them in hundreds, not in tens with a search for each.
HAYSTACK_ITERATOR_LOAD_PER_QUERY = 100

# --- people ------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # after a login that was to lead to another host
AXES_FAILURE_LIMIT = number("SIJILL_LOGIN_FAILURES", 5)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "articles.desk.client_address"
# How many proxies stand in front of gunicorn; X-Forwarded-For is believed that far and no further.
PROXIES = number("SIJILL_PROXIES", 0)
AXES_LOCKOUT_TEMPLATE = "admin/locked.html"

# --- language ----------------------------------------------------------------------------------
LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
FORMAT_MODULE_PATH = "archive.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")

# --- static files ------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- security ----------------------------------------------------------------------------------
# HTTPS=1 on a public site: cookies only over TLS, HSTS, redirect from http. `make serve` listens on
# plain http on this machine, where secure cookies would lock everybody out of the admin.
HTTPS = flag("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and flag("HSTS_SUBDOMAINS", False)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    if not SECURE_HSTS_PRELOAD:
        # Subdomains and preload bind the operator's other hosts too: theirs to choose.
        SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
else:
    # What `check --deploy` says of plain http on this machine is known and meant: no HSTS (W004),
    # no redirect to https (W008), session and CSRF cookies without Secure (W012, W016).
    SILENCED_SYSTEM_CHECKS = [f"security.{code}" for code in ("W004", "W008", "W012", "W016")]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "img-src": [SELF, "data:"],
    }
}
# Whose pages may frame the embedded timeline: origins such as https://example.org, or * for all.
# Unset, nobody's but our own; every other page is framed nowhere.
EMBED_ORIGINS = words("SIJILL_EMBED_ORIGINS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# An article with two hundred mentions is a form of 1,200 fields; Django's own limit is 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- ingest ------------------------------------------------------------------------------------
# Fetching pages is off unless the operator switches it on.
FETCH_ENABLED = flag("SIJILL_FETCH", False)
FETCH_MAX_BYTES = number("SIJILL_FETCH_MAX_BYTES", 5_000_000)
FETCH_TIMEOUT_SECONDS = number("SIJILL_FETCH_TIMEOUT", 15)
# How long a host is left alone between two requests of fetch_feeds, and a feed between two visits.
FETCH_DELAY_SECONDS = number("SIJILL_FETCH_DELAY", 3)
FEED_INTERVAL_SECONDS = number("SIJILL_FEED_INTERVAL", 900)
FETCH_PORTS = numbers("SIJILL_FETCH_PORTS", "80,443")

# What is brought in at the desk: how much at once, how long what was given is kept afterwards, and
# whether a web process starts the process that does the work, or something else does.
IMPORT_MAX_BYTES = number("SIJILL_IMPORT_MAX_MB", 200) * 1_000_000
IMPORT_KEEP_DAYS = number("SIJILL_IMPORT_KEEP_DAYS", 14)
IMPORT_STARTED_BY = choice("SIJILL_IMPORT_STARTED_BY", "web", "timer")
# A file is written to disk as it arrives; how much may arrive is asked before it does.
FILE_UPLOAD_HANDLERS = [
    "articles.desk.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "one_line": {"()": "articles.room.OneLine"},
        "refusals": {"()": "archive.logs.OneLineOfRefusals"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["one_line", "refusals"],
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {
        "articles": {"level": os.environ.get("LOG_LEVEL", "INFO")},
        # A page it finds nothing in is our failure to report, in our words.
        "trafilatura": {"level": "CRITICAL"},
    },
}
