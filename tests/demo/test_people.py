"""Tests of the demo's initial account and administrator."""

from datetime import timedelta

from models.account.account import Account
from models.session.roles import AccountKind
from tests.support import cards
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from web.demo.people import ADMIN, settle_in

KEY = b"k" * 32


async def test_they_are_there_once(portal: TestPortal) -> None:
    tokens = [await settle_in(key=KEY, at=portal.clock()) for _ in range(2)]

    accounts = await Account.all().order_by("control_number").values_list("control_number", "kind")
    assert accounts == [("F0000005", AccountKind.BUSINESS), ("STF-0001", AccountKind.STAFF)]
    assert len(set(tokens)) == 2


async def test_the_newest_link_binds_the_administrators_card_and_then_there_is_none(
    portal: TestPortal,
) -> None:
    key = portal.settings.secret_key
    await settle_in(key=key, at=portal.clock())
    portal.clock.forward(timedelta(minutes=6))
    token = await settle_in(key=key, at=portal.clock())
    card = cards.citizen(
        subject_serial=ADMIN.subject_serial, holder=ADMIN.holder, id_last4=ADMIN.id_last4
    )
    zhou = Person.at(portal, card)

    assert token is not None
    followed = await zhou.follow(token)
    zhou.control_number = followed["controlNumber"]
    bound = await zhou.bind_first(email="zhou@portal.example")

    assert followed["__typename"] == "FollowSignInLinkSuccess"
    assert (bound["account"]["kind"], bound["account"]["role"]) == ("STAFF", "ADMIN")
    assert await settle_in(key=key, at=portal.clock()) is None


async def test_another_test_card_does_not_become_the_administrators(portal: TestPortal) -> None:
    token = await settle_in(key=portal.settings.secret_key, at=portal.clock())
    wang = Person.at(portal, cards.citizen(holder="測試・王小明"))

    await wang.follow(str(token))

    assert (await wang.bind_first())["code"] == "ANOTHER_PERSON_INVITED"
