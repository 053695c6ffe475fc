"""Whether the tests notice that a guard is out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tests.mutants import probe
from tests.mutants.guards import Guard
from tests.mutants.patch import Patch, function_at
from tests.mutants.reach import Reach
from tests.mutants.tree import NO_POSTGRES, Runner, Server, Tree

# How many tests one run has; a guard is mostly noticed by the first.
BATCHES = (4, 16, 64, 256)
# A run that takes so much longer than the same tests took with the guard does not end by itself.
TIMES_LONGER = 5
START_SECONDS = 120.0
# Pytest's codes; with any other it did not run the tests, for example because of an import.
PASSED, FAILED = 0, 1


class Verdict(StrEnum):
    """What became of a guard that was out."""

    KILLED = "killed"
    SURVIVED = "survived"
    # The guard refuses in no test, or no test that holds it has passed.
    UNREACHED = "unreached"
    # Pytest could not run the tests, for example because the file cannot be imported.
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What became of a guard that was out, how many tests were chosen, and which one noticed."""

    guard: Guard
    verdict: Verdict
    tests: int
    noticed_by: str = ""


def judge(runner: Runner, guard: Guard, reach: Reach) -> Judgement:
    """Judge a guard that has a probe."""
    return _judge(runner, guard, reach, environ={probe.OUT: guard.key})


def judge_patched(server: Server, guard: Guard, reach: Reach, *, content: bytes) -> Judgement:
    """Judge a guard within a function by changing that in a server; ``content`` is its file's.

    What is not noticed so must be judged by text: a process that a test starts is not changed.
    """
    function = function_at(content, guard.start, guard.end)
    if function is None:
        return Judgement(guard=guard, verdict=Verdict.BROKEN, tests=0)
    patch = Patch(
        file=str(server.root / guard.path),
        function=function,
        source=guard.mutated(content).decode(),
    )
    return _judge(replace(server, patch=patch), guard, reach, environ={})


def judge_text(tree: Tree, guard: Guard, reach: Reach) -> Judgement:
    """Judge a guard by changing its file in a copy without probes."""
    tree.write(guard.path, guard.mutated(tree.original(guard.path)))
    try:
        return _judge(tree, guard, reach, environ={})
    finally:
        tree.restore(guard.path)


def _judge(runner: Runner, guard: Guard, reach: Reach, *, environ: Mapping[str, str]) -> Judgement:
    tests = reach.tests_of(guard)
    log = runner.root / "mutants.tsv"
    done = 0
    for batch in _batches(tests, first=1 if guard.key in reach.noticed else BATCHES[0]):
        done += len(batch)
        log.unlink(missing_ok=True)
        on_postgres = any("postgres" in test for test in batch)
        code = runner.run(
            ["-p", "tests.mutants.probe", "-x", *batch],
            environ={**environ, probe.LOG: str(log), **({} if on_postgres else NO_POSTGRES)},
            seconds=START_SECONDS + TIMES_LONGER * sum(reach.seconds[test] for test in batch),
        )
        # The same tests passed with the guard, and in much less time than they were given.
        if code in {FAILED, None}:
            noticed = probe.failed(log) or batch[0]
            return Judgement(guard=guard, verdict=Verdict.KILLED, tests=done, noticed_by=noticed)
        if code != PASSED:
            return Judgement(guard=guard, verdict=Verdict.BROKEN, tests=done)
    verdict = Verdict.SURVIVED if tests else Verdict.UNREACHED
    return Judgement(guard=guard, verdict=verdict, tests=done)


def _batches(tests: Sequence[str], *, first: int) -> Iterator[Sequence[str]]:
    start, size = 0, first
    while start < len(tests):
        yield tests[start : start + size]
        start += size
        size = next((larger for larger in BATCHES if larger > size), size)
