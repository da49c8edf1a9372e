# SPDX-License-Identifier: EUPL-1.2
"""The settings of the process that takes in call recordings: those of the pages, with other URLs and no sessions.

It serves /api/ and nothing else, as the pages' process serves everything but /api/ (gir/wsgi_intake.py).
"""

from .settings import *  # noqa: F403
from .settings import DATABASES as _databases

ROOT_URLCONF = "gir.urls_intake"
WSGI_APPLICATION = "gir.wsgi_intake.application"
# No cookie is read here, so nothing that a browser was talked into sending has any right.
MIDDLEWARE = [
    "gir.middleware.BelievedProxyMiddleware",
    "gir.request_id.RequestIdMiddleware",
    "gir.middleware.FixedHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Its application does not load without; here it does nothing.
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.NeverCachedMiddleware",
]
APPEND_SLASH = False
# Its many threads must not keep a connection each for when they are needed.
DATABASES = {"default": _databases["default"] | {"CONN_MAX_AGE": 0}}
