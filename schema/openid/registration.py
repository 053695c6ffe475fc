"""Acts of administrators on registrations for OpenID Connect."""

import strawberry
from strawberry import relay

from models.core.rules import CLIENT_SECRET_OVERLAP_LONGEST, HOUR
from models.limits.table import Act
from models.openid.form import TypedRegistration
from models.openid.jose.algorithms import Algorithm
from models.openid.relying_party import OpenIDScope
from resolvers.openid import manage
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid
from schema.openid.relying_party import (
    ALGORITHM,
    BACKCHANNEL,
    CALLED_HOSTS,
    INITIATE_LOGIN,
    LOGOUT_URIS,
    PKCE,
    REDIRECT_URIS,
    SCOPES,
    SECRET,
    TARGET_LINK,
    RelyingParty,
)
from schema.partner.record import Partner

OVERLAP_MOST = int(CLIENT_SECRET_OVERLAP_LONGEST / HOUR)


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
    initiate_login_uri: str | None = strawberry.field(default=None, description=INITIATE_LOGIN)
    target_link_uri: str | None = strawberry.field(default=None, description=TARGET_LINK)
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
        description="Whether to make a new secret where there is one; the old one ends at once. "
        "`renewClientSecret` lets it live on for a while.",
    )


@strawberry.input(description="Input for renewing a client's secret.")
class RenewClientSecretInput:
    partner_id: relay.GlobalID = strawberry.field(description="The ID of the partner.")
    overlap_hours: int = strawberry.field(
        default=24,
        description="The number of hours for which the old secret stays valid beside the new one: "
        f"0 to {OVERLAP_MOST}.",
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


@strawberry.type(description="The client has a new secret, which is not returned again.")
class RenewClientSecretSuccess:
    relying_party: RelyingParty = strawberry.field(description="The registration.")
    client_secret: str = strawberry.field(
        description="The new secret, of which the service stores only a hash."
    )


@strawberry.type(description="The registration is removed. Its codes and tokens are refused.")
class RemoveRelyingPartySuccess:
    client_id: str = strawberry.field(description="The client ID, which is never used again.")


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
                initiate_login_uri=input.initiate_login_uri,
                target_link_uri=input.target_link_uri,
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
        raises=manage.RENEW_RAISES,
        description="Makes a new secret for a client. The old one stays valid for an overlap. "
        "Requires the ADMIN role and a fresh card proof.",
    )
    async def renew_client_secret(
        self, info: Info, input: RenewClientSecretInput
    ) -> RenewClientSecretSuccess:
        await info.context.limit(Act.CHANGE)
        renewed = await manage.renew_secret(
            actor=info.context.viewer,
            partner_id=node_uuid(input.partner_id, of=Partner),
            overlap_hours=input.overlap_hours,
            now=info.context.now,
        )
        return RenewClientSecretSuccess(
            relying_party=RelyingParty.of(renewed), client_secret=renewed.secret or ""
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
