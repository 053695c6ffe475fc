"""OCSP responders that a portal can ask, and a record of what they were asked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from tortoise.backends.base.client import TransactionalDBClient

from models.database.transaction import client
from models.revocation.checker import NoAnswer
from models.revocation.settings import RevocationSettings
from tests.support.pki import answers
from tests.support.portal import TestPortal
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

FIRST, SECOND = "http://first.example/ocsp", "http://second.example/ocsp"
RESPONDERS = {"G3": (FIRST, SECOND)}

# Gives an answer (DER) to a question with this nonce.
Answering = Callable[[bytes], bytes]


def saying(status: bytes = answers.GOOD, *, nonce: str = "ours") -> Answering:
    """Answer about the valid card, by default with the question's nonce."""

    def respond(asked: bytes) -> bytes:
        extensions = (answers.nonce(asked),) if nonce == "ours" else ()
        return answers.answer(answers.single(status), extensions=extensions)

    return respond


def garbage(asked: bytes) -> bytes:
    """Answer with an HTML page."""
    return b"<html>"


def too_busy(asked: bytes) -> bytes:
    """Answer "try later"."""
    return answers.declining(3)


def silent(asked: bytes) -> bytes:
    raise NoAnswer("it does not answer")


@dataclass
class Responders:
    """Responders by address; records which were asked.

    ``meanwhile`` happens once, while one is asked.
    """

    answering: dict[str, Answering]
    asked: list[str] = field(default_factory=list)
    in_a_change: list[bool] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def ask(self, url: str, request: bytes) -> bytes:
        self.asked.append(url)
        self.in_a_change.append(isinstance(client(), TransactionalDBClient))
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        return self.answering[url](answers.ocsp_nonce(request))


@dataclass
class Interruption:
    """What happens once while a card is verified, when its responder is asked; it gives no answer.

    The service then believes its lists.
    """

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def ask(self, url: str, request: bytes) -> bytes:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        raise NoAnswer("it does not answer")


def interrupting(portal: TestPortal) -> Interruption:
    """Give a portal a responder that lets something happen; browsers of before do not know it."""
    interruption = Interruption()
    asking = replace(portal.settings.revocation, responders=RESPONDERS)
    settings = replace(portal.settings, revocation=asking)
    portal.services = replace(portal.services, settings=settings, ask=interruption.ask)
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))
    return interruption


def with_responders(
    portal: TestPortal,
    first: Answering,
    second: Answering = silent,
    *,
    settings: RevocationSettings | None = None,
) -> Responders:
    """Give a portal two responders for the third generation, asked by these settings."""
    responders = Responders({FIRST: first, SECOND: second})
    chosen = RevocationSettings() if settings is None else settings
    choices = replace(
        portal.settings, revocation=replace(chosen, responders=chosen.responders or RESPONDERS)
    )
    portal.services = replace(portal.services, settings=choices, ask=responders.ask)
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))
    return responders
