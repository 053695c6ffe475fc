"""The kinds and statuses of accounts, and the roles of staff."""

from enum import StrEnum


class AccountKind(StrEnum):
    """The kind of organisation that an account belongs to."""

    BUSINESS = "BUSINESS"
    VENDOR = "VENDOR"
    STAFF = "STAFF"


class AccountStatus(StrEnum):
    """The status of an account; only an ACTIVE one can be used."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


class Role(StrEnum):
    """The role of a staff account; each may do all that those before it may."""

    SUPPORT = "SUPPORT"
    REVIEWER = "REVIEWER"
    ADMIN = "ADMIN"
