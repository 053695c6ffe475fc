"""The user errors of signing in and of who may act; each is named as its exception."""

import strawberry

from schema.errors.base import UserError


@strawberry.type(description="The act belongs to somebody who has signed in with a card.")
class SignInNeeded(UserError):
    """Be the exception of this name."""


@strawberry.type(description="This viewer may not do this.")
class NotAllowed(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The session's own card must sign again first (proveCard).")
class CardProofNeeded(UserError):
    """Be the exception of this name."""


@strawberry.type(description="Another card has signed than the one that is signed in.")
class AnotherCard(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The card is bound to no account.")
class CardNotBound(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The card is bound to an application whose account is not open yet.")
class CardWaits(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The person is known by an older card: renewCertificate puts this one in its place."
)
class CardRenewed(UserError):
    """Be the exception of this name."""


@strawberry.type(description="Somebody objected to this card's being added; staff look into it.")
class CardFrozen(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The account is suspended or closed.")
class AccountNotActive(UserError):
    """Be the exception of this name."""


@strawberry.type(description="There is no such session of this viewer's card.")
class SessionNotFound(UserError):
    """Be the exception of this name."""


@strawberry.type(description="There is no such account for this viewer.")
class AccountNotFound(UserError):
    """Be the exception of this name."""
