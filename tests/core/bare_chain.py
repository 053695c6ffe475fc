"""A TLS server whose chain names no key: no subject key identifier, no authority key identifier."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

HOST = "127.0.0.1"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class BareChain:
    """The files of a root and of a server's certificate with its key (PEM)."""

    root: Path
    server: Path

    def context(self) -> ssl.SSLContext:
        """Return the server's context."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server)
        return context


def bare_chain(
    directory: Path, *, address: str = HOST, ends: timedelta = DAY, is_ca: bool = True
) -> BareChain:
    """Create a root and a server's certificate for one address, without key identifiers."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name, name = (
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
        for text in ("a root without a key identifier", "a server")
    )
    now = datetime.now(UTC)

    def certificate(subject: x509.Name, of: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            issuer_name=root_name,
            subject_name=subject,
            public_key=of.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=now - 2 * DAY,
            not_valid_after=now + ends,
        )

    length = 0 if is_ca else None
    root = certificate(root_name, root_key).add_extension(
        x509.BasicConstraints(ca=is_ca, path_length=length), critical=True
    )
    server = certificate(name, key).add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(address))]), critical=False
    )
    signed = [one.sign(root_key, hashes.SHA256()) for one in (root, server)]
    texts = [one.public_bytes(Encoding.PEM) for one in signed]
    chain = BareChain(directory / "root.pem", directory / "server.pem")
    chain.root.write_bytes(texts[0])
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain.server.write_bytes(private + texts[1])
    return chain


@asynccontextmanager
async def answering(chain: BareChain) -> AsyncIterator[str]:
    """Answer every request over TLS, with two octets; yield the server's address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (await reader.readline()).strip():
            pass
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, HOST, 0, ssl=chain.context())
    async with server:
        yield f"https://{HOST}:{server.sockets[0].getsockname()[1]}/"
