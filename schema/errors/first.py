"""The user errors of accounts without a card, and of changes of data."""

import strawberry

from schema.errors.base import UserError


@strawberry.type(
    description="The account has a card: sign in with it. No link and no first card is for it."
)
class FirstCardBound(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The sign-in link's day is over; ask for another.")
class SignInLinkExpired(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The sign-in link was used; who lost what it gave asks for another.")
class SignInLinkSpent(UserError):
    """Be the exception of this name."""


@strawberry.type(description="A newer sign-in link took its place, or the account has a card now.")
class SignInLinkReplaced(UserError):
    """Be the exception of this name."""


@strawberry.type(description="A change of this account's data is under way already.")
class DataChangeOpen(UserError):
    """Be the exception of this name."""
