"""Tests of limits over HTTP: the answer, and who is unaffected (abuse 31, 33, 41)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from strawberry.relay import to_base64

from models.limits.table import Act, Counted, TooManyRequests, Window
from models.mail.outbox import Mail, MailState
from models.outside.smtp import MailDeferred
from schema.context import Context
from schema.gate.tokens import tokens_in
from schema.ids import NOBODY
from schema.root import gate, schema
from tests.support import cards
from tests.support.counting import only
from tests.support.people.partners import Clara
from tests.support.people.people import Person, encoded, form
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import activated
from web.http.app import Portal, make_app
from web.http.context import context_of
from web.http.graphql.endpoint import OCTETS_OF_A_UNIT, UNITS_OF_A_REQUEST
from web.http.graphql.stream import Streams

HOUR = timedelta(hours=1)
SERVICE = {"query": "{ service { name } }"}
JOIN = f"""mutation {{ requestIdentityJoin(input: {{ controlNumber: "A0000006", signature: "AAAA",
    challengeId: "{to_base64("Challenge", NOBODY)}" }}) {{ __typename }} }}"""
APPLY = {
    "query": "mutation($i: ApplyInput!) { apply(input: $i) { __typename } }",
    "variables": {"i": form()},
}


def allow(portal: TestPortal, act: Act, counted: Counted, amount: int) -> None:
    """Limit one act, and no other."""
    portal.services.limiter.rules = only(act, counted, Window(amount, HOUR))


async def _codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json().get("errors", [])]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh-TW", "操作次數過多，請於 3600 秒後再試。"),
        ("en", "You have sent too many requests. Try again in 3600 seconds."),
    ],
)
async def test_applying_too_often_returns_when_to_retry(
    portal: TestPortal, language: str, sentence: str
) -> None:
    allow(portal, Act.APPLY, Counted.ADDRESS, 1)
    async with portal.browser() as browser:
        await browser.post("/graphql", json=APPLY)
        browser.cookies.clear()

        answer = await browser.post("/graphql", json=APPLY, headers={"accept-language": language})

    [error] = answer.json()["errors"]
    assert error["message"] == sentence
    assert error["extensions"].items() >= {"code": "TOO_MANY_REQUESTS", "retryAfter": 3600}.items()
    assert error["path"] == ["apply"]
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "accept", ["application/json", "application/graphql-response+json", "text/event-stream"]
)
async def test_a_request_that_is_refused_whole_has_its_status(
    portal: TestPortal, accept: str
) -> None:
    allow(portal, Act.REQUEST, Counted.ADDRESS, 1)
    async with portal.browser() as browser:
        answer = await browser.post("/graphql", json=SERVICE, headers={"accept": accept})

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "3600"
    assert answer.headers["content-type"].startswith("application/")
    [error] = answer.json()["errors"]
    assert error["extensions"].items() >= {"code": "TOO_MANY_REQUESTS", "retryAfter": 3600}.items()
    assert "data" not in answer.json()


async def test_a_document_pays_for_its_reading_once_and_for_its_cost_always(
    portal: TestPortal,
) -> None:
    query = f"query A{portal.clock().microsecond}x{id(portal)} {{ service {{ name }} }}"
    async with portal.browser() as browser:
        always = _units(browser, {"query": query})
        new, known = always + tokens_in(query) + 2, always + 2
        allow(portal, Act.REQUEST, Counted.ADDRESS, new + 3 * known)
        statuses = [
            (await browser.post("/graphql", json={"query": query})).status_code for _ in range(5)
        ]

    assert statuses == [200, 200, 200, 200, 429]


async def test_a_costly_document_that_is_new_is_refused_before_it_runs(portal: TestPortal) -> None:
    query = f"query B{id(portal)} {{ postalDistricts {{ code name county }} service {{ name }} }}"
    async with portal.browser() as browser:
        always = _units(browser, {"query": query})
        allow(portal, Act.REQUEST, Counted.ADDRESS, always + tokens_in(query) + 368)
        answer = await browser.post("/graphql", json={"query": query})

    assert answer.status_code == 429
    assert "data" not in answer.json()


async def test_a_text_that_was_not_paid_for_is_not_read(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = f"query C{id(portal)} {{ " + "service { name } " * 9 + "}"
    monkeypatch.setattr(gate, "admit_in_turn", _unread)

    async with portal.browser() as browser:
        always = _units(browser, {"query": query})
        allow(portal, Act.REQUEST, Counted.ADDRESS, always + tokens_in(query) - 1)
        answer = await browser.post("/graphql", json={"query": query})

    assert answer.status_code == 429


def _units(browser: httpx.AsyncClient, body: object) -> int:
    """Return what a request costs besides its document."""
    request = browser.build_request("POST", "/graphql", json=body)
    head = sum(len(name) + len(value) for name, value in request.headers.raw)
    return UNITS_OF_A_REQUEST + (len(request.content) + head) // OCTETS_OF_A_UNIT


async def test_headers_are_paid_for(portal: TestPortal) -> None:
    gate.admit(SERVICE["query"], schema=schema._schema, suggestions=False)
    allow(portal, Act.REQUEST, Counted.ADDRESS, 110)

    async with portal.browser() as browser:
        answers = [
            await browser.post("/graphql", json=SERVICE, headers={"x-long": "a" * size})
            for size in (1, 20_000)
        ]

    assert [answer.status_code for answer in answers] == [200, 429]


async def test_what_fails_through_our_own_fault_is_given_back(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.admit(SERVICE["query"], schema=schema._schema, suggestions=False)
    async with portal.browser() as browser:
        allow(portal, Act.REQUEST, Counted.ADDRESS, _units(browser, SERVICE) + 2)
        with monkeypatch.context() as broken:
            broken.setattr("schema.service.SERVICE", None)
            failed = [await browser.post("/graphql", json=SERVICE) for _ in range(3)]

        statuses = [(await browser.post("/graphql", json=SERVICE)).status_code for _ in range(2)]

    codes = [code for answer in failed for code in await _codes(answer)]
    assert codes == ["INTERNAL_SERVER_ERROR"] * 3
    assert statuses == [200, 429]


async def _unread(text: str, **_: object) -> None:
    raise AssertionError(text)


async def test_the_bytes_of_the_variables_are_paid_for(portal: TestPortal) -> None:
    gate.admit(SERVICE["query"], schema=schema._schema, suggestions=False)
    allow(portal, Act.REQUEST, Counted.ADDRESS, 100)
    asked = {**SERVICE, "variables": {"n": "\u0301" * 15_000}}

    async with portal.browser() as browser:
        answers = [await browser.post("/graphql", json=given) for given in (SERVICE, asked)]

    assert [answer.status_code for answer in answers] == [200, 429]


async def test_another_address_is_left_alone(portal: TestPortal) -> None:
    allow(portal, Act.APPLY, Counted.ADDRESS, 1)
    first, second = Person.at(portal), Person.at(portal, address="192.0.2.2")
    await first.apply()

    applied = await second.apply()

    assert applied["__typename"] == "ApplySuccess"


@pytest.mark.parametrize(
    ("other", "status"),
    [("2001:db8:0:1::2", "TOO_MANY_REQUESTS"), ("2001:db8:0:2::1", None)],
)
async def test_one_network_of_ipv6_is_one_address(
    portal: TestPortal, other: str, status: str | None
) -> None:
    allow(portal, Act.APPLY, Counted.ADDRESS, 1)
    async with (
        portal.browser(address="2001:db8:0:1::1") as first,
        portal.browser(address=other) as second,
    ):
        await first.post("/graphql", json=APPLY)

        answer = await second.post("/graphql", json=APPLY)

    assert await _codes(answer) == ([status] if status else [])


@pytest.mark.parametrize(("proxies", "codes"), [("127.0.0.1", []), (None, ["TOO_MANY_REQUESTS"])])
async def test_only_a_proxy_is_believed_about_the_address(
    portal: TestPortal, proxies: str | None, codes: list[str]
) -> None:
    allow(portal, Act.APPLY, Counted.ADDRESS, 1)
    portal.app = make_app(Portal(services=portal.services, streams=Streams()), proxies=proxies)
    async with portal.browser() as browser:
        await browser.post("/graphql", json=APPLY, headers={"x-forwarded-for": "192.0.2.1"})
        browser.cookies.clear()

        answer = await browser.post(
            "/graphql", json=APPLY, headers={"x-forwarded-for": "192.0.2.2"}
        )

    assert await _codes(answer) == codes


async def test_a_session_is_counted_wherever_it_goes(portal: TestPortal) -> None:
    allow(portal, Act.CHALLENGE, Counted.SESSION, 2)
    alice = Person.at(portal)
    await alice.apply()
    await alice.challenge()
    await alice.challenge()
    roaming = portal.browser(address="192.0.2.9")
    roaming.cookies.update(alice.browser.cookies)
    alice.browser = roaming

    answer = await _challenge(alice)

    assert await _codes(answer) == ["TOO_MANY_REQUESTS"]


async def _challenge(person: Person) -> httpx.Response:
    query = """mutation($i: RequestChallengeInput!) {
      requestChallenge(input: $i) { __typename } }"""
    asked = {"purpose": "BIND", "subject": person.application["id"], **person.shown}
    return await person.browser.post("/graphql", json={"query": query, "variables": {"i": asked}})


async def _bind(person: Person, signature: bytes, challenge: str) -> dict[str, Any]:
    """Submit a signature and return the whole answer."""
    query = """mutation($i: BindCertificateInput!) {
      bindCertificate(input: $i) { __typename ... on UserError { code } } }"""
    given = {
        "applicationId": person.application["id"],
        **person.shown,
        "challengeId": challenge,
        "signature": encoded(signature),
        "phone": "02-12345678",
        "email": "holder@company.example",
    }
    answer = await person.browser.post("/graphql", json={"query": query, "variables": {"i": given}})
    body: dict[str, Any] = answer.json()
    return body


async def _fail(person: Person, signature: bytes) -> str:
    """Submit a signature over another challenge; return the result."""
    challenge = (await person.challenge())["challenge"]["id"]
    body = await _bind(person, signature, challenge)
    if "errors" in body:
        return str(body["errors"][0]["extensions"]["code"])
    return str(body["data"]["bindCertificate"]["code"])


async def test_a_card_that_is_refused_again_and_again_is_refused_unread(
    portal: TestPortal,
) -> None:
    allow(portal, Act.CARD_REFUSAL, Counted.CARD, 3)
    dan = Person.at(portal)
    await dan.apply()
    other = dan.sign("another text")

    seen = [await _fail(dan, other) for _ in range(5)]

    assert seen == ["CONTENT_NOT_CHALLENGE"] * 3 + ["TOO_MANY_REQUESTS"] * 2


async def test_abuse_31_failures_for_a_company_block_only_their_source(portal: TestPortal) -> None:
    portal.services.limiter.rules = {
        **only(Act.CARD_REFUSAL, Counted.CARD, Window(5, HOUR)),
        Act.CARD_REFUSAL: {
            Counted.ADDRESS: (Window(10, HOUR),),
            Counted.SESSION: (Window(5, HOUR),),
            Counted.CARD: (Window(5, HOUR),),
        },
    }
    alice = Person.at(portal, address="192.0.2.1")
    dan = Person.at(portal, address="198.51.100.1")
    # Dan names Alice's company, and has a message that Alice's card once signed.
    await dan.apply()
    stolen = alice.sign("another text")

    floods = [await _fail(dan, stolen) for _ in range(30)]
    await alice.apply()
    bound = await alice.bind()
    resumed = await Person.at(portal, alice.card, address="192.0.2.7").resume()

    assert floods[-1] == "TOO_MANY_REQUESTS"
    assert floods.count("CONTENT_NOT_CHALLENGE") == 5
    assert bound["__typename"] == "BindCertificateSuccess"
    assert resumed["__typename"] == "ContinueApplicationSuccess"


async def test_a_mistake_in_typing_and_a_list_that_is_away_cost_no_refusal(
    portal: TestPortal,
) -> None:
    allow(portal, Act.CARD_REFUSAL, Counted.ADDRESS, 1)
    portal.clock.forward(timedelta(days=30))
    alice = Person.at(portal)
    await alice.apply()

    stale = [(await alice.bind())["code"] for _ in range(3)]
    challenge = (await alice.challenge())["challenge"]
    typed = [await _typed_wrong(alice, challenge["id"]) for _ in range(3)]

    assert stale == ["REVOCATION_STALE"] * 3
    assert typed == ["INVALID_INPUT"] * 3


async def _typed_wrong(person: Person, challenge: str) -> str:
    """Submit form 2/2 with an invalid telephone number; return the code."""
    result = await person.do(
        "bindCertificate",
        "application { id }",
        applicationId=person.application["id"],
        **person.shown,
        challengeId=challenge,
        signature=encoded(b"unread"),
        phone="none",
        email="holder@company.example",
    )
    return str(result["code"])


@pytest.fixture(autouse=True)
def all_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have companies rejected although all of them are unknown."""
    monkeypatch.setattr("models.review.unknown_share.UNKNOWN_PERSONS_LEAST", 1_000)


