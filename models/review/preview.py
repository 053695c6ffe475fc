"""The letter that a rejection would send now, as its reader would see it."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address

from models.mail.letter import Letter
from models.notices.application import values_about
from models.review.decision import Remark, ReviewDecision

# In place of the token, which only the mail itself holds.
_UNTOLD = "…"
_MESSAGE_ID = "<preview@localhost.invalid>"


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What letters have: a sender, their links' origin, a telephone, and the mark of staging."""

    sender: Address
    origin: str
    help_line: str | None
    staging: bool = False


@dataclass(frozen=True, kw_only=True)
class LetterPreview:
    """A letter as it would go out, and to whom; ``has_note`` says whether it holds the note."""

    recipient: str
    subject: str
    text: str
    has_note: bool


async def preview(
    decision: ReviewDecision, remark: Remark, *, letterhead: Letterhead, at: datetime
) -> LetterPreview:
    """Return the letter that the rejection would send, without its link's token."""
    planned = await decision.rejection_letter(remark)
    letter = Letter(
        template=planned.template,
        values={
            **values_about(decision.application, planned.template),
            **planned.values,
            "link": f"{letterhead.origin}/correct#{_UNTOLD}",
            "expires_at": (at + decision.notices.link_life).isoformat(),
        },
    )
    message = letter.render(
        to=planned.recipient,
        date=at,
        message_id=_MESSAGE_ID,
        sender=letterhead.sender,
        help_line=letterhead.help_line,
        staging=letterhead.staging,
    )
    plain = message.get_body(("plain",))
    return LetterPreview(
        recipient=planned.recipient,
        subject=str(message["Subject"]),
        text=plain.get_content() if plain is not None else "",
        has_note="note" in planned.values,
    )
