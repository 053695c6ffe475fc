"""Tests of `explain`: files of every kind, what refuses them, and what is redacted."""

import base64
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.support import cards
from tests.support.cards import citizen, signed
from tests.support.paths import ROOT
from tests.support.pki import answers
from tests.support.pki.captured import card
from tests.support.pki.captured.files import FOLDER, WITH_NUMBER, WITHOUT_NUMBER
from tests.support.pki.trust_folder import confirm_both, newly_founded
from web.cli.loader import main

REGISTRY = ROOT / "web/demo/registry.json"
CAPTURE = FOLDER / WITH_NUMBER
AT = ("--at", "2026-05-04T03:02:01Z")


def _ended(*command: str | Path) -> tuple[int, str, str]:
    """Run the command; return exit code, stdout and stderr."""
    ended = CliRunner().invoke(main, ["explain", *map(str, command)])
    return ended.exit_code, ended.stdout, ended.stderr


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return a demo's state, which trusts the authority of the captures."""
    folder = tmp_path / "var"
    card.anchors().write(folder / "trust")
    return folder


def _file(folder: Path, content: bytes, name: str = "captured") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _pem(label: str, content: bytes) -> bytes:
    body = base64.encodebytes(content).decode()
    return f"-----BEGIN {label}-----\n{body}-----END {label}-----\n".encode()


def test_a_capture_that_every_rule_lets_pass_is_0(state: Path) -> None:
    code, said, wrong = _ended(CAPTURE, "--demo", state, *AT)

    assert (code, wrong) == (0, "")
    assert said.startswith(f"{WITH_NUMBER}: captured answer\n")
    assert "  ok       the cards of this CA may sign by this scheme" in said
    assert "[RFC 5652 §5.4, §5.6]" in said
    assert "no anchors" not in said
    assert "測試辛" not in said


def test_the_first_refusal_is_named_and_is_1(state: Path) -> None:
    code, said, wrong = _ended(FOLDER / WITHOUT_NUMBER, "--demo", state, *AT)

    assert code == 1
    assert "  REFUSED  a card number among the attributes" in said
    assert wrong == (
        f"Error: {WITHOUT_NUMBER}, answer 2, signature: refused by: a card number among the"
        " attributes (CARD_NUMBER_MISSING)\n"
    )


def test_a_time_is_an_argument(state: Path) -> None:
    code, _, wrong = _ended(CAPTURE, "--demo", state, "--at", "2034-01-01")

    assert code == 1
    assert "refused by: certificate and CAs are in force (CERTIFICATE_EXPIRED)" in wrong


def test_without_anchors_the_chain_is_a_step_that_was_not_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GPSZONE_DATABASE_URL", raising=False)

    code, said, _ = _ended(CAPTURE, *AT)

    assert code == 0
    assert "  -        a trusted CA of citizens' cards" in said
    assert "chain not judged: no anchors given" in said


def test_the_anchors_are_those_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "anchors"
    confirm_both(folder)
    _, issuer = newly_founded()
    own = _file(tmp_path, issuer, "issuer.der")

    code, said, _ = _ended(own, CAPTURE, "--trust", folder, *AT)

    assert code == 1
    assert "trusted as NEWCA-G4" in said
    assert "ISSUER_UNKNOWN" in said


def test_the_anchors_are_those_of_the_service_where_it_is_configured(
    production: pytest.MonkeyPatch,
) -> None:
    # No database is opened: this one cannot be reached.
    production.setenv("GPSZONE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")

    code, said, _ = _ended(CAPTURE, *AT)

    assert code == 1
    assert "ISSUER_UNKNOWN" in said


def test_anchors_that_are_not_usable_are_69(tmp_path: Path) -> None:
    code, _, wrong = _ended(CAPTURE, "--trust", tmp_path)

    assert code == 69
    assert "contains no CA certificate" in wrong


