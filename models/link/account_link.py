"""One-time links of an account: to bind a card, object to an act, or confirm a request."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core.errors import UserError
from models.link.link import (
    LinkExpired,
    LinkReplaced,
    LinkSpent,
    LinkUnknown,
    OneTimeLink,
    token,
)
from models.session.session import hashed


class AccountLinkPurpose(StrEnum):
    """The purpose of an account's link.

    SIGN_IN binds the first card of a company; INVITATION binds the card of a member of staff whom
    it names.
    """

    SIGN_IN = "SIGN_IN"
    INVITATION = "INVITATION"
    NOT_ME = "NOT_ME"
    STOP_ACCESS = "STOP_ACCESS"
    STOP_MAILBOX = "STOP_MAILBOX"
    JOIN = "JOIN"


# The user errors that a page has for a link that was used, replaced or has expired.
EndedAs = Mapping[type[UserError], type[UserError]]


@contextmanager
def ended_as(errors: EndedAs) -> Iterator[None]:
    """Raise a page's own user errors for a link that is no longer live."""
    try:
        yield
    except (LinkExpired, LinkSpent, LinkReplaced) as ended:
        raise errors[type(ended)]("token") from ended


class AccountLink(OneTimeLink):
    """A link; partial unique indexes permit one live link per account, purpose, subject and
    recipient.

    ``about`` is the link's subject, as in the journal, if the account may have several links for
    the purpose; otherwise it is a dash. ``membership_id`` is the recipient's membership; None for
    the registered mailbox, and for a former member who is told about the end of the membership.
    """

    purpose = fields.CharEnumField(AccountLinkPurpose, max_length=16)
    account: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    account_id: UUID
    about = fields.CharField(64)
    # No foreign key: the link is void once the membership has ended.
    membership_id = fields.UUIDField(null=True)

    class Meta:
        table = "account_link"

    @classmethod
    async def make(
        cls,
        *,
        purpose: AccountLinkPurpose,
        account_id: UUID,
        about: str = "-",
        membership_id: UUID | None = None,
        key: bytes,
        at: datetime,
        life: timedelta,
    ) -> "AccountLink":
        """Create a recipient's only live link for a purpose and subject; an older one is voided."""
        live = cls.live_for(purpose=purpose, account_id=account_id, about=about)
        await live.filter(membership_id=membership_id).update(spent_at=at)
        link_id = uuid4()
        return await cls.create(
            id=link_id,
            token_hash=hashed(token(link_id, key=key)),
            purpose=purpose,
            account_id=account_id,
            about=about,
            membership_id=membership_id,
            created_at=at,
            expires_at=at + life,
        )

    @classmethod
    async def read(
        cls, text: str, *, purposes: Mapping[AccountLinkPurpose, EndedAs], at: datetime
    ) -> "AccountLink":
        """Return the live link of a token, without using it up.

        ``purposes`` are those that the page takes, with its user errors for each.

        :raises LinkUnknown: when there is no such link, or it has another purpose.
        :raises UserError: one of ``purposes``, when the link is no longer live.
        """
        link = await cls.known(text)
        if link.purpose not in purposes:
            raise LinkUnknown("token")
        with ended_as(purposes[link.purpose]):
            link.require_live(at=at)
        return link

    async def settle_others(self, *, at: datetime) -> None:
        """Use up the other recipients' links for the same purpose and subject."""
        others = AccountLink.live_for(
            purpose=self.purpose, account_id=self.account_id, about=self.about
        )
        await others.update(spent_at=at, used_at=at)

    @classmethod
    async def void_of_member(cls, membership_id: UUID, *, at: datetime) -> None:
        """Void the links that were mailed to a member, whose membership has ended."""
        hers = cls.filter(membership_id=membership_id, spent_at__isnull=True)
        await hers.update(spent_at=at)

    @classmethod
    async def void_of_mailbox(cls, account_id: UUID, *, at: datetime) -> None:
        """Void the links by which the registered mailbox lets a card in, because it has changed.

        Those that only stop or block something stay valid.
        """
        letting_in = (AccountLinkPurpose.SIGN_IN, AccountLinkPurpose.JOIN)
        live = cls.filter(account_id=account_id, purpose__in=letting_in, spent_at__isnull=True)
        await live.update(spent_at=at)

    @classmethod
    def live_for(
        cls, *, purpose: AccountLinkPurpose, account_id: UUID, about: str
    ) -> QuerySet["AccountLink"]:
        return cls.filter(
            account_id=account_id, purpose=purpose, about=about, spent_at__isnull=True
        )
