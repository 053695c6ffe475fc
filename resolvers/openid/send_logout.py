"""Partner systems are told that a visit has ended: each once, retried, and finally given up."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from models.core import trace
from models.core.backoff import next_try
from models.core.errors import unforeseen
from models.core.rules import LEASE_LIFE, LOGOUT_TRIED_FOR
from models.core.seal import Seal
from models.database.lease import work_on
from models.database.transaction import tx
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.openid.claims import LOGOUT_TYPE, logout_claims, mark
from models.openid.form import host_of
from models.openid.jose.tokens import sign
from models.openid.relying_party import RelyingParty
from models.openid.signing_key import NoSigningKey, SigningKey
from models.outside.fetch import FetchFailed
from models.outside.logout import LogoutPort
from models.session.visit import LogoutNotice, NoticeState, Visit

log = logging.getLogger(__name__)

SENDER = "service:openid"


class HostNotCalled(FetchFailed):
    """The address is on a host that the registration does not allow to be called."""


async def send_next(
    *,
    port: LogoutPort,
    issuer: str,
    seal: Seal,
    random: Callable[[], float],
    now: datetime,
    staging: bool = False,
) -> bool:
    """Send the notice that is due first; return False when none is due.

    The partner is contacted outside any transaction. A worker that ends between the call and its
    record lets the notice be sent again: partners end a session that has ended already.
    """
    notice = await LogoutNotice.lease_next(at=now, until=now + LEASE_LIFE)
    if notice is None:
        return False
    with trace.carrying(notice.trace):
        await work_on(
            notice,
            _send(
                notice,
                port=port,
                issuer=issuer,
                seal=seal,
                random=random,
                now=now,
                staging=staging,
            ),
            failed=partial(_failed, notice, random=random, now=now),
            now=now,
        )
    return True


async def _send(
    notice: LogoutNotice,
    *,
    port: LogoutPort,
    issuer: str,
    seal: Seal,
    random: Callable[[], float],
    now: datetime,
    staging: bool,
) -> None:
    visit = await Visit.get(id=notice.visit_id)
    party = await RelyingParty.standing(visit.relying_party_id)
    if party is None or party.backchannel_logout_uri is None:
        await notice.settle(NoticeState.UNWANTED, at=now)
        return
    try:
        if host_of(party.backchannel_logout_uri) not in party.called_hosts:
            raise HostNotCalled("the host is not among the called hosts")
        # Signed for each attempt: a token is valid for two minutes.
        key = await SigningKey.signing(party.algorithm, at=now)
        claims = mark(logout_claims(visit, party, issuer=issuer, at=now), staging=staging)
        token = sign(claims, private=key.private(seal), typ=LOGOUT_TYPE)
        await port.tell(party.backchannel_logout_uri, token=token)
    except FetchFailed as trouble:
        await _put_off(notice, party, f"{type(trouble).__name__}: {trouble}", random, now=now)
        return
    except NoSigningKey as trouble:
        # No notice can be signed, so none is given up for it.
        log.error("no logout is told until there is a signing key: %s", trouble)
        await _wait(notice, type(trouble).__name__, random, now=now)
        return
    await _settle(notice, party, NoticeState.SENT, now=now)


async def _failed(
    notice: LogoutNotice, fault: Exception, *, random: Callable[[], float], now: datetime
) -> None:
    visit = await Visit.get(id=notice.visit_id)
    party = await RelyingParty.get(id=visit.relying_party_id)
    await _put_off(notice, party, unforeseen(fault), random, now=now)


async def _put_off(
    notice: LogoutNotice,
    party: RelyingParty,
    trouble: str,
    random: Callable[[], float],
    *,
    now: datetime,
) -> None:
    log.warning("%s was not told of a logout: %s", party.client_id, trouble)
    if now - notice.queued_at > LOGOUT_TRIED_FOR:
        await _settle(notice, party, NoticeState.GIVEN_UP, trouble=trouble[:400], now=now)
        return
    await _wait(notice, trouble, random, now=now)


async def _wait(
    notice: LogoutNotice, trouble: str, random: Callable[[], float], *, now: datetime
) -> None:
    until = next_try(attempts=notice.attempts + 1, now=now, random=random)
    await notice.put_off(until=until, trouble=trouble)


async def _settle(
    notice: LogoutNotice,
    party: RelyingParty,
    state: NoticeState,
    *,
    now: datetime,
    trouble: str | None = None,
) -> None:
    async with tx() as change:
        if await notice.settle(state, at=now, trouble=trouble):
            event = NewEvent(
                subject=party.subject,
                kind=EventKind(f"LOGOUT_{state.value}"),
                actor=SENDER,
                at=now,
                payload={"client": party.client_id, "visit": str(notice.visit_id)},
            )
            change.record(event)