KINDS = {
    "message": signed(citizen()),
    "message in base64": base64.encodebytes(signed(citizen())),
    "message in PEM": _pem("CMS", signed(citizen())),
    "certificate": citizen().signature_certificate,
    "certificate in PEM": _pem("CERTIFICATE", citizen().signature_certificate),
    "revocation list": cards.crl(),
    "revocation list in PEM": _pem("X509 CRL", cards.crl()),
    "OCSP answer": answers.answer(),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_file_is_known_by_its_content(name: str, tmp_path: Path) -> None:
    code, said, _ = _ended(_file(tmp_path, KINDS[name]))

    assert code == 0
    assert said.startswith(f"captured: {name.partition(' in ')[0]}\n")


def test_several_files_have_a_section_each_and_a_wrong_one_stops_none(tmp_path: Path) -> None:
    picture = _file(tmp_path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture.png")
    own = _file(tmp_path, citizen().signature_certificate, "own.cer")

    code, said, wrong = _ended(picture, own, REGISTRY)

    assert code == 1
    assert [line for line in said.splitlines() if line and line[0] != " "] == [
        "own.cer: certificate",
        "registry.json: registry file",
    ]
    assert wrong == (
        "Error: picture.png: expected a captured answer (JSON or base64), a certificate, a"
        " revocation list or an OCSP answer (DER or PEM), or a registry file (CSV, JSON or ZIP);"
        " save it again in one of these forms\n"
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"\x30\x03\x02\x01\x01", base64.b64encode(b"\x30" + bytes(90)), bytes(range(1, 64))],
    ids=["empty", "another sequence", "base64 of nothing", "octets"],
)
def test_a_file_of_no_known_kind_is_1(content: bytes, tmp_path: Path) -> None:
    code, _, wrong = _ended(_file(tmp_path, content))

    assert code == 1
    assert wrong.startswith("Error: captured")


def test_a_missing_file_is_2(tmp_path: Path) -> None:
    code, _, wrong = _ended(tmp_path / "missing")

    assert code == 2
    assert "missing" in wrong


def test_a_capture_of_another_format_says_what_to_do(tmp_path: Path) -> None:
    other = _file(tmp_path, b'{"format": "gpszone-capture/9", "replies": []}', "new.json")

    code, _, wrong = _ended(other)

    assert code == 1
    assert wrong == (
        "Error: new.json: its format is another than gpszone-capture/1; save the component's"
        " answer again, or a file of `--redact`\n"
    )


def test_json_has_the_same_steps(state: Path) -> None:
    _, said, _ = _ended(FOLDER / WITHOUT_NUMBER, "--demo", state, *AT, "--json")

    [explained] = json.loads(said)
    last = explained["sections"][-2]["steps"][-1]
    assert explained["kind"] == "captured answer"
    assert last == {
        "rule": "a card number among the attributes",
        "clause": "2.16.886.1.100.2.204",
        "outcome": "REFUSED",
        "found": "CARD_NUMBER_MISSING",
    }


def test_a_redacted_capture_is_the_fixture_and_is_explained(tmp_path: Path) -> None:
    code, said, _ = _ended("--redact", CAPTURE)
    again = _file(tmp_path, said.encode(), "redacted.json")

    fixture = FOLDER / WITH_NUMBER.replace(".json", ".redacted.json")
    assert code == 0
    assert json.loads(said) == json.loads(fixture.read_bytes())
    assert _ended(again)[1].startswith("redacted.json: redacted capture\n")


def test_redacted_files_are_one_capture(tmp_path: Path) -> None:
    files = [
        _file(tmp_path, KINDS[name], name) for name in ("message", "certificate", "OCSP answer")
    ]

    code, said, _ = _ended("--redact", *files)

    capture = json.loads(said)
    assert code == 0
    assert [list(reply) for reply in capture["replies"]] == [["signature"], ["certb64"], ["answer"]]
    assert "測試甲" not in said


def test_what_cannot_be_redacted_says_what_to_send_instead(tmp_path: Path) -> None:
    redacted = FOLDER / WITH_NUMBER.replace(".json", ".redacted.json")
    copy = shutil.copy(redacted, tmp_path / "again.json")

    registry = _ended("--redact", REGISTRY)
    again = _ended("--redact", copy)

    assert (registry[0], registry[1]) == (again[0], again[1]) == (1, "")
    assert "send that" in registry[2]
    assert again[2] == "Error: again.json: is redacted already; send it as it is\n"


def test_a_package_is_a_registry_file(tmp_path: Path) -> None:
    package = tmp_path / "package.zip"
    with zipfile.ZipFile(package, "w") as opened:
        opened.write(REGISTRY, "registry.json")

    code, said, _ = _ended(package)

    assert code == 0
    assert said.startswith("package.zip: registry file\n")


def test_a_registry_file_is_explained_without_its_values(tmp_path: Path) -> None:
    rows = json.loads(REGISTRY.read_text(encoding="utf-8"))
    bad = [*rows, {**rows[0], "control_number": "?"}]
    broken = _file(tmp_path, json.dumps(bad).encode(), "broken.json")
    other = _file(tmp_path, b"name,town\nx,y\n", "other.csv")

    whole, partly, none = _ended(REGISTRY), _ended(broken), _ended(other)

    assert whole[0] == 0
    assert f"{len(rows)} rows" in whole[1]
    assert rows[0]["control_number"] not in whole[1] + partly[1]
    assert partly[0] == none[0] == 1
    assert f"1 of {len(bad)} rows are not: row {len(bad)}: " in partly[1]
    assert "control_number" in none[2]
