"""Tests of connections to the SMTP server that are kept between mails."""

import asyncio
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest

from models.outside.smtp import MailDeferred, MailRefused, Security, SMTPTransport
from tests.support.servers.process import until
from tests.support.servers.smtp_server import DROP, HOST, STALL, Script, rude_server

MAIL = ["MAIL", "RCPT", "DATA"]


def a_mail(number: int = 1) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "toxicgps@moenv.gov.tw"
    mail["To"] = "alice@example.com"
    mail["Message-ID"] = f"<{number}@gps.example.org>"
    mail.set_content("開通帳號權限")
    return mail


def a_transport(port: int, *, at_once: int = 8, kept_seconds: float = 60) -> SMTPTransport:
    return SMTPTransport(
        host=HOST,
        port=port,
        security=Security.NONE,
        timeout=1,
        at_once=at_once,
        kept_seconds=kept_seconds,
    )


async def test_the_next_mail_goes_over_the_same_connection_after_a_reset() -> None:
    script = Script()

    async with rude_server(script) as port:
        transport = a_transport(port)
        await transport.send(a_mail(1))
        await transport.send(a_mail(2))

    assert script.verbs == ["EHLO", *MAIL, "RSET", *MAIL]


@dataclass
class Tired(Script):
    """A server that serves one mail a connection, and then answers otherwise."""

    verb: str = "RSET"
    answer: str = DROP

    def reply(self, verb: str) -> str:
        again = "RSET" in self.verbs[self._greeted :]
        return self.answer if again and verb == self.verb else super().reply(verb)

    @property
    def _greeted(self) -> int:
        return max(number for number, verb in enumerate(["EHLO", *self.verbs]) if verb == "EHLO")


@pytest.mark.parametrize("answer", [DROP, STALL, "421 enough", "500 what?"])
async def test_a_connection_that_no_longer_serves_is_replaced(answer: str) -> None:
    script = Tired(answer=answer)

    async with rude_server(script) as port:
        transport = a_transport(port)
        await transport.send(a_mail(1))
        await transport.send(a_mail(2))

    assert script.verbs == ["EHLO", *MAIL, "RSET", "EHLO", *MAIL]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
@pytest.mark.parametrize("answer", [DROP, STALL, "421 enough"])
async def test_a_server_that_closes_after_some_mails_gets_the_next_over_another(
    verb: str, answer: str
) -> None:
    script = Tired(verb=verb, answer=answer)

    async with rude_server(script) as port:
        transport = a_transport(port)
        await transport.send(a_mail(1))
        await transport.send(a_mail(2))

    assert script.verbs[-4:] == ["EHLO", *MAIL]
    assert script.verbs.count("DATA") == 2


@pytest.mark.parametrize("verb", ["DATA", "BODY"])
async def test_a_mail_whose_text_was_begun_is_not_sent_twice(verb: str) -> None:
    script = Tired(verb=verb)

    async with rude_server(script) as port:
        transport = a_transport(port)
        await transport.send(a_mail(1))
        with pytest.raises(MailDeferred):
            await transport.send(a_mail(2))

    assert script.verbs.count("DATA") == 2


async def test_a_refusal_over_a_kept_connection_counts_and_the_connection_is_kept() -> None:
    script = Script()

    async with rude_server(script) as port:
        transport = a_transport(port)
        await transport.send(a_mail(1))
        script.replies["RCPT"] = "550 no such user"
        with pytest.raises(MailRefused):
            await transport.send(a_mail(2))
        del script.replies["RCPT"]
        await transport.send(a_mail(3))

    assert script.verbs == ["EHLO", *MAIL, "RSET", "MAIL", "RCPT", "RSET", *MAIL]


async def test_a_connection_that_nobody_uses_is_ended_after_some_seconds() -> None:
    script = Script()

    async with rude_server(script) as port:
        transport = a_transport(port, kept_seconds=0.01)
        await transport.send(a_mail(1))
        await until(lambda: script.verbs[-1] == "QUIT")
        await transport.send(a_mail(2))

    assert script.verbs == ["EHLO", *MAIL, "QUIT", "EHLO", *MAIL]


async def test_what_is_kept_is_ended_with_the_worker() -> None:
    script = Script()

    async with rude_server(script) as port:
        transport = a_transport(port)
        await transport.send(a_mail(1))
        await transport.close()

    assert script.verbs == ["EHLO", *MAIL, "QUIT"]


@dataclass
class Late(Script):
    """A server that takes a mail when it is told to."""

    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def _say(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, verb: str
    ) -> bool:
        if verb == "BODY":
            await self.go.wait()
        return await super()._say(reader, writer, verb)


async def test_a_connection_whose_mail_was_cancelled_is_not_used_again() -> None:
    script = Late()

    async with rude_server(script) as port:
        transport = a_transport(port)
        sending = asyncio.create_task(transport.send(a_mail(1)))
        await until(lambda: "DATA" in script.verbs)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        # Its answer would be taken for that to the next command.
        script.go.set()
        await transport.send(a_mail(2))

    assert script.verbs == ["EHLO", *MAIL, "EHLO", *MAIL]


@dataclass
class Counting(Script):
    """A server that counts the connections that are open at the same time."""

    open: int = 0
    most: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            await super().talk(reader, writer)
        finally:
            self.open -= 1


async def test_there_are_no_more_connections_than_mails_at_once() -> None:
    script = Counting()

    async with rude_server(script) as port:
        transport = a_transport(port, at_once=2)
        await asyncio.gather(*(transport.send(a_mail(number)) for number in range(8)))

    assert script.most == 2
    assert script.verbs.count("EHLO") == 2
    assert script.verbs.count("DATA") == 8
