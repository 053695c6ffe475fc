"""A client of the GPS zone's partner API: queries, events as they happen, a mirror of accounts."""

from gpszone_partner.client import Client
from gpszone_partner.errors import (
    PartnerError,
    RateLimited,
    Refused,
    ResyncNeeded,
    UnexpectedAnswer,
    Unreachable,
)
from gpszone_partner.generated import (
    Account,
    AccountEvent,
    AccountEventKind,
    AccountEventsBegun,
    AccountKind,
    AccountPage,
    AccountStatus,
    Certificate,
    EventPage,
    MayAct,
    MayNotAct,
    MayNotActReason,
    RedeemHandoffSuccess,
)
from gpszone_partner.mirror import Copied
from gpszone_partner.patience import Patience
from gpszone_partner.sqlite_store import SQLiteStore
from gpszone_partner.store import Place, Store
from gpszone_partner.transport import Limits

__all__ = [
    "Account",
    "AccountEvent",
    "AccountEventKind",
    "AccountEventsBegun",
    "AccountKind",
    "AccountPage",
    "AccountStatus",
    "Certificate",
    "Client",
    "Copied",
    "EventPage",
    "Limits",
    "MayAct",
    "MayNotAct",
    "MayNotActReason",
    "PartnerError",
    "Patience",
    "Place",
    "RateLimited",
    "RedeemHandoffSuccess",
    "Refused",
    "ResyncNeeded",
    "SQLiteStore",
    "Store",
    "UnexpectedAnswer",
    "Unreachable",
]
