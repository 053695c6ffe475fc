"""The user errors of sessions, applications and links; each is named as its exception."""

import strawberry

from schema.errors.base import UserError


@strawberry.type(description="This browser has no live session, and the act needs one.")
class SessionMissing(UserError):
    """Be the exception of this name."""


@strawberry.type(description="There is no such application, or it is not this viewer's.")
class ApplicationNotFound(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The application's present state does not allow the act, or another act was faster."
)
class ApplicationMoved(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The card is bound to no open application.")
class NoApplicationOfThisCard(UserError):
    """Be the exception of this name."""


@strawberry.type(description="There is no such link.")
class LinkUnknown(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The link's time is over.")
class LinkExpired(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The link was used.")
class LinkSpent(UserError):
    """Be the exception of this name."""


@strawberry.type(description="A newer link took its place, or its application has ended.")
class LinkReplaced(UserError):
    """Be the exception of this name."""


@strawberry.type(description="A rejected application is corrected through the link in its mail.")
class LinkNeeded(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The link alone opens nothing: the applicant's session or card must be there too."
)
class CardNeeded(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The last mail is too young to send another.")
class ResentTooSoon(UserError):
    """Be the exception of this name."""
