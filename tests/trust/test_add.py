"""Tests of ``trust add``: pinned CA certificates are copied, others need a typed fingerprint."""

import hashlib
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from models.pki.path.anchors import AnchorNotPinned
from models.pki.path.pins import CardKind, Role
from models.pki.path.trust import TrustStore
from tests.support import cards
from tests.support.paths import ROOT
from tests.support.pki.real import NOW, REAL, real, real_authorities
from tests.support.pki.trust_folder import (
    Typing,
    adder,
    confirm_both,
    fingerprint,
    newly_founded,
    no_authority,
)
from web.cli.loader import main
from web.trust.add import NotAdded, add_files
from web.trust.confirmation_file import Confirmation
from web.trust.files import LARGEST, TrustFilesUnusable, certificates_in, read_folder


def _bundle(path: Path, encoding: Encoding, *ders: bytes) -> Path:
    """Encode a PKCS#7 of certificates."""
    parsed = [x509.load_der_x509_certificate(der) for der in ders]
    path.write_bytes(pkcs7.serialize_certificates(parsed, encoding))
    return path


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@real_authorities
def test_pinned_files_are_copied_under_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "trust"
    files = [REAL / f"{name}.pem" for name in ("GRCA-G3", "MOICA-G3")]

    done, refused = add_files(files, adder=adder(folder))

    assert done == [
        "GRCA-G3: added, pinned by the project",
        "MOICA-G3: added, pinned by the project",
    ]
    assert refused == []
    assert _names(folder) == ["GRCA-G3.der", "MOICA-G3.der"]
    assert (folder / "MOICA-G3.der").read_bytes() == real("MOICA-G3")[0]
    assert len(read_folder(folder).store(at=NOW).issuers) == 1


@real_authorities
def test_what_is_there_already_is_left_as_it_is(tmp_path: Path) -> None:
    add_files([REAL / "MOICA-G3.pem"], adder=adder(tmp_path))
    before = (tmp_path / "MOICA-G3.der").stat().st_mtime_ns

    done, _ = add_files([REAL / "MOICA-G3.pem"], adder=adder(tmp_path))

    assert done == ["MOICA-G3: already there, pinned by the project"]
    assert (tmp_path / "MOICA-G3.der").stat().st_mtime_ns == before


@real_authorities
@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_a_pkcs7_gives_all_its_certificates(tmp_path: Path, encoding: Encoding) -> None:
    bundle = _bundle(tmp_path / "chain.p7b", encoding, *real("GRCA-G2", "MOICA-G2", "MOEACA-G2"))

    add_files([bundle], adder=adder(tmp_path / "trust"))

    assert _names(tmp_path / "trust") == ["GRCA-G2.der", "MOEACA-G2.der", "MOICA-G2.der"]


@real_authorities
def test_one_pem_file_may_hold_several(tmp_path: Path) -> None:
    several = tmp_path / "several.pem"
    several.write_bytes(b"".join((REAL / f"GRCA-{g}.pem").read_bytes() for g in ("G1", "G2", "G3")))

    done, _ = add_files([several], adder=adder(tmp_path / "trust"))

    assert len(done) == 3


@real_authorities
def test_the_real_test_root_is_refused_whoever_confirms_it(tmp_path: Path) -> None:
    (test_root,) = real("GTestRCA-G4-ECC-P384")

    with pytest.raises(NotAdded, match="test authority"):
        adder(tmp_path, fingerprint(test_root), "root", "GRCA-G4").add(test_root)

    assert _names(tmp_path) == []


def test_a_test_anchor_is_refused_whoever_confirms_it(tmp_path: Path) -> None:
    anchor = cards.authority().anchors()[0]

    with pytest.raises(NotAdded, match="test authority"):
        adder(tmp_path, fingerprint(anchor), "root", "GRCA-G4").add(anchor)

    assert _names(tmp_path) == []


def test_a_test_anchor_with_a_confirmation_made_by_hand_keeps_the_process_from_starting(
    tmp_path: Path,
) -> None:
    confirm_both(tmp_path)
    anchor = cards.authority().anchors()[0]
    said = json.loads((tmp_path / "NEWROOT-G4.confirmed.json").read_text())
    digits = fingerprint(anchor).replace(":", "").lower()
    forged = {**said, "sha256": digits, "name": "FORGED-G4"}
    (tmp_path / "FORGED-G4.der").write_bytes(anchor)
    (tmp_path / "FORGED-G4.confirmed.json").write_text(json.dumps(forged))

    with pytest.raises(TrustFilesUnusable, match="test authority"):
        read_folder(tmp_path)


