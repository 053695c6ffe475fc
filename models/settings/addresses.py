"""Kinds of settings that are addresses: hosts, URLs of each scheme, networks of proxies."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from models.database.address import AddressRefused, read_address
from models.settings.kinds import Kind, Line, Unfit, words_of

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
# Names inside a private network may have an underscore; names on the web may not.
_LOOSE_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_PATH = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*")
_REDIS_NUMBER = re.compile(r"/?|/[0-9]{1,3}")
# A part of user name or password (RFC 3986 §3.2.1).
_USERINFO = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})+")

NO_HOSTS = "none"
HTTP = frozenset({"http", "https"})


def is_host(text: str, *, label: re.Pattern[str] = _LOOSE_LABEL) -> bool:
    if not text.isascii() or "%" in text:
        return False
    try:
        ip_address(text)
    except ValueError:
        labels = text.split(".")
        # A name whose last label is a number looks like an IPv4 address (RFC 3696 §2).
        named = all(map(label.fullmatch, labels)) and not labels[-1].isdigit()
        return named and len(text) <= 253
    return True


def parts_of(
    url: str, *, schemes: frozenset[str], label: re.Pattern[str] = _LOOSE_LABEL
) -> SplitResult:
    """Split an absolute URL.

    :raises Unfit: when its scheme is another, its host or port is malformed, or it has a fragment.
    """
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url or "#" in url:
        raise Unfit(url)
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise Unfit(url) from None
    _, _, address = parts.netloc.rpartition("@")
    bracketed = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\](?::(.*))?", address)
    named = re.fullmatch(r"([^\[\]:]+)(?::(.*))?", address)
    found = bracketed or named
    port = found[2] if found else None
    sound = (
        parts.scheme in schemes
        and url.lower().startswith(f"{parts.scheme}://")
        and found is not None
        and is_host(host, label=label)
        and (bracketed is not None) == (":" in host)
        and (port is None or (_PORT.fullmatch(port) is not None and int(port) <= 65535))
    )
    if not sound:
        raise Unfit(url)
    return parts


class Host(Line[str]):
    """A host, without a port."""

    expected = "a host's name or IP address, without scheme and port"

    def _parse(self, text: str) -> str:
        if not is_host(text):
            raise Unfit
        return text


class Origin(Line[str]):
    """What browsers send as ``Origin``: scheme, host and port in lower case."""

    expected = (
        "https://host or https://host:port without a path; not port 443, which browsers"
        " leave out; a name in another script in its xn-- form"
    )

    def _parse(self, text: str) -> str:
        parts = parts_of(text, schemes=frozenset({"https"}), label=_LABEL)
        if text.lower() != f"https://{parts.netloc}".lower() or "@" in text or parts.port == 443:
            raise Unfit
        return text.lower()


class HTTPAddress(Line[str]):
    """A URL to which a path is appended."""

    expected = "http://host/path or https://host/path, without user name and query"

    def _parse(self, text: str) -> str:
        parts = parts_of(text, schemes=HTTP)
        if "?" in text or "@" in parts.netloc or not _PATH.fullmatch(parts.path):
            raise Unfit
        return text


class HTTPAddresses(Kind[tuple[str, ...]]):
    """URLs that are fetched."""

    expected = "http://host/path or https://host/path, without user name, separated by spaces"

    def read(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(fetched, words_of(text))))


def fetched(url: str) -> str:
    """Return a URL that is fetched, after checking it.

    :raises Unfit: when it is not http or https, or contains a user name.
    """
    if "@" in parts_of(url, schemes=HTTP).netloc:
        raise Unfit(url)
    return url


class HostGroups(Kind[tuple[str, ...]]):
    """Groups of hosts that count as one, each as it is written; `none` for no group."""

    expected = "none, or groups of hosts, with = between the hosts and spaces between the groups"

    def read(self, text: str) -> tuple[str, ...]:
        groups = tuple(word.lower() for word in words_of(text))
        if groups == (NO_HOSTS,):
            return ()
        seen: set[str] = set()
        for group in groups:
            hosts = group.split("=")
            if len(hosts) < 2 or seen.intersection(hosts) or len(set(hosts)) < len(hosts):
                raise Unfit(group)
            if not all(map(is_host, hosts)):
                raise Unfit(group)
            seen.update(hosts)
        return groups


class DatabaseAddress(Line[str]):
    """PostgreSQL, or a file of SQLite where one process serves."""

    expected = (
        "postgres://user:password@host:5432/name, where #, ?, /, @, :, %, [ and ] in the user"
        " name or password are percent-encoded (# as %23), or sqlite:// and a path; sslmode,"
        " sslrootcert, host, minsize and maxsize can follow a ?"
    )

    def _parse(self, text: str) -> str:
        if text.startswith("sqlite://"):
            path = text.removeprefix("sqlite://")
            if path.strip("/.") in {"", ":memory:"} or path.endswith("/") or set("?#%") & set(path):
                raise Unfit
            return text
        try:
            host = read_address(text).host
        except AddressRefused:
            raise Unfit from None
        if not host.startswith("/") and not is_host(host):
            raise Unfit
        return text


class RedisAddress(Line[str]):
    """Redis, with or without TLS."""

    expected = (
        "redis://host or rediss://host, if needed with :password@ before the host (percent-encoded)"
        " and :6379/0 after it"
    )

    def _parse(self, text: str) -> str:
        parts = parts_of(text, schemes=frozenset({"redis", "rediss"}))
        userinfo, at, _ = parts.netloc.rpartition("@")
        if "?" in text or not _REDIS_NUMBER.fullmatch(parts.path):
            raise Unfit
        if at and not _USERINFO.fullmatch(userinfo):
            raise Unfit
        return text


class Proxies(Line[str]):
    """Addresses and networks of proxies whose forwarding headers are trusted."""

    expected = (
        "IP addresses and networks of proxies, separated by commas, such as 10.0.0.5,10.0.0.6"
    )

    def _parse(self, text: str) -> str:
        return ",".join(_proxy(one.strip()) for one in text.split(","))


class Networks(Kind[tuple[IPv4Network | IPv6Network, ...]]):
    """IP addresses and networks."""

    expected = "IP addresses and networks, separated by spaces, such as 10.0.0.5 172.16.0.0/12"

    def read(self, text: str) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(_proxy(word)) for word in words_of(text))


def _proxy(text: str) -> str:
    try:
        # A network with host bits matches nothing, and one of every address trusts everybody.
        network = ip_network(text)
    except ValueError:
        raise Unfit(text) from None
    if network.prefixlen == 0 or "%" in text:
        raise Unfit(text)
    return text
