# SPDX-License-Identifier: EUPL-1.2
"""What makes the tests cheaper without changing what they say: together 4 to 8 % of a page, measured."""

import gc
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage


class RememberedStaticFiles(StaticFilesStorage):
    """A page has twenty addresses of static files, each put together anew for every page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[str | None, str] = {}

    def url(self, name: str | None) -> str:
        if name not in self._urls:
            self._urls[name] = super().url(name)
        return self._urls[name]


def leave_the_program_to_itself() -> None:
    """What is there when the tests begin stays to the end: the garbage collector need not look at it every time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
