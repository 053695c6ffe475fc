"""Tests of the size of an answer: what is too large is refused in its place, in streams too."""

import httpx
import pytest

from tests.support.run.patience import PATIENCE
from tests.support.servers.edge import Log, make_app, make_endpoint, serving
from web.http.graphql import response

STREAM = "text/event-stream"


@pytest.fixture(autouse=True)
def few_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response, "MOST_BYTES", 300)


async def _answer(query: str, *, accept: str = "application/json") -> httpx.Response:
    log = Log(ends_after=1)
    await log.write(1)
    async with (
        serving(make_app(make_endpoint(log=log))) as server,
        httpx.AsyncClient(timeout=PATIENCE) as client,
    ):
        return await client.post(server.url, json={"query": query}, headers={"accept": accept})


@pytest.mark.parametrize(
    ("accept", "status"),
    [("application/json", 200), ("application/graphql-response+json", 400), (STREAM, 200)],
)
async def test_an_answer_that_is_too_large_is_an_error_instead(accept: str, status: int) -> None:
    fits = await _answer(f'{{ hello(name: "{"a" * 100}") }}', accept=accept)
    exceeds = await _answer(f'{{ hello(name: "{"a" * 600}") }}', accept=accept)

    assert "aaaa" in fits.text
    assert "aaaa" not in exceeds.text
    assert "ANSWER_TOO_LARGE" in exceeds.text
    assert exceeds.status_code == status


async def test_so_is_an_event_of_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response, "MOST_BYTES", 20)

    answer = await _answer("subscription { entries }", accept=STREAM)

    assert "ANSWER_TOO_LARGE" in answer.text
    assert '"entries":1' not in answer.text
