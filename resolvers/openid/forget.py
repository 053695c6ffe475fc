"""Requests, codes, tokens and assertions that expired are forgotten."""

from datetime import datetime

from models.openid.client.assertion import SpentAssertion
from models.openid.code import AccessToken, AuthorizationCode
from models.openid.request import AuthorizationRequest


async def forget_expired(*, before: datetime) -> int:
    """Delete what expired before, and return the number of rows."""
    return (
        await AccessToken.forget(before=before)
        + await AuthorizationCode.forget(before=before)
        + await AuthorizationRequest.forget(before=before)
        + await SpentAssertion.forget(before=before)
    )
