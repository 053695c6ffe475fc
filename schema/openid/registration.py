"""Registrations of partner systems for OpenID Connect, which administrators manage."""

import json
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.limits.table import Act
from models.openid.form import MOST_ADDRESSES, TypedRegistration
from models.openid.jose.algorithms import Algorithm
from models.openid.relying_party import OpenIDScope
from resolvers.openid import manage
from schema.context import Info
from schema.enums.describe import describe
from schema.errors import result
from schema.gate.directives import at_most
from schema.ids import node_uuid
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
CALLED_HOSTS = "The hosts that this service may call for the partner."
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
            called_hosts=party.called_hosts,
            keys=json.dumps({"keys": party.keys}, sort_keys=True),
            algorithm=party.algorithm,
            scopes=list(party.reach),
            pkce_required=party.pkce_required,
            secret_allowed=party.secret_allowed,
            created_at=party.created_at,
            created_by=party.created_by,
            changed_at=party.changed_at,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await manage.see_party(viewer=info.context.viewer, party_id=node_id)
        return cls.of(found)


@strawberry.input(
    description="Input for registering a partner for OpenID Connect. It replaces a registration "
    "that is there; the client ID stays."
)
class RegisterRelyingPartyInput:
    partner_id: relay.GlobalID = strawberry.field(description="The ID of the partner.")
    redirect_uris: list[str] = strawberry.field(description=REDIRECT_URIS)
    post_logout_redirect_uris: list[str] = strawberry.field(
        default_factory=list, description=LOGOUT_URIS
    )
    backchannel_logout_uri: str | None = strawberry.field(default=None, description=BACKCHANNEL)
    called_hosts: list[str] = strawberry.field(default_factory=list, description=CALLED_HOSTS)
    keys: str | None = strawberry.field(
        default=None,
        description="The client's public keys as a JWK set (RFC 7517), in JSON: P-256 or RSA of "
        "2048 to 4096 bits, each with a `kid`. Required unless `secretAllowed`.",
    )
    algorithm: Algorithm = strawberry.field(default=Algorithm.ES256, description=ALGORITHM)
    scopes: list[OpenIDScope] = strawberry.field(
        default_factory=lambda: [OpenIDScope.OPENID, OpenIDScope.COMPANY], description=SCOPES
    )
    pkce_required: bool = strawberry.field(default=True, description=PKCE)
    secret_allowed: bool = strawberry.field(default=False, description=SECRET)
    renew_secret: bool = strawberry.field(
        default=False,
        description="Whether to make a new secret where there is one; the old one ends at once.",
    )


@strawberry.input(description="Input for removing a partner's registration for OpenID Connect.")
class RemoveRelyingPartyInput:
    partner_id: relay.GlobalID = strawberry.field(description="The ID of the partner.")


@strawberry.type(description="The partner is registered. A secret is not returned again.")
class RegisterRelyingPartySuccess:
    relying_party: RelyingParty = strawberry.field(description="The registration.")
    client_secret: str | None = strawberry.field(
        description="The new secret, of which the service stores only a hash. Null when none was "
        "made."
    )


@strawberry.type(description="The registration is removed. Its codes and tokens are refused.")
class RemoveRelyingPartySuccess:
    client_id: str = strawberry.field(description="The client ID, which is never used again.")


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


@strawberry.type
class RegistrationMutation:
    @result.mutation(
        raises=manage.REGISTER_RAISES,
        description="Registers a partner for OpenID Connect, or replaces its registration. "
        "Requires the ADMIN role and a fresh card proof.",
    )
    async def register_relying_party(
        self, info: Info, input: RegisterRelyingPartyInput
    ) -> RegisterRelyingPartySuccess:
        await info.context.limit(Act.CHANGE)
        settings = info.context.services.settings
        registered = await manage.register_party(
            actor=info.context.viewer,
            partner_id=node_uuid(input.partner_id, of=Partner),
            typed=TypedRegistration(
                redirect_uris=input.redirect_uris,
                post_logout_redirect_uris=input.post_logout_redirect_uris,
                backchannel_logout_uri=input.backchannel_logout_uri,
                called_hosts=input.called_hosts,
                keys=input.keys,
                algorithm=input.algorithm,
                scopes=input.scopes,
                pkce_required=input.pkce_required,
                secret_allowed=input.secret_allowed,
            ),
            renew_secret=input.renew_secret,
            seal=settings.evidence_seal,
            mode=settings.mode,
            now=info.context.now,
        )
        return RegisterRelyingPartySuccess(
            relying_party=RelyingParty.of(registered), client_secret=registered.secret
        )

    @result.mutation(
        raises=manage.REMOVE_RAISES,
        description="Removes a partner's registration for OpenID Connect. Requires the ADMIN role "
        "and a fresh card proof.",
    )
    async def remove_relying_party(
        self, info: Info, input: RemoveRelyingPartyInput
    ) -> RemoveRelyingPartySuccess:
        await info.context.limit(Act.CHANGE)
        removed = await manage.remove_party(
            actor=info.context.viewer,
            partner_id=node_uuid(input.partner_id, of=Partner),
            now=info.context.now,
        )
        return RemoveRelyingPartySuccess(client_id=removed.party.client_id)
