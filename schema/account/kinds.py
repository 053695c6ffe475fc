"""The enums of accounts."""

from models.session.roles import AccountKind, AccountStatus, Role
from schema.enums.describe import describe

describe(
    AccountKind,
    description="The kind of organisation that an account belongs to.",
    values={
        AccountKind.BUSINESS: "A company that transports toxic or concerned chemical substances.",
        AccountKind.VENDOR: "A vendor of tracking equipment or services.",
        AccountKind.STAFF: "A unit that operates or administers the service.",
    },
)
describe(
    AccountStatus,
    description="The status of an account. Only an ACTIVE account can be used.",
    values={
        AccountStatus.PENDING: "Reserved; no account has this status yet.",
        AccountStatus.ACTIVE: "The account can be used.",
        AccountStatus.SUSPENDED: "Staff suspended the account; it can be restored.",
        AccountStatus.CLOSED: "The account was closed for good.",
    },
)
describe(
    Role,
    description="The role of a staff account. Each role may do everything that those "
    "before it may.",
    values={
        Role.SUPPORT: "May look up the status, history and letters of a case or account, and have "
        "a letter sent again.",
        Role.REVIEWER: "May review applications and view all accounts.",
        Role.ADMIN: (
            "May do everything that a REVIEWER may, and administer accounts and partners."
        ),
    },
)

__all__ = ["AccountKind", "AccountStatus", "Role"]
