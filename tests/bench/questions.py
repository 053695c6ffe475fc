"""What is asked most, with the one right answer to each, which every stack must give."""

import base64
import binascii
import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from models.account.account import Account
from models.application.application import Application
from models.application.events import APPLICANT_VISIBLE_EVENTS
from models.card.certificate import Certificate
from models.journal.event import Event
from models.partner.partner import Partner, PartnerToken, Scope
from models.pki.path.trust import TrustStore
from models.session.session import Session, SessionKind
from tests.bench.bench_streams import post
from tests.support import cards
from tests.support.grown.copying import multiply
from tests.support.portal import COMPANY, TestPortal, lists_on_hand
from tests.support.scenarios.accounts import activated, enter
from web.clock import now

ACCOUNT = (
    "query Account($number: String!) { partner { account(controlNumber: $number) "
    "{ id controlNumber kind status name openedAt } } }"
)
MAY_ACT = (
    "query MayAct($number: String!, $sha256: String!) { partner { certificateMayAct("
    "controlNumber: $number, sha256: $sha256) { __typename ... on MayAct { until kind } "
    "... on MayNotAct { reason } } } }"
)
VIEWER = "{ viewer { sessionId kind expiresAt provenAt application { id status } } }"
STATUS = """{ viewer { sessionId application {
  id caseNumber status version createdAt submittedAt decidedAt expiresAt closedBecause
  company { controlNumber companyName responsiblePerson businessAddress businessEmail
    mailingPostalCode mailingAddress contactName contactEmail }
  certificate { id holderName cardNumber phone email boundAt }
  history { kind at } } } }"""
_COMPANY = (
    *("control_number", "company_name", "responsible_person", "business_address"),
    *("business_email", "mailing_postal_code", "mailing_address", "contact_name"),
    "contact_email",
)
_GLOBAL_ID = re.compile(r"[A-Za-z]+:([0-9a-f-]{36})")


@dataclass(frozen=True, kw_only=True)
class Question:
    """A request that is sent again and again, and the data of the right answer."""

    what: str
    document: str
    variables: Mapping[str, str]
    headers: Mapping[str, str]
    answer: Mapping[str, Any]

    @property
    def request(self) -> bytes:
        body = {"query": self.document, "variables": dict(self.variables)}
        return post("/graphql", body, **self.headers).replace(
            b"text/event-stream", b"application/json"
        )

    def check(self, body: bytes) -> None:
        """Require the right answer in a body, which may be sent in one chunk.

        :raises RuntimeError: when it is another one
        """
        text = body[body.index(b"{") : body.rindex(b"}") + 1]
        given = plain(orjson.loads(text))
        if given != {"data": self.answer}:
            raise RuntimeError(f"{self.what}: {given} instead of {self.answer}")


def plain(value: Any) -> Any:
    """Return a value of JSON with the ids of records in place of global ids."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return _without_type(value) if isinstance(value, str) else value


def _without_type(text: str) -> str:
    try:
        found = _GLOBAL_ID.fullmatch(base64.b64decode(text, validate=True).decode("ascii"))
    except (binascii.Error, ValueError):
        return text
    return found[1] if found else text


def moment(at: datetime | None) -> str | None:
    if at is None:
        return None
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1_000:03d}Z"


def trust_of(state: Path) -> TrustStore:
    """Return the trust in the authority whose cards and lists `prepared` has stored."""
    anchors, pins = pickle.loads(_anchors(state).read_bytes())  # noqa: S301  # Our own file.
    return TrustStore.build(anchors, at=cards.AT, pinned=pins)


def _anchors(state: Path) -> Path:
    return state / "anchors.pickle"


async def prepared(url: str, state: Path, *, copies: int) -> list[Question]:
    """Fill a database, and return what is asked of it: by a partner, a holder and an applicant."""
    async with TestPortal.over(url, state=state) as portal:
        alice = await activated(portal)
        await enter(alice)
        holder_token = alice.session_token
    later = now() + timedelta(days=1)
    # The portal's clock stood in the past.
    await Session.all().update(ended_at=None, expires_at=later, seen_at=now())
    await Certificate.all().update(not_after=later)
    await lists_on_hand(now())
    known = cards.authority()
    _anchors(state).write_bytes(pickle.dumps((known.anchors(), known.pins())))
    card, account = await Certificate.get(), await Account.get()
    holder = await Session.get(account_id=account.id)
    begun = await Session.start(kind=SessionKind.APPLICANT, at=now(), life=timedelta(days=1))
    applicant = begun.viewer.session_id
    await Application.all().update(session_id=applicant)
    application = await Application.get()
    number = {"number": COMPANY.control_number}
    bearer = {"authorization": f"Bearer {await _token()}"}
    questions = [
        Question(
            what="a partner's account",
            document=ACCOUNT,
            variables=number,
            headers=bearer,
            answer={"partner": {"account": _account(account)}},
        ),
        Question(
            what="certificateMayAct",
            document=MAY_ACT,
            variables={**number, "sha256": card.sha256},
            headers=bearer,
            answer={
                "partner": {
                    "certificateMayAct": {
                        "__typename": "MayAct",
                        "until": moment(card.not_after),
                        "kind": account.kind.value,
                    }
                }
            },
        ),
        Question(
            what="viewer",
            document=VIEWER,
            variables={},
            headers={"cookie": f"gpszone={holder_token}"},
            answer={
                "viewer": {
                    "sessionId": str(holder.id),
                    "kind": holder.kind.value,
                    "expiresAt": moment(holder.expires_at),
                    "provenAt": moment(holder.proven_at),
                    "application": None,
                }
            },
        ),
        Question(
            what="the status page's query, with history and card",
            document=STATUS,
            variables={},
            headers={"cookie": f"gpszone={begun.token}"},
            answer={
                "viewer": {
                    "sessionId": str(applicant),
                    "application": await _application(application, card),
                }
            },
        ),
    ]
    await multiply(url, copies, changed={("mail", "state"): "'SENT'"})
    return questions


def _account(record: Account) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "controlNumber": record.control_number,
        "kind": record.kind.value,
        "status": record.status.value,
        "name": record.name,
        "openedAt": moment(record.opened_at),
    }


async def _application(record: Application, card: Certificate) -> dict[str, Any]:
    history = await Event.newest_of(
        f"application:{record.id}", kinds=APPLICANT_VISIBLE_EVENTS, most=100
    )
    return {
        "id": str(record.id),
        "caseNumber": record.case_number,
        "status": record.status.value,
        "version": record.version,
        "createdAt": moment(record.created_at),
        "submittedAt": moment(record.submitted_at),
        "decidedAt": moment(record.decided_at),
        "expiresAt": moment(record.expires_at),
        "closedBecause": record.closed_because and record.closed_because.value,
        "company": {_camel(name): getattr(record, name) for name in _COMPANY},
        "certificate": {
            "id": str(card.id),
            "holderName": card.holder_name,
            "cardNumber": card.masked_card_number,
            "phone": card.phone,
            "email": card.email,
            "boundAt": moment(card.bound_at),
        },
        "history": [{"kind": kind, "at": moment(at)} for kind, at in history],
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


async def _token() -> str:
    partner = await Partner.create(
        name="bench",
        scopes=[Scope.ACCOUNTS_READ.value, Scope.CERTIFICATES_READ.value],
        created_at=now(),
        created_by="bench",
        changed_at=now(),
    )
    made = await PartnerToken.issue(partner, at=now(), expires_at=now() + timedelta(days=1))
    return made.text
