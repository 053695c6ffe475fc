"""Tests of the program's commands in the image: each of them, by the pages' own way to call it."""

import json
import time

import pytest

from tests.support import cards
from tests.support.cli.commands import leaves
from tests.support.engine.calls import ACCOUNTS, CALENDAR, CALLS, CERTIFICATE, REGISTRY, SERVED
from tests.support.engine.composition import Composition
from tests.support.paths import ROOT
from tests.support.pki.trust_folder import fingerprint, newly_founded
from tests.support.run.nightly import needs_engine
from web.demo.published.office_calendar import year_csv
from web.demo.stage import demo_anchors

USAGE, PARTIAL = 2, 3
UNAVAILABLE, WRITING, INTERRUPTED, TERMINATED = 69, 74, 130, 143


def test_each_command_is_called_in_the_image() -> None:
    declared = {name for name, _ in leaves() if name.partition(" ")[0] != "demo"}

    assert {call.name for call in CALLS} | SERVED == declared


@needs_engine
def test_certificates_are_added_at_a_terminal(composition: Composition) -> None:
    root, issuer = newly_founded()
    composition.give("root.cer", root)
    composition.give(CERTIFICATE, issuer)
    typed = [fingerprint(root), "root", "NEWROOT-G4", fingerprint(issuer), "citizen", "NEWCA-G4"]

    ended = composition.trust_at_terminal(
        "root.cer", CERTIFICATE, typed="".join(f"{line}\n" for line in typed)
    )

    assert ended.returncode == 0, ended.stdout
    assert {path.name for path in (composition.folder / "trust").glob("*.der")} == {
        "NEWROOT-G4.der",
        "NEWCA-G4.der",
    }


@needs_engine
@pytest.mark.parametrize("delay", [0.0, 0.5, 1.0, 1.5])
def test_a_migration_that_is_stopped_can_be_run_again(
    composition: Composition, delay: float
) -> None:
    _start_servers(composition)
    name = "gpszone-migrating"
    composition.compose("run", "--detach", "--no-deps", "--name", name, "worker", "migrate")
    time.sleep(delay)

    composition.engine.docker("stop", "--time", "30", name)

    code = composition.engine.docker("inspect", "--format", "{{.State.ExitCode}}", name)
    composition.engine.docker("rm", name)
    # Each migration is applied whole or not at all, and the next run applies the rest.
    again = composition.command("migrate")
    assert code.stdout.strip() in {"0", str(TERMINATED)}
    assert again.returncode == 0, again.stderr


@needs_engine
def test_every_command_ends_as_it_should(composition: Composition) -> None:
    _start_servers(composition)
    composition.give(REGISTRY, (ROOT / "web/demo/registry.json").read_bytes())
    composition.give(ACCOUNTS, (ROOT / "web/demo/accounts.json").read_bytes())
    composition.give(CALENDAR, year_csv(2027))
    demo_anchors(cards.authority()).write(composition.incoming)
    partner, wrong = "", []

    for call in CALLS:
        words = (word.format(partner=partner) for word in call.arguments)
        ended = composition.command(*call.name.split(), *words)
        said = ended.stdout + ended.stderr
        if ended.returncode != call.code or call.says not in said or "Traceback" in said:
            wrong.append(f"{call.name} ended with {ended.returncode}: {said[-1500:]}")
        if call.name == "partner create":
            partner = json.loads(ended.stdout)["id"]

    assert not wrong, "\n".join(wrong)


@needs_engine
def test_exit_codes_are_those_of_the_page(composition: Composition) -> None:
    rows = json.loads((ROOT / "web/demo/registry.json").read_text("utf-8"))
    composition.give("partial.json", json.dumps([*rows, {**rows[0], "control_number": "?"}]))

    codes = {
        "wrong usage": composition.command("journal", "vrify").returncode,
        "done in part": composition.command(
            "registry", "import", "/run/in/partial.json"
        ).returncode,
        "a full disk": composition.compose(
            *("run", "--rm", "-T", "--entrypoint", "sh", "worker"),
            *("-c", "exec python -m web staff list >/dev/full"),
            check=False,
        ).returncode,
    }

    assert codes == {"wrong usage": USAGE, "done in part": PARTIAL, "a full disk": WRITING}


@needs_engine
@pytest.mark.parametrize("word", ["serve", "work"])
def test_without_a_certificate_a_process_ends_with_a_sentence(
    composition: Composition, word: str
) -> None:
    _start_servers(composition)
    composition.command("migrate")
    empty = composition.folder / f"nothing-to-{word}"
    empty.mkdir()

    # The composition's own folder cannot be taken away from one service: another is named.
    volume = f"{empty}:/run/nothing:ro"
    ended = composition.compose(
        *("run", "--rm", "-T", "--no-deps", "-v", volume, "-e", "GPSZONE_TRUST=/run/nothing"),
        *("worker", word),
        check=False,
    )

    assert ended.returncode == UNAVAILABLE, ended.stderr
    assert "contains no CA certificate" in ended.stderr
    assert "Traceback" not in ended.stderr


@needs_engine
def test_ctrl_c_at_a_prompt_is_heard(composition: Composition) -> None:
    root, _ = newly_founded()
    composition.give("root.cer", root)
    (composition.folder / "empty").mkdir()

    ended = composition.trust_at_terminal("root.cer", typed="\x03", folder="empty")

    assert ended.returncode == INTERRUPTED, ended.stdout


@needs_engine
def test_without_its_database_a_command_says_so(composition: Composition) -> None:
    composition.stop("postgres")

    ended = composition.command("staff", "list")
    composition.start("postgres")

    _await_healthy(composition, "postgres")
    assert ended.returncode == UNAVAILABLE
    assert "Traceback" not in ended.stderr


def _start_servers(composition: Composition) -> None:
    composition.compose("up", "--no-build", "--detach", "postgres", "redis")
    _await_healthy(composition, "postgres")


def _await_healthy(composition: Composition, service: str) -> None:
    for _ in range(120):
        if composition.described(service)["State"]["Health"]["Status"] == "healthy":
            return
        time.sleep(0.5)
    raise AssertionError(f"{service} is not healthy")
