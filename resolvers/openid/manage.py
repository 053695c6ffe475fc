"""An ADMIN registers partner systems for OpenID Connect, changes and removes registrations."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models.core.mode import Mode
from models.core.paging import Page, Window, page
from models.core.rules import CLIENT_SECRET_OVERLAP_LONGEST
from models.core.seal import Seal
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput
from models.journal.kinds import EventKind
from models.openid.form import Registration, TypedRegistration, read_registration
from models.openid.jose.keys import make_pair
from models.openid.relying_party import (
    RelyingParty,
    RelyingPartyNotFound,
    SecretNotUsed,
    new_client_id,
    new_secret,
)
from models.openid.signing_key import SigningKey
from models.partner.administrator import (
    Operator,
    require_administrator,
    require_reader,
    require_still_administrator,
)
from models.partner.form import read_overlap
from models.partner.partner import Partner, PartnerNotFound
from models.session.permissions import NOT_STAFF, CardProofNeeded, require_staff
from models.session.roles import Role
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A registration, with a secret if one was just made; only its hash is stored."""

    party: RelyingParty
    partner: Partner
    secret: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, party: RelyingParty) -> "Registered":
        """Return a registration that was fetched with its partner."""
        return cls(party=party, partner=party.partner)


REGISTER_RAISES = (*NOT_STAFF, CardProofNeeded, InvalidInput, PartnerNotFound)


async def register_party(
    *,
    actor: Viewer | Operator | None,
    partner_id: UUID,
    typed: TypedRegistration,
    renew_secret: bool,
    seal: Seal,
    mode: Mode,
    now: datetime,
) -> Registered:
    """Register a partner, or replace its registration; its client id stays.

    A secret is made where one is allowed and there is none, or with ``renew_secret``.

    :raises SignInNeeded, NotAllowed, CardProofNeeded: unless an ADMIN with a fresh proof asks.
    :raises InvalidInput: with every invalid field.
    :raises PartnerNotFound: when there is no such partner, or it was revoked.
    """
    asking = require_administrator(actor, at=now)
    read = read_registration(typed, mode=mode)
    # Made before the transaction, because an RSA pair takes up to a second.
    lacking = await SigningKey.lacking([read.algorithm], at=now)
    pair = await asyncio.to_thread(make_pair, read.algorithm) if lacking else None
    async with tx() as change:
        await require_still_administrator(asking, at=now)
        partner = await Partner.held(partner_id, at=now)
        party = await RelyingParty.of_partner(partner.id) or _new(
            partner, actor=asking.actor, at=now
        )
        secret = _secret(party, read, renew=renew_secret)
        party.update_from_dict({**vars(read), "changed_at": now})
        await party.save(using_db=change.client)
        party.note(change, EventKind.RELYING_PARTY_REGISTERED, actor=asking.actor, at=now)
        if pair is not None:
            await SigningKey.add(
                change,
                pair,
                read.algorithm,
                seal=seal,
                at_once=False,
                actor=asking.actor,
                at=now,
            )
    return Registered(party=party, partner=partner, secret=secret)


def _new(partner: Partner, *, actor: str, at: datetime) -> RelyingParty:
    return RelyingParty(
        partner_id=partner.id, client_id=new_client_id(), created_at=at, created_by=actor
    )


def _secret(party: RelyingParty, read: Registration, *, renew: bool) -> str | None:
    if not read.secret_allowed:
        party.put_secret(None, keep_until=None)
        return None
    if party.secret_hash is not None and not renew:
        return None
    secret = new_secret()
    party.put_secret(secret, keep_until=None)
    return secret


RENEW_RAISES = (*NOT_STAFF, CardProofNeeded, InvalidInput, RelyingPartyNotFound, SecretNotUsed)


async def renew_secret(
    *, actor: Viewer | Operator | None, partner_id: UUID, overlap_hours: int, now: datetime
) -> Registered:
    """Make a new secret; the old one stays valid for the overlap.

    At most two secrets are valid: one left over from an earlier renewal ends now.

    :raises SignInNeeded, NotAllowed, CardProofNeeded: unless an ADMIN with a fresh proof asks.
    :raises InvalidInput: when the overlap is too long.
    :raises RelyingPartyNotFound: when the partner has no registration, or was revoked.
    :raises SecretNotUsed: when the registration has no secret.
    """
    asking = require_administrator(actor, at=now)
    overlap = read_overlap(overlap_hours, longest=CLIENT_SECRET_OVERLAP_LONGEST)
    secret = new_secret()
    async with tx() as change:
        await require_still_administrator(asking, at=now)
        party = await RelyingParty.held(partner_id, at=now)
        if not party.secret_allowed:
            raise SecretNotUsed("partnerId")
        party.put_secret(secret, keep_until=now + overlap if overlap else None)
        await party.save(using_db=change.client)
        party.note(change, EventKind.CLIENT_SECRET_RENEWED, actor=asking.actor, at=now)
    partner = await Partner.get(id=party.partner_id)
    return Registered(party=party, partner=partner, secret=secret)


REMOVE_RAISES = (*NOT_STAFF, CardProofNeeded, RelyingPartyNotFound)


async def remove_party(
    *, actor: Viewer | Operator | None, partner_id: UUID, now: datetime
) -> Registered:
    """Remove a registration: its codes and access tokens are refused from now on.

    :raises SignInNeeded, NotAllowed, CardProofNeeded: unless an ADMIN with a fresh proof asks.
    :raises RelyingPartyNotFound: when the partner has none.
    """
    asking = require_administrator(actor, at=now)
    async with tx() as change:
        await require_still_administrator(asking, at=now)
        party = await RelyingParty.of_partner(partner_id)
        if party is None or not await RelyingParty.filter(
            id=party.id, removed_at__isnull=True
        ).update(removed_at=now, changed_at=now, secret_hash=None, previous_secret_hash=None):
            raise RelyingPartyNotFound("partnerId")
        party.removed_at = now
        party.note(change, EventKind.RELYING_PARTY_REMOVED, actor=asking.actor, at=now)
    return Registered(party=party, partner=await Partner.get(id=party.partner_id))


LIST_RAISES = NOT_STAFF


async def list_parties(*, actor: Viewer | Operator | None) -> list[Registered]:
    """Return the registrations sorted by the partner's name, without removed ones.

    :raises SignInNeeded, NotAllowed: unless an ADMIN asks.
    """
    require_reader(actor)
    parties = await RelyingParty.filter(removed_at__isnull=True).prefetch_related("partner")
    found = [Registered.of(party) for party in parties]
    return sorted(found, key=lambda one: one.partner.name)


async def page_of_parties(*, viewer: Viewer | None, window: Window) -> Page[RelyingParty]:
    """Return a page of the registrations that were not removed, with their partners, newest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    """
    require_staff(viewer, at_least=Role.ADMIN)
    standing = RelyingParty.filter(removed_at__isnull=True).prefetch_related("partner")
    listed: Page[RelyingParty] = await page(standing, window, order="-created_at")
    return listed


async def see_party(*, viewer: Viewer | None, party_id: UUID) -> Registered:
    """Return a registration that was not removed.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    :raises RelyingPartyNotFound: when there is none.
    """
    require_staff(viewer, at_least=Role.ADMIN)
    standing = RelyingParty.filter(id=party_id, removed_at__isnull=True)
    party = await standing.prefetch_related("partner").first()
    if party is None:
        raise RelyingPartyNotFound("id")
    return Registered.of(party)