def test_what_is_confirmed_by_its_fingerprint_is_believed(tmp_path: Path) -> None:
    confirm_both(tmp_path)

    folder = read_folder(tmp_path)
    (issuer,) = folder.store(at=cards.AT).issuers.values()

    assert (issuer.name, issuer.kind, issuer.generation) == ("NEWCA-G4", CardKind.CITIZEN, "G4")
    with pytest.raises(AnchorNotPinned):
        TrustStore.build([file.certificate for file in folder.files], at=cards.AT)


def test_the_operator_sees_everything_but_the_fingerprint(tmp_path: Path) -> None:
    root, _ = newly_founded()
    typing = Typing([fingerprint(root).lower().replace(":", " "), "root", "NEWROOT-G4"])
    adding = adder(tmp_path)
    object.__setattr__(adding, "operator", typing)

    adding.add(root)

    asked = " ".join(typing.asked)
    assert "Newly Founded Root" in asked
    assert "RSA 2048" in asked
    assert fingerprint(root).replace(":", "").lower()[:8] not in asked.lower()


def test_a_confirmed_certificate_is_not_asked_about_again(tmp_path: Path) -> None:
    confirm_both(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    said = adder(tmp_path).add(newly_founded()[1])

    assert said == "NEWCA-G4: already there, confirmed by operator"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "typed",
    ["", "no", fingerprint(newly_founded()[0])[:-1], fingerprint(newly_founded()[1]), "００"],
    ids=["nothing", "no", "cut off", "another's", "wide"],
)
def test_a_wrong_fingerprint_takes_nothing_in(tmp_path: Path, typed: str) -> None:
    root, _ = newly_founded()

    with pytest.raises(NotAdded, match="the fingerprint does not match"):
        adder(tmp_path, typed, "root", "NEWROOT-G4").add(root)

    assert _names(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["MOICA-G3", "MOICA", "../out-G4", "a/b-G4", "-G4", "NEW ROOT-G4", "NEWROOT-G4x"]
)
def test_a_name_that_is_taken_or_no_name_is_refused(tmp_path: Path, name: str) -> None:
    root, _ = newly_founded()

    with pytest.raises(NotAdded):
        adder(tmp_path / "trust", fingerprint(root), "root", name).add(root)

    assert not (tmp_path / "trust").exists()


def test_another_file_of_the_same_name_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "NEWROOT-G4.der").write_bytes(newly_founded()[1])
    root, _ = newly_founded()

    with pytest.raises(NotAdded, match="a different file has this name"):
        adder(tmp_path, fingerprint(root), "root", "NEWROOT-G4").add(root)

    assert _names(tmp_path) == ["NEWROOT-G4.der"]


def test_a_certificate_that_may_not_issue_is_refused_whoever_confirms_it(tmp_path: Path) -> None:
    leaf = no_authority()

    with pytest.raises(NotAdded, match="may not sign certificates"):
        adder(tmp_path, fingerprint(leaf), "citizen", "NEWCA-G4").add(leaf)

    assert _names(tmp_path) == []


def test_a_file_that_is_no_certificate_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "card.der").write_bytes(b"Dear Sir")

    _, refused = add_files([tmp_path / "card.der"], adder=adder(tmp_path))

    assert refused == ["card.der: not a certificate"]
    assert _names(tmp_path) == ["card.der"]


@real_authorities
def test_a_confirmation_says_nothing_about_what_the_project_pins(tmp_path: Path) -> None:
    add_files([REAL / "GRCA-G3.pem", REAL / "MOICA-G3.pem"], adder=adder(tmp_path))
    pinned = (tmp_path / "MOICA-G3.der").read_bytes()
    otherwise = Confirmation(
        sha256=hashlib.sha256(pinned).hexdigest(),
        name="MOICA-G3",
        role=Role.ISSUER,
        kind=CardKind.COMPANY,
        confirmed_by="operator",
        at=cards.AT,
    )
    (tmp_path / "MOICA-G3.confirmed.json").write_bytes(otherwise.written())

    (issuer,) = read_folder(tmp_path).store(at=NOW).issuers.values()

    assert issuer.kind is CardKind.CITIZEN


def test_a_file_larger_than_any_certificate_is_not_read_on(tmp_path: Path) -> None:
    parsed = x509.load_der_x509_certificate(newly_founded()[0])
    pem = parsed.public_bytes(Encoding.PEM)
    (tmp_path / "long.pem").write_bytes(pem + b"\n" * LARGEST)

    with pytest.raises(TrustFilesUnusable, match=r"long\.pem: not a certificate"):
        certificates_in(tmp_path / "long.pem")


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("sha256", "0" * 64, "a different certificate"),
        ("name", "OTHER-G4", "a different certificate"),
        ("name", "other", "is malformed"),
        ("role", "EVERYTHING", "EVERYTHING"),
        ("role", "ROOT", "a root cannot issue cards"),
        ("kind", "ANYBODY", "ANYBODY"),
        ("at", "yesterday", "yesterday"),
        ("at", "2026-03-02T04:00:00", "is malformed"),
        ("more", "than was asked", "expected a confirmation"),
    ],
)
def test_a_confirmation_that_was_changed_keeps_the_process_from_starting(
    tmp_path: Path, key: str, value: str, sentence: str
) -> None:
    confirm_both(tmp_path)
    file = tmp_path / "NEWCA-G4.confirmed.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {key: value}))

    with pytest.raises(TrustFilesUnusable, match=sentence):
        read_folder(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "nonsense", "[" * 100_000])