async def _mailed(portal: TestPortal, mailbox: str, number: int) -> None:
    """Apply for an unknown company with somebody's mailbox, and be rejected."""
    holder = cards.citizen(subject_serial=f"{number:016d}")
    company = replace(COMPANY, control_number=f"Z{number:07d}", business_email=mailbox)
    dan = Person.at(portal, holder, address=f"198.51.100.{number}")
    await dan.apply(form(company))
    await dan.bind()
    await portal.review()


async def test_abuse_33_a_mailbox_is_not_bombed_by_tags_dots_and_case(portal: TestPortal) -> None:
    portal.services.limiter.rules = only(Act.MAIL, Counted.MAILBOX, Window(3, HOUR))
    names = ["alice", "Alice", "alice+1", "A.LICE+2", "alice+x+y", "a.l.i.c.e"]
    for number, name in enumerate(names):
        await _mailed(portal, f"{name}@gmail.com", number)

    while await portal.mail():
        pass
    await _mailed(portal, "bruno@company.example", 50)
    while await portal.mail():
        pass

    to = [str(message["To"]) for message in portal.post.sent]
    waiting = await Mail.filter(state=MailState.QUEUED)
    assert len(to) == 4
    assert to[-1] == "bruno@company.example"
    assert {mail.trouble for mail in waiting} == {"TOO_MANY_REQUESTS"}
    assert len(waiting) == 3
    assert all(mail.due_at > portal.clock() for mail in waiting)


