"""Tests of partners' tokens: create, rotate, revoke; every refusal looks the same."""

import asyncio
import re
import string
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from click.testing import CliRunner
from strawberry.relay import from_base64, to_base64

from models.account.account import Account
from models.core.mode import Mode
from models.database.migrate import migrate
from models.journal.event import Event
from models.partner import token
from models.partner.partner import Partner, PartnerToken, Scope, partner_of
from models.session.roles import Role
from resolvers.partner.manage import rotate_token
from schema.ids import NOBODY
from tests.support import cards
from tests.support.people.partners import EVENTS, HANDOFF_URL, OPERATOR, Clara, served
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.run.patience import PATIENCE
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.partners import sign_in_admin
from web.cli.loader import main
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

WHO = "{ partner { name scopes } viewer { kind } }"
FIELDS = (
    "id name scopes handoffUrl createdBy revokedAt "
    "tokens { edges { node { id subject prefix expiresAt } } }"
)
SHOWN = f"partner {{ {FIELDS} }}"
NEW = {"name": "車輛定位系統", "scopes": ["EVENTS_READ"]}


def in_days(portal: TestPortal, days: int) -> str:
    return (portal.clock() + timedelta(days=days)).isoformat()


async def created(person: Person, **given: object) -> dict[str, Any]:
    expires = {"expiresAt": in_days(person.portal, 90)}
    return await person.do("createPartner", f"token {SHOWN}", **(NEW | expires | given))


def test_a_token_is_known_by_its_shape() -> None:
    made = [token.made() for _ in range(100)]

    assert len(set(made)) == 100
    assert all(re.fullmatch(r"gpz_[0-9A-Za-z]{49}", text) for text in made)
    assert all(token.is_shaped(text) for text in made)
    assert len(token.ALPHABET) ** token.RANDOM >= 2**256


def test_the_checksum_is_the_one_that_is_documented() -> None:
    body = "gpz_" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"

    # CRC-32 of these 47 characters is 0xc0e37314.
    assert token.checksum(body) == "3X0Tf2"
    assert set(token.ALPHABET) == set(string.ascii_letters + string.digits)


@pytest.mark.parametrize("place", [0, 3, 4, 20, 46, 47, 52])
def test_a_token_with_a_slip_in_it_is_none(place: int) -> None:
    text = token.made()
    other = "A" if text[place] != "A" else "B"

    assert not token.is_shaped(text[:place] + other + text[place + 1 :])
    assert not token.is_shaped(text + "A")
    assert not token.is_shaped(text[:-1])


