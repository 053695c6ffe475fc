"""Tests of back-channel logout: every end of a session is told, once, until it was heard."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from strawberry.relay import to_base64
from tortoise.expressions import Q

from models.access.authentication import viewer_of
from models.account.account import Account
from models.card.certificate import Certificate
from models.core.rules import LEASE_LIFE, LOGOUT_TRIED_FOR, SESSIONS_KEPT, SIGNED_IN_LIFE
from models.database.transaction import tx
from models.journal.event import Event
from models.openid.client.assertion import SpentAssertion
from models.openid.code import AccessToken, AuthorizationCode
from models.openid.grant import grant
from models.openid.relying_party import RelyingParty
from models.openid.request import AuthorizationRequest
from models.openid.signing_key import SigningKey
from models.outside.fetch import BadStatus, FetchFailed, TimedOut, Unreachable
from models.session.permissions import require_signed_in
from models.session.session import Session, SessionEnd
from models.session.visit import LogoutNotice, NoticeState, Visit
from resolvers.openid.send_logout import send_next
from resolvers.privacy.export import export_person
from tests.support import cards
from tests.support.people.people import Person
from tests.support.people.relying import ISSUER, TOLD, RelyingSystem
from tests.support.people.staff import ada
from tests.support.portal import TestPortal, half, lists_on_hand
from tests.support.scenarios.accounts import holder, two_holders
from tests.support.scenarios.cards import colleague
from tests.support.scenarios.overtaken import in_turn, on_postgres_alone
from web.demo.authority import Revocation

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass
class Ear:
    """A partner's address that hears tokens, or fails; ``meanwhile`` happens while it is told."""

    trouble: FetchFailed | None = None
    heard: list[tuple[str, str]] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def tell(self, address: str, *, token: str) -> None:
        self.heard.append((address, token))
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.trouble is not None:
            raise self.trouble


async def sent(portal: TestPortal, ear: Ear) -> bool:
    """Send one notice; return whether there was one."""
    return await send_next(
        port=ear,
        issuer=ISSUER,
        seal=portal.settings.evidence_seal,
        random=half,
        now=portal.clock(),
    )


async def told(portal: TestPortal) -> list[str]:
    """Send all that is due, and return the visits that were told of."""
    ear = Ear()
    while await sent(portal, ear):
        pass
    tracks = RelyingSystem(portal=portal, partner=None, client_id="")  # type: ignore[arg-type]  # Only its verifying is used.
    return [str((await tracks.verified(token))["sid"]) for _, token in ear.heard]


async def visiting(portal: TestPortal) -> tuple[Person, RelyingSystem]:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.tokens(alice)
    return alice, tracks


