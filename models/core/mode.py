"""The mode of a process: what its cards, its database and its marks are."""

from enum import StrEnum


class Mode(StrEnum):
    """The mode of a process.

    STAGING is the shape of production with test authorities: what it writes and answers is marked,
    and its database is never one of production.
    """

    DEMO = "demo"
    STAGING = "staging"
    PRODUCTION = "production"
