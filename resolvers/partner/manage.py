"""An ADMIN admits partner systems, rotates their tokens, and revokes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models.core.mode import Mode
from models.core.paging import Page, Window, page
from models.core.rules import PARTNER_TOKEN_LONGEST
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput
from models.journal.kinds import EventKind
from models.partner.administrator import (
    Operator,
    require_administrator,
    require_reader,
    require_still_administrator,
)
from models.partner.form import read_overlap, read_partner
from models.partner.partner import (
    NewToken,
    Partner,
    PartnerNameTaken,
    PartnerNotFound,
    PartnerToken,
    Scope,
)
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    require_staff,
)
from models.session.roles import Role
from models.session.session import Viewer

# Of two tokens made at the same time, the one whose expiry was not shortened is the newer.
_NEWEST = ("-created_at", "-expires_at")


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """A partner, with a token that was just created."""

    partner: Partner
    token: NewToken


CREATE_RAISES = (*NOT_STAFF, CardProofNeeded, InvalidInput, PartnerNameTaken)


async def create_partner(
    *,
    actor: Viewer | Operator | None,
    name: str,
    scopes: Sequence[Scope],
    handoff_url: str | None,
    expires_at: datetime,
    mode: Mode,
    now: datetime,
) -> Admitted:
    """Create a partner with its first token.

    :raises SignInNeeded, NotAllowed, CardProofNeeded: unless an ADMIN with a fresh proof asks.
    :raises InvalidInput: with every invalid field.
    :raises PartnerNameTaken: when another partner has the name, even a revoked one.
    """
    asking = require_administrator(actor, at=now)
    facts = read_partner(
        name=name,
        scopes=scopes,
        handoff_url=handoff_url,
        expires_at=expires_at,
        mode=mode,
        at=now,
    )
    partner = Partner(
        name=facts.name,
        scopes=[scope.value for scope in facts.scopes],
        handoff_url=facts.handoff_url,
        created_at=now,
        created_by=asking.actor,
        changed_at=now,
    )
    try:
        async with tx() as change:
            await require_still_administrator(asking, at=now)
            await partner.save(using_db=change.client)
            token = await PartnerToken.issue(partner, at=now, expires_at=facts.expires_at)
            partner.note(change, EventKind.PARTNER_CREATED, actor=asking.actor, at=now)
    except IntegrityError as clash:
        raise PartnerNameTaken("name") from clash
    return Admitted(partner=partner, token=token)


ROTATE_RAISES = (*NOT_STAFF, CardProofNeeded, InvalidInput, PartnerNotFound)


async def rotate_token(
    *, actor: Viewer | Operator | None, partner_id: UUID, overlap_hours: int, now: datetime
) -> Admitted:
    """Create a token with the lifetime of the last one, which stays valid for the overlap.

    At most two tokens are valid: one left over from an earlier rotation expires now.

    :raises SignInNeeded, NotAllowed, CardProofNeeded: unless an ADMIN with a fresh proof asks.
    :raises InvalidInput: when the overlap is too long.
    :raises PartnerNotFound: when there is no such partner, or it was revoked.
    """
    asking = require_administrator(actor, at=now)
    overlap = read_overlap(overlap_hours)
    async with tx() as change:
        await require_still_administrator(asking, at=now)
        partner = await Partner.held(partner_id, at=now)
        before = await PartnerToken.filter(partner_id=partner.id).order_by(*_NEWEST).first()
        life = before.expires_at - before.created_at if before else PARTNER_TOKEN_LONGEST
        live = await PartnerToken.live(at=now).filter(partner_id=partner.id).order_by(*_NEWEST)
        keep = 1 if overlap else 0
        await PartnerToken.end(change, live[keep:], actor=asking.actor, at=now)
        for old in live[:keep]:
            old.expires_at = min(old.expires_at, now + overlap)
            await old.save(update_fields=["expires_at"])
        token = await PartnerToken.issue(partner, at=now, expires_at=now + life)
        partner.note(change, EventKind.PARTNER_TOKEN_ROTATED, actor=asking.actor, at=now)
    return Admitted(partner=partner, token=token)


REVOKE_RAISES = (*NOT_STAFF, CardProofNeeded, PartnerNotFound)


async def revoke_partner(
    *, actor: Viewer | Operator | None, partner_id: UUID, now: datetime
) -> Partner:
    """Revoke a partner: all its tokens expire and its open streams end.

    :raises SignInNeeded, NotAllowed, CardProofNeeded: unless an ADMIN with a fresh proof asks.
    :raises PartnerNotFound: when there is no such partner, or it was revoked.
    """
    asking = require_administrator(actor, at=now)
    async with tx() as change:
        await require_still_administrator(asking, at=now)
        partner = await Partner.held(partner_id, at=now)
        live = await PartnerToken.live(at=now).filter(partner_id=partner.id)
        await PartnerToken.end(change, live, actor=asking.actor, at=now)
        partner.revoked_at = now
        await partner.save(update_fields=["revoked_at"])
        partner.note(change, EventKind.PARTNER_REVOKED, actor=asking.actor, at=now)
    return partner


LIST_RAISES = NOT_STAFF


async def list_partners(*, actor: Viewer | Operator | None) -> list[Partner]:
    """Return all partners sorted by name, including revoked ones.

    :raises SignInNeeded, NotAllowed: unless an ADMIN asks.
    """
    require_reader(actor)
    return await Partner.all().order_by("name")


async def page_of_partners(*, viewer: Viewer | None, window: Window) -> Page[Partner]:
    """Return a page of all partners, newest first, including revoked ones.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    """
    require_staff(viewer, at_least=Role.ADMIN)
    listed: Page[Partner] = await page(Partner.all(), window, order="-created_at")
    return listed


async def page_of_tokens(
    partner: Partner, *, viewer: Viewer | None, window: Window
) -> Page[PartnerToken]:
    """Return a page of a partner's tokens, those that expire last first.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    """
    require_staff(viewer, at_least=Role.ADMIN)
    of_partner = PartnerToken.filter(partner_id=partner.id)
    listed: Page[PartnerToken] = await page(of_partner, window, order="-expires_at")
    return listed


async def see_token(*, viewer: Viewer | None, token_id: UUID) -> PartnerToken | None:
    """Return a partner's token.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    """
    require_staff(viewer, at_least=Role.ADMIN)
    return await PartnerToken.get_or_none(id=token_id)


async def tokens_of(partner: Partner) -> list[PartnerToken]:
    return await PartnerToken.filter(partner_id=partner.id).order_by(*_NEWEST)
