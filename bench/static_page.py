# SPDX-License-Identifier: EUPL-1.2
"""The page of a list with all that it shows at hand: what is left of a page when nothing is asked of the database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

at_hand: dict[str, Any] = {}


def page(request: HttpRequest) -> HttpResponse:
    """The same template for the same person; their session is not asked for."""
    request.user = at_hand["user"]
    return render(request, "incidents/lists/work_list.html", at_hand["context"])


urlpatterns = [path("statisch/", page), path("", include("gir.urls"))]
