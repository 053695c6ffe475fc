"""Tests of the list of guards, and of how one is taken out, in a small tree of their own."""

import ast
import shutil
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from models.session.permissions import CardProofNeeded, NotAllowed
from models.session.roles import Role
from models.session.session import SessionKind, Viewer
from tests.mutants import judge as judging
from tests.mutants import probe
from tests.mutants.__main__ import report
from tests.mutants.declared.form import of
from tests.mutants.guards import DECLARED, DeclarationStale, Guard, Kind, collect
from tests.mutants.judge import Judgement, Verdict, judge, judge_patched, judge_text
from tests.mutants.patch import function_at
from tests.mutants.probes import with_probes
from tests.mutants.reach import Reach, recorded
from tests.mutants.tree import Tree
from tests.support.cards import AT
from tests.support.paths import ROOT

FEWEST = 250

DOOR = '''"""A door."""

LOCKED = True


class Failure(Exception):
    """A refusal."""


class DoorClosed(Failure):
    """Nobody may enter."""


def require_key(key: str) -> None:
    if key != "right":
        raise DoorClosed


def enter(key: str) -> str:
    require_key(key)
    return "inside"


def leave(key: str) -> str:
    if not key:
        raise DoorClosed
    return "outside"


def wait(times: int) -> None:
    while True:
        times -= 1
        if times < 0:
            raise DoorClosed


def forget(key: str) -> None:
    if not key:
        raise DoorClosed


def lose(key: str) -> None:
    if key is None:
        raise DoorClosed  # Cannot happen: a key is a text.
'''
TESTS = '''"""Tests of the door."""

import contextlib

import pytest

from models.toy import door


def test_only_the_right_key_opens() -> None:
    with pytest.raises(door.DoorClosed):
        door.enter("wrong")


def test_leaving_is_tried_and_nobody_looks() -> None:
    with contextlib.suppress(door.DoorClosed):
        door.leave("")


def test_waiting_ends() -> None:
    with pytest.raises(door.DoorClosed):
        door.wait(3)


def test_the_door_is_locked() -> None:
    assert door.LOCKED
'''
LOCK = of(
    "models/toy/door.py",
    "tests/toy/test_door.py::test_the_door_is_locked",
    rows=(("LOCKED = True", "LOCKED = False", "an open door"),),
)

WAITING = "tests/toy/test_door.py::test_waiting_ends"


@pytest.fixture
def toy(tmp_path: Path) -> Tree:
    """Return a tree with one module and its tests, and what a run in a copy needs."""
    for package in ("models", "models/toy", "tests", "tests/toy", "tests/mutants"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "models/toy/door.py").write_text(DOOR)
    (tmp_path / "tests/toy/test_door.py").write_text(TESTS)
    for module in ("patch.py", "probe.py", "serve.py"):
        shutil.copy(ROOT / "tests/mutants" / module, tmp_path / "tests/mutants" / module)
    (tmp_path / "pytest.ini").touch()
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    return Tree(root=tmp_path)


def _named(guards: list[Guard]) -> dict[str, Guard]:
    """Return the guards by the function that they are in, or by their text."""
    return {guard.key.split(":")[1] or guard.source: guard for guard in guards}


def test_there_are_as_many_guards_as_were_promised() -> None:
    guards = collect(ROOT)

    assert len(guards) >= FEWEST
    assert len({guard.key for guard in guards}) == len(guards)
    assert {guard.kind for guard in guards} == set(Kind)


def test_every_declared_guard_leaves_code_that_can_be_read() -> None:
    for guard in collect(ROOT):
        mutated = guard.mutated((ROOT / guard.path).read_bytes())
        ast.parse(mutated, filename=str(guard))
        assert guard.replacement != guard.source


def test_the_tests_that_hold_a_declared_guard_are_there() -> None:
    assert all(entry.held_by for entry in DECLARED)

    for name in {name for entry in DECLARED for name in entry.held_by}:
        path, _, test = name.partition("::")
        assert (ROOT / path).exists(), name
        assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), name


