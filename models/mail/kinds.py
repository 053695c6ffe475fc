"""The letters, and the values that each requires."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Template(StrEnum):
    """A letter."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    NOT_PASSED_NOTED = "not_passed_noted"
    NOT_CONFIRMED = "not_confirmed"
    ALREADY_OPEN = "already_open"
    ACTIVATED = "activated"
    CARD_ADDED = "card_added"
    CARD_EDITED = "card_edited"
    CARD_REMOVED = "card_removed"
    CARD_REPLACED = "card_replaced"
    CHANGE_REPORTED = "change_reported"
    CHANGE_UNDONE = "change_undone"
    CHANGE_STANDS = "change_stands"
    CARD_ENDS_SOON = "card_ends_soon"
    CARD_EXPIRED = "card_expired"
    CARD_REVOKED = "card_revoked"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    CLOSED = "closed"
    SIGN_IN_LINK = "sign_in_link"
    INVITATION = "invitation"
    FIRST_CARD_BOUND = "first_card_bound"
    STAFF_INVITATION = "staff_invitation"
    STAFF_CARD_BOUND = "staff_card_bound"
    STAFF_CONFIRMED = "staff_confirmed"
    STAFF_REJECTED = "staff_rejected"
    DATA_CHANGED = "data_changed"
    DATA_CHANGE_NOT_PASSED = "data_change_not_passed"
    DORMANT_WARNED = "dormant_warned"
    DORMANT_ENDED = "dormant_ended"
    LEAVING_ANNOUNCED = "leaving_announced"
    LEAVING_CANCELLED = "leaving_cancelled"
    MEMBERSHIP_ENDED = "membership_ended"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_STOPPED = "access_stopped"
    MAILBOX_CORRECTION = "mailbox_correction"
    MAILBOX_CORRECTION_EXAMINED = "mailbox_correction_examined"
    MAILBOX_CORRECTED = "mailbox_corrected"
    MAILBOX_KEPT = "mailbox_kept"
    JOIN_REQUESTED = "join_requested"
    IDENTITY_JOINED = "identity_joined"
    REGISTRY_MAILBOX_ANNOUNCED = "registry_mailbox_announced"
    REGISTRY_MAILBOX_COUNTS = "registry_mailbox_counts"


# Required by every letter about a change of cards.
_CHANGE = frozenset({"control_number", "holder", "by", "changed_at", "link", "expires_at"})
_SETTLED = frozenset({"control_number", "holder", "changed_at", "settled_at"})

# No letter contains what an applicant typed until the registry has confirmed it: a "company name"
# could be a message of its own, and would reach others under the service's name.
REQUIRED_VALUES: Mapping[Template, frozenset[str]] = MappingProxyType(
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
        Template.CARD_ADDED: _CHANGE,
        Template.CARD_EDITED: _CHANGE,
        Template.CARD_REMOVED: _CHANGE,
        Template.CARD_REPLACED: _CHANGE | {"successor"},
        Template.CHANGE_REPORTED: frozenset(
            {"control_number", "holder", "changed_at", "reported_at"}
        ),
        Template.CHANGE_UNDONE: _SETTLED,
        Template.CHANGE_STANDS: _SETTLED,
        Template.CARD_ENDS_SOON: frozenset({"control_number", "holder", "valid_until"}),
        Template.CARD_EXPIRED: frozenset({"control_number", "holder", "stopped_at"}),
        Template.CARD_REVOKED: frozenset({"control_number", "holder", "stopped_at"}),
        **dict.fromkeys(
            (Template.SUSPENDED, Template.RESTORED, Template.CLOSED),
            frozenset({"control_number", "since"}),
        ),
        Template.SIGN_IN_LINK: frozenset({"control_number", "link", "expires_at"}),
        Template.INVITATION: frozenset({"name", "control_number", "link", "expires_at"}),
        **dict.fromkeys(
            (Template.FIRST_CARD_BOUND, Template.STAFF_CARD_BOUND),
            frozenset({"control_number", "holder", "bound_at", "link", "expires_at"}),
        ),
        Template.STAFF_INVITATION: frozenset({"name", "control_number", "link", "expires_at"}),
        **dict.fromkeys(
            (Template.STAFF_CONFIRMED, Template.STAFF_REJECTED),
            frozenset({"control_number", "holder", "decided_at"}),
        ),
        Template.DATA_CHANGED: frozenset({"control_number", "case_number", "changed_at"}),
        Template.DATA_CHANGE_NOT_PASSED: frozenset(
            {"control_number", "case_number", "link", "expires_at"}
        ),
        Template.DORMANT_WARNED: frozenset({"control_number", "holder", "since", "ends_at"}),
        Template.DORMANT_ENDED: frozenset({"control_number", "holder", "ended_at"}),
        Template.LEAVING_ANNOUNCED: frozenset({"control_number", "holder", "leaves_at"}),
        Template.LEAVING_CANCELLED: frozenset({"control_number", "holder", "cancelled_at"}),
        Template.MEMBERSHIP_ENDED: frozenset({"control_number", "holder", "ended_at"}),
        Template.ACCESS_REQUESTED: frozenset(
            {"control_number", "asked_at", "effective_at", "link", "expires_at"}
        ),
        Template.ACCESS_STOPPED: frozenset({"control_number", "stopped_at"}),
        Template.MAILBOX_CORRECTION: frozenset(
            {"control_number", "effective_at", "link", "expires_at"}
        ),
        Template.MAILBOX_CORRECTION_EXAMINED: frozenset({"control_number", "effective_at"}),
        Template.MAILBOX_CORRECTED: frozenset({"control_number", "changed_at"}),
        Template.MAILBOX_KEPT: frozenset({"control_number", "ended_at"}),
        Template.JOIN_REQUESTED: frozenset(
            {"control_number", "holder", "last_four", "link", "expires_at"}
        ),
        Template.IDENTITY_JOINED: frozenset({"control_number", "holder", "changed_at"}),
        Template.REGISTRY_MAILBOX_ANNOUNCED: frozenset({"control_number", "effective_at"}),
        Template.REGISTRY_MAILBOX_COUNTS: frozenset({"control_number", "changed_at"}),
    }
)
# Values that are times.
TIMES = frozenset(
    {
        "expires_at",
        "activated_at",
        "bound_at",
        "changed_at",
        "reported_at",
        "settled_at",
        "decided_at",
        "stopped_at",
        "valid_until",
        "since",
        "asked_at",
        "cancelled_at",
        "effective_at",
        "ended_at",
        "ends_at",
        "leaves_at",
    }
)
LINKS = frozenset({"link"})
# Values that may have several lines: a reviewer's note.
NOTES = frozenset({"note"})
