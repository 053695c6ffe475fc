"""Whose accounts there are, how each stands, and what staff may do."""

from enum import StrEnum


class AccountKind(StrEnum):
    """Name whose account it is."""

    BUSINESS = "BUSINESS"
    VENDOR = "VENDOR"
    STAFF = "STAFF"


class AccountStatus(StrEnum):
    """Name whether an account may be used."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


class Role(StrEnum):
    """Name what an account of staff may do; an ADMIN may what a REVIEWER may."""

    REVIEWER = "REVIEWER"
    ADMIN = "ADMIN"
