# SPDX-License-Identifier: EUPL-1.2
"""A real SMTP server on this machine, that keeps what it gets and can be told to be difficult."""

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

# Whatever a test makes of the clock: OpenSSL asks the real one.
YEARS = datetime.timedelta(days=9999)


class PostOffice:
    """What came in, as raw bytes with the address in the envelope; `answers` holds what it says to the next mails
    instead of taking them, `refused` what it says to an address."""

    def __init__(self) -> None:
        self.raw: list[tuple[str, bytes]] = []
        self.answers: list[str] = []
        self.refused: dict[str, str] = {}
        self.greetings = 0
        self.hangs = False

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: ANN001, ANN201, N802
        self.greetings += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ANN001, ANN201, N802
        if answer := self.refused.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: ANN001, ANN201, N802
        if self.hangs:
            await asyncio.Event().wait()
        if self.answers:
            return self.answers.pop(0)
        self.raw.append((envelope.rcpt_tos[0], envelope.original_content))
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for _to, raw in self.raw]

    @property
    def addresses(self) -> list[str]:
        return [to for to, _raw in self.raw]


class AnyPort(Controller):
    """The library's server on whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def open_office(settings: Any, tls: ssl.SSLContext | None = None) -> Iterator[PostOffice]:
    """The server, with the settings of the project pointing at it."""
    office = PostOffice()
    controller = AnyPort(
        office, hostname="127.0.0.1", port=0, tls_context=tls, require_starttls=tls is not None
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_USE_TLS = tls is not None
    settings.EMAIL_TIMEOUT = 5
    try:
        yield office
    finally:
        controller.stop()


def certificate(folder: Path) -> Path:
    """Key and certificate of 127.0.0.1, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "post.example")])
    now = timezone.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - YEARS)
        .not_valid_after(now + YEARS)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "post.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
