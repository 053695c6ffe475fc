"""Tests of the table of limits, with counters in memory and in Redis."""

import asyncio
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from models.core.errors import CouldNotFindOut
from models.core.language import Language
from models.forms.problem import Problem
from models.forms.typed_text import InvalidInput
from models.limits.table import (
    RULES,
    Act,
    Counted,
    Mode,
    TooManyRequests,
    Window,
    address_counted,
)
from models.outside.counters import MemoryCounters, RedisCounters
from models.outside.redis_script import Script
from models.pki.keys import SignatureWrong
from schema.gate.directives import LOOKING_UP, STANDING, VERIFYING
from schema.gate.introspection import FIELDS_OF_A_UNIT
from schema.gate.limits import Limits
from schema.gate.tokens import UNITS_OF_A_TOKEN
from tests.support.counting import KINDS, REDIS, Epoch, Silent, counters_of, limiter, only
from tests.support.paths import ROOT
from tests.support.servers.process import free_port, until
from web.clock import epoch
from web.http.graphql.endpoint import OCTETS_OF_A_UNIT, UNITS_OF_A_REQUEST

HOUR = timedelta(hours=1)
THREE = only(Act.APPLY, Counted.ADDRESS, Window(3, HOUR))
ALICE = {Counted.ADDRESS: "192.0.2.1"}


TYPED_WRONG = InvalidInput((Problem(code="PHONE_SHAPE", path=("phone",), values={}),))


class ListAway(CouldNotFindOut):
    """A failure that does not count."""


def _windows() -> Iterator[tuple[Act, Counted, Window]]:
    for act, kinds in RULES.items():
        for counted, windows in kinds.items():
            yield from ((act, counted, window) for window in windows)


@pytest.mark.parametrize(("act", "counted", "window"), list(_windows()), ids=str)
async def test_each_window_lets_its_number_through_and_no_more(
    act: Act, counted: Counted, window: Window
) -> None:
    limits = limiter()
    limits.rules = only(act, counted, window)

    await limits.count(act, {counted: "a"}, cost=window.amount)
    with pytest.raises(TooManyRequests) as refused:
        await limits.count(act, {counted: "a"})

    await limits.count(act, {counted: "b"}, cost=window.amount)
    assert 0 < refused.value.retry_after <= window.seconds
    assert limits.over == {(act, counted): 1}


def test_the_numbers_are_documented_as_they_are() -> None:
    page = (ROOT / "docs/limits.md").read_text(encoding="utf-8")

    rows = re.findall(r"^\| (\w+) \|.*\| (\w+) \| (\d.*) \|$", page, re.MULTILINE)

    written = {(act, counted): numbers for act, counted, numbers in rows}
    assert written == {
        (act.value, counted.value): ", ".join(_said(window) for window in windows)
        for act, kinds in RULES.items()
        for counted, windows in kinds.items()
    }
    assert f"- {UNITS_OF_A_REQUEST} for the request" in page
    assert f"costs {UNITS_OF_A_TOKEN} for each token" in page
    assert f"1 for {FIELDS_OF_A_UNIT} fields of introspection" in page
    assert f"more than {Limits().cost}" in page
    assert f"{VERIFYING} for verifying a card" in page
    assert f"{STANDING} for a card's standing" in page
    assert f"{LOOKING_UP} for asking the registry" in page
    assert f"1 for every {OCTETS_OF_A_UNIT} bytes of the request" in page


def _said(window: Window) -> str:
    """Format a window as the page does."""
    lengths = {60: "1 minute", 900: "15 minutes", 3600: "1 hour", 86_400: "1 day"}
    return f"{window.amount} in {lengths[window.seconds]}"


def test_every_act_has_a_limit() -> None:
    assert RULES.keys() == set(Act)
    assert all(kinds for kinds in RULES.values())


def test_an_address_is_allowed_more_than_one_session_behind_it() -> None:
    both = [kinds for kinds in RULES.values() if {Counted.ADDRESS, Counted.SESSION} <= kinds.keys()]

    assert both
    for kinds in both:
        assert kinds[Counted.ADDRESS][0].amount > kinds[Counted.SESSION][0].amount


def test_no_failure_is_counted_against_a_company() -> None:
    assert Counted.CONTROL_NUMBER not in RULES[Act.CARD_REFUSAL]


@pytest.mark.parametrize("kind", KINDS)
async def test_of_fifty_at_once_exactly_three_are_let_through(kind: str) -> None:
    async with counters_of(kind) as counters:
        limits = limiter(counters)
        limits.rules = THREE

        allowed = await asyncio.gather(*(limits.within(Act.APPLY, ALICE) for _ in range(50)))

    assert allowed.count(True) == 3
    assert counters.fallbacks == 0


@pytest.mark.parametrize("kind", KINDS)
async def test_the_returned_wait_is_that_of_the_window(kind: str) -> None:
    async with counters_of(kind) as counters:
        limits = limiter(counters)
        limits.rules = THREE
        await limits.count(Act.APPLY, ALICE, cost=3)

        with pytest.raises(TooManyRequests) as refused:
            await limits.count(Act.APPLY, ALICE)

    assert 3_500 < refused.value.retry_after <= 3_600


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Epoch:
    """Set the library's clock by hand."""
    clock = Epoch()
    monkeypatch.setattr("limits.aio.storage.memory.time", clock)
    return clock


