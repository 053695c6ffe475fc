"""Tests of the trace id, from the request to the mail."""

import io
import json
import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest

from models.core import trace
from models.database.transaction import client
from models.journal.event import Event
from models.mail.outbox import Mail
from models.settings.operations import LogForm
from schema.gate.masking import mask
from tests.support.people.people import Person, form
from tests.support.portal import TestPortal
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.ops.logs import Formatter

GIVEN = "0af7651916cd43dd8448eb211c80319c"
HEADER = f"00-{GIVEN}-b7ad6b7169203331-01"
SERVICE = {"query": "{ service { name } }"}


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (HEADER, GIVEN),
        (f" {HEADER} ", GIVEN),
        (HEADER.replace("00-", "cc-", 1) + "-later", GIVEN),
        (HEADER + "-later", None),
        (HEADER.replace("00-", "ff-", 1), None),
        (HEADER.upper(), None),
        (f"00-{'0' * 32}-b7ad6b7169203331-01", None),
        (f"00-{GIVEN}-{'0' * 16}-01", None),
        (f"00-{GIVEN[:-1]}-b7ad6b7169203331-01", None),
        (f"00-{GIVEN}\n-b7ad6b7169203331-01", None),
        (f"{HEADER}\n", GIVEN),
        ("", None),
    ],
)
def test_a_traceparent_is_read_as_the_standard_says(header: str, named: str | None) -> None:
    assert trace.named_in(header) == named


@pytest.mark.parametrize(
    ("proxies", "address", "believed"),
    [
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "192.0.2.1", False),
        ("10.1.2.3,10.1.2.4", "10.1.2.4", True),
        (None, "127.0.0.1", False),
    ],
)
async def test_only_a_proxy_brings_a_trace(
    portal: TestPortal, proxies: str | None, address: str, believed: bool
) -> None:
    portal.app = make_app(Portal(services=portal.services, streams=Streams()), proxies=proxies)
    # The forwarded address must not hide that the request came through the proxy.
    headers = {"traceparent": HEADER, "x-forwarded-for": "192.0.2.77"}
    async with portal.browser(address=address) as browser:
        answer = await browser.post("/graphql", json=SERVICE, headers=headers)

    assert (answer.headers["x-request-id"] == GIVEN) is believed
    assert len(answer.headers["x-request-id"]) == 32


async def test_every_answer_has_a_trace_of_its_own(portal: TestPortal) -> None:
    async with portal.browser() as browser:
        answers = [await browser.get(path) for path in ("/healthz", "/readyz", "/nowhere")]

    ids = {answer.headers["x-request-id"] for answer in answers}
    assert len(ids) == 3
    assert trace.current() is None


def test_an_error_of_ours_names_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    with trace.carrying(GIVEN):
        error = mask(RuntimeError("broken"))
        [line] = [
            Formatter(form=LogForm.JSON, process="web").format(record) for record in caplog.records
        ]

    assert error.extensions is not None
    assert error.extensions["trace"] == GIVEN
    assert str(error.extensions["id"]) in line
    assert GIVEN in line
    UUID(str(error.extensions["id"]))


async def test_an_error_that_a_user_sees_is_found_in_the_log(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    await client().execute_query_dict("ALTER TABLE application RENAME TO gone")
    alice = Person.at(portal)
    query = "mutation($i: ApplyInput!) { apply(input: $i) { __typename } }"
    asked = {"query": query, "variables": {"i": form()}}

    answer = await alice.browser.post("/graphql", json=asked)

    [error] = answer.json()["errors"]
    assert error["message"] == "Internal error"
    assert error["extensions"]["trace"] == answer.headers["x-request-id"]
    assert error["extensions"]["id"] in caplog.text


async def test_a_trace_goes_from_the_request_through_the_worker_to_the_mail(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    seen: dict[str, str | None] = {}
    watch = _Watch(seen)
    for name in ("resolvers.review.automatic", "resolvers.mail.send"):
        logging.getLogger(name).addFilter(watch)
    alice = Person.at(portal)
    await alice.apply()

    challenge = (await alice.challenge())["challenge"]
    answers: list[str] = []
    alice.browser.event_hooks["response"].append(_noting(answers))
    await alice.bind(challenge=challenge)
    [submitted] = answers
    await portal.review()
    await portal.mail()
    for name in ("resolvers.review.automatic", "resolvers.mail.send"):
        logging.getLogger(name).removeFilter(watch)

    mail = await Mail.get()
    events = {event.kind: event.payload.get("trace") for event in await Event.all()}
    assert mail.trace == submitted
    assert events["SUBMITTED"] == events["APPROVED"] == events["MAIL_SENT"] == submitted
    assert events["APPLIED"] not in {None, submitted}
    assert seen == {"resolvers.review.automatic": submitted, "resolvers.mail.send": submitted}
    assert trace.current() is None


def _noting(traces: list[str]) -> Callable[[httpx.Response], Awaitable[None]]:
    """Return a hook that records the trace of each response."""

    async def note(answer: httpx.Response) -> None:
        traces.append(answer.headers["x-request-id"])

    return note


class _Watch(logging.Filter):
    """Records the trace under which a logger wrote."""

    def __init__(self, seen: dict[str, str | None]) -> None:
        super().__init__()
        self._seen = seen

    def filter(self, record: logging.LogRecord) -> bool:
        self._seen[record.name] = trace.current()
        return True


async def test_a_failure_of_the_worker_names_the_trace(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()
    await portal.review()
    portal.post.trouble = RuntimeError("the cable is cut")

    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Formatter(form=LogForm.JSON, process="worker"))
    logging.getLogger("models").addHandler(handler)
    await portal.mail()
    logging.getLogger("models").removeHandler(handler)

    [line] = [json.loads(line) for line in written.getvalue().splitlines() if "exception" in line]
    assert line["trace"] == (await Mail.get()).trace is not None
    assert "the cable is cut" in line["exception"]


async def test_what_no_request_caused_has_no_trace(portal: TestPortal) -> None:
    await Person.at(portal).apply()
    portal.clock.forward(portal.settings.draft_life * 2)

    await portal.expire()

    last = await Event.all().order_by("-seq").first()
    assert last is not None
    assert last.kind == "EXPIRED"
    assert "trace" not in last.payload
