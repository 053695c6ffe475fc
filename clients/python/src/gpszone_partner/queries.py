"""Single questions to the service, and their answers without the layers around them."""

from collections.abc import Sequence
from typing import TypeVar

from gpszone_partner import generated
from gpszone_partner.errors import Refused, UnexpectedAnswer
from gpszone_partner.generated import (
    Account,
    AccountEventKind,
    AccountPage,
    EventPage,
    MayAct,
    MayNotAct,
    RedeemHandoffSuccess,
    UserError,
)
from gpszone_partner.transport import Transport, refused

T = TypeVar("T")


async def read_account(transport: Transport, *, control_number: str) -> Account:
    data = await transport.run(generated.read_account(control_number=control_number))
    return _there(_there(data.partner).account)


async def list_accounts(transport: Transport, *, after: str | None) -> AccountPage:
    data = await transport.run(generated.list_accounts(after=after))
    return _there(_there(data.partner).accounts)


async def list_changes(transport: Transport, *, after: str | None) -> AccountPage:
    """Return a smaller page, whose price is lower: that of its size, however few it has."""
    data = await transport.run(generated.list_changes(after=after))
    return _there(_there(data.partner).accounts)


async def list_events(
    transport: Transport, *, kinds: Sequence[AccountEventKind], after: str | None
) -> EventPage:
    data = await transport.run(generated.list_events(kinds=kinds, after=after))
    return _there(_there(data.partner).events)


async def check_certificate(
    transport: Transport, *, sha256: str, control_number: str
) -> MayAct | MayNotAct:
    call = generated.check_certificate(sha256=sha256, control_number=control_number)
    data = await transport.run(call)
    match _there(data.partner).certificate_may_act:
        case MayAct() | MayNotAct() as answer:
            return answer
        case other:
            raise UnexpectedAnswer(f"certificateMayAct: {other}")


async def redeem_handoff(transport: Transport, *, code: str) -> RedeemHandoffSuccess:
    data = await transport.run(generated.redeem_handoff(code=code))
    match data.redeem_handoff:
        case RedeemHandoffSuccess() as came:
            return came
        case UserError() as error:
            raise refused(error)
        case other:
            raise UnexpectedAnswer(f"redeemHandoff: {other}")


def _there(value: T | None) -> T:
    """Return what is null without an error only where the request had no token."""
    if value is None:
        raise Refused("TOKEN_NEEDED", title="The request had no token.")
    return value
