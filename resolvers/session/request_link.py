"""自然人憑證帳號綁定: a visitor requests the link that binds an account's first card."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from models.forms.typed_text import InvalidInput, read_account_number
from models.session.sign_in_request import SignInRequest

RAISES = (InvalidInput,)


async def request_sign_in_link(
    *, control_number: str, within: Callable[[str], Awaitable[bool]], now: datetime
) -> None:
    """Record the request for a link; the worker decides later whether there is one to send.

    Nothing is looked up here, so that neither the answer nor its timing reveals whether there is an
    account. ``within`` returns whether the number is within its limit. Beyond it the request is
    dropped silently: earlier mails have reached the same mailbox.

    :raises InvalidInput: when no account could have such a number.
    """
    number = read_account_number(control_number)
    if await within(number):
        await SignInRequest.create(control_number=number, asked_at=now)
