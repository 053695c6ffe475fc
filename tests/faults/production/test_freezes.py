"""Tests of processes that are frozen under load, and go on without knowing of it."""

from collections.abc import Callable, Sequence

import pytest

from tests.support.production.faults import Fault, frozen, frozen_backends
from tests.support.production.processes.child import Child
from tests.support.production.production import Production
from tests.support.production.rounds import judged
from tests.support.run.nightly import nightly

pytestmark = [nightly, pytest.mark.timeout(900)]

CHILDREN: dict[str, tuple[Callable[[Production], Sequence[Child]], float]] = {
    # Longer than a lease: the other worker takes over, and the first wakes up in the middle.
    "a worker": (lambda shape: shape.workers[:1], 60),
    "both workers": (lambda shape: shape.workers, 40),
    "Redis": (lambda shape: [shape.redis], 40),
    "the mail server": (lambda shape: [shape.smtp], 60),
    "the registry": (lambda shape: [shape.registry], 30),
    "PostgreSQL's own process": (lambda shape: [shape.cluster.child], 30),
}


def fault_of(name: str) -> Fault:
    if name == "PostgreSQL's backends":
        return frozen_backends(seconds=45)
    children, seconds = CHILDREN[name]
    return frozen(children, seconds=seconds)


@pytest.mark.parametrize("name", [*CHILDREN, "PostgreSQL's backends"])
async def test_what_is_frozen_and_wakes_loses_and_doubles_nothing(
    name: str, shape: Production
) -> None:
    shape.delay_mail(1)
    try:
        await judged(f"{name} is frozen", shape, fault_of(name))
    finally:
        shape.delay_mail(0)


async def test_a_frozen_node_answers_when_it_wakes_and_its_streams_go_on(
    shape: Production,
) -> None:
    # It cannot answer before.
    fault = frozen(lambda shape: shape.webs[:1], seconds=25)

    await judged("a node is frozen", shape, fault, patience=60)
