"""Tests of whose authorities count: test authorities in staging alone, and never in production."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.core.mode import Mode
from models.pki.path.anchors import AnchorNotPinned
from models.pki.path.trust import TrustStore
from models.settings.settings import from_environ
from tests.support import cards
from tests.support.cli.settings import GOOD
from tests.support.pki.real import real, real_authorities
from tests.support.pki.trust_folder import Typing, confirm_both, fingerprint, newly_founded
from web.cli.loader import main
from web.cli.settings import reloading_trust_of, trust_of
from web.demo.authority import Authority
from web.demo.stage import demo_anchors
from web.trust.add import NotAdded, TrustAdder, add_demo
from web.trust.demo_anchors import NAME, DemoAnchors
from web.trust.files import TEST_AUTHORITY, TrustFilesUnusable, read_folder
from web.trust.folder_reader import FolderReader

TEST = "of a test authority"


def anchors() -> DemoAnchors:
    return demo_anchors(cards.authority())


def adding(folder: Path, *answers: str, mode: Mode = Mode.STAGING) -> TrustAdder:
    operator = Typing(list(answers)) if answers else None
    return TrustAdder(folder=folder, operator=operator, confirmed_by="olga", at=cards.AT, mode=mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of staging, with the demo's authority."""
    _, refused = add_demo(anchors(), adder=adding(tmp_path / "trust"))
    assert refused == []
    return tmp_path / "trust"


def test_staging_trusts_the_authority_of_a_demo_under_names_that_say_test(folder: Path) -> None:
    store = read_folder(folder, mode=Mode.STAGING).store(at=cards.AT)

    names = sorted(issuer.name for issuer in store.issuers.values())
    assert names == ["TestMOEACA-G2", "TestMOICA-G2", "TestMOICA-G3"]
    assert add_demo(anchors(), adder=adding(folder))[1] == []


@pytest.mark.parametrize("mode", [Mode.PRODUCTION, Mode.DEMO])
def test_outside_staging_nobody_adds_the_authority_of_a_demo(tmp_path: Path, mode: Mode) -> None:
    added, refused = add_demo(anchors(), adder=adding(tmp_path / "trust", mode=mode))

    assert added == []
    assert len(refused) == len(anchors().certificates)
    assert all(TEST in said for said in refused)
    assert not (tmp_path / "trust").exists()


def test_production_refuses_the_folder_of_staging_in_every_way_of_reading_it(
    folder: Path,
) -> None:
    for read in (
        lambda: read_folder(folder),
        lambda: read_folder(folder, mode=Mode.PRODUCTION),
        lambda: FolderReader(folder).store(cards.AT),
        lambda: FolderReader(folder, mode=Mode.DEMO).store(cards.AT),
    ):
        with pytest.raises(TrustFilesUnusable, match=TEST):
            read()


def test_a_process_of_production_leaves_out_a_test_authority_that_comes_later(
    folder: Path, tmp_path: Path
) -> None:
    production = tmp_path / "production"
    confirm_both(production)
    reader = FolderReader(production)
    before = reader.store(cards.AT)

    for file in folder.iterdir():
        shutil.copy(file, production)
    after = reader.store(cards.AT)

    assert after.issuers.keys() == before.issuers.keys()
    assert len(reader.unusable()) == len(anchors().certificates)


def test_what_staging_confirmed_counts_in_staging_alone_whatever_it_is_called(
    tmp_path: Path,
) -> None:
    root, issuer = newly_founded()
    adding(tmp_path, fingerprint(root), "root", "NEWROOT-G4").add(root)
    said = adding(tmp_path, fingerprint(issuer), "citizen", "NEWCA-G4").add(issuer)

    assert said.endswith("confirmed by olga, for staging alone")
    assert len(read_folder(tmp_path, mode=Mode.STAGING).store(at=cards.AT).issuers) == 1
    with pytest.raises(TrustFilesUnusable, match=TEST):
        read_folder(tmp_path)


def test_without_its_mark_a_confirmation_of_a_test_authority_counts_no_more(
    folder: Path,
) -> None:
    for file in folder.glob("*.confirmed.json"):
        values = json.loads(file.read_text())
        del values["staging"]
        file.write_text(json.dumps(values))

    with pytest.raises(TrustFilesUnusable, match=TEST):
        read_folder(folder)


def test_without_its_confirmation_a_test_authority_is_not_trusted_anywhere(folder: Path) -> None:
    for file in folder.glob("*.confirmed.json"):
        file.unlink()

    for mode in Mode:
        with pytest.raises(AnchorNotPinned):
            read_folder(folder, mode=mode).store(at=cards.AT)


@pytest.mark.parametrize("mark", [False, "yes", 1, None])
def test_a_mark_that_is_not_true_is_refused(folder: Path, mark: object) -> None:
    file = next(folder.glob("*.confirmed.json"))
    file.write_text(json.dumps({**json.loads(file.read_text()), "staging": mark}))

    for mode in Mode:
        with pytest.raises(TrustFilesUnusable):
            read_folder(folder, mode=mode)


