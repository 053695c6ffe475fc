"""SMTP servers that accept, refuse, stall, drop the connection or talk nonsense."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from ipaddress import IPv4Address
from pathlib import Path
from typing import Literal
from warnings import catch_warnings, filterwarnings

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from models.outside.smtp import Security

HOST = "127.0.0.1"
OK = "250 OK"
USERNAME, PASSWORD = "portal", "correct horse"


@dataclass
class Postmaster:
    """A handler for ``aiosmtpd`` with the replies that a test chose."""

    rcpt: str = OK
    data: str = OK
    mails: list[Envelope] = field(default_factory=list)

    @property
    def received(self) -> list[Message]:
        """The accepted mails, parsed."""
        return [message_from_bytes(mail.original_content or b"") for mail in self.mails]

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name.
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt == OK:
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name.
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data == OK:
            self.mails.append(envelope)
        return self.data


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword
) -> AuthResult:
    good = (USERNAME.encode(), PASSWORD.encode())
    return AuthResult(success=(login.login, login.password) == good, handled=False)


@asynccontextmanager
async def mail_server(
    postmaster: Postmaster,
    *,
    security: Security = Security.NONE,
    context: ssl.SSLContext | None = None,
    login: Literal["none", "required"] = "none",
) -> AsyncIterator[int]:
    """Run ``aiosmtpd`` and yield its port. The TLS context is needed for STARTTLS and TLS."""
    loop = asyncio.get_running_loop()
    protocols: list[SMTP] = []

    def protocol() -> SMTP:
        starttls = security is Security.STARTTLS
        with catch_warnings():
            # It cannot see that the whole connection is TLS, and warns of logins without it.
            filterwarnings("ignore", message="Requiring AUTH while not requiring TLS")
            made = SMTP(
                postmaster,
                hostname="mail.example.org",
                loop=loop,
                tls_context=context if starttls else None,
                require_starttls=starttls,
                authenticator=_authenticate if login == "required" else None,
                auth_required=login == "required",
                auth_require_tls=security is not Security.TLS,
            )
        protocols.append(made)
        return made

    tls = context if security is Security.TLS else None
    server = await loop.create_server(protocol, HOST, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for each in protocols:
            if isinstance(each.transport, asyncio.WriteTransport):
                each.transport.abort()
        await asyncio.sleep(0)


STALL = "stall"
DROP = "drop"


@dataclass
class Script:
    """A rude server's reply to each verb, and the verbs it received."""

    replies: dict[str, str] = field(default_factory=dict)
    verbs: list[str] = field(default_factory=list)

    def reply(self, verb: str) -> str:
        """Return the reply chosen for a verb, or a friendly one."""
        usual = {"GREETING": "220 hello", "DATA": "354 go on", "QUIT": "221 bye"}
        return self.replies.get(verb, usual.get(verb, OK))

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold one conversation to its end."""
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                if await self._say(reader, writer, "GREETING"):
                    await self._listen(reader, writer)
        finally:
            writer.transport.abort()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := (await reader.readline()).decode("ascii", "replace").strip():
            verb = line.split()[0].upper()
            if not verb.isalpha():
                return  # A handshake, to which a script has nothing to say.
            self.verbs.append(verb)
            if not await self._say(reader, writer, verb):
                return
            if verb == "DATA" and self.reply("DATA").startswith("354"):
                await reader.readuntil(b"\r\n.\r\n")
                if not await self._say(reader, writer, "BODY"):
                    return

    async def _say(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, verb: str
    ) -> bool:
        reply = self.reply(verb)
        if reply == STALL:
            # Until the other side goes away.
            await reader.read()
            return False
        if reply == DROP:
            writer.transport.abort()
            return False
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
        return True


@asynccontextmanager
async def rude_server(script: Script) -> AsyncIterator[int]:
    """Run a server that follows a script, and yield its port."""
    talks: set[asyncio.Task[None]] = set()

    def on_connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.ensure_future(script.talk(reader, writer)))

    server = await asyncio.start_server(on_connect, HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0)


@dataclass(frozen=True)
class TLS:
    """The contexts of both ends of a throw-away certificate."""

    server: ssl.SSLContext
    client: ssl.SSLContext


def throw_away_tls(directory: Path, *, address: str = HOST, host: str | None = None) -> TLS:
    """Create a certificate for one address or host, and a client that trusts only it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "throw-away")])
    subject = x509.DNSName(host) if host else x509.IPAddress(IPv4Address(address))
    begin = datetime.now(UTC) - timedelta(hours=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([subject]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    pem = directory / "throw-away.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return TLS(server=server, client=ssl.create_default_context(cafile=pem))
