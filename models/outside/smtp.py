"""Delivery of mail: to an SMTP server, or to a folder in the demo."""

import asyncio
import os
import re
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

import aiosmtplib

from models.core.rules import AT_ONCE
from models.core.tls import client_context
from models.outside.smtp_connections import KeptConnections, Parcel
from models.outside.smtp_outcome import (
    MailDeferred,
    MailMisconfigured,
    MailRefused,
    Undelivered,
    outcome,
)

__all__ = [
    "MailDeferred",
    "MailMisconfigured",
    "MailRefused",
    "MailboxTransport",
    "SMTPTransport",
    "Security",
    "Transport",
    "Undelivered",
]

MAX_BYTES = 1024 * 1024

_NAMEABLE = re.compile(r"<([A-Za-z0-9][A-Za-z0-9._-]*)@[A-Za-z0-9.-]+>")


class Transport(Protocol):
    """A way to deliver mail."""

    async def send(self, message: EmailMessage) -> None:
        """Deliver one mail; on return the other side has accepted responsibility for it.

        :raises MailRefused: when this mail will never be accepted
        :raises MailDeferred: when it should be tried again, with the same Message-ID
        :raises MailMisconfigured: when no mail can be sent until the settings are fixed
        """

    async def reach(self) -> None:
        """Check that mail would be taken, without sending any.

        :raises Undelivered: when it would not, as ``send`` raises it
        """

    async def close(self) -> None:
        """End what is kept open between mails."""


class Security(StrEnum):
    """How the connection to the mail server is encrypted; STARTTLS is required, not optional."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class SMTPTransport:
    """A ``Transport`` by SMTP, over at most ``at_once`` connections that are kept and used again.

    ``timeout`` bounds the connection and each reply, ``deadline`` the whole exchange, both in
    seconds; ``max_bytes`` bounds the mail. A kept connection that is not used is ended after
    ``kept_seconds``.

    :raises ValueError: when a password would be sent unencrypted
    """

    host: str
    port: int
    security: Security
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 20
    deadline: float = 60
    max_bytes: int = MAX_BYTES
    ssl_context: ssl.SSLContext | None = None
    at_once: int = AT_ONCE
    kept_seconds: float = 5
    _kept: KeptConnections = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.username and self.security is Security.NONE:
            raise ValueError("a password needs STARTTLS or TLS")
        kept = KeptConnections(self._connected, at_once=self.at_once, seconds=self.kept_seconds)
        object.__setattr__(self, "_kept", kept)

    async def send(self, message: EmailMessage) -> None:
        """Send one mail to its one recipient; raises as ``Transport.send``.

        :raises ValueError: when the mail does not have exactly one sender and one recipient
        """
        sender, recipient = _only_address(message, "From"), _only_address(message, "To")
        raw = _flat(message, max_bytes=self.max_bytes)
        parcel = Parcel(sender=sender, recipient=recipient, raw=raw)
        try:
            async with self._kept.turns, asyncio.timeout(self.deadline):
                await self._kept.hand_over(parcel)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise outcome(error) from error

    async def close(self) -> None:
        await self._kept.close()

    async def reach(self) -> None:
        """Connect, encrypt and sign in as for a mail, and part; raises as ``Transport.reach``."""
        try:
            async with asyncio.timeout(self.timeout):
                client = await self._connected()
                try:
                    await client.noop()
                    await client.quit()
                finally:
                    client.close()
        except (aiosmtplib.SMTPException, OSError) as error:
            raise outcome(error) from error

    async def _connected(self) -> aiosmtplib.SMTP:
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            timeout=self.timeout,
            use_tls=self.security is Security.TLS,
            start_tls=self.security is Security.STARTTLS,
            tls_context=self.ssl_context or _trust(),
        )
        try:
            # Greeting, STARTTLS and login are part of connect().
            await _connect(client)
        except BaseException:
            client.close()
            raise
        return client


async def _connect(client: aiosmtplib.SMTP) -> None:
    try:
        await client.connect()
    except (ValueError, OverflowError) as wrong:
        # A malformed host, port or login.
        raise MailMisconfigured(f"{type(wrong).__name__}: {wrong}", code=None) from wrong


@dataclass(frozen=True, kw_only=True)
class MailboxTransport:
    """A ``Transport`` that writes each mail to a folder, named by its Message-ID.

    A mail that is sent again overwrites itself.
    """

    directory: Path

    async def send(self, message: EmailMessage) -> None:
        """Write one mail atomically.

        :raises ValueError: when its Message-ID is not a safe file name
        """
        identity = _NAMEABLE.fullmatch(message["Message-ID"])
        if identity is None:
            raise ValueError(f"a Message-ID that names no file: {message['Message-ID']!r}")
        raw = _flat(message, max_bytes=MAX_BYTES)
        await asyncio.to_thread(_replace, self.directory / f"{identity[1]}.eml", raw)

    async def reach(self) -> None:
        """Check that the folder can be written to.

        :raises MailDeferred: when it cannot
        """
        probe = self.directory / ".probe"
        try:
            await asyncio.to_thread(_replace, probe, b"")
        except OSError as fault:
            raise MailDeferred(type(fault).__name__, code=None) from fault

    async def close(self) -> None:
        """Nothing is kept open."""


def _replace(target: Path, raw: bytes) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The leading dot hides a partly written file from listings of *.eml.
    with NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part", delete=False) as part:
        part.write(raw)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(target)


def _flat(message: EmailMessage, *, max_bytes: int) -> bytes:
    raw = message.as_bytes(policy=SMTP)
    if len(raw) > max_bytes:
        raise MailRefused(f"{len(raw)} bytes, {max_bytes} allowed", code=None)
    return raw


def _only_address(message: EmailMessage, header: str) -> str:
    addresses = [
        address.addr_spec for field in message.get_all(header, []) for address in field.addresses
    ]
    if len(addresses) != 1 or not addresses[0].isascii():
        raise ValueError(f"{header} must name exactly one ASCII address")
    return str(addresses[0])


# Loading the system's certificate authorities takes tens of milliseconds.
@cache
def _trust() -> ssl.SSLContext:
    return client_context()
