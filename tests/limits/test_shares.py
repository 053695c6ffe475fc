"""Tests of shares and turns: a few addresses hold neither all places nor the processor."""

import asyncio
from contextlib import ExitStack
from time import thread_time
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp
from strawberry.types import ExecutionResult

from schema.gate.gate import Gate
from schema.gate.turns.lane import Lane
from schema.gate.turns.places import Places
from schema.gate.turns.queues import NoTurn
from schema.gate.turns.turns import Turns
from tests.support.servers.edge import Context, Log, make_app, make_endpoint, make_schema, serving
from web.http.graphql.endpoint import GraphQLEndpoint
from web.http.graphql.error import Refused
from web.http.graphql.shares import AllTaken, Shares, ShareTaken
from web.http.graphql.stream import Streams


def _taken(shares: Shares, stack: ExitStack, key: str, *, tries: int) -> int:
    """Take as many places as there are for a key; return how many."""
    count = 0
    for _ in range(tries):
        try:
            stack.enter_context(shares.take(key))
        except (ShareTaken, AllTaken):
            break
        count += 1
    return count


def test_a_few_keys_leave_places_for_others() -> None:
    shares = Shares(in_all=2_000, floor=20)
    with ExitStack() as stack:
        held = [_taken(shares, stack, f"dan{n}", tries=2_000) for n in range(4)]

        alice = _taken(shares, stack, "alice", tries=10)

    assert held == [400, 320, 256, 205]
    assert alice == 10
    assert shares.taken == 0


def test_the_first_places_of_a_key_are_free_until_all_are_taken() -> None:
    shares = Shares(in_all=10, floor=3)
    with ExitStack() as stack:
        held = [_taken(shares, stack, f"dan{n}", tries=10) for n in range(4)]

        with pytest.raises(AllTaken), shares.take("alice"):
            pass

    assert held == [3, 3, 3, 1]


def test_streams_are_shared_by_address_over_all_sessions() -> None:
    streams = Streams(in_all=100, per_address=5)
    with ExitStack() as stack:
        for number in range(20):
            stack.enter_context(streams.reserve(f"draft{number}", address="192.0.2.1"))
        with pytest.raises(Refused) as refused:
            stack.enter_context(streams.reserve("one more", address="192.0.2.1"))
        stack.enter_context(streams.reserve("alice", address="192.0.2.2"))

    assert (refused.value.status, refused.value.code) == (429, "TOO_MANY_STREAMS")
    assert streams.open == 0


class _Holding(GraphQLEndpoint):
    """An endpoint that holds every request until it may go on."""

    may_go_on: asyncio.Event

    async def _carry_out(self, *args: Any, **named: Any) -> ASGIApp:
        await self.may_go_on.wait()
        return await super()._carry_out(*args, **named)


async def test_an_address_has_a_share_of_what_is_carried_out() -> None:
    endpoint = make_endpoint(log=Log())
    endpoint.__class__ = _Holding
    holding = endpoint
    assert isinstance(holding, _Holding)
    holding.may_go_on = asyncio.Event()
    async with serving(make_app(endpoint)) as server, httpx.AsyncClient(timeout=30) as client:
        asked = [
            asyncio.create_task(client.post(server.url, json={"query": "{ hello }"}))
            for _ in range(60)
        ]
        done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        refused = done.pop().result()
        holding.may_go_on.set()
        statuses = [(await one).status_code for one in asked]

    assert refused.status_code == 429
    assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_IN_FLIGHT"
    assert refused.headers["retry-after"] == "1"
    assert statuses.count(200) == 40


async def _run(lane: Lane, address: str, order: list[str], *, cost: int = 2_000) -> None:
    async with lane.turn(address, cost=cost):
        order.append(address)
        await asyncio.sleep(0)


async def test_addresses_take_turns_however_many_one_sends() -> None:
    lane, order = Lane(), list[str]()
    runs = [asyncio.create_task(_run(lane, "dan", order)) for _ in range(8)]
    await asyncio.sleep(0)
    runs.append(asyncio.create_task(_run(lane, "alice", order)))

    await asyncio.gather(*runs)

    assert order[0] == "dan"
    assert "alice" in order[:3]
    assert len(order) == 9


async def test_who_used_least_goes_first() -> None:
    lane, order = Lane(), list[str]()
    await _run(lane, "dan", order, cost=5_000)
    runs = [asyncio.create_task(_run(lane, name, order)) for name in ("eve", "dan", "alice")]

    await asyncio.gather(*runs)

    assert order == ["dan", "eve", "alice", "dan"]


