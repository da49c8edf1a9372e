# SPDX-License-Identifier: EUPL-1.2
from django.http import HttpRequest

from .models import User


class SignedInRequest(HttpRequest):
    """The request of somebody who is signed in, as views behind `login_required` get it."""

    user: User
