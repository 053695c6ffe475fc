"""The guards of the service: refusals and calls of checks found in the code, and declared ones."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.mutants.declared.applications import APPLICATIONS
from tests.mutants.declared.cards import CARDS
from tests.mutants.declared.changes import CHANGES
from tests.mutants.declared.documents import DOCUMENTS
from tests.mutants.declared.evidence import EVIDENCE, FAULTS
from tests.mutants.declared.form import Declared
from tests.mutants.declared.headers import HEADERS
from tests.mutants.declared.letters import LETTERS, WORK
from tests.mutants.declared.members import MEMBERS
from tests.mutants.declared.partners import OPENID, PARTNERS, PYTHON_CLIENT
from tests.mutants.declared.sessions import SESSIONS
from tests.mutants.declared.staff import STAFF
from tests.mutants.patch import function_at
from tests.mutants.weaker import PERMISSIONS, weaker

DECLARED = (
    *(*HEADERS, *DOCUMENTS, *SESSIONS, *APPLICATIONS, *CARDS, *PARTNERS, *OPENID),
    *(*MEMBERS, *CHANGES, *STAFF, *LETTERS, *WORK, *FAULTS, *EVIDENCE, *PYTHON_CLIENT),
)

FLOORS = ("models", "resolvers", "schema", "web")
# What only an operator is told, and what the image leaves out: nobody is refused there.
LEFT_OUT = (
    *("models/database", "models/settings"),
    *("web/cli", "web/demo", "web/processes", "web/trust"),
)
# Exceptions that refuse something, beside `Failure` and the user errors below it.
REFUSALS = frozenset(
    {
        *("AdminThere", "AnchorNotPinned", "AnchorUnsound", "AskFirst", "CannotInvite"),
        *("CursorOfAnotherJournal", "EvidenceUnreadable", "EvidenceUnusable", "Failure"),
        *("FetchFailed", "GraphQLError", "HTTPException", "KeysUnfit", "ListUnusable"),
        *("Malformed", "MoveNotAllowed", "NoAnchors", "NoAnswer", "NoSigningKey", "OCSPUnusable"),
        *("ProtocolError", "Refused", "SealBroken", "TokenRefused", "Unfit"),
    }
)
# Where a ValueError refuses what was sent.
WITH_VALUE_ERRORS = ("models/outside/ems.py", "schema/scalars.py")
# Calls that raise a refusal or return nothing.
CHECKS = re.compile(r"_?((require|refuse|check|verify)_\w+|check|verify|must_be|limit)")
# A form's method that notes a problem, for which it raises `InvalidInput` at its end.
NOTES = "refuse"
# Every mutation's limit is held by one test, which reads the code; the others by those over HTTP.
LIMITS_ARE_HELD_BY = (
    "tests/test_shape.py::test_every_mutation_counts_against_a_limit",
    "tests/limits/test_limits_over_http.py",
)
IMPOSSIBLE = "# Cannot happen"


class Kind(StrEnum):
    """How a guard was found: a refusal, a call that may refuse, or a declaration.

    In place of a WEAKENED one stands a check that requires less, since its result is used.
    """

    RAISE = "raise"
    CALL = "call"
    WEAKENED = "weakened"
    DECLARED = "declared"


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A piece of a file that refuses something; ``start`` and ``end`` count bytes.

    ``held_by`` are the tests that must notice, as pytest names them; where there are none, those
    are tried in which the guard refused, or the one ``within`` which it stands. A declared one
    stands within a function (`entry_key`), unless it is what a module or a class does.
    """

    kind: Kind
    path: str
    line: int
    start: int
    end: int
    source: str
    replacement: str
    key: str
    held_by: tuple[str, ...] = ()
    within: str = ""
    impossible: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {' '.join(self.source.split())}"

    def mutated(self, content: bytes) -> bytes:
        return content[: self.start] + self.replacement.encode() + content[self.end :]


class DeclarationStale(Exception):
    """A declared guard whose text is not in its file exactly once."""


def collect(root: Path, *, declared: Sequence[Declared] = DECLARED) -> list[Guard]:
    """Return the guards of a tree in the order of its files.

    :raises DeclarationStale: when a declared one does not apply.
    """
    files = sorted(_files(root))
    refusals = _refusals(root, files)
    found = [
        *(guard for path in files for guard in _of_file(root, path, refusals)),
        *(_declared(root, entry) for entry in declared),
    ]
    return sorted(found, key=lambda guard: (guard.path, guard.line))


def _files(root: Path) -> Iterator[str]:
    for floor in FLOORS:
        for file in (root / floor).rglob("*.py"):
            path = file.relative_to(root).as_posix()
            left_out = any(path == name or path.startswith(f"{name}/") for name in LEFT_OUT)
            if not left_out and "node_modules" not in file.parts:
                yield path


