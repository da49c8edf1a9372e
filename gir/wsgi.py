# SPDX-License-Identifier: EUPL-1.2
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gir.settings")
application = get_wsgi_application()

from . import lookout  # noqa: E402  (needs the applications to be loaded)
from .checks import refuse_to_start  # noqa: E402

refuse_to_start()
lookout.keep_looking()