def test_a_declared_guard_whose_text_has_changed_is_named(toy: Tree) -> None:
    gone = of("models/toy/door.py", "tests/toy", rows=(("LOCKED = 1", "LOCKED = 0", "x"),))
    twice = of("models/toy/door.py", "tests/toy", rows=(("if not key:", "if False:", "x"),))

    with pytest.raises(DeclarationStale, match=r"door.py: found 0 times: 'LOCKED = 1'"):
        collect(toy.root, declared=gone)
    with pytest.raises(DeclarationStale, match=r"door.py: found 2 times"):
        collect(toy.root, declared=twice)


def test_refusals_and_calls_of_checks_are_found_with_those_that_cannot_happen(toy: Tree) -> None:
    guards = _named(collect(toy.root, declared=LOCK))

    kinds = {name: guard.kind for name, guard in guards.items()}
    assert kinds == {
        "LOCKED = True": Kind.DECLARED,
        **dict.fromkeys(("require_key", "leave", "wait", "forget", "lose"), Kind.RAISE),
        "enter": Kind.CALL,
    }
    assert [name for name, guard in guards.items() if guard.impossible] == ["lose"]


CHECKED = """from models.session.permissions import require_proven_staff
from models.session.roles import Role


def enter(viewer, at):
    return require_proven_staff(viewer, at_least=Role.ADMIN, at=at)
"""


@pytest.mark.parametrize(
    ("weaker", "role", "minutes", "refused"),
    [
        (None, Role.ADMIN, 5, None),
        (None, Role.REVIEWER, 5, NotAllowed),
        (None, Role.ADMIN, 15, CardProofNeeded),
        ("require_proven_staff(viewer, at=at)", Role.REVIEWER, 5, None),
        ("require_proven_staff(viewer, at=at)", Role.ADMIN, 15, CardProofNeeded),
        ("require_staff(viewer, at_least=Role.ADMIN)", Role.REVIEWER, 5, NotAllowed),
        ("require_staff(viewer, at_least=Role.ADMIN)", Role.ADMIN, 15, None),
    ],
)
def test_in_the_place_of_a_check_whose_result_is_used_stands_a_weaker_one(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    weaker: str | None,
    role: Role,
    minutes: int,
    refused: type[Exception] | None,
) -> None:
    file = tmp_path / "models/door.py"
    file.parent.mkdir()
    file.write_text(CHECKED)
    guards = collect(tmp_path, declared=())
    monkeypatch.setenv(probe.OUT, next((g.key for g in guards if g.key.endswith(f":{weaker}")), ""))
    viewer = Viewer(
        session_id=uuid4(),
        kind=SessionKind.STAFF,
        account_id=uuid4(),
        certificate_id=uuid4(),
        role=role,
        expires_at=AT + timedelta(hours=1),
        proven_at=AT - timedelta(minutes=minutes),
    )
    code: dict[str, Any] = {}
    exec(with_probes(CHECKED.encode(), guards), code)  # noqa: S102  # Made in this test.

    assert [guard.kind for guard in guards] == [Kind.WEAKENED, Kind.WEAKENED]
    with pytest.raises(refused) if refused else nullcontext():
        assert code["enter"](viewer, AT).role is role