def _refusals(root: Path, files: Sequence[str]) -> set[str]:
    """Return the names of all exceptions that refuse something."""
    bases: dict[str, set[str]] = {}
    for path in files:
        for node in ast.walk(ast.parse((root / path).read_bytes())):
            if isinstance(node, ast.ClassDef):
                above = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                bases.setdefault(node.name, set()).update(above)
    found = set(REFUSALS)
    while True:
        more = {name for name, above in bases.items() if above & found} - found
        if not more:
            return found
        found |= more


def _of_file(root: Path, path: str, refusals: set[str]) -> Iterator[Guard]:
    content = (root / path).read_bytes()
    raised = refusals | {"ValueError"} if path in WITH_VALUE_ERRORS else refusals
    lines = content.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    seen: Counter[str] = Counter()
    statement, until = "", 0
    for scope, node in _nodes(ast.parse(content), ()):
        for kind, replacement in _removals(path, node, raised):
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            source = content[start:end].decode()
            key = f"{path}:{'.'.join(scope)}:{' '.join(source.split())}"
            if kind is Kind.WEAKENED:
                key = f"{key}:{replacement.rpartition(').')[2]}"
            seen[key] += 1
            key = key if seen[key] == 1 else f"{key}#{seen[key]}"
            if kind is not Kind.WEAKENED:
                statement, until = key, end
            around = b"".join(lines[max(0, node.lineno - 2) : node.end_lineno])
            counted = kind is Kind.CALL and ".limit(" in source
            yield Guard(
                kind=kind,
                path=path,
                line=node.lineno,
                start=start,
                end=end,
                source=source,
                replacement=replacement,
                key=key,
                held_by=LIMITS_ARE_HELD_BY if counted else (),
                within=statement if kind is Kind.WEAKENED and end <= until else "",
                impossible=IMPOSSIBLE.encode() in around,
            )


def _nodes(
    node: ast.AST, scope: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], ast.stmt | ast.Call]]:
    """Yield the statements and calls of a tree, each with the names of what it stands in."""
    for child in ast.iter_child_nodes(node):
        inner = scope
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            inner = (*scope, child.name)
        if isinstance(child, ast.stmt | ast.Call):
            yield scope, child
        yield from _nodes(child, inner)


def _removals(
    path: str, node: ast.stmt | ast.Call, refusals: set[str]
) -> Iterator[tuple[Kind, str]]:
    """Yield how the guard at a node, if there is one, is taken out, and what stands there then."""
    if isinstance(node, ast.Call):
        if path != PERMISSIONS:
            yield from ((Kind.WEAKENED, call) for call in weaker(node))
        return
    kind = kind_of(node, refusals)
    if kind is not None:
        yield kind, "pass"


def kind_of(node: ast.stmt, refusals: set[str]) -> Kind | None:
    """Return what kind of guard a statement is, or None."""
    if isinstance(node, ast.Raise):
        return Kind.RAISE if node.exc is not None and _refuses(node.exc, refusals) else None
    if not isinstance(node, ast.Expr):
        return None
    call = node.value.value if isinstance(node.value, ast.Await) else node.value
    name = _last_name(call.func) if isinstance(call, ast.Call) else ""
    if name == NOTES:
        return Kind.RAISE
    return Kind.CALL if CHECKS.fullmatch(name) else None


def _refuses(raised: ast.expr, refusals: set[str]) -> bool:
    value = raised.value if isinstance(raised, ast.Await) else raised
    named = value.func if isinstance(value, ast.Call) else value
    name = _last_name(named)
    # A function or a variable is taken for a refusal, since its type is not written here.
    return (
        name in refusals or not name.lstrip("_")[:1].isupper() or isinstance(named, ast.Subscript)
    )


def _last_name(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def _declared(root: Path, entry: Declared) -> Guard:
    content = (root / entry.path).read_bytes()
    text = entry.text.encode()
    if content.count(text) != 1:
        times = content.count(text)
        raise DeclarationStale(f"{entry.path}: found {times} times: {entry.text!r}")
    start = content.index(text)
    function = function_at(content, start, start + len(text)) if _is_code(entry.path) else None
    return Guard(
        kind=Kind.DECLARED,
        path=entry.path,
        line=content.count(b"\n", 0, start) + 1,
        start=start,
        end=start + len(text),
        source=entry.text,
        replacement=entry.instead,
        key=f"{entry.path}:{entry.text}:{entry.instead}",
        held_by=entry.held_by,
        within=entry_key(entry.path, function) if function else "",
    )


def _is_code(path: str) -> bool:
    return path.endswith(".py")


def entry_key(path: str, function: str) -> str:
    """Return the key by which it is recorded which tests enter a function."""
    return f"{path}:{function}()"
