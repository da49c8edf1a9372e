# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with all its states, for who builds pages; never in production (gir/urls.py)."""
    from . import styleguide

    return render(request, "styleguide.html", styleguide.context(request))


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """What arrived could not be read: the frame needs nothing of it."""
    return HttpResponse(render_to_string("400.html", {"demo": settings.DEMO}), status=400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that stood open too long: say how to keep what was typed."""
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke, perhaps the database: this page asks neither it nor the session for anything."""
    return HttpResponse(render_to_string("500.html", {"demo": settings.DEMO}), status=500)
