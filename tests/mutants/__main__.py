"""Take out each guard, one at a time, run the tests that should notice, and print the score."""

import argparse
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from tests.mutants.guards import Guard, Kind, collect
from tests.mutants.judge import Judgement, Verdict, judge, judge_patched, judge_text
from tests.mutants.probes import with_probes
from tests.mutants.reach import Reach, recorded, rooms_of
from tests.mutants.tree import Server, Tree, copied
from tests.support.paths import ROOT

MAP = ROOT / "var/mutants/map.json"

Worker = TypeVar("Worker")
Item = TypeVar("Item")
Result = TypeVar("Result")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--list", action="store_true", help="count the guards, and run nothing")
    parser.add_argument("--only", metavar="REGEX", help="guards whose path or code matches")
    parser.add_argument("--kind", choices=list(Kind), help="guards that were found in this way")
    parser.add_argument("--since", metavar="REV", help="guards in files changed since a revision")
    parser.add_argument("--jobs", type=int, default=1, help="copies that work at the same time")
    parser.add_argument("--record", nargs="*", metavar="ROOM", help="record these rooms again")
    parser.add_argument("--map", type=Path, default=MAP, help="the file of what was recorded")
    parser.add_argument("--keep-map", action="store_true", help="use the map of an older tree")
    parser.add_argument("--sqlite", action="store_true", help="record without PostgreSQL")
    return parser.parse_args()


def main() -> int:
    asked = _arguments()
    guards = collect(ROOT)
    if asked.list:
        return _count(guards)
    reach = Reach.load(asked.map, root=ROOT, keep=asked.keep_map)
    wanted = _wanted(guards, asked)
    with ExitStack() as stack:
        trees = [stack.enter_context(copied(ROOT)) for _ in range(asked.jobs)]
        judged = [*_kept(_with_probes(trees, guards, wanted, reach, asked), reach, asked.map)]
        done = {one.guard.key for one in judged}
        left = [guard for guard in wanted if guard.key not in done]
        judged += _kept(_each(trees, left, partial(judge_text, reach=reach)), reach, asked.map)
    reach.keep_noticed(ROOT, guards)
    return report(judged, reached=[g for g in guards if g.impossible and g.key in reach.refused])


def _wanted(guards: Sequence[Guard], asked: argparse.Namespace) -> list[Guard]:
    changed = _changed(asked.since) if asked.since else None
    return [
        guard
        for guard in guards
        if not guard.impossible
        and (asked.only is None or re.search(asked.only, str(guard)))
        and asked.kind in {None, guard.kind}
        and (changed is None or guard.path in changed)
    ]


def _changed(revision: str) -> set[str]:
    command = ["git", "diff", "--name-only", "-z", revision]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return set(found.stdout.split("\0"))


def _count(guards: Sequence[Guard]) -> int:
    for kind, number in Counter(guard.kind for guard in guards).items():
        _say(f"{number:4} {kind}")
    impossible = sum(guard.impossible for guard in guards)
    _say(f"{len(guards):4} in all, of which {impossible} cannot refuse, as their comment says")
    return 0


def _with_probes(
    trees: Sequence[Tree],
    guards: Sequence[Guard],
    wanted: Sequence[Guard],
    reach: Reach,
    asked: argparse.Namespace,
) -> Iterator[Judgement]:
    """Record what the map lacks, and judge the guards that have probes.

    Of the declared ones, those are judged too whose absence is noticed in a server's processes.
    """
    rooms = rooms_of(ROOT)
    missing = [room for room in rooms if room not in reach.rooms and not asked.keep_map]
    chosen = missing if asked.record is None else asked.record or rooms
    probed = [guard for guard in wanted if not guard.held_by]
    declared = [guard for guard in wanted if guard.kind is Kind.DECLARED]
    if not chosen and not probed and not declared:
        return
    with ExitStack() as stack:
        servers = [stack.enter_context(_server(tree, guards, rooms)) for tree in trees]
        record = partial(_record, postgres=not asked.sqlite)
        for room, log in zip(chosen, _each(servers, chosen, record), strict=True):
            reach.add(room, log)
            reach.save(asked.map)
        yield from _each(servers, probed, partial(judge, reach=reach))

        def patched(server: Server, guard: Guard) -> Judgement:
            return judge_patched(server, guard, reach, content=trees[0].original(guard.path))

        for one in _each(servers, declared, patched):
            if one.verdict is Verdict.KILLED:
                yield one


def _kept(judged: Iterable[Judgement], reach: Reach, file: Path) -> Iterator[Judgement]:
    """Print each judgement, and keep which test noticed, for the next time."""
    for one in judged:
        _say(f"{one.verdict} ({one.tests}) {one.guard} {one.noticed_by}")
        if one.noticed_by:
            reach.noticed[one.guard.key] = one.noticed_by
            reach.save(file)
        yield one


@contextmanager
def _server(tree: Tree, guards: Sequence[Guard], rooms: Sequence[str]) -> Iterator[Server]:
    """Start a server in a copy with probes, which it loses afterwards."""
    probed = [guard for guard in guards if not guard.held_by or guard.within]
    paths = {guard.path for guard in probed}
    for path in paths:
        here = [guard for guard in probed if guard.path == path]
        tree.write(path, with_probes(tree.original(path), here).encode())
    with tree.serving([f"tests/{room}" for room in rooms]) as server:
        yield server
    for path in paths:
        tree.restore(path)


def _record(server: Server, room: str, *, postgres: bool) -> list[str]:
    _say(f"recording tests/{room}")
    return recorded(server, room, log=server.root / "mutants.tsv", postgres=postgres)


def _each(
    workers: Sequence[Worker], items: Sequence[Item], work: Callable[[Worker, Item], Result]
) -> Iterator[Result]:
    """Do some work for each item, as many at a time as there are workers; results keep order."""
    free: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        free.put(worker)

    def one(item: Item) -> Result:
        worker = free.get()
        try:
            return work(worker, item)
        finally:
            free.put(worker)

    with ThreadPoolExecutor(len(workers)) as pool:
        yield from pool.map(one, items)


def report(judged: Sequence[Judgement], *, reached: Sequence[Guard]) -> int:
    """Print the survivors and the score; return the exit code."""
    survivors = [one for one in judged if one.verdict is not Verdict.KILLED]
    _say("")
    for one in survivors:
        _say(f"{one.verdict}: {one.guard}")
    for guard in reached:
        _say(f"refuses although it cannot happen: {guard}")
    killed = len(judged) - len(survivors)
    score = 100 * killed / len(judged) if judged else 100.0
    _say(f"{killed} of {len(judged)} guards are held by a test: {score:.1f} %")
    return 1 if survivors or reached else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