async def test_what_is_small_waits_for_no_costly_one() -> None:
    turns, order = Turns(), list[str]()
    async with turns.running("dan", cost=5_000):
        for cost in (1_200, 20):
            async with turns.running("alice", cost=cost):
                order.append("alice")

    assert order == ["alice", "alice"]


async def test_of_what_is_small_one_begins_in_each_turn_of_the_loop() -> None:
    turns, loop = Turns(), asyncio.get_running_loop()
    turn, began = 0, list[int]()

    def count() -> None:
        nonlocal turn
        turn += 1
        loop.call_soon(count)

    async def run(number: int) -> None:
        async with turns.running(f"dan{number % 3}", cost=400):
            began.append(turn)
            # All run beside one another.
            await asyncio.sleep(0.1)

    loop.call_soon(count)
    await asyncio.gather(*(run(number) for number in range(10)))

    assert len(set(began)) == 10
    assert began[-1] - began[0] < 40


async def test_a_few_requests_are_carried_out_at_a_time_and_who_used_least_goes_first() -> None:
    places, order = Places(), list[str]()
    running, most = 0, 0

    async def run(address: str) -> None:
        nonlocal running, most
        async with places.take(address, cost=50):
            order.append(address)
            running += 1
            most = max(most, running)
            for _ in range(20):
                await asyncio.sleep(0)
            running -= 1

    for number in range(4):
        places._queues._usage.add(f"dan{number}", 0.2)
    runs = [asyncio.create_task(run(f"dan{number % 4}")) for number in range(40)]
    for _ in range(30):
        await asyncio.sleep(0)
    began = len(order)
    await asyncio.gather(run("alice"), *runs)

    assert most == 8
    assert order.index("alice") - began <= 2
    assert len(order) == 41


async def test_who_used_about_as_much_waits_for_one_of_each_at_most() -> None:
    lane, order = Lane(), list[str]()
    lane._usage.add("alice", 0.08)
    runs = [asyncio.create_task(_run(lane, f"dan{n % 4}", order, cost=40)) for n in range(28)]
    await asyncio.sleep(0)
    runs.append(asyncio.create_task(_run(lane, "alice", order, cost=40)))

    await asyncio.gather(*runs)

    assert order.index("alice") <= 5


async def test_a_crowd_that_has_used_little_keeps_nobody_waiting_for_a_place() -> None:
    places, order = Places(places=1), list[str]()
    places._queues._usage.add("alice", 5.0)

    async def run(address: str) -> None:
        async with places.take(address, cost=50):
            order.append(address)
            await asyncio.sleep(0)

    runs = [asyncio.create_task(run(f"dan{n % 4}")) for n in range(28)]
    await asyncio.sleep(0)

    await asyncio.gather(run("alice"), *runs)

    assert order.index("alice") <= 10


async def test_what_waits_for_somebody_outside_gives_its_place_to_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("schema.gate.turns.places.LONGEST", 0.01)
    places, order, answered = Places(), list[str](), asyncio.Event()

    async def waits() -> None:
        async with places.take("dan", cost=50):
            await answered.wait()

    runs = [asyncio.create_task(waits()) for _ in range(30)]
    # One begins in each turn of the loop.
    for _ in range(20):
        await asyncio.sleep(0)
    assert places._free == 0
    async with asyncio.timeout(20):
        async with places.take("alice", cost=50):
            order.append("alice")
        answered.set()
        await asyncio.gather(*runs)
        async with places.take("bob", cost=50):
            order.append("bob")

    assert order == ["alice", "bob"]
    assert places._free == 8


async def test_what_waits_in_a_lane_keeps_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.gate.turns.places.LONGEST", 60.0)
    places, lane, order = Places(), Lane(), list[str]()

    async def costly(number: int) -> None:
        async with places.take(f"dan{number}", cost=50), lane.turn(f"dan{number}", cost=5_000):
            order.append(f"dan{number}")

    async with lane.turn("eve", cost=5_000):
        runs = [asyncio.create_task(costly(number)) for number in range(20)]
        await asyncio.sleep(0)
        async with asyncio.timeout(20), places.take("alice", cost=50):
            order.append("alice")
    for run in runs:
        run.cancel()
    await asyncio.gather(*runs, return_exceptions=True)

    assert order[0] == "alice"
    assert places._free == 8


async def test_one_costly_operation_runs_at_a_time() -> None:
    lane, running, most = Lane(), 0, 0

    async def run(address: str) -> None:
        nonlocal running, most
        async with lane.turn(address, cost=2_000):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(run(f"dan{number}") for number in range(20)))

    assert most == 1


