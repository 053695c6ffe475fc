"""The map of which guard refuses in which tests, recorded with probes in a copy of the tree."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants import probe
from tests.mutants.guards import Guard, Kind
from tests.mutants.tree import NO_POSTGRES, Runner

# Not recorded: the browsers' tests take minutes, and this tool's own start it.
LEFT_OUT = ("browser", "bench", "mutants", "node", "support")
# Which guards each test noticed when they were last out: the order, not the verdict, comes from it.
NOTICED = "tests/mutants/noticed.json"
# What repeats in a transaction what was required before it: a weaker check is noticed there too.
RECHECK = "require_still"
# Seconds that a room's tests may take.
LONGEST_ROOM = 3600.0


@dataclass
class Reach:
    """What was recorded: the seconds of each test that passed, and where each guard refused.

    ``digest`` is that of the tree whose tests were recorded, ``rooms`` are those recorded so far.
    ``refused`` has the functions of declared guards too, with the tests that enter them.
    ``noticed`` is the test that noticed each guard's absence when it was last out.
    """

    digest: str
    rooms: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    noticed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path, *, root: Path, keep: bool) -> "Reach":
        """Return the map on file; of another tree's only what noticed, unless all is to be kept.

        What noticed in earlier checkouts is in the tree (`NOTICED`).
        """
        reach = cls._of_file(file, root=root, keep=keep)
        reach.noticed = {**_noticed_before(root), **reach.noticed}
        return reach

    @classmethod
    def _of_file(cls, file: Path, *, root: Path, keep: bool) -> "Reach":
        digest = digest_of(root)
        if file.is_file():
            known = cls(**json.loads(file.read_text(encoding="utf-8")))
            if known.digest == digest:
                return known
            if keep:
                return known.still_in(root)
            return cls(digest=digest, noticed=known.noticed)
        return cls(digest=digest)

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(vars(self), ensure_ascii=False, indent=1), encoding="utf-8")

    def keep_noticed(self, root: Path, guards: Iterable[Guard]) -> None:
        """Write into the tree which test notices which guards, for later checkouts."""
        kept: dict[str, list[str]] = {}
        for key in sorted(guard.key for guard in guards):
            if key in self.noticed:
                kept.setdefault(self.noticed[key], []).append(key)
        text = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True)
        (root / NOTICED).write_text(f"{text}\n", encoding="utf-8")

    def still_in(self, root: Path) -> "Reach":
        """Forget the tests that are no longer in a tree, and return the map."""
        texts: dict[str, str] = {}
        for test in tuple(self.seconds):
            path, _, name = test.partition("::")
            if path not in texts:
                file = root / path
                texts[path] = file.read_text(encoding="utf-8") if file.is_file() else ""
            if f"def {name.partition('[')[0]}(" not in texts[path]:
                del self.seconds[test]
        return self

    def tests_of(self, guard: Guard) -> list[str]:
        """Return the tests that should notice.

        The one that noticed the last time comes first, then those that enter the function of a
        declared guard, then the same room's, the quickest first.
        """
        if guard.held_by:
            found = [test for test in self.seconds if test.startswith(guard.held_by)]
        else:
            refused = {*self.refused.get(guard.key, ()), *self.refused.get(guard.within, ())}
            if guard.kind is Kind.WEAKENED:
                refused |= self._refused_again(guard)
            found = [test for test in refused if test in self.seconds]
        room = f"/{Path(guard.path).parts[1]}/"
        before = self.noticed.get(guard.key)
        entered = {*self.refused.get(guard.within, ())} if guard.held_by else set(found)
        return sorted(
            found,
            key=lambda test: (
                *(test != before, test not in entered, room not in test),
                *self._by_time(test),
            ),
        )

    def _refused_again(self, guard: Guard) -> set[str]:
        """Return the tests in which the same function's transaction refused what was required."""
        function = ":".join(guard.key.split(":")[:2])
        again = f"{function}:await {RECHECK}("
        return {
            test for key, tests in self.refused.items() if key.startswith(again) for test in tests
        }

    def _by_time(self, test: str) -> tuple[bool, float]:
        # What PostgreSQL alone notices is rare, and a run without it starts faster.
        return "postgres" in test, self.seconds[test]

    def add(self, room: str, log: Iterable[str]) -> None:
        """Put what a run of a room's tests wrote in the place of what was known of them."""
        self._forget(room)
        ended: dict[str, list[tuple[str, float]]] = {}
        for row in log:
            what, test, *rest = row.split("\t")
            if what == probe.REFUSED:
                self.refused.setdefault(rest[0], []).append(test)
            else:
                _, outcome, seconds = rest
                ended.setdefault(test, []).append((outcome, float(seconds)))
        for test, parts in ended.items():
            if all(outcome == "passed" for outcome, _ in parts):
                self.seconds[test] = sum(seconds for _, seconds in parts)
        self.rooms.append(room)

    def _forget(self, room: str) -> None:
        here = f"tests/{room}"
        self.rooms = [name for name in self.rooms if name != room]
        self.seconds = {t: s for t, s in self.seconds.items() if not t.startswith(here)}
        self.refused = {
            key: kept
            for key, tests in self.refused.items()
            if (kept := [test for test in tests if not test.startswith(here)])
        }


def _noticed_before(root: Path) -> dict[str, str]:
    file = root / NOTICED
    kept = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {key: test for test, keys in kept.items() for key in keys}


def rooms_of(root: Path) -> list[str]:
    """Return the folders of tests that are recorded, each in a run of its own, and loose files."""
    tests = root / "tests"
    folders = sorted(path.name for path in tests.iterdir() if _has_tests(path))
    return [*folders, *sorted(path.name for path in tests.glob("test_*.py"))]


def _has_tests(path: Path) -> bool:
    return path.is_dir() and path.name not in LEFT_OUT and any(path.rglob("test_*.py"))


def recorded(runner: Runner, room: str, *, log: Path, postgres: bool) -> list[str]:
    """Run a room's tests in a copy with probes; return what they wrote."""
    log.unlink(missing_ok=True)
    runner.run(
        ["-p", "tests.mutants.probe", f"tests/{room}"],
        environ={probe.LOG: str(log), **({} if postgres else NO_POSTGRES)},
        seconds=LONGEST_ROOM,
    )
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def digest_of(root: Path) -> str:
    """Return a hash of all code and tests, by which a map is known to be of another tree."""
    digest = hashlib.sha256()
    for floor in ("models", "resolvers", "schema", "web", "tests"):
        for file in sorted((root / floor).rglob("*.py")):
            if "node_modules" not in file.parts:
                digest.update(file.relative_to(root).as_posix().encode() + b"\0")
                digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()
