"""The people of the tests: Alice applies, Bruno reviews, Clara is a partner, Dan is a stranger."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from models.company.company import Company, CompanyField
from tests.support import cards
from tests.support.portal import COMPANY, TestPortal
from web.demo.authority import Card
from web.demo.component import signing
from web.http.session_cookie import cookie_name

SHOWN = """
  id caseNumber status version closedBecause expiresAt company { controlNumber companyName }
  certificate { holderName cardNumber phone email } history { kind }
"""
CARD = (
    "id holderName cardNumber phone email label status version lastUsedAt isCurrent expiresInDays"
)
FAILED = "... on UserError { code title message remedy path }"
VIEWER = """{ viewer { kind expiresAt provenAt account { id controlNumber }
  sessions { edges { node { id } } } } }"""
WITH_FORM = {
    *("apply", "amendApplication", "bindCertificate", "bindFirstCard", "requestSignInLink"),
    *("openAccount", "createStaff", "requestDataChange", "addCertificate", "editCertificate"),
    *(
        "inviteStaffAgain",
        "replaceCertificate",
        "settleChange",
        "createPartner",
        "rotatePartnerToken",
        "registerRelyingParty",
    ),
    *("updatePartner", "proposeMailboxCorrection", "replaceOfficeYear"),
}
# After these the page shows the account of the new session.
BEGIN_SESSIONS = {"signIn", "renewCertificate", "followSignInLink", "bindFirstCard"}


def form(company: Company = COMPANY) -> dict[str, str]:
    """Return form 1/2 as a company fills it in."""
    return {field.camel_case: company.fact(field) for field in CompanyField}


@dataclass
class Person:
    """A person with a browser and a card, who speaks GraphQL."""

    portal: TestPortal
    browser: httpx.AsyncClient
    card: Card
    # What the page shows: the application, and the control number of the account.
    application: dict[str, Any] = field(default_factory=dict)
    control_number: str = ""

    @classmethod
    def at(
        cls, portal: TestPortal, card: Card | None = None, *, address: str = "127.0.0.1"
    ) -> "Person":
        browser = portal.browser(address=address)
        return cls(portal=portal, browser=browser, card=card or cards.citizen())

    def with_card(self, card: Card) -> "Person":
        """Return the same page of the same browser, with another card in the reader."""
        return replace(self, card=card)

    async def ask(
        self, query: str, variables: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        """Send a query and return its data; errors fail the test."""
        answer = await self.browser.post(
            "/graphql", json={"query": query, "variables": dict(variables or {})}
        )
        body: dict[str, Any] = answer.json()
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data

    async def read(
        self, query: str, variables: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        """Send a query with one field, and return its value or its refusal."""
        asked = {"query": query, "variables": dict(variables or {})}
        return value_or_refusal((await self.browser.post("/graphql", json=asked)).json())

    async def read_of_staff(
        self, field: str, variables: Mapping[str, object] | None = None, *, taken: str = ""
    ) -> dict[str, Any]:
        """Query one field for staff, and return its value or its refusal; {} for others.

        ``taken`` declares the query's variables.
        """
        asked = {"query": f"query{taken} {{ staff {{ {field} }} }}", "variables": variables or {}}
        return of_staff((await self.browser.post("/graphql", json=asked)).json())

    async def do(self, mutation: str, shown: str, **given: object) -> dict[str, Any]:
        """Send a mutation and return its result."""
        kind = mutation[0].upper() + mutation[1:]
        text = (
            f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) "
            f"{{ __typename ... on {kind}Success {{ {shown} }} {FAILED} "
            f"{_problems(mutation)} }} }}"
        )
        result: dict[str, Any] = (await self.ask(text, {"input": given}))[mutation]
        if result.get("application"):
            self.application = result["application"]
        if mutation in BEGIN_SESSIONS:
            account = result.get("account") or result
            self.control_number = account.get("controlNumber") or self.control_number
        return result

    async def apply(self, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Submit form 1/2."""
        return await self.do("apply", _application(), **(typed or form()))

    async def amend(self, typed: Mapping[str, str], **given: object) -> dict[str, Any]:
        """Correct form 1/2."""
        return await self.do(
            "amendApplication", _application(), id=self.application["id"], **typed, **given
        )

    async def challenge(self, purpose: str = "BIND") -> dict[str, Any]:
        shown: Mapping[str, object] = {"controlNumber": self.control_number}
        if purpose == "BIND":
            shown = {"subject": self.application["id"], **self.shown}
        return await self.do("requestChallenge", "challenge { id text }", purpose=purpose, **shown)

    @property
    def shown(self) -> dict[str, object]:
        """What form 2/2 sends of the application that it shows."""
        number = self.application["company"]["controlNumber"]
        return {"version": self.application["version"], "controlNumber": number}

    async def bind(
        self, *, challenge: Mapping[str, Any] | None = None, signature: bytes | None = None
    ) -> dict[str, Any]:
        """Submit form 2/2: sign a challenge with the card, unless a signature is given."""
        asked = challenge or (await self.challenge())["challenge"]
        return await self.do(
            "bindCertificate",
            _application(),
            applicationId=self.application["id"],
            **self.shown,
            challengeId=asked["id"],
            signature=encoded(signature or self.sign(asked["text"])),
            phone="02-12345678",
            email="holder@company.example",
        )

    async def resume(self) -> dict[str, Any]:
        """Continue the card's open application in this browser."""
        asked = (await self.challenge("CONTINUE"))["challenge"]
        return await self.do(
            "continueApplication",
            _application(),
            challengeId=asked["id"],
            signature=encoded(self.sign(asked["text"])),
        )

    async def sign_in(self, *, challenge: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return await self._present(
            "signIn",
            "SIGN_IN",
            "account { id controlNumber kind role } certificate { id holderName } expiresAt",
            challenge=challenge,
        )

    async def prove(self) -> dict[str, Any]:
        """Sign again with the session's card."""
        return await self._present("proveCard", "PROVE", "provenAt")

    async def bind_first(
        self, *, challenge: Mapping[str, Any] | None = None, **given: object
    ) -> dict[str, Any]:
        """Bind the first card of the account whose link was followed."""
        typed = {"phone": "02-12345678", "email": "holder@company.example", **given}
        return await self._present(
            "bindFirstCard",
            "FIRST_CARD",
            "account { id controlNumber kind role } certificate { id holderName } "
            "awaitsConfirmation expiresAt",
            challenge=challenge,
            **typed,
        )

    async def follow(self, token: str) -> dict[str, Any]:
        return await self.do("followSignInLink", "controlNumber name expiresAt", token=token)

    async def ask_for_link(self, number: str) -> dict[str, Any]:
        return await self.do("requestSignInLink", "asked", controlNumber=number)

    async def see_sign_in_link(self, token: str) -> dict[str, Any]:
        asked = """query($token: String!) { signInLink(token: $token) {
            controlNumber name kind expiresAt } }"""
        return await self.read(asked, {"token": token})

    async def _present(
        self,
        mutation: str,
        purpose: str,
        shown: str,
        *,
        challenge: Mapping[str, Any] | None = None,
        **given: object,
    ) -> dict[str, Any]:
        """Ask for a challenge, sign it, and send the mutation with the signature."""
        asked = challenge
        if asked is None:
            answer = await self.challenge(purpose)
            if "challenge" not in answer:
                return answer
            asked = answer["challenge"]
        return await self.do(
            mutation,
            shown,
            challengeId=asked["id"],
            signature=encoded(self.sign(asked["text"])),
            **given,
        )

    async def add(
        self,
        colleague: Card,
        *,
        label: str | None = None,
        phone: str = "02-87654321",
        email: str = "colleague@company.example",
        challenge: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Sign with a colleague's card in this session, and add it to the account."""
        there = self.with_card(colleague)
        return await there._present(
            "addCertificate",
            "ADD",
            f"certificate {{ {CARD} }}",
            challenge=challenge,
            controlNumber=self.control_number,
            phone=phone,
            email=email,
            label=label,
        )

    async def replace(
        self,
        card_id: str,
        successor: Card,
        *,
        version: str | None = None,
        challenge: Mapping[str, Any] | None = None,
        label: str | None = None,
        phone: str = "02-87654321",
        email: str = "successor@company.example",
    ) -> dict[str, Any]:
        """Sign with another card in this session, and put it in the place of one.

        Without a version, the card is as the list shows it now.
        """
        there = self.with_card(successor)
        if version is None:
            now = {card["id"]: str(card["version"]) for card in await self.cards()}
            version = now.get(card_id, "")
        return await there._present(
            "replaceCertificate",
            "REPLACE",
            f"certificate {{ {CARD} }} signedOut",
            challenge=challenge,
            controlNumber=self.control_number,
            id=card_id,
            version=version,
            phone=phone,
            email=email,
            label=label,
        )

    async def confirm(self, *card_ids: str) -> dict[str, Any]:
        """Confirm cards; those that the list shows now, unless they are named."""
        ids = card_ids or [card["id"] for card in await self.cards()]
        return await self.do(
            "confirmCertificates",
            "account { id }",
            controlNumber=self.control_number,
            certificateIds=ids,
        )

    async def renew(self) -> dict[str, Any]:
        """Replace the holder's older card with this one."""
        shown = (
            f"account {{ id controlNumber }} certificate {{ {CARD} }} expiresAt {_application()}"
        )
        return await self._present("renewCertificate", "RENEW", shown)

    async def edit(self, card_id: str, **typed: object) -> dict[str, Any]:
        return await self.do("editCertificate", f"certificate {{ {CARD} }}", id=card_id, **typed)

    async def remove(self, card_id: str) -> dict[str, Any]:
        shown = "certificate { id status } signedOut"
        return await self.do("removeCertificate", shown, id=card_id)

    async def cards(self) -> list[dict[str, Any]]:
        listed = f"certificates(first: 50) {{ edges {{ node {{ {CARD} }} }} }}"
        seen = (await self.ask(f"{{ viewer {{ account {{ {listed} }} }} }}"))["viewer"]
        # A browser whose session has ended may have begun another, of an applicant.
        account = seen["account"] if seen else None
        return [edge["node"] for edge in account["certificates"]["edges"]] if account else []

    async def viewer(self) -> dict[str, Any] | None:
        seen: dict[str, Any] | None = (await self.ask(VIEWER))["viewer"]
        return seen

    async def current_card_id(self) -> str:
        """Return the global id of the card that opened the session."""
        [own] = [card["id"] for card in await self.cards() if card["isCurrent"]]
        return str(own)

    @property
    def session_token(self) -> str:
        """The session's token, from the browser's cookie."""
        return str(self.browser.cookies[cookie_name(self.portal.settings)])

    async def withdraw(self) -> dict[str, Any]:
        return await self.do("withdrawApplication", _application(), id=self.application["id"])

    async def activate(self, token: str) -> dict[str, Any]:
        return await self.do("activateAccount", _application(), token=token)

    async def look(self, token: str) -> dict[str, Any]:
        """Query the link of a mail."""
        asked = """query($token: String!) { link(token: $token) { __typename
            purpose caseNumber controlNumber companyName holderName expiresAt
            results { field outcome lookAlikes } marked note application { id } } }"""
        return await self.read(asked, {"token": token})

    async def see(self) -> dict[str, Any]:
        """Query the application."""
        asked = f"query($id: ID!) {{ application(id: $id) {{ {SHOWN} }} }}"
        seen: dict[str, Any] = (await self.ask(asked, {"id": self.application["id"]}))[
            "application"
        ]
        return seen

    def sign(self, text: str) -> bytes:
        """Sign a text with the card, as the component does."""
        return signing.sign(
            self.card, text.encode(), nonce="4f1d", signing_time=self.portal.clock()
        )


def value_or_refusal(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of the one field of an answer, or the refusal that stands beside it."""
    if errors := body.get("errors"):
        [error] = errors
        return {**error["extensions"], "message": error["message"]}
    [value] = body["data"].values()
    found: dict[str, Any] = value
    return found


def of_staff(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of ``staff``'s one field in an answer, or its refusal; {} for others."""
    staff = (body.get("data") or {}).get("staff")
    return value_or_refusal({**body, "data": staff}) if staff else {}


def outcome(result: Mapping[str, Any]) -> str:
    """Name what an act answered with: its success's type, or a user error's code."""
    return str(result.get("code") or result["__typename"])


def encoded(signature: bytes) -> str:
    """Encode a signature as the component does."""
    return base64.b64encode(signature).decode()


def _application() -> str:
    return f"application {{ {SHOWN} }}"


def _problems(mutation: str) -> str:
    """Select a form's problems where the mutation takes a form."""
    if mutation in WITH_FORM:
        return "... on InvalidInput { problems { code path message } }"
    return ""
