"""The address of a PostgreSQL database, parsed for the connection pool and the listener."""

import re
import ssl
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import parse_qsl, unquote

from models.core.tls import client_context

SSLMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
SSL_MODES: tuple[SSLMode, ...] = get_args(SSLMode)
POOL_LARGEST = 1000

# RFC 3986 §3.2.1, loosened: only characters that would end the part or begin an escape must be
# percent-encoded.
_PART = r"(?:[^\s#?/@:\[\]%]|%[0-9A-Fa-f]{2})+"
_PASSWORD = r"(?:[^\s#?/@\[\]%]|%[0-9A-Fa-f]{2})*"  # noqa: S105  # A pattern, not a password.
_ADDRESS = re.compile(
    rf"postgres(?:ql)?://(?:(?P<user>{_PART})(?::(?P<password>{_PASSWORD}))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)?(?::(?P<port>[1-9][0-9]{0,4}))?"
    rf"/(?P<database>{_PART})(?:\?(?P<query>[^#\s]*))?"
)


class AddressRefused(ValueError):
    """The text is not an address of PostgreSQL that this service can connect to."""


@dataclass(frozen=True, kw_only=True)
class PostgresAddress:
    """The address of PostgreSQL; ``host`` is a name, an IP address or the folder of a socket.

    ``ssl_mode`` is libpq's ``sslmode``. ``verify-ca`` and ``verify-full`` check the server's
    certificate against ``root_certificate``, a file, or against the system's authorities.
    """

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    database: str
    ssl_mode: SSLMode | None = None
    root_certificate: str | None = None
    pool_smallest: int = 1
    pool_largest: int = 5

    def encryption(self) -> ssl.SSLContext | SSLMode | None:
        """Return the ``ssl`` argument for asyncpg.

        :raises OSError: when the file of authorities cannot be read.
        """
        if self.ssl_mode is None or not self.ssl_mode.startswith("verify-"):
            return self.ssl_mode
        context = client_context(authorities=self.root_certificate)
        context.check_hostname = self.ssl_mode == "verify-full"
        return context


def read_address(url: str) -> PostgresAddress:
    """Parse ``postgres://user:password@host:5432/name?sslmode=require``.

    The query may contain ``sslmode``, ``sslrootcert``, ``host`` (the folder of a socket),
    ``minsize`` and ``maxsize`` (connections of the pool), each once.

    :raises AddressRefused: when it is malformed; the exception does not contain the password.
    """
    found = _ADDRESS.fullmatch(url)
    if found is None:
        raise AddressRefused
    query = _query(found["query"] or "")
    host = (found["host"] or query.get("host", "")).strip("[]")
    port = int(found["port"] or 5432)
    smallest, largest = _size(query.get("minsize", "1")), _size(query.get("maxsize", "5"))
    modes = [mode for mode in SSL_MODES if mode == query.get("sslmode")]
    well_formed = (
        host
        and ("host" not in query or (not found["host"] and host.startswith("/")))
        and port <= 65535
        and smallest <= largest
        and (modes or "sslmode" not in query)
    )
    if not well_formed:
        raise AddressRefused
    return PostgresAddress(
        host=host,
        port=port,
        user=unquote(found["user"]) if found["user"] else None,
        password=unquote(found["password"]) if found["password"] else None,
        database=unquote(found["database"]),
        ssl_mode=modes[0] if modes else None,
        root_certificate=query.get("sslrootcert"),
        pool_smallest=smallest,
        pool_largest=largest,
    )


def _query(text: str) -> dict[str, str]:
    pairs = parse_qsl(text, keep_blank_values=True)
    query = dict(pairs)
    known = {"sslmode", "sslrootcert", "host", "minsize", "maxsize"}
    if len(query) < len(pairs) or not query.keys() <= known or not all(query.values()):
        raise AddressRefused
    return query


def _size(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text) or int(text) > POOL_LARGEST:
        raise AddressRefused
    return int(text)
