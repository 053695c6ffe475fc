"""Disputes: what an objection blocks, and how a change is undone.

An undo is a new act against today's memberships. It restores only what no later act has changed,
only for the same person, and is refused otherwise.
"""

from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from models.account.account import Account
from models.card.certificate import LISTED, Certificate, CertificateStatus
from models.card_changes.card_change import (
    BRINGING,
    CardChange,
    ChangeKind,
    ChangeNotUndoable,
    ChangeOutcome,
)
from models.card_changes.card_status import end_card, restore_card
from models.card_changes.manage_cards import require_room
from models.card_changes.members import end_membership
from models.database.transaction import Change
from models.journal.kinds import EventKind
from models.membership.access_request import AccessRequest
from models.membership.membership import Membership
from models.membership.moves import Beginning, Ending, MemberActor
from models.membership.person import Person, PersonIdentifier
from models.session.roles import AccountKind
from models.session.session import SessionEnd


async def freeze(account: Account, *, at: datetime) -> None:
    """Block further changes of the account's cards and data, and hand-offs.

    Nobody can renew meanwhile, so the account's dormant memberships do not end.
    """
    if account.frozen_at is None:
        await Account.filter(id=account.id).update(frozen_at=at)
        await Membership.pause_endings(account.id, at=at)


async def thaw(change: Change, account: Account, *, actor: str, at: datetime) -> None:
    """Permit changes of the account's cards if no objection is open."""
    if await CardChange.disputes_of(account):
        return
    if await Account.filter(id=account.id, frozen_at__isnull=False).update(frozen_at=None):
        await Membership.renew_notices(change, account.id, actor=actor, at=at)
        await AccessRequest.renew_notice(account.id, at=at)


async def close_disputes(change: Change, account: Account, *, actor: str, at: datetime) -> None:
    """Settle the open disputes of an account that is closed."""
    for record in await CardChange.disputes_of(account):
        await record.settle(ChangeOutcome.ACCOUNT_CLOSED, note="", actor=actor, at=at)
        payload = {"change": str(record.id), "outcome": ChangeOutcome.ACCOUNT_CLOSED.value}
        account.note(change, EventKind.CHANGE_SETTLED, actor=actor, at=at, payload=payload)
    await thaw(change, account, actor=actor, at=at)


async def undo(
    change: Change,
    record: CardChange,
    account: Account,
    *,
    actor_kind: MemberActor,
    actor: str,
    at: datetime,
) -> dict[str, str]:
    """Restore the state before the change; called while the account is locked.

    :returns: the cards and memberships that it put in and took out, for the journal.
    :raises ChangeNotUndoable: when a later act has changed what it would restore.
    :raises TooManyCertificates: when the account is full.
    :raises IntegrityError: when the earlier card or its holder is bound elsewhere.
    """
    done = _Undo(change, record, account, actor_kind=actor_kind, actor=actor, at=at)
    if record.kind is ChangeKind.EDITED:
        await done.restore_details()
    elif record.previous_id is not None and record.ended_membership_id is None:
        await done.take_back_renewal()
    else:
        await done.take_out()
        await done.reinstate()
    return done.said