async def test_what_cannot_be_a_token_is_never_looked_up(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clara = await Clara.at(portal)
    slip = "0" if clara.token[-1] != "0" else "1"

    def looked_up(*, at: object) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(PartnerToken, "live", looked_up)

    assert await partner_of(clara.token[:-1] + slip, at=portal.clock()) is None


async def test_an_administrator_lets_a_partner_in(portal: TestPortal) -> None:
    bruno = await sign_in_admin(portal)

    made = await created(bruno, scopes=["HANDOFF", "EVENTS_READ"], handoffUrl=HANDOFF_URL)

    assert made["__typename"] == "CreatePartnerSuccess", made
    assert made["partner"]["scopes"] == ["EVENTS_READ", "HANDOFF"]
    clara = Clara(
        portal=portal, token=made["token"], id=UUID(from_base64(made["partner"]["id"])[1])
    )
    assert (await clara.ask(WHO))["partner"]["name"] == "車輛定位系統"
    event = await Event.get(kind="PARTNER_CREATED")
    assert event.actor == made["partner"]["createdBy"]
    assert event.actor.startswith("certificate:")


async def test_a_token_is_shown_once_and_only_its_hash_is_kept(portal: TestPortal) -> None:
    bruno = await sign_in_admin(portal)

    made = await created(bruno)
    listed = await bruno.ask(f"{{ staff {{ partners {{ edges {{ node {{ {FIELDS} }} }} }} }} }}")

    text = made["token"]
    [row] = await PartnerToken.all()
    [partner] = listed["staff"]["partners"]["edges"]
    [edge] = partner["node"]["tokens"]["edges"]
    shown = edge["node"]
    assert text not in str(listed)
    assert shown["prefix"] == text[:12]
    assert text[12:] not in str(row.__dict__)
    assert row.token_hash == token.kept(text)
    assert text not in str([vars(event) for event in await Event.all()])


@pytest.mark.parametrize("mutation", ["createPartner", "rotatePartnerToken", "revokePartner"])
async def test_only_an_administrator_with_a_fresh_proof_changes_partners(
    portal: TestPortal, mutation: str
) -> None:
    clara = await Clara.at(portal)
    given: dict[str, object] = {"id": clara.global_id}
    if mutation == "createPartner":
        given = {**NEW, "name": "他系統", "expiresAt": in_days(portal, 90)}
    stranger, reviewer = Person.at(portal), await sign_in_admin(portal, Role.REVIEWER)

    codes = [(await stranger.do(mutation, "__typename", **given))["code"]]
    codes.append((await reviewer.do(mutation, "__typename", **given))["code"])
    bruno = await _promoted(reviewer)
    portal.clock.forward(timedelta(minutes=11))
    codes.append((await bruno.do(mutation, "__typename", **given))["code"])
    await bruno.prove()
    done = await bruno.do(mutation, "__typename", **given)

    assert codes == ["SIGN_IN_NEEDED", "NOT_ALLOWED", "CARD_PROOF_NEEDED"]
    assert "code" not in done


async def _promoted(person: Person) -> Person:
    """Return a reviewer who signs in as an administrator."""
    await Account.all().update(role=Role.ADMIN)
    await person.sign_in()
    return person


async def test_a_holder_and_a_partner_see_no_partners(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    asked = "{ staff { partners { __typename } } }"

    assert await alice.ask(asked) == await clara.ask(asked) == {"staff": None}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"name": " "}, ("name", "REQUIRED")),
        ({"name": "x" * 81}, ("name", "TOO_LONG")),
        ({"name": "a\u202eb"}, ("name", "UNWRITTEN_CHARACTER")),
        ({"scopes": []}, ("scopes", "REQUIRED")),
        ({"scopes": ["HANDOFF"]}, ("handoffUrl", "REQUIRED")),
        ({"handoffUrl": "http://localhost:9000/enter"}, ("handoffUrl", "HANDOFF_URL_SHAPE")),
        ({"handoffUrl": "https://a@b.example/"}, ("handoffUrl", "HANDOFF_URL_SHAPE")),
        ({"handoffUrl": "https://b.example/#"}, ("handoffUrl", "HANDOFF_URL_SHAPE")),
        ({"handoffUrl": "https://b.example/ x"}, ("handoffUrl", "HANDOFF_URL_SHAPE")),
        ({"handoffUrl": "javascript:alert(1)"}, ("handoffUrl", "HANDOFF_URL_SHAPE")),
        ({"handoffUrl": "ftp://b.example/enter"}, ("handoffUrl", "HANDOFF_URL_SHAPE")),
        ({"expiresAt": "2026-03-02T04:00:00Z"}, ("expiresAt", "TOKEN_LIFE")),
        ({"expiresAt": "2027-03-04T04:00:00Z"}, ("expiresAt", "TOKEN_LIFE")),
    ],
)
async def test_an_invalid_partner_is_refused(
    portal: TestPortal, given: dict[str, object], problem: tuple[str, str]
) -> None:
    """The portal of the test is no demo, so this machine is no address."""
    portal_in_production(portal)
    bruno = await sign_in_admin(portal)

    refused = await created(bruno, **given)

    assert [(p["path"][0], p["code"]) for p in refused["problems"]] == [problem]
    assert await Partner.all().count() == 0


def portal_in_production(portal: TestPortal) -> None:
    settings = replace(portal.settings, mode=Mode.PRODUCTION)
    portal.services = replace(portal.services, settings=settings)
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))


async def test_in_the_demo_a_partner_may_be_on_this_machine(portal: TestPortal) -> None:
    bruno = await sign_in_admin(portal)

    made = await created(bruno, scopes=["HANDOFF"], handoffUrl="http://localhost:9000/enter")

    assert made["__typename"] == "CreatePartnerSuccess"


async def test_no_two_partners_have_one_name(portal: TestPortal) -> None:
    bruno = await sign_in_admin(portal)
    await created(bruno)

    assert (await created(bruno))["code"] == "PARTNER_NAME_TAKEN"


async def works(portal: TestPortal, text: str) -> bool:
    clara = Clara(portal=portal, token=text, id=UUID(int=0))
    return (await clara.post(WHO)).status_code == 200