def test_a_confirmation_that_is_none_is_named(tmp_path: Path, content: str) -> None:
    confirm_both(tmp_path)
    (tmp_path / "NEWCA-G4.confirmed.json").write_text(content)

    with pytest.raises(TrustFilesUnusable, match=r"NEWCA-G4\.confirmed\.json"):
        read_folder(tmp_path)


def test_a_confirmed_file_that_was_changed_keeps_the_process_from_starting(tmp_path: Path) -> None:
    confirm_both(tmp_path)
    shutil.copy(tmp_path / "NEWROOT-G4.der", tmp_path / "NEWCA-G4.der")

    with pytest.raises(TrustFilesUnusable, match="confirms a different certificate"):
        read_folder(tmp_path)


def test_a_confirmation_of_nothing_is_named(tmp_path: Path) -> None:
    confirm_both(tmp_path)
    (tmp_path / "NEWCA-G4.der").unlink()

    with pytest.raises(TrustFilesUnusable, match=r"NEWCA-G4\.der is missing"):
        read_folder(tmp_path)


def test_a_file_without_its_confirmation_is_not_believed(tmp_path: Path) -> None:
    confirm_both(tmp_path)
    (tmp_path / "NEWCA-G4.confirmed.json").unlink()

    with pytest.raises(AnchorNotPinned):
        read_folder(tmp_path).store(at=cards.AT)


def test_without_a_terminal_nothing_is_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPSZONE_TRUST", str(tmp_path / "trust"))
    (tmp_path / "root.crt").write_bytes(newly_founded()[0])

    ended = CliRunner().invoke(main, ["trust", "add", str(tmp_path / "root.crt")], input="yes\n")

    assert ended.exit_code == 1
    assert "run this at a terminal" in ended.output
    assert not (tmp_path / "trust").exists()


def test_at_a_terminal_a_fingerprint_is_typed(tmp_path: Path) -> None:
    root, _ = newly_founded()
    (tmp_path / "root.crt").write_bytes(root)
    environ = {"PATH": os.environ["PATH"], "GPSZONE_TRUST": str(tmp_path / "trust")}
    keyboard, terminal = pty.openpty()
    os.write(keyboard, f"{fingerprint(root)}\nroot\nNEWROOT-G4\n".encode())

    ended = subprocess.run(
        [sys.executable, "-m", "web", "trust", "add", str(tmp_path / "root.crt"), "--by", "Bruno"],
        cwd=ROOT,
        env=environ,
        stdin=terminal,
        capture_output=True,
        text=True,
        timeout=60,
    )
    os.close(keyboard)
    os.close(terminal)

    assert ended.returncode == 0, ended.stderr
    assert "NEWROOT-G4: added, confirmed by Bruno" in ended.stdout
    assert _names(tmp_path / "trust") == ["NEWROOT-G4.confirmed.json", "NEWROOT-G4.der"]


def test_the_list_shows_each_certificate_and_who_confirmed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm_both(tmp_path)
    monkeypatch.setenv("GPSZONE_TRUST", str(tmp_path))

    shown = CliRunner().invoke(main, ["trust", "list"]).output

    for certificate in newly_founded():
        parsed = x509.load_der_x509_certificate(certificate)
        key_id = parsed.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        assert fingerprint(certificate).replace(":", "").lower() in shown
        assert f"RSA 2048, identifier {key_id.digest.hex()}" in shown
    assert "valid until  2028-11-26" in shown
    assert "issuer of CITIZEN cards, G4" in shown
    assert "root, G4" in shown
    assert "operator, 2026-03-02" in shown


@real_authorities
def test_the_list_tells_the_projects_pins_and_what_has_expired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_files([REAL / "MOICA-G1.pem"], adder=adder(tmp_path))
    monkeypatch.setenv("GPSZONE_TRUST", str(tmp_path))

    shown = CliRunner().invoke(main, ["trust", "list"]).output

    assert "MOICA-G1" in shown
    assert "valid until  2023-04-21 (expired)" in shown
    assert "pinned by    the project" in shown
    assert "No process can start with this folder yet" in shown


def test_the_list_of_an_empty_folder_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPSZONE_STATE", str(tmp_path))

    ended = CliRunner().invoke(main, ["trust", "list"])

    assert ended.exit_code == 1
    assert ended.output.startswith("Error: ")
    assert "no CA certificate" in ended.output