async def test_a_logout_token_says_whose_visit_has_ended(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    before = await tracks.claims(alice)
    await alice.do("signOut", "__typename", clientMutationId="1")
    ear = Ear()

    first, second = await sent(portal, ear), await sent(portal, ear)

    assert (first, second) == (True, False)
    [(address, token)] = ear.heard
    claims = await tracks.verified(token)
    now = int(portal.clock().timestamp())
    assert address == TOLD
    assert len(claims.pop("jti")) == 36
    assert claims == {
        "iss": ISSUER,
        "aud": tracks.client_id,
        "iat": now,
        "exp": now + 120,
        "sub": before["sub"],
        "sid": before["sid"],
        "events": {EVENT: {}},
    }
    event = await Event.get(kind="LOGOUT_SENT")
    assert event.subject == f"partner:{tracks.partner.id}"


async def test_a_logout_token_has_a_type_of_its_own(portal: TestPortal) -> None:
    alice, _ = await visiting(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")
    ear = Ear()
    await sent(portal, ear)

    header = jws.extract_compact(ear.heard[0][1].encode()).headers()

    assert header.keys() == {"alg", "kid", "typ"}
    assert header["typ"] == "logout+jwt"


async def sign_out(portal: TestPortal, alice: Person, bob: Person) -> None:
    await bob.do("signOut", "__typename", clientMutationId="1")


async def sign_in_anew(portal: TestPortal, alice: Person, bob: Person) -> None:
    assert (await bob.sign_in())["__typename"] == "SignInSuccess"


async def end_from_elsewhere(portal: TestPortal, alice: Person, bob: Person) -> None:
    visit = await Visit.get()
    elsewhere = Person.at(portal, bob.card)
    await elsewhere.sign_in()
    session_id = to_base64("Session", visit.session_id)
    ended = await elsewhere.do("endSession", "endedSessionId", id=session_id)
    assert ended["__typename"] == "EndSessionSuccess"


async def remove_the_card(portal: TestPortal, alice: Person, bob: Person) -> None:
    [card] = [one["id"] for one in await alice.cards() if one["holderName"] == "測試乙"]
    await alice.prove()
    removed = await alice.remove(card)
    assert removed["__typename"] == "RemoveCertificateSuccess", removed


async def replace_the_card(portal: TestPortal, alice: Person, bob: Person) -> None:
    [card] = [one["id"] for one in await alice.cards() if one["holderName"] == "測試乙"]
    await alice.prove()
    replaced = await alice.replace(card, colleague(5))
    assert replaced["__typename"] == "ReplaceCertificateSuccess", replaced


async def revoke_the_card(portal: TestPortal, alice: Person, bob: Person) -> None:
    listed = Revocation(serial_number=cards.serial_number(bob.card), at=portal.clock(), reason=None)
    await lists_on_hand(portal.clock(), listed)
    await portal.mark()


async def let_the_card_expire(portal: TestPortal, alice: Person, bob: Person) -> None:
    yesterday = portal.clock() - timedelta(days=1)
    await Certificate.filter(holder_name="測試乙").update(not_after=yesterday)
    await portal.mark()


async def suspend(portal: TestPortal, alice: Person, bob: Person) -> None:
    account = await Account.get(kind="BUSINESS")
    done = await (await ada(portal)).manage("suspend", to_base64("Account", account.id))
    assert done["__typename"] == "SuspendAccountSuccess", done


async def close(portal: TestPortal, alice: Person, bob: Person) -> None:
    account = await Account.get(kind="BUSINESS")
    done = await (await ada(portal)).manage("close", to_base64("Account", account.id))
    assert done["__typename"] == "CloseAccountSuccess", done


async def leave(portal: TestPortal, alice: Person, bob: Person) -> None:
    await bob.prove()
    left = await bob.do("leaveAccount", "signedOut", clientMutationId="1")
    assert left["__typename"] == "LeaveAccountSuccess", left


@pytest.mark.parametrize(
    "ends",
    [
        sign_out,
        sign_in_anew,
        end_from_elsewhere,
        remove_the_card,
        replace_the_card,
        revoke_the_card,
        let_the_card_expire,
        suspend,
        close,
        leave,
    ],
)
@pytest.mark.parametrize("is_idle", [False, True])
async def test_every_end_of_a_session_membership_or_account_is_told(
    portal: TestPortal,
    ends: Callable[[TestPortal, Person, Person], Awaitable[None]],
    *,
    is_idle: bool,
) -> None:
    if is_idle and ends in {sign_out, sign_in_anew, end_from_elsewhere, leave}:
        # Who has idled out here can do none of these.
        return
    alice, bob = await two_holders(portal)
    tracks = await RelyingSystem.at(portal)
    visit = (await tracks.claims(bob))["sid"]
    if is_idle:
        # At the partner she may still be busy.
        await Session.filter(id=(await Visit.get()).session_id).update(
            seen_at=portal.clock() - timedelta(hours=1)
        )

    await ends(portal, alice, bob)

    assert visit in await told(portal)
    assert await told(portal) == []


async def test_a_partner_that_sends_its_holder_to_sign_out_is_told(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]
    before = await tracks.verified(hint)
    await alice.browser.get("/oidc/logout", params={"id_token_hint": hint})
    ear = Ear()

    await sent(portal, ear)

    [(address, token)] = ear.heard
    claims = await tracks.verified(token)
    assert address == TOLD
    assert (claims["sub"], claims["sid"]) == (before["sub"], before["sid"])
    assert claims["events"] == {EVENT: {}}
    assert "nonce" not in claims


async def test_a_notice_is_queued_in_the_transaction_that_ends_the_session(
    portal: TestPortal,
) -> None:
    await visiting(portal)

    class Broken(Exception):
        pass

    async def end_and_break() -> None:
        async with tx() as change:
            await Session.end(
                change,
                Q(kind="HOLDER"),
                because=SessionEnd.SIGNED_OUT,
                actor="test:1",
                at=portal.clock(),
            )
            assert await LogoutNotice.all().count() == 1
            raise Broken

    with pytest.raises(Broken):
        await end_and_break()

    assert not await LogoutNotice.exists()
    assert not await Visit.filter(ended_at__isnull=False).exists()


async def test_idling_out_is_not_told(portal: TestPortal) -> None:
    await visiting(portal)

    portal.clock.forward(timedelta(hours=9))

    assert await told(portal) == []


async def test_who_visited_nowhere_is_told_of_nowhere(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.ask(alice)

    await alice.do("signOut", "__typename", clientMutationId="1")

    assert not await LogoutNotice.exists()


@pytest.mark.parametrize(
    "trouble",
    [Unreachable("refused"), TimedOut("late"), BadStatus(302), BadStatus(500), BadStatus(400)],
)
async def test_what_was_not_heard_is_said_again_by_a_fresh_token(
    portal: TestPortal, trouble: FetchFailed
) -> None:
    alice, tracks = await visiting(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")
    deaf, ear = Ear(trouble=trouble), Ear()

    await sent(portal, deaf)
    at_once = await sent(portal, ear)
    portal.clock.forward(timedelta(seconds=10))
    later = await sent(portal, ear)

    assert (at_once, later) == (False, True)
    notice = await LogoutNotice.get()
    assert (notice.state, notice.attempts) == (NoticeState.SENT, 2)
    [[(_, first)], [(_, second)]] = [deaf.heard, ear.heard]
    before, after = await tracks.verified(first), await tracks.verified(second)
    assert after["iat"] == before["iat"] + 10
    assert after["jti"] != before["jti"]
    assert after["sid"] == before["sid"]


async def test_after_a_day_it_is_given_up_and_journaled(portal: TestPortal) -> None:
    alice, _ = await visiting(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")
    deaf = Ear(trouble=Unreachable("refused"))
    end = portal.clock() + LOGOUT_TRIED_FOR

    while await sent(portal, deaf) or portal.clock() <= end:
        portal.clock.forward(timedelta(hours=1))

    notice = await LogoutNotice.get()
    assert notice.state is NoticeState.GIVEN_UP
    assert notice.trouble == "Unreachable: refused"
    assert 20 < notice.attempts < 40
    assert await Event.filter(kind="LOGOUT_GIVEN_UP").count() == 1


async def test_a_worker_that_dies_between_call_and_record_lets_another_say_it_again(
    portal: TestPortal,
) -> None:
    alice, _ = await visiting(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")
    ear = Ear()

    async def die() -> None:
        raise asyncio.CancelledError

    ear.meanwhile = die
    with pytest.raises(asyncio.CancelledError):
        await sent(portal, ear)
    ear.meanwhile = None
    held = await sent(portal, ear)
    portal.clock.forward(LEASE_LIFE)
    again = await sent(portal, ear)

    assert (held, again) == (False, True)
    assert len(ear.heard) == 2
    assert (await LogoutNotice.get()).state is NoticeState.SENT


async def test_a_worker_that_was_too_slow_does_not_overwrite_the_others_result(
    portal: TestPortal,
) -> None:
    alice, _ = await visiting(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")
    slow, fast = Ear(trouble=TimedOut("late")), Ear()

    async def meanwhile() -> None:
        portal.clock.forward(LEASE_LIFE)
        await sent(portal, fast)

    slow.meanwhile = meanwhile
    await sent(portal, slow)

    notice = await LogoutNotice.get()
    assert (notice.state, notice.attempts, notice.trouble) == (NoticeState.SENT, 1, None)


async def test_two_workers_send_two_notices_once_each(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    tracks = await RelyingSystem.at(portal)
    for person in (alice, bob):
        await tracks.tokens(person)
        await person.do("signOut", "__typename", clientMutationId="1")
    ear = Ear()

    async def work() -> None:
        while await sent(portal, ear):
            pass

    await asyncio.gather(*(work() for _ in range(4)))

    assert len(ear.heard) == 2
    assert len({(await tracks.verified(token))["sid"] for _, token in ear.heard}) == 2


async def test_a_partner_without_an_address_is_not_called(portal: TestPortal) -> None:
    alice = await holder(portal)
    tracks = await RelyingSystem.at(portal, backchannel_logout_uri=None)
    await tracks.tokens(alice)
    await alice.do("signOut", "__typename", clientMutationId="1")
    ear = Ear()

    await sent(portal, ear)

    assert ear.heard == []
    assert (await LogoutNotice.get()).state is NoticeState.UNWANTED


async def test_a_host_that_is_no_longer_allowed_is_not_called(portal: TestPortal) -> None:
    alice, _ = await visiting(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")
    await RelyingParty.all().update(called_hosts=["other.example"])
    ear = Ear()

    await sent(portal, ear)

    assert ear.heard == []
    notice = await LogoutNotice.get()
    assert notice.state is NoticeState.QUEUED
    assert "HostNotCalled" in str(notice.trouble)


@dataclass
class Breaking(Ear):
    """A partner's address whose telling breaks down, by a fault of our own."""

    async def tell(self, address: str, *, token: str) -> None:
        await super().tell(address, token=token)
        raise KeyError("sid")


async def test_a_notice_that_breaks_down_is_counted_put_off_and_given_up_after_a_day(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    alice, _ = await visiting(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")
    ear, end = Breaking(), portal.clock() + LOGOUT_TRIED_FOR

    first, at_once = await sent(portal, ear), await sent(portal, ear)
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    put_off = await LogoutNotice.get()
    while await sent(portal, ear) or portal.clock() <= end:
        portal.clock.forward(timedelta(hours=1))

    notice = await LogoutNotice.get()
    assert (first, at_once) == (True, False)
    assert (put_off.attempts, put_off.trouble) == (1, "UNFORESEEN KeyError")
    assert len(errors) == 1
    assert str(notice.id) in errors[0].getMessage()
    assert notice.state is NoticeState.GIVEN_UP
    assert 20 < notice.attempts == len(ear.heard) < 40


async def test_a_notices_lease_is_renewed_lost_or_given_back(portal: TestPortal) -> None:
    alice, _ = await visiting(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")
    at = portal.clock()
    notice = await LogoutNotice.lease_next(at=at, until=at + LEASE_LIFE)
    assert notice is not None

    renewed = await notice.renew(until=at + 2 * LEASE_LIFE)
    meanwhile = await LogoutNotice.lease_next(at=at + LEASE_LIFE, until=at + 2 * LEASE_LIFE)
    await notice.give_back()
    other = await LogoutNotice.lease_next(at=at, until=at + LEASE_LIFE)
    await notice.give_back()

    assert (renewed, meanwhile) == (True, None)
    assert other is not None
    assert await notice.renew(until=at + 2 * LEASE_LIFE) is False
    assert (await LogoutNotice.get()).lease == other.lease


async def test_without_a_key_the_notice_waits(portal: TestPortal) -> None:
    alice, _ = await visiting(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")
    await SigningKey.all().update(gone_at=portal.clock())
    ear = Ear()

    portal.clock.forward(LOGOUT_TRIED_FOR + timedelta(hours=1))
    await sent(portal, ear)

    assert ear.heard == []
    notice = await LogoutNotice.get()
    assert (notice.state, notice.trouble) == (NoticeState.QUEUED, "NoSigningKey")


@on_postgres_alone
async def test_a_visit_that_begins_while_its_session_ends_is_told_of(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    request = await AuthorizationRequest.open_by(await tracks.ask(alice), at=portal.clock())
    someone = require_signed_in(await viewer_of(alice.session_token, at=portal.clock()))
    party = await RelyingParty.get()

    async def nothing_more() -> None:
        pass

    await in_turn(
        lambda: grant(request, party, someone, at=portal.clock()),
        lambda: alice.do("signOut", "__typename", clientMutationId="1"),
        then=nothing_more,
    )

    assert await told(portal) == [str((await Visit.get()).id)]


async def test_a_visit_whose_session_is_forgotten_is_told_of_first(portal: TestPortal) -> None:
    await visiting(portal)
    visit = await Visit.get()
    portal.clock.forward(SESSIONS_KEPT + timedelta(days=1))

    await portal.work("erase")
    heard = await told(portal)
    await portal.work("erase")

    assert heard == [str(visit.id)]
    assert not await Visit.exists()
    assert not await Session.filter(kind="HOLDER").exists()


async def test_visits_are_erased_with_their_session(portal: TestPortal) -> None:
    alice, _ = await visiting(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")
    assert len(await told(portal)) == 1

    portal.clock.forward(SESSIONS_KEPT + timedelta(days=1))
    await portal.work("openid", "erase")

    assert not await Visit.exists()
    assert not await LogoutNotice.exists()
    assert not await Session.filter(kind="HOLDER").exists()


@pytest.mark.parametrize("ends", ["signing out", "idling out"])
async def test_nothing_of_visit_consent_and_notice_names_an_erased_person(
    portal: TestPortal, ends: str
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    tokens = await tracks.tokens(alice, scope="openid profile company card")
    await tracks.ask(alice, id_token_hint=tokens["id_token"], prompt="consent")
    visit, card = await Visit.get(), await Certificate.get()
    names = {
        *(str(visit.id), str(visit.session_id), str(visit.subject)),
        *(card.holder_name, card.sha256, card.card_number),
    }
    before = await rows_naming(names)
    if ends == "signing out":
        await alice.do("signOut", "__typename", clientMutationId="1")
        assert len(await told(portal)) == 1

    portal.clock.forward(SESSIONS_KEPT + SIGNED_IN_LIFE + timedelta(days=1))
    await portal.work("openid", "erase")
    # Of a visit that idled out the partner is told before it is forgotten.
    await told(portal)
    await portal.work("openid", "erase")

    assert before >= {"Visit", "AuthorizationRequest", "AuthorizationCode", "AccessToken"}
    assert await rows_naming(names) == set()
    # Her account and card live on; what a partner was told of is what was to be forgotten.
    assert await Certificate.exists()


async def rows_naming(names: set[str]) -> set[str]:
    """Return which records of OpenID Connect hold one of these texts."""
    records = (Visit, LogoutNotice, AuthorizationRequest, AuthorizationCode, AccessToken)
    found = set()
    for record in (*records, SpentAssertion):
        stored = str([str(row) for row in await record.all().values_list()])
        if any(name in stored for name in names):
            found.add(record.__name__)
    return found


async def test_a_visit_is_exported_with_its_person(portal: TestPortal) -> None:
    _, tracks = await visiting(portal)
    card = await Certificate.get()

    held: Any = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    [visit] = held["visit"]
    party = await RelyingParty.get(client_id=tracks.client_id)
    assert visit["relying_party_id"] == str(party.id)
    assert visit["subject"] == str(card.membership_id)
    [token], [code] = held["access token"], held["authorization code"]
    assert "token_hash" not in token
    assert "code_hash" not in code
