"""Tests of the statement that finds a session: it lets in whom the ORM's conditions let in."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import combinations
from typing import Any

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.access.authentication import viewer_by_id, viewer_of, viewers_by_ids
from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.core.rules import IDLE_LIFE
from models.membership.membership import Membership
from models.session.roles import AccountKind, AccountStatus, Role
from models.session.session import Session, SessionKind, Viewer, hashed
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder, staff_member

BY_CARD = (SessionKind.HOLDER, SessionKind.STAFF)


async def by_the_orm(token: str, *, portal: TestPortal) -> Viewer | None:
    """Find the session as the rules say it, one condition a line."""
    at = portal.clock()
    session = await Session.live(at=at).get_or_none(token_hash=hashed(token))
    if session is None:
        return None
    if session.kind is SessionKind.APPLICANT:
        return session.viewer(role=None)
    active = Account.filter(status=AccountStatus.ACTIVE)
    account = await active.get_or_none(id=session.account_id)
    if account is None:
        return None
    usable = Certificate.filter(
        Q(membership__ends_at__isnull=True) | Q(membership__ends_at__gt=at),
        id=session.certificate_id,
        account_id=session.account_id,
        status=CertificateStatus.LIVE,
        on_hold_since__isnull=True,
        not_after__gte=at,
        membership__confirmed_at__isnull=False,
        membership__ended_at__isnull=True,
    )
    if session.kind in BY_CARD and not await usable.exists():
        return None
    return session.viewer(role=account.role)


async def test_a_session_lets_in_whom_the_orm_lets_in(portal: TestPortal) -> None:
    alice = await holder(portal)
    staff = await staff_member(portal, Role.REVIEWER)
    at, token = portal.clock(), alice.session_token
    session = await Session.get(token_hash=hashed(token))
    other = await Account.exclude(id=session.account_id).first()
    assert other
    second = timedelta(seconds=1)
    rows: Mapping[type[Model], QuerySet[Any]] = {
        Session: Session.filter(id=session.id),
        Account: Account.filter(id=session.account_id),
        Certificate: Certificate.filter(id=session.certificate_id),
        Membership: Membership.filter(account_id=session.account_id),
    }
    changes: list[tuple[type[Model], Mapping[str, object]]] = [
        *((Session, {"kind": kind}) for kind in SessionKind),
        (Session, {"ended_at": at}),
        (Session, {"expires_at": at}),
        (Session, {"expires_at": at + second}),
        *((Session, {"seen_at": seen}) for seen in (None, at - IDLE_LIFE, at - IDLE_LIFE + second)),
        (Session, {"account_id": None}),
        (Session, {"account_id": other.id}),
        (Session, {"certificate_id": None}),
        (Account, {"status": AccountStatus.SUSPENDED}),
        (Account, {"role": Role.ADMIN, "kind": AccountKind.STAFF}),
        (Certificate, {"status": CertificateStatus.REMOVED}),
        (Certificate, {"on_hold_since": at}),
        *((Certificate, {"not_after": end}) for end in (at - second, at)),
        (Certificate, {"account_id": other.id}),
        (Certificate, {"membership_id": None}),
        (Membership, {"confirmed_at": None}),
        (Membership, {"ended_at": at}),
        *((Membership, {"ends_at": end}) for end in (at, at + second)),
    ]
    originals = {kind: (await found.values())[0] for kind, found in rows.items()}
    for original in originals.values():
        del original["id"]
    let_in = set()
    for pair in [(one,) for one in changes] + [*combinations(changes, 2)]:
        for kind, change in pair:
            await rows[kind].update(**change)

        expected = await by_the_orm(token, portal=portal)
        found = await viewer_of(token, at=at)
        assert found == expected, pair
        assert await viewer_by_id(session.id, at=at) == expected
        let_in.add(expected is not None)

        for kind, _ in pair:
            await rows[kind].update(**originals[kind])
    both = await viewers_by_ids(
        [session.id, (await Session.get(token_hash=hashed(staff.session_token))).id], at=at
    )

    assert let_in == {True, False}
    assert {viewer.kind for viewer in both.values()} == {SessionKind.HOLDER, SessionKind.STAFF}
    assert await viewers_by_ids([], at=at) == {}