@dataclass
class _Undo:
    """One undo, with what it has done so far."""

    change: Change
    record: CardChange
    account: Account
    _: KW_ONLY
    actor_kind: MemberActor
    actor: str
    at: datetime
    said: dict[str, str] = field(default_factory=dict)

    async def restore_details(self) -> None:
        """Restore the values that the card still has from the edit, unless a later edit wrote them.

        The card that replaced it is the same person's, or else it has other details.
        """
        edited = await Certificate.get(id=self.record.certificate_id)
        card = await Certificate.get_or_none(
            membership_id=self.record.membership_id, status__in=LISTED
        )
        if card is None:
            raise ChangeNotUndoable("id")
        rewritten = await self.record.rewritten_since()
        columns: dict[str, Any] = {
            name: value
            for name, value in self.record.before.items()
            if name not in rewritten and getattr(card, name) == getattr(edited, name)
        }
        if not columns:
            raise ChangeNotUndoable("id")
        card.update_from_dict(columns)
        await card.save(update_fields=list(columns))

    async def take_back_renewal(self) -> None:
        """Put a member's earlier card back in the place of the new one."""
        new = await Certificate.get(id=self.record.certificate_id)
        if new.status not in LISTED or new.membership_id != self.record.membership_id:
            raise ChangeNotUndoable("id")
        membership = await Membership.get(id=new.membership_id)
        await self._end_card(new)
        await self._restore(self.record.previous_id, membership)
        await self._part(new, membership)

    async def take_out(self) -> None:
        """End the membership that the change began, or its reinstatement, if it stands."""
        if self.record.kind not in BRINGING:
            return
        membership = await (await Membership.get(id=self.record.membership_id)).reinstated()
        await end_membership(
            self.change,
            membership,
            self.account,
            Ending.DISPUTED,
            actor_kind=self.actor_kind,
            status=CertificateStatus.REMOVED,
            session_end=SessionEnd.CARD_REMOVED,
            actor=self.actor,
            at=self.at,
        )
        self.said["ended"] = str(membership.id)

    async def reinstate(self) -> None:
        """Begin a new membership for the person whose membership the change ended."""
        if self.record.ended_membership_id is None:
            return
        ended = await Membership.get(id=self.record.ended_membership_id)
        if ended.ended_at is None:
            return  # Derived from cards, before and after: the person is back already.
        if await CardChange.began(ended.id).filter(outcome=ChangeOutcome.UNDONE).exists():
            return  # Her addition was undone too.
        person = await Person.lock(ended.person_id, at=self.at)
        later = Membership.filter(person_id=person.id, began_at__gte=ended.ended_at)
        # A membership may have ended at the very moment at which it began.
        if await later.exclude(id=ended.id).exists():
            raise ChangeNotUndoable("id")
        # She applies elsewhere with another card.
        if await Certificate.waiting_of(person) is not None:
            raise ChangeNotUndoable("id")
        await self._require_one_at_staff()
        await require_room(self.account)
        membership = await Membership.begin(
            self.change,
            person,
            account_id=self.account.id,
            kind=self.account.kind,
            because=Beginning.REINSTATED,
            actor_kind=self.actor_kind,
            actor=self.actor,
            at=self.at,
            confirmed_by=self.actor,
        )
        self.said["membership"] = str(membership.id)
        await self._restore(self.record.previous_id or self.record.certificate_id, membership)

    async def _part(self, new: Certificate, membership: Membership) -> None:
        """Part the new card's identifier from the member if an officer joined it.

        Without that its holder would renew again by the next card. An identifier with the serial
        number of the earlier card is the member's own, see `Person.of`.
        """
        old = await Certificate.get(id=self.record.previous_id)
        if new.subject_serial == old.subject_serial:
            return
        person = await Person.lock(membership.person_id, at=self.at)
        joined = await PersonIdentifier.get(
            issuer_key_id=new.issuer_key_id, subject_serial=new.subject_serial
        )
        other = await person.part(self.change, joined, actor=self.actor, at=self.at)
        await Person.filter(id=person.id).update(name=old.holder_name)
        await Certificate.filter(id=new.id).update(person_id=other.id)
        self.said["parted"] = str(other.id)

    async def _require_one_at_staff(self) -> None:
        """Refuse a second member at a staff account, which is one person's.

        :raises ChangeNotUndoable: when somebody else belongs there.
        """
        there = Membership.filter(account_id=self.account.id, ended_at__isnull=True)
        if self.account.kind is AccountKind.STAFF and await there.exists():
            raise ChangeNotUndoable("id")

    async def _restore(self, card_id: UUID | None, membership: Membership) -> None:
        card = await Certificate.get(id=card_id)
        await restore_card(
            self.change,
            card,
            membership,
            CertificateStatus(str(self.record.before["status"])),
            actor=self.actor,
            at=self.at,
        )
        self.said["put_in"] = card.sha256

    async def _end_card(self, card: Certificate) -> None:
        removed, because = CertificateStatus.REMOVED, SessionEnd.CARD_REMOVED
        await end_card(self.change, card, removed, because=because, actor=self.actor, at=self.at)
        self.said["took_out"] = card.sha256