async def test_a_letter_that_waited_goes_later(portal: TestPortal) -> None:
    portal.services.limiter.rules = only(Act.MAIL, Counted.MAILBOX, Window(1, HOUR))
    for number in range(2):
        await _mailed(portal, "alice@company.example", number)
    while await portal.mail():
        pass

    portal.clock.forward(HOUR - timedelta(seconds=1))
    still_full = [await portal.mail(), len(portal.post.sent)]
    portal.clock.forward(timedelta(seconds=1))
    goes = [await portal.mail(), len(portal.post.sent)]

    assert still_full == [False, 1]
    assert goes == [True, 2]


async def test_a_letter_that_is_tried_again_is_counted_once(portal: TestPortal) -> None:
    limits = portal.services.limiter
    limits.rules = only(Act.MAIL, Counted.MAILBOX, Window(1, HOUR))
    await _mailed(portal, "alice@company.example", 1)
    portal.post.trouble = MailDeferred("451 later", code=None)
    await portal.mail()
    portal.post.trouble = None
    portal.clock.forward(timedelta(hours=2))

    await portal.mail()

    assert len(portal.post.sent) == 1
    assert limits.over == {}


async def test_abuse_41_aliases_do_not_multiply_guesses(portal: TestPortal) -> None:
    dan = Person.at(portal)
    guesses = " ".join(
        f'g{number}: activateAccount(input: {{ token: "guess{number}" }}) {{ __typename }}'
        for number in range(10)
    )

    answer = await dan.browser.post("/graphql", json={"query": f"mutation {{ {guesses} }}"})
    batch = await dan.browser.post("/graphql", json=[SERVICE] * 10)

    assert await _codes(answer) == ["TOO_MANY_ROOT_FIELDS"]
    assert await _codes(batch) == ["BAD_REQUEST"]


