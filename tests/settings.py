"""Settings for the tests: the site's own, with a data directory of their own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if not os.environ.get("SIJILL_DATA_DIR"):
    # Workers of the same run find the variable set, and leave the removal to whoever set it.
    os.environ["SIJILL_DATA_DIR"] = tempfile.mkdtemp(prefix="sijill-test-")
    atexit.register(shutil.rmtree, os.environ["SIJILL_DATA_DIR"], ignore_errors=True)
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Each worker is a site of its own: a lock that one test holds is in no other test's way.
    os.environ["SIJILL_DATA_DIR"] += f"/{worker}"

from archive.settings import *  # noqa: F403

# Where collected files would stand: WhiteNoise warns of a missing directory.
Path(STATIC_ROOT).mkdir(exist_ok=True)  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {  # collectstatic is not run for tests
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
# No test starts a process that works on another database.
IMPORT_STARTED_BY = "timer"
# Tests look into the contexts of templates, which a kept page has no more. test_caching.py keeps.
PAGE_CACHE_BYTES = 0
