"""An applicant at a demo that may be killed at any moment; unanswered requests are repeated."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from strawberry.relay import from_base64

from models.company.company import Company
from tests.support.people.people import FAILED, encoded, form, outcome
from tests.support.servers.process import Demo, until
from tests.support.streams.sse import Frame, frames
from web.clock import now
from web.demo.authority import Card
from web.demo.component import signing

SHOWN = "application { id version company { controlNumber } status history { kind } }"
ANSWER_SECONDS = 30.0
# Of the card that is in the component's reader when the demo is new.
CARD_PIN = "wang1234"


@dataclass
class Applicant:
    """A person with a browser and a card, by default the component's.

    Every act can be repeated: it continues from the last answer that arrived. An act without a lost
    answer must succeed at once; one with may be refused because it was done before.
    """

    demo: Demo
    company: Company
    card: Card | None = None
    # The address of this machine that the requests come from; by default any.
    address: str | None = None
    id: str = ""
    lost: Counter[str] = field(default_factory=Counter)
    _challenge: Mapping[str, str] | None = None
    _signature: str = ""
    _bound: bool = False
    _activated: bool = False

    @property
    def application_id(self) -> UUID:
        """The record's id."""
        return UUID(from_base64(self.id)[1])

    def __post_init__(self) -> None:
        self._request_key = str(uuid4())
        # What the page shows of the application.
        self._shown: Mapping[str, object] = {}
        # A connection kept over a death would fail the first request after it.
        self._browser = httpx.AsyncClient(
            base_url=self.demo.origin,
            headers={"sec-fetch-site": "same-origin"},
            transport=httpx.AsyncHTTPTransport(
                local_address=self.address, limits=httpx.Limits(max_keepalive_connections=0)
            ),
            timeout=ANSWER_SECONDS,
        )

    async def visit(self) -> None:
        """Get a session before applying, by asking for a challenge."""
        await self.do("requestChallenge", "challenge { id }", {"purpose": "CONTINUE"})

    async def apply(self) -> None:
        """Submit form 1/2."""
        if not self.id:
            typed: dict[str, object] = {**form(self.company), "requestKey": self._request_key}
            answer = await self.do("apply", SHOWN, typed)
            self.id = answer["application"]["id"]
            self._shown = {
                "version": answer["application"]["version"],
                "controlNumber": answer["application"]["company"]["controlNumber"],
            }

    async def challenge(self) -> None:
        if self._challenge is None:
            asked = {"purpose": "BIND", "subject": self.id, **self._shown}
            answer = await self.do("requestChallenge", "challenge { id text }", asked)
            self._challenge = answer["challenge"]

    async def present_card(self) -> None:
        """Sign the challenge with the card."""
        await self.challenge()
        assert self._challenge is not None
        self._signature = self._signature or await self.sign(self._challenge["text"])

    async def bind(self) -> None:
        """Submit form 2/2; a challenge that was already used is replaced."""
        while not self._bound:
            await self.present_card()
            assert self._challenge is not None
            answer = await self.do(
                "bindCertificate",
                SHOWN,
                {
                    "applicationId": self.id,
                    **self._shown,
                    "challengeId": self._challenge["id"],
                    "signature": self._signature,
                    "phone": "02-12345678",
                    "email": "holder@company.example",
                },
                done_before=("CHALLENGE_SPENT", "APPLICATION_MOVED"),
            )
            if outcome(answer) == "CHALLENGE_SPENT":
                self._challenge, self._signature = None, ""
            else:
                self._bound = await self._reached(answer, "UNDER_REVIEW", "APPROVED")

    async def wait_for_link(self) -> None:
        """Poll the status and the mailbox until the letter with the link is there."""
        await self._refresh(lambda: len(self.letters()) >= 1)
        seen = await self.see()
        assert seen is not None
        assert seen["status"] == "APPROVED"

    async def activate(self) -> None:
        """Open the account with the letter's link."""
        if not self._activated:
            given = {"token": self._token()}
            answer = await self.do("activateAccount", SHOWN, given, done_before=("LINK_SPENT",))
            if "application" in answer:
                assert answer["application"]["status"] == "ACTIVATED", answer
            self._activated = True
            # From now on a card is needed: after a lost answer this alone says that it is open.
            assert await self.see() is None

    async def wait_for_receipt(self) -> None:
        """Poll until the letter that the account is open is there."""
        await self._refresh(lambda: len(self.letters()) >= 2)

    async def wait_until_sent(self, times: int) -> None:
        """Wait until the history of the application says so many letters sent."""

        async def known() -> bool:
            return await self.kinds_seen("MAIL_SENT") >= times

        await until(known)

    async def withdraw(self) -> None:
        await self.do("withdrawApplication", SHOWN, {"id": self.id})

    async def kinds_seen(self, kind: str) -> int:
        """Count the events of a kind in the application's history."""
        seen = await self.see()
        assert seen is not None
        return sum(event["kind"] == kind for event in seen["history"])

    async def see(self) -> dict[str, Any] | None:
        """Query the application, which is None once it is activated."""
        query = "query($id: ID!) { application(id: $id) { id status history { kind } } }"
        found: dict[str, Any] | None = (await self._ask(query, {"id": self.id}))["application"]
        return found

    @asynccontextmanager
    async def watching(self, *, after: str | None = None) -> AsyncIterator[AsyncIterator[Frame]]:
        """Subscribe to the status, from a cursor or from now."""
        query = """subscription($id: ID!) { applicationStatus(id: $id) {
          __typename ... on ApplicationStatusChanged { application { status } } } }"""
        asked = {"query": query, "variables": {"id": self.id}}
        headers = {"accept": "text/event-stream"} | ({"last-event-id": after} if after else {})
        stream = self._browser.stream("POST", "/graphql", json=asked, headers=headers)
        async with stream as answer:
            assert answer.status_code == 200, answer
            yield frames(answer)

    def letters(self) -> list[EmailMessage]:
        """Read the letters to the company's mailbox."""
        letters = [opened(file) for file in self.demo.mailbox.glob("*.eml")]
        return [letter for letter in letters if letter["To"] == self.company.business_email]

    async def do(
        self,
        mutation: str,
        shown: str,
        given: Mapping[str, object],
        *,
        done_before: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Send a mutation and return its result; only after a lost answer may it be refused."""
        kind = mutation[0].upper() + mutation[1:]
        text = (
            f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) "
            f"{{ __typename ... on {kind}Success {{ {shown} }} {FAILED} }} }}"
        )
        try:
            data = await self._ask(text, {"input": given})
        except httpx.TransportError:
            self.lost[mutation] += 1
            raise
        result: dict[str, Any] = data[mutation]
        allowed = (f"{kind}Success", *(done_before if self.lost[mutation] else ()))
        assert outcome(result) in allowed, result
        return result

    async def sign(self, text: str) -> str:
        """Sign a text with the card; return base64."""
        if self.card is not None:
            return encoded(signing.sign(self.card, text.encode(), nonce=None, signing_time=now()))
        package = {"func": "MakeSignature", "tbs": text, "tbsEncoding": "NONE", "pin": CARD_PIN}
        package |= {"hashAlgorithm": "SHA256", "signatureType": "PKCS7", "withCardSN": "true"}
        own = self.demo.card_origin
        headers = {"origin": own, "sec-fetch-site": "same-origin", "x-opener-origin": own}
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS) as popup:
            answer = await popup.post(
                f"{own}/sign", content=f"tbsPackage={json.dumps(package)}", headers=headers
            )
        said: dict[str, Any] = answer.json()
        assert said["ret_code"] == 0, said
        return str(said["signature"])

    async def _reached(self, answer: Mapping[str, Any], *expected: str) -> bool:
        """Check the status that an act led to; after a lost answer, query the application."""
        shown = answer.get("application") or await self.see()
        assert shown is not None
        assert shown["status"] in expected, shown
        return True

    async def _refresh(self, arrived: Callable[[], bool]) -> None:
        """Poll the status, which fails when the demo is dead, until a letter has arrived."""

        async def there() -> bool:
            await self.see()
            return arrived()

        await until(there)

    async def _ask(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """Send a query and return its data; errors fail the test."""
        answer = await self._browser.post(
            "/graphql", json={"query": query, "variables": dict(variables)}
        )
        body: dict[str, Any] = answer.json()
        assert "errors" not in body, body
        return dict(body["data"])

    def _token(self) -> str:
        texts = [str(part.get_content()) for part in map(_plain, self.letters())]
        [link] = [text for text in texts if "/activate#" in text]
        return link.partition("/activate#")[2].split()[0]


def opened(file: Path) -> EmailMessage:
    """Read a mail file."""
    letter = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert isinstance(letter, EmailMessage)
    return letter


def _plain(letter: EmailMessage) -> EmailMessage:
    part = letter.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return part


Act = Callable[[Applicant], Awaitable[None]]
