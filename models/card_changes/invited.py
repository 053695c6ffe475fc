"""The card of an invited member of staff: whose it must be, and the confirmation of her rights."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.account.account import Account
from models.account.invitation import Invitation, Inviter
from models.card.certificate import Certificate
from models.card_changes.members import cards_in_force, membership_for
from models.core.errors import Remedy, UserError, Words
from models.core.rules import FIRST_CARD_LINK_LIFE, HOUR
from models.database.transaction import Change
from models.membership.membership import Membership
from models.membership.moves import Beginning, MemberActor
from models.membership.person import Person
from models.pki.verdict import Proof

_LINK_HOURS = FIRST_CARD_LINK_LIFE // HOUR


class InvitationExpired(UserError):
    """The invitation's link has expired."""

    zh = Words(
        title="邀請連結已過期",
        message=f"邀請連結已超過 {_LINK_HOURS} 小時。請洽系統管理者重新邀請。",
    )
    en = Words(
        title="This invitation has expired",
        message=(
            f"The invitation's link is more than {_LINK_HOURS} hours old. Ask an administrator to "
            "invite you again."
        ),
    )
    remedy = Remedy.HELP


class InvitationReplaced(UserError):
    """The invitation was replaced by a newer one, or withdrawn."""

    zh = Words(
        title="此邀請已失效",
        message="此邀請已失效：已有較新的邀請，或帳號已關閉。請使用最新的邀請，或洽系統管理者。",
    )
    en = Words(
        title="This invitation is no longer valid",
        message=(
            "This invitation no longer works: there is a newer one, or the account was closed. Use "
            "the latest invitation, or ask an administrator."
        ),
    )
    remedy = Remedy.HELP


class AnotherPersonInvited(UserError):
    """The invitation names another person than the card that signed."""

    zh = Words(
        title="此邀請不是給您的",
        message=(
            "憑證的姓名或身分證後 4 碼與邀請不符，未綁定任何憑證。請改用受邀人本人之憑證，"
            "或洽系統管理者更正邀請。"
        ),
    )
    en = Words(
        title="This invitation names another person",
        message=(
            "The name or the last 4 characters of the ID number on the card differ from the "
            "invitation, so nothing was bound. Use the invited person's own card, or ask an "
            "administrator to correct the invitation."
        ),
    )
    remedy = Remedy.HELP


class AnotherMemberThere(UserError):
    """The account belongs to a person whose earlier card names her by another identifier."""

    zh = Words(
        title="此帳號已屬於其他人員",
        message=(
            "此憑證無法確認與帳號原有人員為同一人，未綁定任何憑證。請洽系統管理者另行建立帳號。"
        ),
    )
    en = Words(
        title="The account belongs to somebody else",
        message=(
            "This card cannot be recognised as one of the account's member, so nothing was bound. "
            "Ask an administrator to open another account."
        ),
    )
    remedy = Remedy.HELP


class MemberHasCard(UserError):
    """The staff account's member has a valid card, so no invitation is needed."""

    zh = Words(
        title="此人員已有有效的憑證",
        message="此帳號的人員已綁定有效憑證，不需重新邀請；如尚待確認，請確認或退回。",
    )
    en = Words(
        title="The member has a valid card",
        message=(
            "A valid card is bound to this account, so no invitation is needed. If it awaits "
            "confirmation, confirm or reject it."
        ),
    )


class AnotherAdminNeeded(UserError):
    """The viewer has, or had, a card of this account; another ADMIN must act."""

    zh = Words(
        title="須由另一位系統管理者處理",
        message="您持有（或曾持有）此帳號的憑證，無法邀請或確認自己，須由另一位系統管理者處理。",
    )
    en = Words(
        title="Another administrator must do this",
        message=(
            "You have or had a card of this account, and nobody can invite or confirm themselves. "
            "Ask another administrator."
        ),
    )


class NotAwaitingConfirmation(UserError):
    """The card does not await confirmation: it was replaced or has ended, or it was decided."""

    zh = Words(
        title="此憑證目前不待確認",
        message="此憑證已更換、已失效，或已由其他系統管理者處理。請重新載入名單。",
    )
    en = Words(
        title="This card does not await confirmation",
        message=(
            "The card was replaced or has ended, or another administrator has decided. Reload the "
            "list."
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Joined:
    """The person who bound a card, her membership, and her earlier card there, if any."""

    person: Person
    membership: Membership
    previous: Certificate | None


async def join_by_invitation(
    change: Change, account: Account, proof: Proof, *, actor: str, at: datetime
) -> Joined:
    """Use the account's live invitation: begin a membership, or let a new card join the one there.

    Called while the account is locked. What an ADMIN made leaves the rights unconfirmed.

    :raises InvitationReplaced: when there is no live invitation.
    :raises AnotherPersonInvited: when it names another person.
    :raises AnotherMemberThere: when somebody else's membership stands.
    :raises CertificateAlreadyBound, PersonAlreadyBound: when the card or person is bound anywhere.
    """
    invitation = await Invitation.live_of(account)
    if invitation is None:
        raise InvitationReplaced("signature")
    if not invitation.names(proof):
        raise AnotherPersonInvited("signature")
    person = await Person.identify(change, proof, actor=actor, at=at)
    here = await Membership.standing(at=at).filter(account_id=account.id).first()
    if here is not None and here.person_id != person.id:
        raise AnotherMemberThere("signature")
    previous = await Certificate.listed_of(here) if here else None
    membership = await membership_for(proof, person, account, at=at, instead_of=previous)
    by_operator = invitation.made_by is Inviter.OPERATOR
    if membership is None:
        membership = await Membership.begin(
            change,
            person,
            account_id=account.id,
            kind=account.kind,
            because=Beginning.INVITATION,
            actor_kind=MemberActor.OPERATOR if by_operator else MemberActor.ADMIN,
            actor=invitation.invited_by,
            at=at,
            confirmed_by=invitation.invited_by if by_operator else None,
        )
    elif by_operator:
        await membership.confirm(change, actor=invitation.invited_by, at=at)
    else:
        await membership.await_confirmation(change, actor=actor, at=at)
    await invitation.use(at=at)
    return Joined(person=person, membership=membership, previous=previous)


async def awaiting(account: Account, certificate_id: UUID, *, at: datetime) -> Certificate:
    """Return the card of an account that awaits confirmation; called while it is locked.

    :raises NotAwaitingConfirmation: when that card does not.
    """
    cards = cards_in_force(account, at=at).filter(membership__confirmed_at__isnull=True)
    card = await cards.get_or_none(id=certificate_id)
    if card is None:
        raise NotAwaitingConfirmation("certificateId")
    return card
