"""The user errors of an account's cards and their changes; each is named as its exception."""

import strawberry

from schema.errors.base import UserError


@strawberry.type(
    description="Somebody objected to a change: no card changes until staff have settled it."
)
class AccountFrozen(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The account has twenty cards; no more are possible.")
class TooManyCertificates(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="It is the only card that counts: it can be replaced (replaceCertificate), "
    "not removed."
)
class LastCertificate(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The viewer's account has no such card.")
class CertificateNotFound(UserError):
    """Be the exception of this name."""


@strawberry.type(description="Nobody has objected to such a change.")
class ChangeNotFound(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The objection was settled already.")
class ChangeSettled(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="What was before cannot be put back: its place has been taken meanwhile."
)
class ChangeNotUndoable(UserError):
    """Be the exception of this name."""
