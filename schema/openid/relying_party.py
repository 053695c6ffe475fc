"""Registrations of partner systems for OpenID Connect, as administrators see them."""

import json
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.openid.form import MOST_ADDRESSES
from models.openid.jose.algorithms import Algorithm
from models.openid.relying_party import OpenIDScope
from resolvers.openid import manage
from schema.context import Info
from schema.enums.describe import describe
from schema.errors import result
from schema.gate.directives import at_most
from schema.partner.record import Partner
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last
from schema.relay.nodes import SeenNode

describe(
    Algorithm,
    name="SigningAlgorithm",
    description="The algorithm that signs a partner's ID tokens (RFC 7518).",
    values={
        Algorithm.ES256: "ECDSA with P-256 and SHA-256, the default.",
        Algorithm.PS256: "RSASSA-PSS with SHA-256.",
        Algorithm.RS256: "RSASSA-PKCS1-v1_5 with SHA-256, for software that has no other.",
    },
)

# The list's name in its cursors.
_LIST = "relyingParties"
REDIRECT_URIS = "The https addresses to which codes may go, compared as strings; at most 10."
LOGOUT_URIS = "The https addresses to which holders may return after signing out; at most 10."
BACKCHANNEL = (
    "The https address that is told when a holder's session, membership or account ends. Its host "
    "must be one of `calledHosts`."
)
INITIATE_LOGIN = (
    "The https address of the partner that starts a sign-in there (OpenID Connect Core §4). With "
    "it the partner is in the menu of account holders. Its host must be one of `calledHosts`."
)
TARGET_LINK = (
    "The https address that is sent to `initiateLoginUri` as `target_link_uri`. Its host must be "
    "one of `calledHosts`."
)
CALLED_HOSTS = "The hosts that this service may call, or send account holders to, from its menu."
ALGORITHM = "The algorithm that signs the partner's ID tokens."
SCOPES = "What the partner may ask for. OPENID is always among them."
PKCE = "Whether every request needs a code challenge (PKCE, S256)."
SECRET = "Whether the client may prove itself by a secret instead of a key."  # noqa: S105  # A description.


@strawberry.type(
    description="A partner's registration for OpenID Connect: how its software is known here."
)
class RelyingParty(SeenNode):
    id: relay.NodeID[str]
    client_id: str = strawberry.field(description="The client's ID in the protocol.")
    partner: Partner = strawberry.field(description="The partner.")
    redirect_uris: list[str] = strawberry.field(
        description=REDIRECT_URIS, directives=[at_most(MOST_ADDRESSES)]
    )
    post_logout_redirect_uris: list[str] = strawberry.field(
        description=LOGOUT_URIS, directives=[at_most(MOST_ADDRESSES)]
    )
    backchannel_logout_uri: str | None = strawberry.field(
        description=BACKCHANNEL + " Null when the partner is not told."
    )
    initiate_login_uri: str | None = strawberry.field(
        description=INITIATE_LOGIN + " Null when the partner has none."
    )
    target_link_uri: str | None = strawberry.field(
        description=TARGET_LINK + " Null when none is sent."
    )
    called_hosts: list[str] = strawberry.field(
        description=CALLED_HOSTS, directives=[at_most(MOST_ADDRESSES)]
    )
    keys: str = strawberry.field(
        description="The client's public keys as a JWK set (RFC 7517), in JSON."
    )
    algorithm: Algorithm = strawberry.field(description=ALGORITHM)
    scopes: list[OpenIDScope] = strawberry.field(
        description=SCOPES, directives=[at_most(len(OpenIDScope))]
    )
    pkce_required: bool = strawberry.field(description=PKCE)
    secret_allowed: bool = strawberry.field(description=SECRET)
    previous_secret_until: datetime | None = strawberry.field(
        description="The date and time until which the secret before the last renewal is valid. "
        "Null when only one is."
    )
    created_at: datetime = strawberry.field(
        description="The date and time of the first registration."
    )
    created_by: str = strawberry.field(
        description="Who registered the partner first, as the journal identifies the actor."
    )
    changed_at: datetime = strawberry.field(
        description="The date and time when the registration was last changed."
    )

    @classmethod
    def of(cls, registered: manage.Registered) -> Self:
        party = registered.party
        return cls(
            id=str(party.id),
            client_id=party.client_id,
            partner=Partner.of(registered.partner),
            redirect_uris=party.redirect_uris,
            post_logout_redirect_uris=party.post_logout_redirect_uris,
            backchannel_logout_uri=party.backchannel_logout_uri,
            initiate_login_uri=party.initiate_login_uri,
            target_link_uri=party.target_link_uri,
            called_hosts=party.called_hosts,
            keys=json.dumps({"keys": party.keys}, sort_keys=True),
            algorithm=party.algorithm,
            scopes=list(party.reach),
            pkce_required=party.pkce_required,
            secret_allowed=party.secret_allowed,
            previous_secret_until=party.previous_secret_until,
            created_at=party.created_at,
            created_by=party.created_by,
            changed_at=party.changed_at,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await manage.see_party(viewer=info.context.viewer, party_id=node_id)
        return cls.of(found)


@strawberry.type
class StaffRelyingParties:
    """The registrations that administrators manage."""

    @result.field(
        raises=manage.LIST_RAISES,
        description="The registrations for OpenID Connect that were not removed, newest first. "
        "Requires the ADMIN role.",
        directives=[PAGED],
    )
    async def relying_parties(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[RelyingParty]:
        asked = Asked(first=first, after=after, last=last, before=before)
        found = await manage.page_of_parties(
            viewer=info.context.viewer, window=asked.window(name=_LIST)
        )
        return Connection.of(
            found, lambda party: RelyingParty.of(manage.Registered.of(party)), name=_LIST
        )