async def test_further_requests_do_not_extend_the_wait(clock: Epoch) -> None:
    limits = limiter(MemoryCounters(clock=clock.time))
    limits.rules = THREE
    for _ in range(9):
        await limits.within(Act.APPLY, ALICE)

    clock.at += 3_599
    with pytest.raises(TooManyRequests) as refused:
        await limits.count(Act.APPLY, ALICE)
    clock.at += 1

    assert refused.value.retry_after == 1
    assert await limits.within(Act.APPLY, ALICE)


async def test_of_two_full_windows_the_longer_wait_is_returned(clock: Epoch) -> None:
    limits = limiter(MemoryCounters(clock=clock.time))
    for _ in range(6):
        await limits.within(Act.SIGN_IN_LINK, {Counted.CONTROL_NUMBER: "A0000006"})

    with pytest.raises(TooManyRequests) as refused:
        await limits.count(Act.SIGN_IN_LINK, {Counted.CONTROL_NUMBER: "A0000006"})

    assert refused.value.retry_after == 24 * 3600


async def test_a_flood_of_addresses_does_not_fill_the_memory(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counters = MemoryCounters(clock=epoch, most_keys=10)
    limits = limiter(counters)

    for number in range(25):
        await limits.count(Act.CHALLENGE, {Counted.ADDRESS: f"192.0.2.{number}"})

    assert len(counters._storage.storage) <= 10
    assert "all start again" in caplog.text


@pytest.mark.parametrize(
    "url",
    [f"redis://127.0.0.1:{free_port()}/0", f"rediss://127.0.0.1:{free_port()}/0"],
    ids=["plain", "tls"],
)
async def test_without_redis_each_process_counts_and_says_so_once(
    caplog: pytest.LogCaptureFixture, url: str
) -> None:
    counters = RedisCounters(url, clock=epoch)
    limits = limiter(counters)
    limits.rules = THREE

    allowed = [await limits.within(Act.APPLY, ALICE) for _ in range(5)]
    await counters.close()

    assert allowed == [True, True, True, False, False]
    assert counters.away
    assert counters.fallbacks == 5
    assert caplog.text.count("limits are counted in this process alone") == 1


async def test_an_unresponsive_redis_delays_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    async with Silent().running() as silent:
        counters = RedisCounters(f"redis://127.0.0.1:{silent.port}/0", clock=epoch, seconds=0.2)
        limits = limiter(counters)
        limits.rules = THREE

        began = loop.time()
        async with asyncio.timeout(10):
            allowed = await asyncio.gather(*(limits.within(Act.APPLY, ALICE) for _ in range(20)))
        took = loop.time() - began
        tried = silent.connections
        for _ in range(20):
            await limits.within(Act.APPLY, ALICE)
        again = silent.connections - tried
        await counters.close()

    assert allowed.count(True) == 3
    assert took < 5
    assert tried
    assert again == 0
    assert caplog.text.count("limits are counted in this process alone") == 1


async def test_redis_counts_again_when_it_is_back(caplog: pytest.LogCaptureFixture) -> None:
    async with counters_of("redis") as counters:
        assert isinstance(counters, RedisCounters)
        counters._lost(TimeoutError())
        counters._away_until = 0.0

        await limiter(counters).count(Act.APPLY, ALICE)

    assert not counters.away
    assert "limits are counted in Redis again" in caplog.text


async def test_the_store_holds_no_personal_data() -> None:
    counters = MemoryCounters(clock=epoch)

    await limiter(counters).count(Act.MAIL, {Counted.MAILBOX: "alice@company.example"})
    await limiter(counters).count(Act.SIGN_IN_LINK, {Counted.CONTROL_NUMBER: "A0000006"})

    keys = " ".join(counters._storage.storage)
    assert "mail:mailbox:3600:" in keys
    assert "alice" not in keys
    assert "A0000006" not in keys


async def test_a_password_of_redis_is_not_shown() -> None:
    counters = RedisCounters("redis://:s3cret@127.0.0.1:1/0", clock=epoch)

    assert "s3cret" not in repr(counters)
    assert REDIS.startswith("redis://")


async def test_track_only_counts_and_logs_and_refuses_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    limits = limiter()
    limits.rules, limits.mode = THREE, Mode.TRACK

    for _ in range(5):
        await limits.count(Act.APPLY, ALICE)

    assert limits.over == {(Act.APPLY, Counted.ADDRESS): 2}
    assert "the limit of apply by address is reached (limits: track)" in caplog.text
    assert "192.0.2.1" not in caplog.text


async def _refused(keys: dict[Counted, str], by: Exception, *, times: int) -> list[str]:
    """Fail so often in a row; return each result."""
    limits = limiter()
    limits.rules = only(Act.CARD_REFUSAL, Counted.ADDRESS, Window(3, HOUR))
    seen = []
    for _ in range(times):
        try:
            async with limits.refusals(Act.CARD_REFUSAL, keys):
                raise by
        except Exception as fault:
            seen.append(type(fault).__name__)
    return seen


async def test_refusals_are_counted_and_then_refused() -> None:
    seen = await _refused(ALICE, SignatureWrong(), times=5)

    assert seen == ["SignatureWrong"] * 3 + ["TooManyRequests"] * 2


@pytest.mark.parametrize("harmless", [TYPED_WRONG, ListAway(), ZeroDivisionError()])
async def test_what_is_no_wrong_guess_is_not_counted(harmless: Exception) -> None:
    seen = await _refused(ALICE, harmless, times=9)

    assert seen == [type(harmless).__name__] * 9


async def test_success_is_not_counted() -> None:
    limits = limiter()
    limits.rules = only(Act.CARD_REFUSAL, Counted.ADDRESS, Window(3, HOUR))

    for _ in range(9):
        async with limits.refusals(Act.CARD_REFUSAL, ALICE):
            pass


@pytest.mark.parametrize("kind", KINDS)
async def test_wrong_guesses_at_one_moment_do_not_slip_through(kind: str) -> None:
    judged = 0
    async with counters_of(kind) as counters:
        limits = limiter(counters)
        limits.rules = only(Act.CARD_REFUSAL, Counted.ADDRESS, Window(3, HOUR))

        async def guess() -> None:
            nonlocal judged
            async with limits.refusals(Act.CARD_REFUSAL, ALICE):
                judged += 1
                await asyncio.sleep(0)
                raise SignatureWrong

        await asyncio.gather(*(guess() for _ in range(50)), return_exceptions=True)

    assert judged == 3


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_an_address_is_counted_as_its_owner(host: str, counted: str) -> None:
    assert address_counted(host) == counted


def test_the_refusal_says_how_long_to_wait() -> None:
    said = [TooManyRequests(7).message(language) for language in Language]

    assert [("7 秒" in text, "7 seconds" in text) for text in said] == [
        (True, False),
        (False, True),
    ]


async def test_what_is_counted_in_one_turn_is_asked_of_redis_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with counters_of("redis") as counters:
        assert isinstance(counters, RedisCounters)
        asked, run = list[int](), counters._script.run

        async def counted(keys: list[str], values: list[int]) -> object:
            asked.append(len(keys))
            return await run(keys, values)

        monkeypatch.setattr(counters._script, "run", counted)
        limits = limiter(counters)
        keys = {Counted.ADDRESS: "192.0.2.1", Counted.PARTNER: "p"}
        await asyncio.gather(*(limits.count(Act.REQUEST, keys, cost=5) for _ in range(10)))
        await limits.count(Act.REQUEST, keys)

    assert asked == [20, 2]


@pytest.mark.parametrize("trouble", ["closed", "forgotten"])
async def test_a_kept_connection_that_redis_closed_is_replaced(trouble: str) -> None:
    async with counters_of("redis") as counters, Redis.from_url(REDIS) as other:
        assert isinstance(counters, RedisCounters)
        limits = limiter(counters)
        limits.rules = THREE
        await limits.count(Act.APPLY, ALICE)

        if trouble == "closed":
            kept = counters._script._kept
            assert kept is not None
            assert kept._writer is not None
            host, port = kept._writer.get_extra_info("sockname")
            await other.client_kill_filter(addr=f"{host}:{port}")
        else:
            # The script itself, as when Redis has started again.
            await other.script_flush()
        allowed = [await limits.within(Act.APPLY, ALICE) for _ in range(4)]

        assert allowed == [True, True, False, False]
        assert counters.fallbacks == 0
        assert not counters.away


async def test_runs_beside_one_another_keep_one_connection() -> None:
    name = uuid4().hex
    async with Redis.from_url(REDIS) as other, Redis.from_url(REDIS, client_name=name) as named:
        script = Script(named.connection_pool, "return {#KEYS}")

        found = await asyncio.gather(*(script.run(["a"] * number, []) for number in range(5)))

        async def one_is_kept() -> bool:
            return [one["name"] for one in await other.client_list()].count(name) == 1

        await until(one_is_kept)
        await script.close()
    assert found == [[number] for number in range(5)]


async def test_a_run_that_is_given_up_leaves_no_answer_to_the_next() -> None:
    async with Redis.from_url(REDIS) as other:
        script = Script(other.connection_pool, "return {#KEYS}")
        await script.run([], [])
        given_up = asyncio.create_task(script.run(["a"], []))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)

        found = await script.run(["a", "b"], [])

        await script.close()
    assert found == [2]


async def test_who_gives_up_keeps_nobody_else_from_being_counted() -> None:
    async with counters_of("redis") as counters:
        limits = limiter(counters)
        limits.rules = THREE
        counting = [asyncio.create_task(limits.within(Act.APPLY, ALICE)) for _ in range(3)]
        await asyncio.sleep(0)
        counting[0].cancel()

        allowed = await asyncio.gather(*counting[1:])

    assert allowed == [True, True]
    assert counting[0].cancelled()
    assert counters.fallbacks == 0
