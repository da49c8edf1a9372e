# SPDX-License-Identifier: EUPL-1.2
"""How long the intake waits for a client: a worker of gunicorn whose sockets have deadlines.

Gunicorn's own threads read without one, so that a client that stops half-way holds a thread for as long as it likes.
Here it is cut off after 30 seconds without a byte, and earlier than that when it is slower than speech for long.
"""

import errno
import os
import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# Seconds without a byte.
SILENCE = float(os.environ.get("GIR_INTAKE_SILENCE", "30"))
# So many seconds are given, and more for each byte that came: a call comes in faster than it was spoken.
HEAD_START = float(os.environ.get("GIR_INTAKE_HEAD_START", "30"))
SLOWEST_BYTES_PER_SECOND = 8_000
LONGEST = 3600.0
# A refused client reads why only when it is not cut off while it sends: so much of the rest is taken and dropped.
LINGER_SECONDS, LINGER_BYTES = 3.0, 16 * 1024 * 1024


class TooSlow(ConnectionResetError):
    """The client kept nothing to its deadline; to gunicorn it is a connection that broke."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "The client was too slow.")


class PatientSocket(socket.socket):
    """A client's connection, from which reading raises TooSlow at its deadline."""

    def begin(self) -> None:
        """The deadlines count from now."""
        self._began, self._received, self._lingered = time.monotonic(), 0, False

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """As of a socket. A time-out that was set by somebody else is kept to instead."""
        if self.gettimeout() is not None:
            return super().recv(size, flags)
        try:
            self.settimeout(self._patience())
            data = super().recv(size, flags)
        except TimeoutError:
            raise TooSlow from None
        finally:
            self.settimeout(None)
        self._received += len(data)
        return data

    def _patience(self) -> float:
        """How many seconds from now the next byte may take. Raises TooSlow when there are none."""
        given = min(LONGEST, HEAD_START + self._received / SLOWEST_BYTES_PER_SECOND)
        left = self._began + given - time.monotonic()
        if left <= 0:
            raise TooSlow
        return min(SILENCE, left)

    def linger(self) -> None:
        """Say that no more will be said, and drop what still comes for a moment."""
        self._lingered, until, left = True, time.monotonic() + LINGER_SECONDS, LINGER_BYTES
        try:
            super().shutdown(socket.SHUT_WR)
            while left > 0 and (wait := until - time.monotonic()) > 0:
                self.settimeout(wait)
                data = super().recv(65_536)
                if not data:
                    return
                left -= len(data)
        except OSError:
            return

    def shutdown(self, how: int, /) -> None:
        """As of a socket; after `linger` there is nothing left to wait for, which OSError says."""
        if self._lingered:
            raise OSError(errno.ENOTCONN, "Has ended.")
        super().shutdown(how)


class IntakeWorker(ThreadWorker):
    """Threads with patient sockets."""

    def handle(self, conn: Any) -> Any:
        """One request, in a thread. Ends the connection here: gunicorn's main thread would wait for each client's
        last byte, and accept nobody in the meantime."""
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(fileno=conn.sock.detach())
            conn.sock.setblocking(False)
        conn.sock.begin()
        answer = super().handle(conn)
        if answer is False:
            conn.sock.linger()
        return answer
