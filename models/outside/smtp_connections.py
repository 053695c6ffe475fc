"""Connections to the SMTP server that are kept between mails."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import aiosmtplib

# How long a kept connection may take to show that it still serves, and to say good-bye.
SHORT_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A mail as it goes over the wire, from one sender to one recipient."""

    sender: str
    recipient: str
    raw: bytes


class KeptConnections:
    """At most ``at_once`` connections, each used by one mail at a time and then kept.

    One that is not used for so many seconds is ended. One that no longer serves is replaced: some
    servers end a connection after some mails or minutes.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[aiosmtplib.SMTP]], *, at_once: int, seconds: float
    ) -> None:
        self._connect = connect
        self._seconds = seconds
        # Mails beyond these wait here.
        self.turns = asyncio.Semaphore(at_once)
        # The connection that was used last is the last, and is used first.
        self._idle: list[tuple[aiosmtplib.SMTP, asyncio.TimerHandle]] = []
        self._ending: set[asyncio.Task[None]] = set()

    async def hand_over(self, parcel: Parcel) -> None:
        """Hand a mail to the server, over a kept connection or a new one.

        :raises aiosmtplib.SMTPException: or OSError, when the server does not accept it, or the
            connection fails
        """
        client = await self._opened_on_kept(parcel) or await self._opened_on_new(parcel)
        try:
            await client.data(parcel.raw)
        except BaseException as error:
            self._let_go(client, after=error)
            raise
        self._let_go(client)

    async def close(self) -> None:
        """End the connections that no mail uses."""
        idle, self._idle = self._idle, []
        for _, timer in idle:
            timer.cancel()
        await asyncio.gather(*(_part(client) for client, _ in idle), *self._ending)

    async def _opened_on_kept(self, parcel: Parcel) -> aiosmtplib.SMTP | None:
        """Begin a mail on a connection that still serves; return None where there is none.

        Until the text is sent, a mail that the server has dropped can be begun again.
        """
        while self._idle:
            client, timer = self._idle.pop()
            timer.cancel()
            try:
                if await _serves(client):
                    await _open(client, parcel)
                    return client
            except BaseException as error:
                self._let_go(client, after=error)
                if not _is_gone(error):
                    raise
        return None

    async def _opened_on_new(self, parcel: Parcel) -> aiosmtplib.SMTP:
        client = await self._connect()
        try:
            await _open(client, parcel)
        except BaseException as error:
            self._let_go(client, after=error)
            raise
        return client

    def _let_go(self, client: aiosmtplib.SMTP, *, after: BaseException | None = None) -> None:
        """Make a connection idle, or close it where it is ended or a reply may still come."""
        in_step = after is None or isinstance(after, aiosmtplib.SMTPResponseException)
        if not in_step or not client.is_connected:
            client.close()
            return
        timer = asyncio.get_running_loop().call_later(self._seconds, self._expire, client)
        self._idle.append((client, timer))

    def _expire(self, client: aiosmtplib.SMTP) -> None:
        self._idle = [(kept, timer) for kept, timer in self._idle if kept is not client]
        ending = asyncio.create_task(_part(client))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)


async def _serves(client: aiosmtplib.SMTP) -> bool:
    """Reset a kept connection; return False, and close it, if the server does not answer OK."""
    try:
        await client.rset(timeout=_short(client))
    except (aiosmtplib.SMTPException, OSError):
        client.close()
        return False
    return True


async def _open(client: aiosmtplib.SMTP, parcel: Parcel) -> None:
    # RFC 5321 §3.3. `send_message` would send RSET after a refusal, and a slow reply to that hides
    # the refusal.
    options = [f"SIZE={len(parcel.raw)}"] if client.supports_extension("size") else []
    await client.mail(parcel.sender, options=options)
    await client.rcpt(parcel.recipient)


def _is_gone(error: BaseException) -> bool:
    """Return whether an error says that the server has ended the connection, or no longer answers.

    RFC 5321 §4.2.1: 421 when it closes the channel.
    """
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return error.code == aiosmtplib.SMTPStatus.domain_unavailable
    return isinstance(error, aiosmtplib.SMTPServerDisconnected | aiosmtplib.SMTPTimeoutError)


async def _part(client: aiosmtplib.SMTP) -> None:
    # What it had to send is sent, so errors no longer matter.
    with suppress(aiosmtplib.SMTPException, OSError):
        await client.quit(timeout=_short(client))
    client.close()


def _short(client: aiosmtplib.SMTP) -> float:
    return min(client.timeout or SHORT_SECONDS, SHORT_SECONDS)
