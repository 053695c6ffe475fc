"""The letters of a case that were written so far."""

from collections.abc import Sequence

from models.application.application import Application
from models.mail.outbox import Mail

# More than a case has, unless somebody asks for its letter again and again.
MOST_LETTERS = 50


async def letters_of(application: Application) -> Sequence[Mail]:
    """Return the newest letters of a case, newest first."""
    mails = Mail.filter(subject=application.subject).order_by("-queued_at")
    return await mails.limit(MOST_LETTERS)
