"""A person who applies, binds a card, waits, activates and signs in, and notes what is told.

A request without an answer, or with 503, is sent again: the service promises that this is safe.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from itertools import count
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import httpx
from strawberry.relay import from_base64

from schema.gate.masking import INTERNAL
from tests.support.people.people import encoded, form
from tests.support.production.letters import Letters
from tests.support.production.processes.registry_server import company_of
from tests.support.production.record import Act, Record, Told
from web.clock import now
from web.demo.authority import Card
from web.demo.component import signing

SHOWN = "application { id version company { controlNumber } status }"
FAILED = "... on UserError { code }"
STREAM = """subscription($id: ID!) { applicationStatus(id: $id) {
  __typename ... on ApplicationStatusChanged { application { status } } } }"""
DECIDED = {"APPROVED", "ACTIVATED"}
AGAIN_SECONDS = 0.5
MOST_CHALLENGES = 10
# In production, and in staging.
COOKIES = frozenset({"__Host-gpszone", "__Host-gpszone-staging"})
FIRST_ADDRESS = IPv4Address("10.0.0.0")
_TURNS = count()


class GivenUp(Exception):
    """A person did not get an answer, or a letter, before the end of the round."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where persons go: the nodes' addresses, the mail server's record, and how long they wait.

    ``patience`` is for an answer, or for a stream's next word; ``within`` for each act, repeated.
    """

    origins: tuple[str, ...]
    letters: Letters
    record: Record
    client: httpx.AsyncClient
    patience: float
    within: float


@dataclass
class Person:
    """One person; ``done`` are the acts that were told to have succeeded."""

    number: int
    card: Card
    place: Place
    done: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    began: float = field(default_factory=monotonic)
    ended: float | None = None
    given_up: str | None = None
    application: dict[str, Any] = field(default_factory=dict)
    _cookie: str = ""

    @property
    def control_number(self) -> str:
        return company_of(self.number).control_number

    @property
    def mailbox(self) -> str:
        return company_of(self.number).business_email

    @property
    def application_id(self) -> UUID | None:
        return UUID(from_base64(self.application["id"])[1]) if self.application else None

    async def live(self) -> None:
        """Do everything in turn."""
        try:
            await self.apply()
            watching = asyncio.create_task(self._watch())
            try:
                await self.bind()
                await watching
            finally:
                watching.cancel()
            await self.come_in(await self.link())
        except GivenUp as why:
            self.given_up = str(why)
        self.ended = monotonic()

    async def come_in(self, token: str) -> None:
        """Follow a link that opens the account, sign in, and wait for the receipt.

        :raises GivenUp: when any of it does not come about
        """
        await self._activate(token)
        await self.sign_in()
        await self._receipt()

    async def apply(self) -> None:
        typed = {**form(company_of(self.number)), "requestKey": str(uuid4())}
        answer, _ = await self._do("apply", SHOWN, typed)
        self.application = answer["application"]
        self.done.append("apply")

    async def bind(self) -> None:
        for _ in range(MOST_CHALLENGES):
            number = self.application["company"]["controlNumber"]
            shown = {"version": self.application["version"], "controlNumber": number}
            challenge = await self._challenge("BIND", subject=self.application["id"], **shown)
            answer, is_sure = await self._do(
                "bindCertificate",
                SHOWN,
                {
                    "applicationId": self.application["id"],
                    **shown,
                    "challengeId": challenge["id"],
                    "signature": self._signed(challenge["text"]),
                    "phone": "02-12345678",
                    "email": "holder@company.example",
                },
                done_before=("CHALLENGE_SPENT", "APPLICATION_MOVED"),
            )
            if "application" in answer or (not is_sure and await self._is_bound()):
                self.done.append("bind")
                return
        raise GivenUp("no challenge was good for the card")

    async def _is_bound(self) -> bool:
        """Ask whether an act whose answer was lost was done."""
        query = "query($id: ID!) { application(id: $id) { status } }"
        answer = await self._ask("see", query, {"id": self.application["id"]})
        found = answer["application"]
        return found is not None and found["status"] != "DRAFT"

    async def link(self) -> str:
        async for letter in self._until("link"):
            if letter["page"] == "activate":
                self.done.append("letter")
                return str(letter["token"])
        raise GivenUp("no letter with a link")

    async def _activate(self, token: str) -> None:
        await self._do("activateAccount", SHOWN, {"token": token}, done_before=("LINK_SPENT",))
        self.done.append("activate")

    async def sign_in(self) -> None:
        for _ in range(MOST_CHALLENGES):
            challenge = await self._challenge("SIGN_IN")
            given = {"challengeId": challenge["id"], "signature": self._signed(challenge["text"])}
            shown = "account { controlNumber }"
            # Where she was signed in and did not hear of it, the session of before has ended.
            before = ("CHALLENGE_SPENT", "SESSION_MISSING")
            answer, _ = await self._do("signIn", shown, given, done_before=before)
            if "account" not in answer:
                continue
            if answer["account"]["controlNumber"] != self.control_number:
                self._note("signIn", "", monotonic(), Told.WRONG, "another's account")
            self.done.append("sign in")
            return
        raise GivenUp("no challenge was good for signing in")

    async def _receipt(self) -> None:
        async for letter in self._until("receipt"):
            if letter["page"] != "activate":
                self.done.append("receipt")
                return

    async def _until(self, what: str) -> AsyncIterator[Mapping[str, Any]]:
        ends = monotonic() + self.place.within
        seen = 0
        while monotonic() < ends:
            found = self.place.letters.to(self.mailbox)
            for letter in found[seen:]:
                yield letter
            seen = len(found)
            await asyncio.sleep(0.1)
        raise GivenUp(f"no {what} by mail")

    async def _challenge(self, purpose: str, **more: object) -> Mapping[str, str]:
        given = {"purpose": purpose, "controlNumber": "", **more}
        answer, _ = await self._do("requestChallenge", "challenge { id text }", given)
        challenge: Mapping[str, str] = answer["challenge"]
        return challenge

    def _signed(self, text: str) -> str:
        return encoded(signing.sign(self.card, text.encode(), nonce=None, signing_time=now()))

    async def _do(
        self,
        mutation: str,
        shown: str,
        given: Mapping[str, object],
        *,
        done_before: tuple[str, ...] = (),
    ) -> tuple[dict[str, Any], bool]:
        """Send a mutation until it is answered; return its result, and whether none was lost."""
        kind = mutation[0].upper() + mutation[1:]
        text = (
            f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) "
            f"{{ __typename ... on {kind}Success {{ {shown} }} {FAILED} }} }}"
        )
        before = len(self.place.record.acts)
        data = await self._ask(mutation, text, {"input": given}, done_before=done_before)
        own = [act for act in self.place.record.acts[before:] if act.person == self.number]
        unsure = any(act.name == mutation and act.told in _UNSURE for act in own)
        result: dict[str, Any] = data[mutation]
        return result, not unsure

    async def _ask(
        self,
        name: str,
        query: str,
        variables: Mapping[str, object],
        *,
        done_before: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        ends, unsure = monotonic() + self.place.within, False
        while monotonic() < ends:
            began, node = monotonic(), self._next()
            told, detail, data = await self._once(node, query, variables)
            if told is Told.YES and (code := _code(data)) is not None:
                told = Told.YES if unsure and code in done_before else Told.NO
                detail = code
            self._note(name, node, began, told, detail)
            if told is Told.YES:
                return data
            unsure = unsure or told in _UNSURE
            if told is Told.NO:
                raise GivenUp(f"{name} was refused: {detail}")
            await asyncio.sleep(AGAIN_SECONDS)
        raise GivenUp(f"{name} was not answered")

    async def _once(
        self, node: str, query: str, variables: Mapping[str, object]
    ) -> tuple[Told, str, dict[str, Any]]:
        sent = {"query": query, "variables": dict(variables)}
        try:
            async with asyncio.timeout(self.place.patience):
                answer = await self.place.client.post(
                    f"{node}/graphql", json=sent, headers=self._headers()
                )
        except TimeoutError:
            return Told.NOTHING, "", {}
        except httpx.TransportError as fault:
            return Told.LOST, type(fault).__name__, {}
        if answer.status_code == 503:
            kept = "retry-after" in answer.headers
            return (Told.UNAVAILABLE if kept else Told.WRONG), "503", {}
        self._keep_cookie(answer)
        return _read(answer)

    def _headers(self) -> dict[str, str]:
        headers = {
            "sec-fetch-site": "same-origin",
            "origin": "https://portal.example",
            # Each from an address of her own, as a proxy tells it.
            "x-forwarded-for": str(FIRST_ADDRESS + self.number),
        }
        return headers | ({"cookie": self._cookie} if self._cookie else {})

    def _keep_cookie(self, answer: httpx.Response) -> None:
        for value in answer.headers.get_list("set-cookie"):
            pair = value.partition(";")[0]
            if pair.partition("=")[0] in COOKIES:
                self._cookie = pair

    def _next(self) -> str:
        return self.place.origins[next(_TURNS) % len(self.place.origins)]

    def _note(self, name: str, node: str, began: float, told: Told, detail: str = "") -> None:
        self.place.record.acts.append(
            Act(
                person=self.number,
                name=name,
                node=node,
                began=began,
                ended=monotonic(),
                told=told,
                detail=detail,
            )
        )

    async def _watch(self) -> None:
        """Follow the status until it is decided, and go on from the last cursor after a break."""
        ends = monotonic() + 2 * self.place.within
        while monotonic() < ends:
            began, node = monotonic(), self._next()
            try:
                if await self._watch_once(node):
                    self._note("watch", node, began, Told.YES)
                    return
                told = Told.LOST
            except TimeoutError:
                told = Told.NOTHING
            except httpx.TransportError:
                told = Told.LOST
            self._note("watch", node, began, told)
            await asyncio.sleep(AGAIN_SECONDS)
        raise GivenUp("the stream never told the decision")

    async def _watch_once(self, node: str) -> bool:
        last = {"last-event-id": self.frames[-1]} if self.frames else {}
        headers = {**self._headers(), "accept": "text/event-stream", **last}
        asked = {"query": STREAM, "variables": {"id": self.application["id"]}}
        async with asyncio.timeout(self.place.patience) as silence:
            request = self.place.client.stream(
                "POST", f"{node}/graphql", json=asked, headers=headers
            )
            async with request as answer:
                if answer.status_code != 200:
                    return False
                cursor = ""
                async for line in answer.aiter_lines():
                    silence.reschedule(asyncio.get_running_loop().time() + self.place.patience)
                    name, _, value = line.partition(": ")
                    if name == "id":
                        cursor = value
                    elif name == "data" and value:
                        shown = (json.loads(value).get("data") or {}).get("applicationStatus") or {}
                        if cursor:
                            self.frames.append(cursor)
                        if (shown.get("application") or {}).get("status") in DECIDED:
                            return True
        return False


# After these it is not known whether the act was done.
_UNSURE = frozenset({Told.UNAVAILABLE, Told.LOST, Told.NOTHING, Told.INTERNAL})


def _code(data: Mapping[str, Any]) -> str | None:
    """Return the code of a refusal, if the one field that was asked for is one."""
    value = next(iter(data.values()), None)
    return value.get("code") if isinstance(value, dict) else None


def _read(answer: httpx.Response) -> tuple[Told, str, dict[str, Any]]:
    try:
        body = answer.json()
    except ValueError:
        return Told.WRONG, f"{answer.status_code} without JSON", {}
    errors = body.get("errors")
    if errors:
        codes = {error.get("extensions", {}).get("code", "?") for error in errors}
        told = Told.INTERNAL if INTERNAL in codes else Told.WRONG
        return told, f"{answer.status_code} {sorted(codes)}", {}
    if answer.status_code != 200:
        return Told.WRONG, str(answer.status_code), {}
    return Told.YES, "", dict(body["data"])
