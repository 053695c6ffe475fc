"""The enum `PartnerScope`."""

from models.partner.partner import Scope
from schema.enums.describe import describe

describe(
    Scope,
    name="PartnerScope",
    description="A permission of a partner's tokens. Token configuration and logs write the "
    "scopes as accounts:read, certificates:read, events:read and handoff.",
    values={
        Scope.ACCOUNTS_READ: "To read accounts.",
        Scope.CERTIFICATES_READ: "To read the cards of accounts, and whether one may act.",
        Scope.EVENTS_READ: "To read and follow the events of accounts.",
        Scope.HANDOFF: "To receive account holders who come over from this service.",
    },
)

PartnerScope = Scope
