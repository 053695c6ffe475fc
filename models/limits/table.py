"""The table of rate limits: what is counted, by which key, in which window."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, IPv6Network, ip_address

from models.core.errors import UserError, Words


class TooManyRequests(UserError):
    """A rate limit was exceeded; ``retry_after`` is the number of seconds until the next attempt.

    It is a member of no union: any operation can raise it, and it refuses the whole request.
    """

    zh = Words(title="操作次數過多", message="操作次數過多，請於 {seconds} 秒後再試。")
    en = Words(
        title="Too many requests",
        message="You have sent too many requests. Try again in {seconds} seconds.",
    )

    def __init__(self, retry_after: int) -> None:
        super().__init__(values={"seconds": str(retry_after)})
        self.retry_after = retry_after


class Counted(StrEnum):
    """The key that acts are counted by.

    An address is one IPv4 address or a whole IPv6 /64. A card is counted with the address that
    presents it, so that nobody can lock a stranger out by presenting the stranger's certificate.
    """

    ADDRESS = "address"
    SESSION = "session"
    PARTNER = "partner"
    CARD = "card"
    CONTROL_NUMBER = "control_number"
    MAILBOX = "mailbox"
    APPLICANT = "applicant"


class Act(StrEnum):
    """An act that is limited."""

    REQUEST = "request"
    APPLY = "apply"
    SAVE = "save"
    CHALLENGE = "challenge"
    CARD_CHECK = "card_check"
    CARD_REFUSAL = "card_refusal"
    LINK = "link"
    RESEND = "resend"
    SIGN_IN_LINK = "sign_in_link"
    CHANGE = "change"
    MAIL = "mail"
    CASE_MAIL = "case_mail"
    OPENID = "openid"


@dataclass(frozen=True, slots=True)
class Window:
    """An amount that is allowed within a time, which begins with the first act counted."""

    amount: int
    length: timedelta

    @property
    def seconds(self) -> int:
        return int(self.length.total_seconds())


_MINUTE, _QUARTER, _HOUR, _DAY = (
    timedelta(minutes=1),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(days=1),
)

# Many people may share one address, so it is always allowed more than a session.
RULES: Mapping[Act, Mapping[Counted, tuple[Window, ...]]] = {
    # In units of a document's cost (schema/gate/measure.py), the reading of a new text included.
    Act.REQUEST: {
        Counted.ADDRESS: (Window(200_000, _MINUTE),),
        Counted.SESSION: (Window(60_000, _MINUTE),),
        Counted.PARTNER: (Window(60_000, _MINUTE),),
    },
    Act.APPLY: {
        Counted.ADDRESS: (Window(60, _HOUR), Window(300, _DAY)),
        Counted.SESSION: (Window(20, _HOUR),),
    },
    # A form is saved every few seconds while somebody types.
    Act.SAVE: {
        Counted.ADDRESS: (Window(2_400, _HOUR),),
        Counted.SESSION: (Window(600, _HOUR),),
    },
    Act.CHALLENGE: {
        Counted.ADDRESS: (Window(200, _QUARTER),),
        Counted.SESSION: (Window(40, _QUARTER),),
    },
    Act.CARD_CHECK: {
        Counted.ADDRESS: (Window(200, _QUARTER),),
        Counted.SESSION: (Window(40, _QUARTER),),
    },
    # Only refusals are counted, and never by control number: nobody can lock others out.
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
    # For each kind of letter; letters beyond it wait and are not lost. They are counted in the
    # outbox itself (models/notices/allowance.py). What an applicant has sent again, and what is
    # decided on what they hand in, may take a share each; both together do not fill the mailbox's.
    Act.MAIL: {
        Counted.MAILBOX: (Window(8, _HOUR), Window(20, _DAY)),
        Counted.APPLICANT: (Window(3, _HOUR), Window(8, _DAY)),
    },
    # Letters that open or reject the newest case of a company, which others do not count against.
    Act.CASE_MAIL: {Counted.MAILBOX: (Window(8, _HOUR), Window(20, _DAY))},
    # By address alone: a client's id is no secret, so a stranger could lock the client out.
    Act.OPENID: {Counted.ADDRESS: (Window(3_000, _MINUTE),)},
}


class Mode(StrEnum):
    """Whether limits refuse, or are only counted, logged and measured."""

    ON = "on"
    TRACK = "track"


Keys = Mapping[Counted, str]


def address_counted(host: str) -> str:
    """Return the key for an address.

    An IPv6 connection controls at least a /64, which is one key; an IPv4-mapped IPv6 address is
    IPv4. Text that is no address, such as a socket's name, is its own key.
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
