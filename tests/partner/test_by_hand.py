"""Tests of statements written by hand: they answer what the ORM answers."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

from models.account.account import Account
from models.core.rules import TOUCH_PAUSE
from models.partner import token
from models.partner.newest import newest_of
from models.partner.partner import Partner, PartnerToken, PartnerViewer, Scope, partner_of
from models.session.roles import AccountKind, AccountStatus, Role
from tests.support.cards import AT

DAY = timedelta(days=1)


async def _by_the_orm(control_number: str) -> Account | None:
    named = Account.filter(control_number=control_number).exclude(kind=AccountKind.STAFF)
    accounts = await named.order_by("-opened_at")
    still_open = [one for one in accounts if one.status is not AccountStatus.CLOSED]
    return next(iter(still_open or accounts), None)


async def _account(number: str, status: AccountStatus, kind: AccountKind, *, day: int) -> Account:
    return await Account.create(
        control_number=number,
        kind=kind,
        status=status,
        role=Role.ADMIN if kind is AccountKind.STAFF else None,
        opened_at=AT + day * DAY,
        name="測試行",
        facts={"company": "測試行"},
        changed_at=AT,
    )


async def test_the_newest_account_is_the_one_that_the_orm_finds(database: str) -> None:
    kinds = (AccountKind.BUSINESS, AccountKind.STAFF)
    # Of one number, one account may be open.
    stands = [*product((AccountStatus.CLOSED,), kinds, (3, 1)), (AccountStatus.ACTIVE, kinds[0], 0)]
    for count in range(1 << len(stands)):
        for bit, (status, kind, day) in enumerate(stands):
            if count >> bit & 1:
                await _account(f"T{count:07d}", status, kind, day=day)

    for count in range(1 << len(stands)):
        number = f"T{count:07d}"
        found, expected = await newest_of(number), await _by_the_orm(number)
        assert _values(found) == _values(expected)


def _values(account: Account | None) -> dict[str, object] | None:
    return {name: getattr(account, name) for name in Account._meta.db_fields} if account else None


async def _expected(text: str) -> PartnerViewer | None:
    found = await PartnerToken.live(at=AT).get_or_none(token_hash=token.kept(text))
    if found is None:
        return None
    partner = await Partner.get(id=found.partner_id)
    return PartnerViewer(
        partner_id=partner.id, token_id=found.id, name=partner.name, scopes=partner.reach
    )


async def test_a_token_leads_to_the_partner_that_the_orm_finds(database: str) -> None:
    texts = [token.made()]
    for ends, revoked, disconnected in product((-DAY, timedelta(), DAY), (None, AT), (None, AT)):
        partner = await Partner.create(
            name=f"系統 {uuid4()}",
            scopes=[Scope.EVENTS_READ.value, "later:read"],
            created_at=AT,
            created_by="ada",
            changed_at=AT,
            revoked_at=disconnected,
        )
        made = await PartnerToken.issue(partner, at=AT - 9 * DAY, expires_at=AT + ends)
        await PartnerToken.filter(id=made.record.id).update(revoked_at=revoked)
        texts.append(made.text)

    found = [await partner_of(text, at=AT) for text in texts]

    assert found == [await _expected(text) for text in texts]
    assert [one is not None for one in found].count(True) == 1


async def test_a_use_is_recorded_when_the_last_one_is_a_minute_old(database: str) -> None:
    partner = await Partner.create(
        name="系統", scopes=["events:read"], created_at=AT, created_by="ada", changed_at=AT
    )
    made = await PartnerToken.issue(partner, at=AT, expires_at=AT + DAY)
    used = list[object]()
    for at in (AT, AT + TOUCH_PAUSE / 2, AT + TOUCH_PAUSE, AT + 1.5 * TOUCH_PAUSE):
        viewer = await partner_of(made.text, at=at)
        assert viewer
        await PartnerToken.touch(viewer, at=at)
        used.append((await PartnerToken.get(id=made.record.id)).last_used_at)

    assert used == [AT, AT, AT + TOUCH_PAUSE, AT + TOUCH_PAUSE]
