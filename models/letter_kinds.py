"""Which letters there are, and what each must be told."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Template(StrEnum):
    """Name a letter."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    NOT_PASSED_NOTED = "not_passed_noted"
    NOT_CONFIRMED = "not_confirmed"
    ALREADY_OPEN = "already_open"
    ACTIVATED = "activated"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    CLOSED = "closed"


# What a stranger typed stands in no letter until the registry agreed with it: a "company name"
# could be a message of his own, and would reach others under our name.
NEEDED: Mapping[Template, frozenset[str]] = MappingProxyType(
    {
        Template.PASSED: frozenset(
            {"company_name", "control_number", "case_number", "holder", "link", "expires_at"}
        ),
        Template.NOT_PASSED: frozenset({"control_number", "case_number", "link", "expires_at"}),
        Template.NOT_PASSED_NOTED: frozenset(
            {"control_number", "case_number", "note", "link", "expires_at"}
        ),
        Template.NOT_CONFIRMED: frozenset({"case_number", "link", "expires_at"}),
        Template.ALREADY_OPEN: frozenset({"control_number", "case_number", "link"}),
        Template.ACTIVATED: frozenset(
            {"company_name", "control_number", "case_number", "holder", "activated_at"}
        ),
        **dict.fromkeys(
            (Template.SUSPENDED, Template.RESTORED, Template.CLOSED),
            frozenset({"control_number", "since"}),
        ),
    }
)
# Which of the values are moments, and which are addresses.
TIMES = frozenset({"expires_at", "activated_at", "since"})
LINKS = frozenset({"link"})
