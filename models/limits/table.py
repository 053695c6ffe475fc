"""Limits: what is counted, for whom, in which window; the numbers stand in one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, IPv6Network, ip_address

from models.core.errors import UserError, Words


class TooManyRequests(UserError):
    """Say that enough was asked for now, and in how many whole seconds to ask again.

    It stands in no union: any act may meet it, and it refuses the whole of it.
    """

    zh = Words(title="操作次數過多", message="操作次數過多，請於 {seconds} 秒後再試。")
    en = Words(
        title="Too many requests",
        message="That was asked too often. Try again in {seconds} seconds.",
    )

    def __init__(self, retry_after: int) -> None:
        super().__init__(values={"seconds": str(retry_after)})
        self.retry_after = retry_after


class Counted(StrEnum):
    """Name what is counted.

    An address is one IPv4 address or a whole IPv6 /64; a card is a card as one address presents
    it, so that who has a stranger's certificate shuts the stranger out nowhere.
    """

    ADDRESS = "address"
    SESSION = "session"
    PARTNER = "partner"
    CARD = "card"
    CONTROL_NUMBER = "control_number"
    MAILBOX = "mailbox"


class Act(StrEnum):
    """Name what may be done only so often."""

    REQUEST = "request"
    APPLY = "apply"
    CHALLENGE = "challenge"
    CARD_REFUSAL = "card_refusal"
    LINK = "link"
    RESEND = "resend"
    SIGN_IN_LINK = "sign_in_link"
    CHANGE = "change"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Window:
    """Say how much is allowed within how long; it begins with the first that is counted."""

    amount: int
    length: timedelta

    @property
    def seconds(self) -> int:
        """Give its length in whole seconds."""
        return int(self.length.total_seconds())


_MINUTE, _QUARTER, _HOUR, _DAY = (
    timedelta(minutes=1),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(days=1),
)

# Many people may sit behind one address, so it is always allowed more than a session.
RULES: Mapping[Act, Mapping[Counted, tuple[Window, ...]]] = {
    # In units of a document's cost (schema/gate/measure.py); a new document costs PARSING more.
    Act.REQUEST: {
        Counted.ADDRESS: (Window(200_000, _MINUTE),),
        Counted.SESSION: (Window(60_000, _MINUTE),),
        Counted.PARTNER: (Window(60_000, _MINUTE),),
    },
    Act.APPLY: {
        Counted.ADDRESS: (Window(60, _HOUR), Window(300, _DAY)),
        Counted.SESSION: (Window(20, _HOUR),),
    },
    Act.CHALLENGE: {
        Counted.ADDRESS: (Window(200, _QUARTER),),
        Counted.SESSION: (Window(40, _QUARTER),),
    },
    # Refusals alone are counted, and never by control number: nobody can be locked out by others.
    Act.CARD_REFUSAL: {
        Counted.ADDRESS: (Window(60, _QUARTER),),
        Counted.SESSION: (Window(20, _QUARTER),),
        Counted.CARD: (Window(10, _QUARTER),),
    },
    Act.LINK: {
        Counted.ADDRESS: (Window(120, _QUARTER),),
        Counted.SESSION: (Window(40, _QUARTER),),
    },
    Act.RESEND: {
        Counted.ADDRESS: (Window(60, _HOUR),),
        Counted.SESSION: (Window(20, _HOUR),),
    },
    Act.SIGN_IN_LINK: {
        Counted.ADDRESS: (Window(20, _HOUR),),
        Counted.CONTROL_NUMBER: (Window(3, _HOUR), Window(6, _DAY)),
    },
    Act.CHANGE: {
        Counted.ADDRESS: (Window(600, _HOUR),),
        Counted.SESSION: (Window(300, _HOUR),),
    },
    # Of each kind of letter; beyond it a letter waits, it is not lost.
    Act.MAIL: {Counted.MAILBOX: (Window(6, _HOUR), Window(20, _DAY))},
}
# What it costs to parse and validate a document that was never seen, in the same units.
PARSING = 50


class Mode(StrEnum):
    """Say whether limits refuse, or only count, log and measure."""

    ON = "on"
    TRACK = "track"


Keys = Mapping[Counted, str]


def address_counted(host: str) -> str:
    """Write the address that somebody is counted by.

    An IPv6 connection commands at least a /64, so that is one address; IPv4 written as IPv6 is
    IPv4. What is no address, such as a socket's name, is counted as it stands.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, 64), strict=False))


def mailbox_counted(address: str) -> str:
    """Write the mailbox that mails are counted by: case folded, without a +tag.

    Dots are kept: one provider leaves them out, and to all others they are other people.
    """
    name, _, host = address.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0] or name}@{host}"
