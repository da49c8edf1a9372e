# SPDX-License-Identifier: EUPL-1.2
"""What comes before every page about the requests of persons; for who does not handle them none of it is there."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from accounts.requests import SignedInRequest
from incidents.views.holds import coordinator
from oversight.requests.access import requests_for

View = Callable[..., HttpResponse]
PEOPLE = ("registered_by", "identity_checked_by", "extended_by", "decided_by")


def of_request(view: View, **matching: Any) -> View:
    """A view of one request, of their municipality, which it is given as `row`; `matching` is what more it must be."""

    @coordinator
    @wraps(view)
    def inner(request: SignedInRequest, request_id: UUID, **kwargs: Any) -> HttpResponse:
        rows = requests_for(request.user).select_related("municipality", *PEOPLE)
        row = rows.filter(pk=request_id, **matching).first()
        if row is None:
            raise Http404
        return view(request, row=row, **kwargs)

    return inner
