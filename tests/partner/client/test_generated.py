"""Tests of what is generated for the Python client, and of how answers are read."""

import ast
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from gpszone_partner import (
    AccountEvent,
    AccountEventKind,
    Client,
    MayNotAct,
    MayNotActReason,
    UnexpectedAnswer,
)
from gpszone_partner.generated import (
    Account,
    UserError,
    read_account_event_pushed,
    read_certificate_may_act_result,
)
from gpszone_partner.reading import Unknown

from schema.partner.events import FIRST_KINDS
from tests.support.paths import PYTHON_CLIENT, ROOT

EVENT = {
    "__typename": "AccountEvent",
    "cursor": "a.1",
    "kind": "ACCOUNT_OPENED",
    "at": "2026-03-02T04:00:00.000Z",
    "controlNumber": "A0000006",
    "certificateSha256": None,
}


def generate(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "clients/python/generator"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_what_stands_in_the_tree_is_what_is_generated() -> None:
    checked = generate("--check")

    assert checked.returncode == 0, checked.stderr


def test_a_change_of_the_contract_is_noticed(tmp_path: Path) -> None:
    shutil.copytree(
        PYTHON_CLIENT, tmp_path / "clients/python", ignore=shutil.ignore_patterns("__pycache__")
    )
    (tmp_path / "schema").mkdir()
    contract = (ROOT / "schema/schema.graphql").read_text(encoding="utf-8")
    changed = contract.replace("enum AccountKind {\n", "enum AccountKind {\n  PORT\n\n")
    assert changed != contract
    (tmp_path / "schema/schema.graphql").write_text(changed, encoding="utf-8")

    stale = generate("--check", root=tmp_path)
    generate(root=tmp_path)

    assert stale.returncode == 1
    assert "make schema" in stale.stderr
    assert generate("--check", root=tmp_path).returncode == 0
    written = (tmp_path / "clients/python/src/gpszone_partner/generated.py").read_text("utf-8")
    assert 'PORT = "PORT"' in written


def test_an_operation_that_the_contract_does_not_allow_is_not_generated(tmp_path: Path) -> None:
    shutil.copytree(PYTHON_CLIENT / "generator", tmp_path / "clients/python/generator")
    (tmp_path / "clients/python/operations.graphql").write_text("query A { partner { cards } }")
    (tmp_path / "schema").mkdir()
    shutil.copy(ROOT / "schema/schema.graphql", tmp_path / "schema")

    refused = generate(root=tmp_path)

    assert refused.returncode == 1
    assert "Cannot query field 'cards'" in refused.stderr


def test_the_client_asks_for_every_kind_of_event_that_the_contract_has() -> None:
    assert [kind.value for kind in AccountEventKind] == [kind.value for kind in FIRST_KINDS]


def test_the_package_needs_httpx_alone() -> None:
    imported = {
        (alias.name if isinstance(node, ast.Import) else node.module or "").split(".")[0]
        for file in (PYTHON_CLIENT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert imported <= {*sys.stdlib_module_names, "httpx", "gpszone_partner"}


def test_the_package_is_built_with_its_types(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(PYTHON_CLIENT, source, ignore=shutil.ignore_patterns("__pycache__"))
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(tmp_path))
    command = [sys.executable, "-m", "pip", "wheel", "-q", *options, str(source)]
    subprocess.run(command, check=True, timeout=120)

    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as built:
        names = built.namelist()
        [metadata] = [name for name in names if name.endswith("METADATA")]
        described = built.read(metadata).decode()
    modules = {f"gpszone_partner/{f.name}" for f in (source / "src/gpszone_partner").iterdir()}
    assert modules <= set(names)
    assert "gpszone_partner/py.typed" in names
    assert [line for line in described.splitlines() if line.startswith("Requires-Dist")] == [
        "Requires-Dist: httpx<1,>=0.28"
    ]


def test_an_answer_is_read_into_types() -> None:
    assert read_account_event_pushed(EVENT) == AccountEvent(
        cursor="a.1",
        kind=AccountEventKind.ACCOUNT_OPENED,
        at=datetime(2026, 3, 2, 4, tzinfo=UTC),
        control_number="A0000006",
        certificate_sha256=None,
    )


def test_what_the_contract_adds_is_tolerated() -> None:
    kind = read_account_event_pushed({**EVENT, "kind": "ACCOUNT_MERGED", "more": 1})
    reason = read_certificate_may_act_result({"__typename": "MayNotAct", "reason": "OUT_OF_HOURS"})
    other = read_account_event_pushed({"__typename": "AccountPaused"})
    error = {"code": "NEW", "title": "", "message": "", "remedy": "SHOUT", "path": ["a"]}
    refusal = read_account_event_pushed({"__typename": "RefusedOtherwise", **error})

    assert isinstance(kind, AccountEvent)
    assert kind.kind == "ACCOUNT_MERGED"
    assert reason == MayNotAct(reason="OUT_OF_HOURS")
    assert other == Unknown(typename="AccountPaused")
    assert isinstance(refusal, UserError)
    assert (refusal.code, refusal.remedy, refusal.path) == ("NEW", "SHOUT", ("a",))


def test_a_known_reason_is_a_member_of_its_enum() -> None:
    known = {"__typename": "MayNotAct", "reason": "NOT_BOUND_HERE"}

    read = read_certificate_may_act_result(known)

    assert isinstance(read, MayNotAct)
    assert read.reason is MayNotActReason.NOT_BOUND_HERE


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cursor": None}, "cursor: expected str, found NoneType"),
        ({"cursor": 1}, "cursor: expected str, found int"),
        ({"at": "yesterday"}, "at: expected a date and time"),
    ],
)
def test_what_breaks_the_contract_is_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=f"^{message}$"):
        read_account_event_pushed({**EVENT, **change})


def test_a_fault_inside_a_list_is_named_by_its_path() -> None:
    account = {
        "id": "a", "controlNumber": "A0000006", "kind": "BUSINESS", "status": "ACTIVE",
        "name": None, "openedAt": "2026-03-02T04:00:00.000Z", "changedAt": None,
        "certificates": {"edges": [{"node": {"sha256": "00", "isDisputed": 1}}]},
    }  # fmt: skip

    with pytest.raises(UnexpectedAnswer, match="certificates: edges: node: isDisputed: expected"):
        Account.read(account)
    with pytest.raises(UnexpectedAnswer, match="id is missing"):
        Account.read({})
    with pytest.raises(UnexpectedAnswer, match="expected an object"):
        Account.read([])


@pytest.mark.parametrize(
    "url", ["http://portal.example/graphql", "ftp://portal.example", "http://10.0.0.1/graphql"]
)
def test_a_token_is_sent_over_https_alone(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Client(url, "gpz_x")