def test_the_project_pins_no_test_authority() -> None:
    with pytest.raises(AnchorNotPinned):
        TrustStore.build(anchors().certificates, at=cards.AT)


def test_a_file_of_a_demo_brings_nothing_that_does_not_say_test(tmp_path: Path) -> None:
    root, issuer = newly_founded()
    pins = {**anchors().pins}
    for der in (root, issuer):
        pins[fingerprint(der).replace(":", "").lower()] = next(iter(anchors().pins.values()))
    forged = DemoAnchors(certificates=[root, issuer], pins=pins)

    added, refused = add_demo(forged, adder=adding(tmp_path))

    assert added == []
    assert len(refused) == 2
    assert all("do not say that it is a test" in said for said in refused)


@pytest.mark.parametrize("written", ["測試", "TEST ONLY", "MOICA-G3 ", "TEST ONLY MOICA_G3"])
def test_an_authority_is_added_by_a_name_with_its_generation_alone(
    tmp_path: Path, written: str
) -> None:
    pins = {sha256: replace(pin, name=written) for sha256, pin in anchors().pins.items()}
    misnamed = DemoAnchors(certificates=anchors().certificates, pins=pins)

    added, refused = add_demo(misnamed, adder=adding(tmp_path))

    assert added == []
    assert len(refused) == len(misnamed.certificates)
    assert all(said.startswith(f"{written}: ") for said in refused)
    assert all("`demo card` writes one" in said for said in refused)
    assert not any(tmp_path.iterdir())


def test_production_says_first_that_it_takes_no_test_authority(tmp_path: Path) -> None:
    pins = {sha256: replace(pin, name="測試") for sha256, pin in anchors().pins.items()}
    misnamed = DemoAnchors(certificates=anchors().certificates, pins=pins)

    _, refused = add_demo(misnamed, adder=adding(tmp_path, mode=Mode.PRODUCTION))

    assert all(said == f"測試: is {TEST_AUTHORITY}; GPSZONE_STAGING is not yes" for said in refused)


def test_a_certificate_that_the_file_does_not_name_is_refused(tmp_path: Path) -> None:
    unnamed = DemoAnchors(certificates=anchors().certificates[:1], pins={})

    added, refused = add_demo(unnamed, adder=adding(tmp_path))

    assert (added, len(refused)) == ([], 1)


@real_authorities
def test_staging_takes_real_authorities_as_production_does(folder: Path) -> None:
    for name in ("GRCA-G3", "MOICA-G3"):
        adding(folder).add(real(name)[0])

    store = read_folder(folder, mode=Mode.STAGING).store(at=cards.AT)

    assert {"MOICA-G3", "TestMOICA-G3"} <= {issuer.name for issuer in store.issuers.values()}


def test_every_command_goes_by_the_mode_of_its_settings(folder: Path) -> None:
    environ = {**GOOD, "GPSZONE_TRUST": str(folder)}
    production = from_environ(environ)
    staging = from_environ({**environ, "GPSZONE_STAGING": "yes"})

    assert len(trust_of(staging)(cards.AT).issuers) == 3
    assert len(reloading_trust_of(staging, at=cards.AT).store.issuers) == 3
    for settings in (production, replace(staging, mode=Mode.PRODUCTION)):
        with pytest.raises(TrustFilesUnusable, match=TEST):
            trust_of(settings)(cards.AT)
        with pytest.raises(TrustFilesUnusable, match=TEST):
            reloading_trust_of(settings, at=cards.AT)


def test_the_commands_add_and_list_it_in_staging_and_refuse_it_elsewhere(tmp_path: Path) -> None:
    anchors().write(tmp_path)
    trust = {"GPSZONE_TRUST": str(tmp_path / "trust")}
    staging = {**trust, "GPSZONE_STAGING": "yes"}
    add = ["trust", "add-test", str(tmp_path / NAME), "--by", "olga"]

    refused = CliRunner(env=trust).invoke(main, add)
    added = CliRunner(env=staging).invoke(main, add)
    listed = CliRunner(env=staging).invoke(main, ["trust", "list"])
    elsewhere = CliRunner(env=trust).invoke(main, ["trust", "list"])

    assert refused.exit_code == 1
    assert "GPSZONE_STAGING is not yes" in refused.output
    assert added.exit_code == 0, added.output
    assert "TestMOICA-G3: added, confirmed by olga, for staging alone" in added.output
    assert "for staging alone" in listed.output
    assert elsewhere.exit_code == 1
    assert TEST in elsewhere.output


def test_a_name_that_is_taken_by_another_demo_is_refused_with_the_way_out(folder: Path) -> None:
    other = demo_anchors(Authority.create(at=cards.AT, key_bits=2048))

    added, refused = add_demo(other, adder=adding(folder))

    assert added == []
    assert all("check and remove it" in said for said in refused)


def test_a_test_authority_is_no_answer_at_the_prompt_of_production(tmp_path: Path) -> None:
    der = anchors().certificates[0]

    with pytest.raises(NotAdded, match=TEST):
        adding(tmp_path, fingerprint(der), "root", "TESTROOT-G2", mode=Mode.PRODUCTION).add(der)
