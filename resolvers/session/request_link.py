"""自然人憑證帳號綁定: somebody asks for the link by which an account's first card is bound."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from models.forms.typed_text import InvalidInput, read_account_number
from models.session.sign_in_request import SignInRequest

RAISES = (InvalidInput,)


async def request_sign_in_link(
    *, control_number: str, within: Callable[[str], Awaitable[bool]], now: datetime
) -> None:
    """Write down that a link was asked for; the worker sees whether there is one to send.

    Nothing is looked up here, so that neither answer nor time tells whether there is an account.
    ``within`` tells whether the number may be asked for once more; what is beyond is dropped in
    silence, for the mails before it have reached the same mailbox.

    :raises InvalidInput: when no account could have such a number.
    """
    number = read_account_number(control_number)
    if await within(number):
        await SignInRequest.create(control_number=number, asked_at=now)
