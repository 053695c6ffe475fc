"""The client that tells partner systems of a logout, at the addresses that they registered."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from models.outside.fetch import Bounds, FetchFailed, TimedOut, Unreachable, post

# What a partner answers is not read, so a little is enough.
BOUNDS = Bounds(seconds=3, max_bytes=16 * 1024)
# OpenID Connect Back-Channel Logout §2.8 says 200; many frameworks answer 204 to an empty result.
ACCEPTED = frozenset({200, 204})

Network = IPv4Network | IPv6Network
# They hold an IPv4 address, which may be a private one (RFC 6052, RFC 8215, RFC 3056).
_TRANSLATED = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))


class AddressRefused(FetchFailed):
    """The host has an address that is not public, and no listed network has it."""


class LogoutPort(Protocol):
    """Something that brings logout tokens to relying parties."""

    async def tell(self, address: str, *, token: str) -> None:
        """Post a token.

        :raises FetchFailed: when it was not accepted in time.
        """


@dataclass(frozen=True, kw_only=True)
class HTTPLogout:
    """A ``LogoutPort`` over HTTP.

    Loopback, private and other special addresses are refused, except in ``networks``. The
    connection goes to the address that was checked, so that a second look-up cannot change it.
    """

    networks: Sequence[Network] = ()
    bounds: Bounds = BOUNDS

    async def tell(self, address: str, *, token: str) -> None:
        """Post a token once, within bounds; redirects are not followed.

        :raises FetchFailed: when it was not accepted in time.
        """
        await post(
            address,
            body=urlencode({"logout_token": token}).encode(),
            bounds=self.bounds,
            statuses=ACCEPTED,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            connect_to=await self._resolved(address),
        )

    async def _resolved(self, address: str) -> str:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.bounds.seconds):
                found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except TimeoutError as late:
            raise TimedOut(f"the name was not resolved within {self.bounds.seconds:g} s") from late
        except (OSError, UnicodeError) as unknown:
            raise Unreachable("the host's name does not resolve") from unknown
        addresses = [str(place[0]) for *_, place in found]
        # One private address among public ones is how such a check is evaded.
        if not addresses or not all(map(self._is_allowed, addresses)):
            raise AddressRefused("the host's address is not public")
        return addresses[0]

    def _is_allowed(self, text: str) -> bool:
        address = ip_address(text.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None)
        address = mapped or address
        if any(address in network for network in self.networks):
            return True
        if any(address in network for network in _TRANSLATED):
            return False
        return address.is_global and not address.is_multicast
