"""Which letters there are, and what each must be told."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Template(StrEnum):
    """Name a letter."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    NOT_CONFIRMED = "not_confirmed"
    ALREADY_OPEN = "already_open"
    ACTIVATED = "activated"
    SIGN_IN_LINK = "sign_in_link"
    INVITATION = "invitation"
    FIRST_CARD_BOUND = "first_card_bound"
    DATA_CHANGED = "data_changed"
    DATA_CHANGE_NOT_PASSED = "data_change_not_passed"


# What a stranger typed stands in no letter until the registry agreed with it: a "company name"
# could be a message of his own, and would reach others under our name.
NEEDED: Mapping[Template, frozenset[str]] = MappingProxyType(
    {
        Template.PASSED: frozenset(
            {"company_name", "control_number", "case_number", "holder", "link", "expires_at"}
        ),
        Template.NOT_PASSED: frozenset({"control_number", "case_number", "link", "expires_at"}),
        Template.NOT_CONFIRMED: frozenset({"case_number", "link", "expires_at"}),
        Template.ALREADY_OPEN: frozenset({"control_number", "case_number", "link"}),
        Template.ACTIVATED: frozenset(
            {"company_name", "control_number", "case_number", "holder", "activated_at"}
        ),
        Template.SIGN_IN_LINK: frozenset({"control_number", "link", "expires_at"}),
        Template.INVITATION: frozenset({"name", "control_number", "link", "expires_at"}),
        Template.FIRST_CARD_BOUND: frozenset(
            {"control_number", "holder", "bound_at", "link", "expires_at"}
        ),
        Template.DATA_CHANGED: frozenset({"control_number", "case_number", "changed_at"}),
        Template.DATA_CHANGE_NOT_PASSED: frozenset(
            {"control_number", "case_number", "link", "expires_at"}
        ),
    }
)
# Which of the values are moments, and which are addresses.
TIMES = frozenset({"expires_at", "activated_at", "bound_at", "changed_at"})
LINKS = frozenset({"link"})
