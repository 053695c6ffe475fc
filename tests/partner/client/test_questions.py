"""Tests of the Python client's single questions: answers, refusals, limits, silence."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from gpszone_partner import (
    Client,
    Limits,
    MayAct,
    MayNotAct,
    PartnerError,
    RateLimited,
    Refused,
    UnexpectedAnswer,
    Unreachable,
)

from models.card.certificate import Certificate
from models.limits.table import Act, Counted, Window
from models.partner.partner import Scope
from tests.support.counting import only
from tests.support.people.partners import Clara, served
from tests.support.people.patient import client
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.partners import account_event
from tests.support.servers.scripted import Scripted, answer
from web.http.graphql.stream import Streams

HASTY = Limits(connect=5, answer=0.2, answer_bytes=1000)


async def test_a_partner_asks_what_there_is_to_ask(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    card = await Certificate.get()
    made = await alice.do("createHandoff", "url", partnerId=clara.global_id)
    [code] = parse_qs(urlsplit(made["url"]).query)["code"]

    async with served(portal, Streams()) as server, client(server.url, clara.token) as partner:
        account = await partner.account("A0000006")
        may = await partner.certificate_may_act(sha256=card.sha256, control_number="A0000006")
        may_not = await partner.certificate_may_act(sha256="0" * 64, control_number="A0000006")
        page = await partner.accounts()
        events = await partner.events()
        came = await partner.redeem_handoff(code)
        with pytest.raises(Refused) as again:
            await partner.redeem_handoff(code)

    assert account.name == "測試化工股份有限公司"
    assert account.certificates is not None
    assert [edge.node.sha256 for edge in account.certificates.edges] == [card.sha256]
    assert isinstance(may, MayAct)
    assert may.until == card.not_after
    assert may_not == MayNotAct(reason="NOT_BOUND_HERE")
    assert [edge.node for edge in page.edges] == [account]
    assert [edge.node.kind for edge in events.edges] == ["ACCOUNT_OPENED"]
    assert (came.holder_name, came.control_number) == ("測試甲", "A0000006")
    assert again.value.code == "HANDOFF_UNKNOWN"


async def test_a_refusal_has_code_title_remedy_and_path(portal: TestPortal) -> None:
    clara = await Clara.at(portal)

    async with served(portal, Streams()) as server, client(server.url, clara.token) as partner:
        with pytest.raises(Refused) as caught:
            await partner.account("Z9999999")

    refusal = caught.value
    assert refusal.code == "ACCOUNT_NOT_FOUND"
    assert refusal.path == ("controlNumber",)
    assert refusal.remedy == "MESSAGE"
    assert refusal.title
    assert str(refusal) == f"ACCOUNT_NOT_FOUND: {refusal.message}"


async def test_a_token_without_the_scope_is_refused(portal: TestPortal) -> None:
    await holder(portal)
    clara = await Clara.at(portal, Scope.ACCOUNTS_READ)

    async with served(portal, Streams()) as server, client(server.url, clara.token) as partner:
        with pytest.raises(Refused, match=r"SCOPE_MISSING: .*certificates:read"):
            await partner.accounts()
        with pytest.raises(Refused, match=r"SCOPE_MISSING: .*events:read"):
            await partner.events()


async def test_a_wrong_token_is_refused(portal: TestPortal) -> None:
    async with served(portal, Streams()) as server, client(server.url) as partner:
        with pytest.raises(Refused, match="TOKEN_REFUSED"):
            await partner.accounts()


async def test_beyond_the_limit_it_says_how_long_to_wait(portal: TestPortal) -> None:
    await account_event(portal, "B0000001")
    clara = await Clara.at(portal)
    window = Window(1, timedelta(minutes=1))
    portal.services.limiter.rules = only(Act.REQUEST, Counted.PARTNER, window)

    async with served(portal, Streams()) as server, client(server.url, clara.token) as partner:
        with pytest.raises(RateLimited) as caught:
            await partner.account("B0000001")

    assert caught.value.code == "TOO_MANY_REQUESTS"
    assert 0 < caught.value.wait <= 60


async def failure_of(*answers: bytes | None, limits: Limits = HASTY) -> PartnerError:
    """Ask a question that gets these bytes, and return what is raised."""
    async with (
        Scripted(answers).running() as server,
        client(server.url, limits=limits) as partner,
    ):
        with pytest.raises(PartnerError) as caught:
            await partner.account("A0000006")
    return caught.value


ERRORS = {"errors": [{"message": "m", "extensions": {"code": "A_CODE", "path": ["a"]}}]}
LIMITED = {"errors": [{"message": "m", "extensions": {"code": "TOO_MANY_REQUESTS"}}]}
BROKEN = {"errors": [{"message": "m", "extensions": {"code": "INTERNAL_SERVER_ERROR", "id": "7"}}]}


@pytest.mark.parametrize(
    ("told", "kind", "message"),
    [
        (None, Unreachable, "ReadTimeout"),
        (b"", Unreachable, "RemoteProtocolError"),
        (answer(b"x" * 1001), Unreachable, "longer than 1000 bytes"),
        (answer(b"<html>", status="502 Bad Gateway"), Unreachable, "HTTP 502 without an answer"),
        (answer(BROKEN, status="500 Oops"), Unreachable, "INTERNAL_SERVER_ERROR: 7"),
        (answer(ERRORS, status="401 No"), Refused, "A_CODE: m"),
        (answer(ERRORS), Refused, "A_CODE: m"),
        (answer({"errors": [{"message": "m"}]}), UnexpectedAnswer, "an error without a code"),
        (answer({"data": None}), UnexpectedAnswer, "data: expected an object"),
        (answer({}), UnexpectedAnswer, "data is missing"),
        (answer({"data": {"partner": None}}), Refused, "TOKEN_NEEDED"),
    ],
)
async def test_each_failure_is_told_by_what_helps(
    told: bytes | None, kind: type[PartnerError], message: str
) -> None:
    failure = await failure_of(told)

    assert type(failure) is kind
    assert message in str(failure)


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        (answer(LIMITED, status="429 Wait", headers="retry-after: 17\r\n"), 17),
        (answer(LIMITED, status="429 Wait", headers="retry-after: soon\r\n"), 5),
        (answer(LIMITED), 5),
        (answer(b"", status="429 Wait", headers="retry-after: 9\r\n"), 9),
        (answer(b"", status="503 Wait", headers="retry-after: 8\r\n"), 8),
    ],
)
async def test_the_wait_is_read_wherever_it_stands(told: bytes, wait: float) -> None:
    failure = await failure_of(told)

    assert isinstance(failure, RateLimited)
    assert failure.wait == wait


async def test_an_answer_that_comes_in_drops_ends_as_well() -> None:
    limits = Limits(connect=0.3, answer=0.3)
    async with (
        Scripted([answer(ERRORS)], drop=0.02).running() as server,
        client(server.url, limits=limits) as partner,
    ):
        with pytest.raises(Unreachable, match="TimeoutError"):
            await partner.account("A0000006")


async def test_nothing_listening_is_unreachable() -> None:
    async with Scripted(()).running() as server:
        url = server.url

    async with client(url) as partner:
        with pytest.raises(Unreachable, match="ConnectError"):
            await partner.account("A0000006")


async def test_a_redirect_does_not_get_the_token() -> None:
    async with Scripted([None]).running() as elsewhere:
        there = f"location: {elsewhere.url}\r\n"
        moved = answer(b"", status="307 Moved", headers=there)

        failure = await failure_of(moved)

    assert isinstance(failure, Unreachable)
    assert elsewhere.asked == []


async def test_the_request_has_the_token_and_asks_for_no_compression() -> None:
    async with Scripted([answer(ERRORS)]).running() as server:
        async with Client(server.url, "gpz_secret") as partner:
            with pytest.raises(Refused):
                await partner.account("A0000006")
            shown = repr(partner.__dict__)
        [(head, body)] = server.asked

    assert "authorization: bearer gpz_secret" in head.lower()
    assert "accept-encoding: identity" in head.lower()
    assert body["operationName"] == "ReadAccount"
    assert body["variables"] == {"controlNumber": "A0000006"}
    assert "gpz_secret" not in shown
