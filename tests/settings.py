"""Settings for the tests: the site's own, with a data directory of their own."""

import os
import tempfile

os.environ.setdefault("SIJILL_DATA_DIR", tempfile.mkdtemp(prefix="sijill-test-"))

from archive.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {  # collectstatic is not run for tests
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
