"""Tests of the composition while its parts are stopped and started, at every moment."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.engine.composition import PORTS, STOP_SECONDS, Composition
from tests.support.run.nightly import needs_engine
from web.ops.health import COMMITTED_SECONDS, KEPT_SECONDS, MEASURE_SECONDS

pytestmark = needs_engine

OURS = ("web-a", "web-b", "worker")
SERVERS = ("postgres", "redis")
# Seconds after a start: while the program is loaded, while it opens the database, when it serves.
MOMENTS = (0.0, 0.3, 0.6, 1.0, 2.0, 4.0, 8.0)
# It stopped by itself, or was stopped before it had begun (128 + SIGTERM); 137 was killed.
HEARD = {0, 143}
# A web process drains for five seconds, and ten are for what it carries out.
SOON = 20.0
# An answer is kept for a while, and a server that is silent counts as late.
UNREADY_SECONDS = KEPT_SECONDS + MEASURE_SECONDS + COMMITTED_SECONDS


@pytest.fixture(scope="module")
def started(composition: Composition) -> Composition:
    """The composition with two nodes, started as the pages say."""
    composition.compose("up", "--no-build", "--detach")
    return composition


@pytest.fixture
def up(started: Composition) -> Iterator[Composition]:
    """The composition with all parts running; what a test stopped is started again."""
    started.await_ready(*PORTS)
    yield started
    for service in (*SERVERS, *OURS):
        started.start(service)


def _await_all(composition: Composition) -> None:
    composition.await_ready(*PORTS)
    composition.await_running("worker")


def test_one_node_is_enough_and_a_second_joins(composition: Composition) -> None:
    composition.compose("up", "--no-build", "--detach", two=False)
    composition.await_ready("web-a")
    alone = composition.asked("web-b")

    composition.compose("up", "--no-build", "--detach")

    composition.await_ready(*PORTS)
    assert alone[0] == 0


def test_what_runs_is_confined(up: Composition) -> None:
    for service in (*OURS, *SERVERS):
        host = up.described(service)["HostConfig"]
        assert host["Init"] is True
        assert host["ReadonlyRootfs"] is True
        assert host["CapDrop"] == ["ALL"]
        assert host["Memory"] > 0
        assert host["NanoCpus"] > 0
        assert host["PidsLimit"] > 0
        assert host["LogConfig"]["Config"].keys() == {"max-file", "max-size"}


def test_the_processes_can_do_nothing_as_root(up: Composition) -> None:
    status = up.compose(
        *("exec", "-T", "web-a", "sh", "-c"),
        "id -u; touch /app/x 2>/dev/null || echo refused; cat /proc/1/status",
    ).stdout

    assert status.startswith("10001\nrefused\n")
    assert "CapBnd:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_signal_to_stop_is_heard_at_every_moment(up: Composition, moment: float) -> None:
    up.restart(*OURS)
    time.sleep(moment)

    with ThreadPoolExecutor(len(OURS)) as beside:
        ended = dict(zip(OURS, beside.map(up.stop, OURS), strict=True))

    assert {service for service, (code, _) in ended.items() if code not in HEARD} == set(), ended
    assert max(seconds for _, seconds in ended.values()) < SOON < STOP_SECONDS, ended


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("moment", MOMENTS[::3])
def test_a_server_that_goes_while_we_start_is_found_again(
    up: Composition, server: str, moment: float
) -> None:
    up.restart(*OURS)
    time.sleep(moment)
    up.stop(server)
    time.sleep(3)

    up.start(server)

    _await_all(up)


@pytest.mark.parametrize("service", OURS)
def test_the_others_serve_while_one_is_away(up: Composition, service: str) -> None:
    up.stop(service)

    nodes = [node for node in PORTS if node != service]
    answers = {node: up.asked(node)[0] for node in nodes}

    assert set(answers.values()) == {200}


def test_without_the_database_a_node_says_that_it_is_not_ready(up: Composition) -> None:
    up.stop("postgres")

    status, body = up.await_unready("web-a", within=UNREADY_SECONDS)
    up.start("postgres")

    _await_all(up)
    assert status == 503
    assert '"database"' in body


def test_without_redis_it_serves(up: Composition) -> None:
    up.stop("redis")
    time.sleep(2)

    status, _ = up.asked("web-a")

    assert status == 200


def test_what_was_killed_is_started_again(up: Composition) -> None:
    for service in (*SERVERS, *OURS):
        up.engine.docker("exec", up.container(service), "sh", "-c", "kill -9 -1", check=False)

    _await_all(up)


def test_all_of_it_comes_back_after_the_engine_would_have(up: Composition) -> None:
    up.compose("stop", "--timeout", str(STOP_SECONDS))

    codes = {service: up.described(service)["State"]["ExitCode"] for service in OURS}
    up.compose("start")

    _await_all(up)
    assert set(codes.values()) == {0}
