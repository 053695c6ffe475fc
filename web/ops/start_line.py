"""The line with which a process begins its log: version, addresses, settings without secrets."""

import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

from models.database.address import read_address
from models.settings.settings import Settings
from web.version import VERSION

log = logging.getLogger(__name__)


def log_start(
    *, listens: Mapping[str, str], settings: Settings, disclosed: Mapping[str, str]
) -> None:
    """Write the line; ``listens`` are the addresses of this process, by what is there."""
    addresses = {**listens, **_outside(settings)}
    log.info(
        "version %s starts: %s",
        VERSION,
        ", ".join(f"{name} {address}" for name, address in addresses.items()),
        extra={"version": VERSION, "addresses": addresses, "settings": dict(disclosed)},
    )


def _outside(settings: Settings) -> Mapping[str, str]:
    """Return where this process goes, without users and passwords."""
    redis, registry, smtp = settings.operation.redis_url, settings.registry_url, settings.smtp
    return {
        "database": _database(settings.database_url),
        "redis": _host(redis) if redis else "none",
        "mail": f"{smtp.host}:{smtp.port}" if smtp else "none",
        "registry": _host(registry) if registry else "imported",
    }


def _database(url: str) -> str:
    if url.startswith("sqlite:"):
        return url.partition("?")[0]
    address = read_address(url)
    return f"{address.host}:{address.port}/{address.database}"


def _host(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return f"{parts.scheme}://{host}:{parts.port}" if parts.port else f"{parts.scheme}://{host}"
