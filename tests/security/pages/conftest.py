# SPDX-License-Identifier: EUPL-1.2
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse

from tests.cast import Cast


@pytest.fixture(scope="package")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast, made once in a transaction around all of these; what each test does is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast()
        transaction.set_rollback(True)


@pytest.fixture
def plain_404(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of what is not there has a frame that takes longer than all the rest; here its status says enough."""
    monkeypatch.setattr("gir.urls.handler404", lambda request, exception=None: HttpResponse(status=404))
