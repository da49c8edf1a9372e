# SPDX-License-Identifier: EUPL-1.2
"""Who acts now, and from where: what the logs write down without being told each time.

A block inside another one acts for itself; after it the outer one acts again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """From where something was done. Never an address: one from a header anybody can set is worth nothing, and the
    server's own knowledge of it says where an employee sat (R6: identifiers only)."""

    WEB = "web", _("scherm")
    COMMAND = "command", _("opdracht van de beheerder van het systeem")
    WORKER = "worker", _("het systeem zelf")


@dataclass(frozen=True)
class _Acting:
    # Asked when something is logged, and not before: most requests change nothing.
    who: Callable[[], int | None]
    origin: Origin


_NOBODY = _Acting(lambda: None, Origin.COMMAND)
_now: ContextVar[_Acting | None] = ContextVar("acting", default=None)
_otherwise = _NOBODY


@contextmanager
def acting(who: Callable[[], int | None], origin: Origin) -> Iterator[None]:
    """Until the end of the block this is who acts: `who` answers the id of a user, or None."""
    token = _now.set(_Acting(who, origin))
    try:
        yield
    finally:
        _now.reset(token)


def this_is_a_worker() -> None:
    """What this process does by itself, it does as the worker and not as somebody's command."""
    global _otherwise
    _otherwise = _Acting(lambda: None, Origin.WORKER)


def actor_id() -> int | None:
    return (_now.get() or _otherwise).who()


def origin() -> Origin:
    return (_now.get() or _otherwise).origin
