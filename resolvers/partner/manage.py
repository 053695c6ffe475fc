"""An administrator lets partner systems in, changes their tokens, and shuts them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models.core.rules import PARTNER_TOKEN_LONGEST
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import InvalidInput, read_text
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
    require_fresh_proof,
    require_staff,
)
from models.session.roles import Role
from models.session.session import Viewer
from models.settings.settings import Mode

# Of two that were made at one moment, the one whose end was not moved is the newer.
_NEWEST = ("-created_at", "-expires_at")


@dataclass(frozen=True, kw_only=True)
class Operator:
    """Be who has the service's own settings in hand, and so needs no card."""

    name: str

    @property
    def actor(self) -> str:
        """Name the operator in the journal."""
        return f"operator:{self.name}"[:64]


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """Show a partner, and a token that was made just now."""

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
    """Let a partner in, with its first token.

    :raises SignInNeeded: or NotAllowed, CardProofNeeded: when it is no ADMIN with a fresh proof.
    :raises InvalidInput: naming every field that cannot stand.
    :raises PartnerNameTaken: when another partner has the name, revoked or not.
    """
    actor_name = _actor_name(actor, at=now)
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
        created_by=actor_name,
        changed_at=now,
    )
    try:
        async with tx() as change:
            await partner.save(using_db=change.client)
            token = await PartnerToken.issue(partner, at=now, expires_at=facts.expires_at)
            partner.note(change, "PARTNER_CREATED", actor=actor_name, at=now)
    except IntegrityError as clash:
        raise PartnerNameTaken("name") from clash
    return Admitted(partner=partner, token=token)


ROTATE_RAISES = (*NOT_STAFF, CardProofNeeded, InvalidInput, PartnerNotFound)


async def rotate_token(
    *, actor: Viewer | Operator | None, partner_id: UUID, overlap_hours: int, now: datetime
) -> Admitted:
    """Make a new token, as long-lived as the one before, which stands beside it for an overlap.

    Two tokens live at most: one that an earlier rotation left ends now.

    :raises SignInNeeded: or NotAllowed, CardProofNeeded: when it is no ADMIN with a fresh proof.
    :raises InvalidInput: when the overlap is too long.
    :raises PartnerNotFound: when there is none, or it was revoked.
    """
    actor_name = _actor_name(actor, at=now)
    overlap = read_overlap(overlap_hours)
    async with tx() as change:
        partner = await Partner.held(partner_id, at=now)
        before = await PartnerToken.filter(partner_id=partner.id).order_by(*_NEWEST).first()
        life = before.expires_at - before.created_at if before else PARTNER_TOKEN_LONGEST
        live = await PartnerToken.live(at=now).filter(partner_id=partner.id).order_by(*_NEWEST)
        keep = 1 if overlap else 0
        await PartnerToken.end(change, live[keep:], actor=actor_name, at=now)
        for old in live[:keep]:
            old.expires_at = min(old.expires_at, now + overlap)
            await old.save(update_fields=["expires_at"])
        token = await PartnerToken.issue(partner, at=now, expires_at=now + life)
        partner.note(change, "PARTNER_TOKEN_ROTATED", actor=actor_name, at=now)
    return Admitted(partner=partner, token=token)


REVOKE_RAISES = (*NOT_STAFF, CardProofNeeded, PartnerNotFound)


async def revoke_partner(
    *, actor: Viewer | Operator | None, partner_id: UUID, now: datetime
) -> Partner:
    """Shut a partner out: all its tokens end, and who watches by them is cut off.

    :raises SignInNeeded: or NotAllowed, CardProofNeeded: when it is no ADMIN with a fresh proof.
    :raises PartnerNotFound: when there is none, or it was revoked.
    """
    actor_name = _actor_name(actor, at=now)
    async with tx() as change:
        partner = await Partner.held(partner_id, at=now)
        live = await PartnerToken.live(at=now).filter(partner_id=partner.id)
        await PartnerToken.end(change, live, actor=actor_name, at=now)
        partner.revoked_at = now
        await partner.save(update_fields=["revoked_at"])
        partner.note(change, "PARTNER_REVOKED", actor=actor_name, at=now)
    return partner


LIST_RAISES = NOT_STAFF


async def list_partners(*, actor: Viewer | Operator | None) -> list[Partner]:
    """List all partners by name, those that were revoked too.

    :raises SignInNeeded: or NotAllowed: when who asks is no ADMIN.
    """
    if not isinstance(actor, Operator):
        require_staff(actor, at_least=Role.ADMIN)
    return await Partner.all().order_by("name")


async def tokens_of(partner: Partner) -> list[PartnerToken]:
    """List a partner's tokens, the newest first; of each only its beginning is known."""
    return await PartnerToken.filter(partner_id=partner.id).order_by(*_NEWEST)


def _actor_name(actor: Viewer | Operator | None, *, at: datetime) -> str:
    """Let an operator through, or an ADMIN whose card has signed within `PROOF_LIFE`."""
    if isinstance(actor, Operator):
        return Operator(name=read_text("by", actor.name, kinds.NAME)).actor
    require_staff(actor, at_least=Role.ADMIN)
    return require_fresh_proof(actor, at=at).actor
