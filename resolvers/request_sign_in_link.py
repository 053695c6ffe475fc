"""自然人憑證帳號綁定: somebody asks for the link by which an account's first card is bound."""

from datetime import datetime

from models.form import read_account_number
from models.sign_in_request import SignInRequest


async def request_sign_in_link(*, control_number: str, now: datetime) -> None:
    """Write down that a link was asked for; the worker sees whether there is one to send.

    Nothing is looked up here, so that neither answer nor time tells whether there is an account.

    :raises InvalidInput: when no account could have such a number.
    """
    number = read_account_number(control_number)
    await SignInRequest.create(control_number=number, asked_at=now)