def test_what_no_test_notices_survives(toy: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    # A waiting that never ends is ended after so many seconds.
    monkeypatch.setattr(judging, "START_SECONDS", 10.0)
    guards = _named(collect(toy.root, declared=LOCK))
    probed = [guard for guard in guards.values() if guard.kind is not Kind.DECLARED]
    reach = Reach(digest="")
    toy.write("models/toy/door.py", with_probes(DOOR.encode(), probed).encode())

    with toy.serving(["tests/toy"]) as server:
        reach.add("toy", recorded(server, "toy", log=toy.root / "log.tsv", postgres=False))
        verdicts = {
            name: judge(server, guard, reach).verdict
            for name, guard in guards.items()
            if guard in probed
        }
    toy.restore("models/toy/door.py")
    locked = judge_text(toy, guards["LOCKED = True"], reach)

    assert len(reach.seconds) == 4
    assert verdicts == {
        "require_key": Verdict.KILLED,
        "enter": Verdict.KILLED,
        "leave": Verdict.SURVIVED,
        "wait": Verdict.KILLED,
        "forget": Verdict.UNREACHED,
        "lose": Verdict.UNREACHED,
    }
    assert locked.verdict is Verdict.KILLED
    assert (toy.root / "models/toy/door.py").read_text() == DOOR


def test_a_declared_guard_within_a_function_is_changed_in_a_running_process(toy: Tree) -> None:
    rows = (
        ('key != "right"', "False", "any key"),
        ("times -= 1", "times -= 2", "a shorter wait"),
        ('return "inside"', 'return (lambda: "in")()', "another place"),
    )
    declared = (*LOCK, *of("models/toy/door.py", "tests/toy", rows=rows))
    guards = [guard for guard in collect(toy.root, declared=declared) if guard.held_by]
    reach = Reach(digest="")

    with toy.serving(["tests/toy"]) as server:
        reach.add("toy", recorded(server, "toy", log=toy.root / "log.tsv", postgres=False))
        verdicts = {
            guard.source: judge_patched(server, guard, reach, content=DOOR.encode()).verdict
            for guard in guards
        }

    assert verdicts == {
        "LOCKED = True": Verdict.BROKEN,
        'key != "right"': Verdict.KILLED,
        "times -= 1": Verdict.SURVIVED,
        'return "inside"': Verdict.SURVIVED,
    }


def test_what_enters_a_declared_guards_function_is_tried_first(toy: Tree) -> None:
    rows = (("times -= 1", "times -= 2", "a shorter wait"),)
    declared = of("models/toy/door.py", "tests/toy", rows=rows)
    [guard] = [one for one in collect(toy.root, declared=declared) if one.held_by]
    toy.write("models/toy/door.py", with_probes(DOOR.encode(), [guard]).encode())
    reach = Reach(digest="")

    with toy.serving(["tests/toy"]) as server:
        reach.add("toy", recorded(server, "toy", log=toy.root / "log.tsv", postgres=False))
    reach.seconds = dict.fromkeys(reach.seconds, 0.0) | {WAITING: 9.0}

    assert reach.tests_of(guard)[0] == WAITING
    assert len(reach.tests_of(guard)) == 4


def test_what_noticed_is_known_in_the_next_checkout(toy: Tree) -> None:
    guards = collect(toy.root, declared=())
    reach = Reach(digest="", noticed={guards[0].key: WAITING, "gone": WAITING})

    reach.keep_noticed(toy.root, guards)

    found = Reach.load(toy.root / "none.json", root=toy.root, keep=False)
    assert found.noticed == {guards[0].key: WAITING}


def test_the_outermost_function_around_some_bytes_is_found() -> None:
    content = b"class A:\n b = 1\n def c(self, d=2):\n  def e():\n   return 3\n"
    asked = {text: content.index(text) for text in (b"b = 1", b"d=2", b"return 3", b"def e")}

    found = {text: function_at(content, at, at + len(text)) for text, at in asked.items()}

    assert found == {b"b = 1": None, b"d=2": None, b"return 3": "A.c", b"def e": "A.c"}


def test_a_survivor_is_named_and_fails_the_run(
    toy: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    guards = _named(collect(toy.root, declared=()))
    killed = Judgement(guard=guards["enter"], verdict=Verdict.KILLED, tests=1)
    survived = Judgement(guard=guards["leave"], verdict=Verdict.SURVIVED, tests=1)

    codes = [
        report([killed], reached=[]),
        report([killed, survived], reached=[]),
        report([killed], reached=[guards["lose"]]),
    ]

    printed = capsys.readouterr().out
    assert codes == [0, 1, 1]
    assert "survived: models/toy/door.py:26: raise DoorClosed\n" in printed
    assert "1 of 2 guards are held by a test: 50.0 %\n" in printed
    assert "refuses although it cannot happen: models/toy/door.py:44" in printed
