# SPDX-License-Identifier: EUPL-1.2
"""What waits in the outbox is sent, one mail at a time over one connection.

A worker claims a row for some minutes and sends it outside any transaction, so that a slow mail server keeps nothing
in the database locked. One that dies in between leaves the row to the next, when the claim is over.
"""

import datetime
import logging
import smtplib
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from .composing import email_of
from .kinds import NothingToSay
from .models import OutboxMessage

log = logging.getLogger(__name__)
# Longer than a mail can take: connecting, greeting and handing over all have EMAIL_TIMEOUT.
CLAIM = datetime.timedelta(minutes=5)
LONGEST_PAUSE = datetime.timedelta(hours=1)
# While the mail server does not answer, the oldest mail asks for all of them whether it does again.
LONGEST_PAUSE_OF_ALL = datetime.timedelta(minutes=10)
# What the server takes exception to time and again is given up; a server that does not answer is waited for.
GIVE_UP_AFTER = datetime.timedelta(days=5)
ATTEMPTS_WHEN_REFUSED = 3
# Why a mail was rightly never sent.
INACTIVE, NOTHING_TO_SAY = "inactive", "nothing to say"
NO_FAILURE = (INACTIVE, NOTHING_TO_SAY)


class NoServer(Exception):
    """The mail server cannot be reached, or went away twice in a row; `failure` is the class of the error."""

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = failure


def waiting(now: datetime.datetime) -> QuerySet[OutboxMessage]:
    """What is to be mailed from its moment on and was neither sent nor given up, its turn or not."""
    return OutboxMessage.objects.filter(sent_at=None, given_up_at=None, way="at_once", not_before__lte=now)


def its_turn(now: datetime.datetime) -> QuerySet[OutboxMessage]:
    return waiting(now).filter(Q(retry_at=None) | Q(retry_at__lte=now))


def send_due_messages(limit: int = 50) -> int:
    """Send what waits; returns how many went out. Safe on several workers: each row is claimed by one.

    A mail that fails keeps the class of its last error and is tried again later, with growing pauses; one that is
    refused for good is given up. A server that cannot be reached ends the turn: everything waits a while.
    """
    keys = its_turn(timezone.now()).order_by("not_before", "pk").values_list("pk", flat=True)
    sent, post = 0, _Post()
    try:
        for key in list(keys[:limit]):
            message = _claim(key)
            if message is not None:
                with _traced_to_its_request(message):
                    sent += _send(post, message)
    except NoServer as error:
        log.warning("Mail waits: the server cannot be reached (%s).", error.failure)
    finally:
        post.close()
    return sent


def _traced_to_its_request(message: OutboxMessage) -> AbstractContextManager[Any]:
    """What is logged about it carries the number of the request that wrote it."""
    return bound_contextvars(request_id=message.request_id) if message.request_id else nullcontext()


class _Post:
    """The connection to the mail server, opened for the first mail and again after one that failed."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.lost = 0

    def hand_over(self, email: EmailMessage) -> None:
        """Raises NoServer when no connection can be made, and whatever the server makes of the mail."""
        if self.connection is None:
            try:
                self.connection = get_connection()
                self.connection.open()
            except OSError as error:
                self.close()
                raise NoServer(type(error).__name__) from error
        try:
            self.connection.send_messages([email])
        except smtplib.SMTPResponseException:
            self.close()
            raise
        except OSError:
            self.close()
            self.lost += 1
            raise
        self.lost = 0

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.close()
            except (OSError, smtplib.SMTPException):
                log.info("The connection to the mail server was gone already.")


def _claim(key: Any) -> OutboxMessage | None:
    now = timezone.now()
    if not its_turn(now).filter(pk=key).update(attempts=F("attempts") + 1, retry_at=now + CLAIM):
        return None
    return OutboxMessage.objects.select_related("recipient").filter(pk=key).first()


def _send(post: _Post, message: OutboxMessage) -> bool:
    if not message.recipient.is_active:
        return _give_up(message, INACTIVE)
    try:
        email = email_of(message)
    except NothingToSay:
        return _give_up(message, NOTHING_TO_SAY)
    except Exception as error:
        # A text that cannot be made must not stop the mails behind it, today nor in the next turn.
        return _failed(message, error, for_good=True)
    try:
        post.hand_over(email)
    except NoServer as error:
        _all_wait(message, error.failure)
        raise
    except (OSError, ValueError) as error:
        # ValueError: an address that cannot be written in a mail.
        _failed(message, error, for_good=_is_for_good(error))
        if post.lost > 1:
            _all_wait(message, type(error).__name__)
            raise NoServer(type(error).__name__) from error
        return False
    _keep(message, sent_at=timezone.now(), failure="", retry_at=None)
    return True


def _is_for_good(error: Exception) -> bool:
    """Whether the server refuses this mail or its recipient, and will tomorrow. What it says of the sender, or of who
    signs in, is a setting that somebody mends."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError | smtplib.SMTPNotSupportedError)


def _failed(message: OutboxMessage, error: Exception, *, for_good: bool) -> bool:
    # Which class of error is enough to mend it; its text may quote the address.
    failure, now = type(error).__name__, timezone.now()
    log.warning("Mail %s was not sent: %s", message.pk, failure)
    if for_good and message.attempts >= ATTEMPTS_WHEN_REFUSED:
        return _give_up(message, failure)
    if not for_good and now - message.not_before >= GIVE_UP_AFTER:
        return _give_up(message, failure)
    pause = min(datetime.timedelta(minutes=2 ** min(message.attempts, 10)), LONGEST_PAUSE)
    return _keep(message, failure=failure, retry_at=now + pause)


def _all_wait(message: OutboxMessage, failure: str) -> None:
    now = timezone.now()
    pause = min(datetime.timedelta(minutes=2 ** min(message.attempts - 1, 10)), LONGEST_PAUSE_OF_ALL)
    _keep(message, failure=failure, retry_at=now + pause)
    # Just after it, so that the same mail asks next time and the pauses grow.
    after = now + pause + datetime.timedelta(seconds=1)
    others = waiting(now).exclude(pk=message.pk).filter(Q(retry_at=None) | Q(retry_at__lt=after))
    others.update(failure=failure, retry_at=after)


def _give_up(message: OutboxMessage, failure: str) -> bool:
    return _keep(message, given_up_at=timezone.now(), failure=failure, retry_at=None)


def _keep(message: OutboxMessage, **values: Any) -> bool:
    """Write down how it went; always False, as nothing was sent. The row may have gone with its record meanwhile."""
    OutboxMessage.with_due.filter(pk=message.pk).update(**values)
    return False