async def test_each_correction_is_counted_like_an_application(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    allow(portal, Act.APPLY, Counted.SESSION, 2)
    query = """mutation($i: AmendApplicationInput!) {
      amendApplication(input: $i) { __typename ... on UserError { code } } }"""
    asked = {"query": query, "variables": {"i": {"id": alice.application["id"], **form()}}}

    answers = [await alice.browser.post("/graphql", json=asked) for _ in range(3)]

    assert [await _codes(answer) for answer in answers] == [[], [], ["TOO_MANY_REQUESTS"]]
    amended = [event for event in (await alice.see())["history"] if event["kind"] == "AMENDED"]
    assert len(amended) == 2


async def test_each_guess_at_a_link_is_counted(portal: TestPortal) -> None:
    allow(portal, Act.LINK, Counted.ADDRESS, 2)
    dan = Person.at(portal)
    query = 'mutation { activateAccount(input: { token: "guess" }) { __typename } }'

    answers = [await dan.browser.post("/graphql", json={"query": query}) for _ in range(3)]

    assert [await _codes(answer) for answer in answers] == [[], [], ["TOO_MANY_REQUESTS"]]


@pytest.mark.parametrize(
    ("act", "query"),
    [
        (Act.LINK, '{ authorizationRequest(handle: "guess") { partnerName } }'),
        (
            Act.SIGN_IN_LINK,
            JOIN,
        ),
    ],
)
async def test_each_other_guess_is_counted_too(portal: TestPortal, act: Act, query: str) -> None:
    allow(portal, act, Counted.ADDRESS, 1)
    dan = Person.at(portal)

    answers = [await dan.browser.post("/graphql", json={"query": query}) for _ in range(2)]

    assert "TOO_MANY_REQUESTS" not in await _codes(answers[0])
    assert await _codes(answers[1]) == ["TOO_MANY_REQUESTS"]


async def test_each_resending_is_counted(portal: TestPortal) -> None:
    allow(portal, Act.RESEND, Counted.ADDRESS, 1)
    dan = Person.at(portal)
    query = 'mutation { resendMail(input: { token: "guess" }) { __typename } }'

    answers = [await dan.browser.post("/graphql", json={"query": query}) for _ in range(2)]

    assert [await _codes(answer) for answer in answers] == [[], ["TOO_MANY_REQUESTS"]]


async def test_a_full_control_number_is_dropped_silently(portal: TestPortal) -> None:
    context = await _context(portal)
    kind = Act.SIGN_IN_LINK

    within = [await context.within(kind, control_number=number) for number in ("a0000006 ",) * 4]
    other = await context.within(kind, control_number="B0000001")

    assert within == [True, True, True, False]
    assert other
    with pytest.raises(TooManyRequests):
        await context.limit(kind, control_number="A0000006")
    assert portal.services.limiter.over.keys() == {(kind, Counted.CONTROL_NUMBER)}


async def _context(portal: TestPortal) -> Context:
    """Return the context of a request."""
    scope = {"type": "http", "headers": [], "client": ("2001:db8::1", 1), "method": "POST"}
    return await context_of(Request(scope), services=portal.services)


async def test_what_only_counts_refuses_nobody(portal: TestPortal) -> None:
    allow(portal, Act.APPLY, Counted.ADDRESS, 1)
    portal.limits_only_count()

    applied = [await Person.at(portal).apply() for _ in range(3)]

    assert [result["__typename"] for result in applied] == ["ApplySuccess"] * 3
    assert portal.services.limiter.over == {(Act.APPLY, Counted.ADDRESS): 2}


async def test_abuse_31_a_holder_signs_in_while_another_fails_with_her_card(
    portal: TestPortal,
) -> None:
    alice = await activated(portal, Person.at(portal, address="192.0.2.1"))
    dan = Person.at(portal, address="198.51.100.1")
    stolen = alice.sign("another text")

    floods = [await _sign_in(dan, stolen) for _ in range(15)]
    signed_in = await alice.sign_in()

    assert floods[:10] == ["CONTENT_NOT_CHALLENGE"] * 10
    assert floods[10:] == ["TOO_MANY_REQUESTS"] * 5
    assert signed_in["__typename"] == "SignInSuccess"


async def _sign_in(person: Person, signature: bytes) -> str:
    """Sign in with a signature; return the code of the result."""
    challenge = (await person.challenge("SIGN_IN"))["challenge"]["id"]
    query = """mutation($i: SignInInput!) { signIn(input: $i) {
      __typename ... on UserError { code } } }"""
    given = {"challengeId": challenge, "signature": encoded(signature)}
    answer = await person.browser.post("/graphql", json={"query": query, "variables": {"i": given}})
    body: dict[str, Any] = answer.json()
    if "errors" in body:
        return str(body["errors"][0]["extensions"]["code"])
    return str(body["data"]["signIn"]["code"])


async def test_a_partners_token_has_a_measure_of_its_own(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    other = await Clara.at(portal, name="勾稽系統")
    asked = SERVICE["query"]
    allow(portal, Act.REQUEST, Counted.PARTNER, int(2.5 * (UNITS_OF_A_REQUEST + 2)))
    gate.admit(asked, schema=schema._schema, suggestions=False)

    statuses = [(await who.post(asked)).status_code for who in (clara, clara, clara, other)]

    assert statuses == [200, 200, 429, 200]
