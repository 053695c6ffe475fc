"""A reviewer saves what is often written to applicants, and deletes it."""

from datetime import datetime

from models.access.recheck import require_still
from models.account.account import Account
from models.account.saved_phrase import (
    PhraseAlreadySaved,
    PhraseNotFound,
    SavedPhrase,
    TooManyPhrases,
)
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import InvalidInput, read_text
from models.session.permissions import NOT_STAFF, is_staff, require_staff
from models.session.session import Viewer


async def see_phrases(*, viewer: Viewer | None) -> list[str] | None:
    """Return the phrases of the viewer's account, oldest first; None unless a reviewer asks."""
    if not is_staff(viewer):
        return None
    return await SavedPhrase.of_account(require_staff(viewer).account_id)


SAVE_RAISES = (*NOT_STAFF, InvalidInput, PhraseAlreadySaved, TooManyPhrases)


async def save_phrase(*, viewer: Viewer | None, text: str, now: datetime) -> list[str]:
    """Save a phrase for the viewer's account; return all that are saved.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises InvalidInput: when the text is none that a note could have.
    :raises PhraseAlreadySaved: when it is saved.
    :raises TooManyPhrases: when there are as many as there may be.
    """
    someone = require_staff(viewer)
    phrase = read_text("text", text, kinds.NOTE)
    async with tx() as change:
        await require_still(someone, at=now)
        account = await Account.get(id=someone.account_id)
        await SavedPhrase.save_for(account, change, text=phrase, actor=someone.actor, at=now)
        return await SavedPhrase.of_account(account.id)


FORGET_RAISES = (*NOT_STAFF, InvalidInput, PhraseNotFound)


async def forget_phrase(*, viewer: Viewer | None, text: str, now: datetime) -> list[str]:
    """Delete a phrase of the viewer's account; return all that are left.

    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    :raises InvalidInput: when the text is none that a phrase could have.
    :raises PhraseNotFound: when it is not saved.
    """
    someone = require_staff(viewer)
    phrase = read_text("text", text, kinds.NOTE)
    async with tx() as change:
        await require_still(someone, at=now)
        account = await Account.get(id=someone.account_id)
        await SavedPhrase.forget(account, change, text=phrase, actor=someone.actor, at=now)
        return await SavedPhrase.of_account(account.id)
