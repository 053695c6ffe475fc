"""Tests of editing a partner: its name, its scopes, its hand-off address."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from strawberry.relay import to_base64

from models.account.account import Account
from models.core.mode import Mode
from models.database.migrate import migrate
from models.journal.event import Event
from models.partner.administrator import Operator
from models.partner.form import PartnerEdit
from models.partner.partner import Partner, PartnerChanged, PartnerViewer, Scope, partner_of
from models.partner.scopes import (
    ScopeMissing,
    TokenNeeded,
    may_still_stream,
    require_scope_still,
    scopes_by_tokens,
)
from models.session.roles import Role
from resolvers.partner.handoff import redeem_handoff
from resolvers.partner.manage import revoke_partner
from resolvers.partner.update import update_partner
from schema.ids import NOBODY
from tests.support.people.partners import HANDOFF_URL, OPERATOR, Clara
from tests.support.people.people import Person, outcome
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.interruption import interrupting
from tests.support.scenarios.partners import account_event, sign_in_admin
from tests.support.streams.sse import Frame
from web.cli.loader import main

SHOWN = "partner { id name scopes handoffUrl version }"
OTHER_URL = "https://inspection.example/enter"


async def shown(admin: Person) -> dict[str, Any]:
    """Return the only partner as an administrator sees it."""
    asked = "partners { edges { node { id name scopes handoffUrl version } } }"
    [edge] = (await admin.read_of_staff(asked))["edges"]
    one: dict[str, Any] = edge["node"]
    return one


async def update(admin: Person, seen: dict[str, Any], **given: object) -> dict[str, Any]:
    told = {"id": seen["id"], "version": seen["version"], **given}
    return await admin.do("updatePartner", SHOWN, **told)


async def narrow(portal: TestPortal, clara: Clara, *scopes: Scope) -> Partner:
    """Leave a partner these scopes only."""
    partner = await Partner.get(id=clara.id)
    return await update_partner(
        actor=OPERATOR,
        partner_id=clara.id,
        version=partner.version,
        edit=PartnerEdit(scopes=scopes),
        mode=Mode.PRODUCTION,
        now=portal.clock(),
    )


async def viewer_of(portal: TestPortal, clara: Clara) -> PartnerViewer:
    """Return the partner as a request that arrives now sees it."""
    viewer = await partner_of(clara.token, at=portal.clock())
    assert viewer is not None
    return viewer


async def test_an_administrator_edits_what_the_page_shows(portal: TestPortal) -> None:
    admin, clara = await sign_in_admin(portal), await Clara.at(portal)
    seen = await shown(admin)

    done = await update(
        admin, seen, name=" 稽查系統 ", scopes=["HANDOFF", "ACCOUNTS_READ"], handoffUrl=OTHER_URL
    )

    assert outcome(done) == "UpdatePartnerSuccess", done
    now = done["partner"]
    assert (now["name"], now["handoffUrl"]) == ("稽查系統", OTHER_URL)
    assert now["scopes"] == ["ACCOUNTS_READ", "HANDOFF"]
    assert now["version"] != seen["version"]
    assert await shown(admin) == now
    viewer = await viewer_of(portal, clara)
    assert viewer.name == "稽查系統"
    assert viewer.scopes == frozenset({Scope.ACCOUNTS_READ, Scope.HANDOFF})


async def test_the_journal_says_what_changed_from_and_to_and_by_whom(portal: TestPortal) -> None:
    admin = await sign_in_admin(portal)
    await Clara.at(portal, Scope.HANDOFF, Scope.EVENTS_READ)

    await update(
        admin,
        await shown(admin),
        name="稽查系統",
        scopes=["EVENTS_READ"],
        handoffUrl=OTHER_URL,
    )

    event = await Event.get(kind="PARTNER_UPDATED")
    assert event.actor.startswith("certificate:")
    assert {key: value for key, value in event.payload.items() if "_" in key} == {
        "name_from": "車輛定位系統",
        "name_to": "稽查系統",
        "scopes_from": "events:read handoff",
        "scopes_to": "events:read",
        "handoff_url_from": HANDOFF_URL,
        "handoff_url_to": OTHER_URL,
    }


async def test_what_is_not_named_stays_and_is_not_in_the_journal(portal: TestPortal) -> None:
    admin = await sign_in_admin(portal)
    await Clara.at(portal)
    seen = await shown(admin)

    done = await update(admin, seen, name="稽查系統")

    assert done["partner"] == {**seen, "name": "稽查系統", "version": done["partner"]["version"]}
    payload = (await Event.get(kind="PARTNER_UPDATED")).payload
    assert {key for key in payload if key.endswith(("_from", "_to"))} == {"name_from", "name_to"}


async def test_an_empty_text_is_one_that_was_left_out(portal: TestPortal) -> None:
    admin = await sign_in_admin(portal)
    await Clara.at(portal)
    seen = await shown(admin)

    done = await update(admin, seen, name=" ", handoffUrl="")

    assert done["partner"] == seen
    assert await Event.filter(kind="PARTNER_UPDATED").count() == 0


async def test_a_scope_of_a_later_version_stays_unless_scopes_are_named(
    portal: TestPortal,
) -> None:
    admin = await sign_in_admin(portal)
    await Clara.at(portal)
    await Partner.all().update(scopes=["events:read", "openid"])

    await update(admin, await shown(admin), name="稽查系統")
    kept = (await Partner.get()).scopes
    await update(admin, await shown(admin), scopes=["ACCOUNTS_READ"])

    assert kept == ["events:read", "openid"]
    assert (await Partner.get()).scopes == ["accounts:read"]


async def test_an_edit_of_what_has_changed_since_is_refused(portal: TestPortal) -> None:
    admin = await sign_in_admin(portal)
    await Clara.at(portal)
    seen = await shown(admin)
    await update(admin, seen, handoffUrl=OTHER_URL)

    late = await update(admin, seen, scopes=["EVENTS_READ"])

    assert late["code"] == "PARTNER_CHANGED"
    assert len((await Partner.get()).scopes) == len(Scope)
    assert await Event.filter(kind="PARTNER_UPDATED").count() == 1


async def test_the_same_edit_again_succeeds_and_changes_nothing(portal: TestPortal) -> None:
    """The answer to the first may have been lost, so its version is not held against it."""
    admin = await sign_in_admin(portal)
    await Clara.at(portal)
    seen = await shown(admin)
    first = await update(admin, seen, name="稽查系統", scopes=["ACCOUNTS_READ"])

    again = await update(admin, seen, name="稽查系統", scopes=["ACCOUNTS_READ"])
    nothing = await update(admin, await shown(admin))

    assert again == nothing == first
    assert await Event.filter(kind="PARTNER_UPDATED").count() == 1
    assert await Event.filter(kind="TOKEN_NARROWED").count() == 1


async def test_of_two_edits_of_one_version_one_is_done(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    version = (await Partner.get()).version

    said = await asyncio.gather(
        *(
            update_partner(
                actor=OPERATOR,
                partner_id=clara.id,
                version=version,
                edit=PartnerEdit(name=name),
                mode=Mode.PRODUCTION,
                now=portal.clock(),
            )
            for name in ("甲系統", "乙系統")
        ),
        return_exceptions=True,
    )

    assert [type(one) for one in said if isinstance(one, Exception)] == [PartnerChanged]
    assert await Event.filter(kind="PARTNER_UPDATED").count() == 1


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"name": "x" * 81}, ("name", "TOO_LONG")),
        ({"scopes": []}, ("scopes", "REQUIRED")),
        ({"handoffUrl": "http://tracks.example/"}, ("handoffUrl", "HANDOFF_URL_SHAPE")),
        ({"handoffUrl": "https://a@b.example/"}, ("handoffUrl", "HANDOFF_URL_SHAPE")),
        ({"handoffUrl": "javascript:alert(1)"}, ("handoffUrl", "HANDOFF_URL_SHAPE")),
    ],
)
async def test_an_invalid_edit_is_refused_and_changes_nothing(
    portal: TestPortal, given: dict[str, object], problem: tuple[str, str]
) -> None:
    admin = await sign_in_admin(portal)
    await Clara.at(portal)
    seen = await shown(admin)

    refused = await update(admin, seen, **given)

    assert [(p["path"][0], p["code"]) for p in refused["problems"]] == [problem]
    assert await shown(admin) == seen


async def test_the_scope_of_hand_offs_needs_an_address(portal: TestPortal) -> None:
    admin = await sign_in_admin(portal)
    await Clara.at(portal, Scope.EVENTS_READ)
    await Partner.all().update(handoff_url=None)
    seen = await shown(admin)

    without = await update(admin, seen, scopes=["HANDOFF"])
    done = await update(admin, seen, scopes=["HANDOFF"], handoffUrl=OTHER_URL)

    assert [(p["path"][0], p["code"]) for p in without["problems"]] == [("handoffUrl", "REQUIRED")]
    assert done["partner"]["handoffUrl"] == OTHER_URL


async def test_a_name_of_another_partner_is_refused(portal: TestPortal) -> None:
    admin = await sign_in_admin(portal)
    clara, other = await Clara.at(portal), await Clara.at(portal, name="稽查系統")
    await revoke_partner(actor=OPERATOR, partner_id=other.id, now=portal.clock())
    version = (await Partner.get(id=clara.id)).version

    refused = await update(admin, {"id": clara.global_id, "version": version}, name="稽查系統")

    assert refused["code"] == "PARTNER_NAME_TAKEN"
    assert (await Partner.get(id=clara.id)).name == "車輛定位系統"


async def test_a_revoked_partner_and_an_unknown_one_are_not_found(portal: TestPortal) -> None:
    admin, clara = await sign_in_admin(portal), await Clara.at(portal)
    seen = await shown(admin)
    await revoke_partner(actor=OPERATOR, partner_id=clara.id, now=portal.clock())

    said = [
        await update(admin, {"id": which, "version": seen["version"]}, name="稽查系統")
        for which in (seen["id"], to_base64("Partner", NOBODY), to_base64("Account", clara.id))
    ]

    assert {one["code"] for one in said} == {"PARTNER_NOT_FOUND"}
    assert await Event.filter(kind="PARTNER_UPDATED").count() == 0


async def test_an_administrator_who_becomes_a_reviewer_meanwhile_edits_nothing(
    portal: TestPortal,
) -> None:
    limiter = interrupting(portal)
    admin = await sign_in_admin(portal)
    await Clara.at(portal)
    seen = await shown(admin)
    limiter.meanwhile = lambda: Account.all().update(role=Role.REVIEWER)

    refused = await update(admin, seen, name="稽查系統")

    assert refused["code"] == "NOT_ALLOWED"
    assert (await Partner.get()).name == seen["name"]


# Scopes that are taken away.


async def test_a_token_loses_a_scope_at_once(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    asked = "accounts { __typename }"
    before = await clara.read(asked)

    await narrow(portal, clara, Scope.EVENTS_READ)

    assert before["__typename"] == "AccountFeedConnection"
    assert (await clara.read(asked))["code"] == "SCOPE_MISSING"


async def test_a_stream_ends_at_once_when_its_scope_is_taken_away(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with asyncio.timeout(10), clara.watching() as stream:
        begun = await anext(stream)
        await narrow(portal, clara, Scope.ACCOUNTS_READ)
        rest = [frame async for frame in stream]
    async with asyncio.timeout(10), clara.watching() as stream:
        again = [frame async for frame in stream if frame.data]

    assert begun.payload["__typename"] == "AccountEventsBegun"
    assert rest == []
    assert _codes(again) == ["SCOPE_MISSING"]


def _codes(frames: list[Frame]) -> list[str]:
    return [frame.payload["code"] for frame in frames if "code" in frame.payload]


async def test_a_stream_goes_on_when_another_scope_is_taken_away(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with asyncio.timeout(10), clara.watching() as stream:
        await anext(stream)
        await narrow(portal, clara, Scope.EVENTS_READ)
        await account_event(portal, "A0000006")
        told = await anext(stream)

    assert told.payload["kind"] == "ACCOUNT_OPENED"
    assert await Event.filter(kind="TOKEN_NARROWED").count() == 0


async def scopes_now(portal: TestPortal, viewer: PartnerViewer) -> frozenset[Scope] | None:
    return (await scopes_by_tokens([viewer.token_id], at=portal.clock())).get(viewer.token_id)


async def test_an_open_stream_is_told_nothing_by_a_scope_that_is_gone(portal: TestPortal) -> None:
    """Even where the stream has not been aborted yet: each delivery asks again."""
    clara = await Clara.at(portal)
    viewer = await viewer_of(portal, clara)
    await Partner.all().update(scopes=[Scope.ACCOUNTS_READ.value])

    with pytest.raises(ScopeMissing):
        await require_scope_still(viewer, Scope.EVENTS_READ, at=portal.clock())

    assert not may_still_stream(viewer, await scopes_now(portal, viewer))


async def test_a_stream_asks_at_its_heartbeats_only_for_what_it_needs(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    viewer = await viewer_of(portal, clara)
    await Partner.all().update(scopes=[Scope.EVENTS_READ.value])
    fewer = may_still_stream(viewer, await scopes_now(portal, viewer))
    await Partner.all().update(revoked_at=portal.clock())

    revoked = may_still_stream(viewer, await scopes_now(portal, viewer))

    assert (fewer, revoked) == (True, False)
    with pytest.raises(TokenNeeded):
        await require_scope_still(viewer, Scope.EVENTS_READ, at=portal.clock())


async def test_a_code_is_not_redeemed_by_a_partner_that_has_lost_the_scope(
    portal: TestPortal,
) -> None:
    """Neither by a request that arrived before."""
    alice, clara = await holder(portal), await Clara.at(portal)
    made = await alice.do("createHandoff", "url", partnerId=clara.global_id)
    code = str(made["url"]).partition("code=")[2]
    arrived = await viewer_of(portal, clara)
    await narrow(portal, clara, Scope.EVENTS_READ)

    later = await clara.redeem(code)

    assert later["code"] == "SCOPE_MISSING"
    with pytest.raises(ScopeMissing):
        await redeem_handoff(partner=arrived, code=code, now=portal.clock())
    assert await Event.filter(kind="HANDED_OFF").count() == 0


async def test_nobody_is_handed_off_to_a_partner_that_has_lost_the_scope_meanwhile(
    portal: TestPortal,
) -> None:
    limiter = interrupting(portal)
    alice, clara = await holder(portal), await Clara.at(portal)
    limiter.meanwhile = lambda: narrow(portal, clara, Scope.EVENTS_READ)

    refused = await alice.do("createHandoff", "url", partnerId=clara.global_id)
    menu = await alice.ask("{ handoffDestinations { name } }")

    assert refused["code"] == "PARTNER_NOT_FOUND"
    assert menu["handoffDestinations"] == []


async def test_the_new_address_gets_the_next_holder(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    await update_partner(
        actor=OPERATOR,
        partner_id=clara.id,
        version=(await Partner.get()).version,
        edit=PartnerEdit(handoff_url=OTHER_URL),
        mode=Mode.PRODUCTION,
        now=portal.clock(),
    )

    made = await alice.do("createHandoff", "url", partnerId=clara.global_id)

    assert made["url"].startswith(f"{OTHER_URL}?code=")


# The command.


def test_an_operator_edits_a_partner(tmp_path: Path) -> None:
    asyncio.run(migrate(f"sqlite://{tmp_path / 'gpszone.sqlite3'}"))

    def run(*command: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, ["partner", *command, "--demo", str(tmp_path)])
        assert result.exit_code == code, result.output
        return result.output

    made = run("create", "定位", "--scope", "events:read", "--scope", "accounts:read")
    partner_id = made.split()[1]
    renamed = run("update", partner_id, "--name", "車輛定位", "--by", "oper")
    narrowed = run("update", partner_id, "--scope", "events:read")
    refused = run("update", partner_id, "--scope", "handoff", code=1)
    unknown = run("update", str(UUID(int=0)), "--name", "他系統", code=1)

    assert "車輛定位  accounts:read events:read" in renamed
    assert "車輛定位  events:read" in narrowed
    assert "handoffUrl: " in refused
    assert "does not exist" in unknown
    assert Operator(name="oper").actor == "operator:oper"