async def test_an_address_that_waits_too_often_is_refused() -> None:
    lane, order = Lane(waiting=2), list[str]()
    runs = [asyncio.create_task(_run(lane, "dan", order)) for _ in range(4)]

    results = await asyncio.gather(*runs, return_exceptions=True)

    assert [type(result) for result in results] == [type(None)] * 3 + [NoTurn]


async def test_who_used_least_is_never_refused_for_those_who_used_more() -> None:
    lane, order = Lane(), list[str]()
    for number in range(20):
        lane._usage.add(f"dan{number}", 1.0 + number)
    runs = [asyncio.create_task(_run(lane, f"dan{n % 20}", order)) for n in range(100)]
    await asyncio.sleep(0)
    runs.append(asyncio.create_task(_run(lane, "alice", order)))
    for _ in range(5):
        await asyncio.sleep(0)

    refused = {number for number, run in enumerate(runs) if run.done() and run.exception()}
    for run in runs:
        run.cancel()
    await asyncio.gather(*runs, return_exceptions=True)

    # One runs and forty wait; for Alice, one of those goes who have used most.
    assert len(refused) == 60
    assert 100 not in refused


async def test_who_waits_for_one_is_not_refused_for_those_who_wait_for_many() -> None:
    lane, order = Lane(), list[str]()
    lane._usage.add("alice", 0.06)
    runs = [asyncio.create_task(_run(lane, f"dan{n % 20}", order, cost=40)) for n in range(41)]
    await asyncio.sleep(0)
    runs.append(asyncio.create_task(_run(lane, "alice", order, cost=40)))

    results = await asyncio.gather(*runs, return_exceptions=True)

    assert [type(result) for result in results].count(NoTurn) == 1
    assert "alice" in order


async def test_who_gives_up_waiting_keeps_no_turn() -> None:
    lane, order = Lane(), list[str]()
    runs = [asyncio.create_task(_run(lane, name, order)) for name in ("dan", "bob", "alice")]
    await asyncio.sleep(0)
    runs[1].cancel()

    await asyncio.gather(*runs, return_exceptions=True)
    await _run(lane, "carol", order)

    assert order == ["dan", "alice", "carol"]


async def test_a_turn_ends_even_if_its_operation_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.gate.turns.lane.LONGEST", 0.01)
    lane, order = Lane(), list[str]()

    async with lane.turn("dan", cost=5_000):
        async with asyncio.timeout(20):
            await _run(lane, "alice", order)

    assert order == ["alice"]


async def test_what_holds_the_processor_lets_others_have_it_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("schema.gate.turns.lane.LONGEST", 0.05)
    lane, loop = Lane(), asyncio.get_running_loop()
    ended, began = list[float](), list[float]()

    async def run() -> None:
        async with lane.turn("dan", cost=1_201):
            began.append(loop.time())
            end = thread_time() + 0.15
            while thread_time() < end:
                pass
            ended.append(loop.time())

    await asyncio.gather(run(), run())

    # The rest is twice what the operation took, up to a turn's length.
    assert began[1] - ended[0] >= 0.09


async def test_introspection_is_never_small() -> None:
    gate, schema = Gate(), make_schema()
    asked = "{ __schema { types { name fields { name type { name } args { name } } } } }"
    assert 20 < gate.admit(asked, schema=schema._schema, suggestions=False).cost < 1_200

    async with gate.turns.running("dan", cost=5_000):
        waiting = asyncio.create_task(_executed(gate, asked))
        small = await _executed(gate, "{ hello }")
        await asyncio.sleep(0.05)
        waited = not waiting.done()

    assert small.errors is None
    assert waited
    assert (await waiting).errors is None


class Counted(Context):
    """A context whose operations are counted, and so wait for their turns."""

    sends_free_form = True

    async def admitted(self, *, kind: str, cost: int) -> None:
        """What is counted does not matter here."""


async def _executed(gate: Gate, text: str) -> ExecutionResult:
    result = await make_schema(gate).execute(text, context_value=Counted())
    assert isinstance(result, ExecutionResult)
    return result


async def test_large_new_texts_are_read_in_turn_and_small_ones_at_once() -> None:
    gate, schema = Gate(), make_schema()._schema
    large = "{ " + "hello " * 205 + "}"
    async with gate.turns.reading.turn("dan", cost=5_000):
        reading = asyncio.create_task(
            gate.admit_in_turn(large, schema=schema, suggestions=False, address="dan")
        )
        small = await gate.admit_in_turn(
            "{ box { " + "name " * 40 + "} }", schema=schema, suggestions=False, address="alice"
        )
        # It is read in a thread, which is soon done where it may.
        await asyncio.sleep(0.2)
        waited = not reading.done()

    assert waited
    assert small.errors == ()
    assert (await reading).document