async def test_two_tokens_live_for_an_overlap(portal: TestPortal) -> None:
    bruno = await sign_in_admin(portal)
    first = await created(bruno)

    second = await bruno.do(
        "rotatePartnerToken", f"token {SHOWN}", id=first["partner"]["id"], overlapHours=2
    )

    both = [await works(portal, made["token"]) for made in (first, second)]
    portal.clock.forward(timedelta(hours=2))
    after = [await works(portal, made["token"]) for made in (first, second)]
    new, old = [edge["node"] for edge in second["partner"]["tokens"]["edges"]]
    assert both == [True, True]
    assert after == [False, True]
    assert new["expiresAt"] == "2026-05-31T04:00:00.000Z"
    assert old["expiresAt"] == "2026-03-02T06:00:00.000Z"


async def test_a_third_token_ends_the_oldest_at_once(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    texts = [clara.token]
    for _ in range(2):
        portal.clock.forward(timedelta(seconds=1))
        made = await rotate_token(
            actor=OPERATOR, partner_id=clara.id, overlap_hours=24, now=portal.clock()
        )
        texts.append(made.token.text)

    assert [await works(portal, text) for text in texts] == [False, True, True]


async def test_without_an_overlap_the_old_token_ends_at_once(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    await rotate_token(actor=OPERATOR, partner_id=clara.id, overlap_hours=0, now=portal.clock())

    assert not await works(portal, clara.token)


async def test_an_overlap_has_an_end(portal: TestPortal) -> None:
    bruno = await sign_in_admin(portal)
    made = await created(bruno)

    for hours in (-1, 169):
        refused = await bruno.do(
            "rotatePartnerToken", "token", id=made["partner"]["id"], overlapHours=hours
        )
        assert refused["code"] == "INVALID_INPUT"


async def test_rotations_that_race_leave_two_tokens(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    await asyncio.gather(
        *(
            rotate_token(
                actor=OPERATOR,
                partner_id=clara.id,
                overlap_hours=24,
                now=portal.clock() + timedelta(seconds=number),
            )
            for number in range(1, 6)
        )
    )

    later = portal.clock() + timedelta(seconds=6)
    assert await PartnerToken.live(at=later).count() == 2


async def test_a_revoked_partner_is_shut_out(portal: TestPortal) -> None:
    bruno, clara = await sign_in_admin(portal), await Clara.at(portal)

    done = await bruno.do("revokePartner", SHOWN, id=clara.global_id)
    again = await bruno.do("revokePartner", SHOWN, id=clara.global_id)
    rotated = await bruno.do("rotatePartnerToken", "token", id=clara.global_id)
    foreign = await bruno.do("revokePartner", SHOWN, id=to_base64("Partner", NOBODY))

    assert done["partner"]["revokedAt"] is not None
    assert {answer["code"] for answer in (again, rotated, foreign)} == {"PARTNER_NOT_FOUND"}
    assert not await works(portal, clara.token)


async def test_what_does_not_count_is_refused_alike(portal: TestPortal) -> None:
    names = ("expired", "revoked", "shut out", "fine")
    wrong = {name: await Clara.at(portal, name=name) for name in names}
    await PartnerToken.filter(partner_id=wrong["expired"].id).update(expires_at=portal.clock())
    await PartnerToken.filter(partner_id=wrong["revoked"].id).update(revoked_at=portal.clock())
    await Partner.filter(id=wrong["shut out"].id).update(revoked_at=portal.clock())
    fine = wrong.pop("fine")
    given = [f"Bearer {clara.token}" for clara in wrong.values()]
    given += [f"Bearer {token.made()}", "Bearer nonsense", "Bearer ", "Bearer", ""]
    given += [fine.token, f"Basic {fine.token}", f"Token {fine.token}"]

    answers = [await fine.post(WHO, headers={"authorization": header}) for header in given]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}
    assert answers[0].json()["errors"][0]["extensions"]["code"] == "TOKEN_REFUSED"
    assert "data" not in answers[0].json()
    assert (await fine.post(WHO)).status_code == 200


async def test_two_headers_are_no_token(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with portal.browser() as program:
        answer = await program.post(
            "/graphql",
            json={"query": WHO},
            headers=[("authorization", f"Bearer {clara.token}")] * 2,
        )

    assert answer.status_code == 401


async def test_a_token_beside_a_session_is_refused(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)

    answer = await alice.browser.post("/graphql", json={"query": WHO}, headers=clara.headers)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "TOKEN_BESIDE_COOKIE"


async def test_a_token_in_the_address_or_the_body_is_none(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with portal.browser() as program:
        in_address = await program.get(
            "/graphql", params={"query": WHO, "access_token": clara.token, "token": clara.token}
        )
        in_body = await program.post(
            "/graphql", json={"query": WHO, "access_token": clara.token, "token": clara.token}
        )

    assert in_address.json()["data"]["partner"] is None
    assert in_body.json()["data"]["partner"] is None


async def test_a_partner_is_no_person(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    seen = await clara.ask(WHO)

    assert seen["viewer"] is None
    assert seen["partner"]["scopes"] == [scope.name for scope in Scope]


async def test_last_use_is_written_down_once_a_minute(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    used = []

    for seconds in (0, 59, 1):
        portal.clock.forward(timedelta(seconds=seconds))
        await clara.ask(WHO)
        used.append((await PartnerToken.get()).last_used_at)

    assert used == [cards.AT, cards.AT, cards.AT + timedelta(minutes=1)]


async def test_a_stream_with_a_revoked_token_ends_at_once(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with asyncio.timeout(10), clara.watching() as stream:
        begun = await anext(stream)
        await rotate_token(actor=OPERATOR, partner_id=clara.id, overlap_hours=0, now=portal.clock())
        rest = [frame async for frame in stream]

    assert begun.payload["__typename"] == "AccountEventsBegun"
    assert rest == []


async def test_a_stream_with_an_expired_token_ends_at_a_heartbeat(
    portal: TestPortal,
) -> None:
    clara = await Clara.at(portal, days=1)
    streams = Streams(heartbeat_seconds=0.05)

    async with asyncio.timeout(10), clara.watching(streams=streams) as stream:
        await anext(stream)
        portal.clock.forward(timedelta(days=1))
        rest = [frame async for frame in stream]

    assert rest == []


async def test_streams_are_counted_for_each_token(portal: TestPortal) -> None:
    clara, other = await Clara.at(portal), await Clara.at(portal, name="稽查系統")
    streams = Streams(per_key=1)

    async with asyncio.timeout(10), served(portal, streams) as server:
        accept = {"accept": "text/event-stream"}
        asked, headers = {"query": EVENTS}, clara.headers | accept
        async with (
            httpx.AsyncClient(timeout=PATIENCE) as client,
            client.stream("POST", server.url, json=asked, headers=headers) as first,
        ):
            lines = first.aiter_lines()
            await anext(lines)
            codes = [
                await _status(client, server.url, person.headers | accept)
                for person in (clara, other)
            ]

    assert codes == [429, 200]


async def _status(client: httpx.AsyncClient, url: str, headers: dict[str, str]) -> int:
    """Open a stream and return its HTTP status."""
    async with client.stream("POST", url, json={"query": EVENTS}, headers=headers) as answer:
        return answer.status_code


def test_an_operator_lets_partners_in_and_out(tmp_path: Path) -> None:
    asyncio.run(migrate(f"sqlite://{tmp_path / 'gpszone.sqlite3'}"))

    def run(*command: str) -> str:
        result = CliRunner().invoke(main, ["partner", *command, "--demo", str(tmp_path)])
        assert result.exit_code == 0, result.output
        return result.output

    made = run("create", "定位", "--scope", "events:read", "--by", "oper")
    [partner_id] = re.findall(r"^id +(\S+)$", made, re.MULTILINE)
    rotated = run("rotate", partner_id)
    listed = run("list")
    run("revoke", partner_id)
    after = run("list")

    texts = [re.findall(r"gpz_\w+", said)[0] for said in (made, rotated)]
    assert all(token.is_shaped(text) for text in texts)
    assert all(f"{text[:12]}…" in listed and text not in listed for text in texts)
    assert "events:read" in listed
    assert listed.count("revoked") == 0
    assert after.count("revoked") == 3


def test_an_operator_sees_why_a_command_is_refused(tmp_path: Path) -> None:
    asyncio.run(migrate(f"sqlite://{tmp_path / 'gpszone.sqlite3'}"))
    command = ["partner", "create", "定位", "--scope", "handoff", "--days", "9999"]

    result = CliRunner().invoke(main, [*command, "--demo", str(tmp_path)])

    assert result.exit_code == 1
    assert "handoffUrl: " in result.output
    assert "expiresAt: " in result.output
