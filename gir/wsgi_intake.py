# SPDX-License-Identifier: EUPL-1.2
"""The process that takes in call recordings: `gunicorn -c python:gir.gunicorn_intake gir.wsgi_intake`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "gir.settings_intake"
application = get_wsgi_application()

from .checks import refuse_to_start  # noqa: E402  (needs the applications to be loaded)

refuse_to_start()
