"""The steps of the drill, in the order in which an operator takes them."""

import json
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.drill.log import DrillFailed
from tests.drill.partner import Partner
from tests.drill.people import People
from tests.drill.site import CARD_PORT, HOME, NAME, ORIGIN, TRACKS_ORIGIN, Site
from tests.support.officers.officer import CARD
from tests.support.paths import ROOT
from tests.support.production.commands import machine
from tests.support.run.in_thread import carry_out
from tests.support.run.programs import program
from tests.support.servers.process import until
from web.demo.beside.files import FOLDER
from web.demo.catalogue import CATALOGUE

# How often `check` is asked where it finds something.
LOOKS = 4
ADMIN = next(plan for plan in CATALOGUE if plan.id == CARD)


def set_up_cards(site: Site) -> None:
    """Start the test cards beside staging, and take over the settings that they wrote."""
    cards = ("demo", "card", "--state", str(site.folder / "cards"), "--site", NAME)
    # As on the computer of who tries it, where nothing of the service is set.
    child = site.start("cards", sys.executable, "-m", "web", *cards, environ=machine())
    file = site.folder / "cards" / FOLDER / "staging.env"

    def has_written() -> bool:
        if not child.is_running:
            raise DrillFailed(f"port {CARD_PORT} may be taken: {child.said}")
        return "Ctrl-C stops" in child.said

    carry_out(until(has_written, within=120))
    for line in file.read_text(encoding="utf-8").splitlines():
        [pair] = shlex.split(line)
        name, _, value = pair.partition("=")
        site.environ[name] = value
        site.log.say(f"  {line}")


def set_up_database(site: Site) -> None:
    """Begin an empty database as one of staging; production refuses it from then on."""
    carry_out(site.cluster.start())
    carry_out(site.cluster.run("CREATE DATABASE gpszone", database="postgres"))
    site.command("migrate")
    for words in (("migrate",), ("staff", "list")):
        said = site.command(*words, code=1, GPSZONE_STAGING="no")
        if "served with GPSZONE_STAGING=yes" not in said:
            raise DrillFailed("production did not refuse the database of staging")


def fill(site: Site) -> None:
    """Trust the test authority, and import companies and calendar, as `demo card` says."""
    files = site.folder / "cards" / FOLDER
    site.command("trust", "add-test", str(files / "demo-anchors.json"), "--by", "drill")
    site.command("trust", "list")
    refused = site.command("trust", "list", code=1, GPSZONE_STAGING="no")
    if "test authority" not in refused:
        raise DrillFailed("production did not refuse the test authority")
    site.command("registry", "import", str(files / "registry.json"))
    [calendar] = files.glob("calendar-*.csv")
    site.command("calendar", "import", str(calendar), "--by", "drill")


def start_service(site: Site) -> None:
    """Start two nodes and a worker, and look at them as an operator does."""
    site.start_node("a")
    site.start_node("b")
    site.start_worker()
    carry_out(site.ready("a", "b"))
    check(site)
    said = carry_out(site.said_by("a"))
    site.log.say(f"  /readyz: {json.dumps(said)}")
    if said.get("staging") != {"authorities": ["TestMOEACA-G2", "TestMOICA-G2", "TestMOICA-G3"]}:
        raise DrillFailed("/readyz does not name the test authorities")
    tls, pem = site.ports["tls"], str(site.pem)
    page = site.log.run(
        *(program("curl", package="curl"), "--silent", "--show-error", "--fail", "--http2"),
        *("--cacert", pem, "--connect-to", f"{NAME}:443:{HOME}:{tls}", "--include", f"{ORIGIN}/"),
        environ=site.environ,
    )
    if "gpszone-staging: yes" not in page or "測試環境" not in page:
        raise DrillFailed("the first page is not marked")


def check(site: Site) -> None:
    """Look at everything, again where a busy machine was late.

    :raises DrillFailed: when something is not as it should be each time
    """
    for _ in range(LOOKS - 1):
        try:
            site.command("check")
        except DrillFailed:
            continue
        return
    site.command("check")


def admin_link(site: Site) -> str:
    """Create the first administrator; return the link that the terminal shows."""
    said = site.command(
        *("staff", "create", "--name", ADMIN.holder, "--last-four", ADMIN.id_last4),
        *("--mailbox", "admin@agency.example"),
        secret=True,
    )
    found = re.search(r"https://\S+/first-card#\S+", said)
    if found is None:
        raise DrillFailed("no link was printed")
    return found[0]


def register(site: Site, partner: Partner) -> None:
    """Create a partner and its registration at the terminal."""
    made = site.command(
        *("partner", "create", "軌跡系統", "--scope", "certificates:read", "--json"), secret=True
    )
    if "gpztest_" not in made:
        raise DrillFailed("the partner's token does not say that it is of staging")
    [partner_id] = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", made)[:1]
    said = site.command(
        *("openid", "register", partner_id, "--redirect-uri", f"{TRACKS_ORIGIN}/callback"),
        *("--keys", str(partner.public_keys()), "--scope", "openid", "--scope", "profile"),
        *("--scope", "company", "--scope", "card", "--json"),
    )
    partner.client_id = str(_found(json.loads(said), "client_id"))


def _found(data: object, name: str) -> object:
    if isinstance(data, dict):
        if name in data:
            return data[name]
        return next((one for value in data.values() if (one := _found(value, name))), None)
    if isinstance(data, list):
        return next((one for value in data if (one := _found(value, name))), None)
    return None


def use(site: Site, people: People, partner: Partner) -> None:
    """Apply, bind, review at the desk, activate, and sign in at the partner by OpenID Connect."""
    log = site.log
    with log.step("an administrator binds a card and comes to the desk"):
        officer = people.officer(admin_link(site))
    with log.step("a company applies and binds a card"):
        alice = people.apply()
    with log.step("the case is approved at the desk"):
        people.approve(officer)
    with log.step("the link of the letter activates the account"):
        people.activate(alice)
    with log.step("the holder signs in at a partner by OpenID Connect"):
        register(site, partner)
        people.sign_in_at(partner)
        claims = partner.claims()
        log.say(f"  claims of the ID token: {sorted(claims)}")
        if claims.get("staging") is not True:
            raise DrillFailed("the ID token does not say that it is of staging")
    with log.step("GraphiQL is marked, too"):
        people.explore(officer)


@dataclass(frozen=True)
class Backup:
    """A dump, and the journal's head that was stored elsewhere."""

    file: Path
    head: str


def back_up(site: Site) -> Backup:
    """Store the journal's head, and dump the database (docs/operate/restore.md)."""
    head = journal_head(site)
    file = site.folder / "gpszone.dump"
    url = site.environ["GPSZONE_DATABASE_URL"]
    dump = ("--format=custom", f"--file={file}", url)
    site.log.run(program("pg_dump", package="postgresql-client"), *dump, environ=site.environ)
    return Backup(file=file, head=head)


def journal_head(site: Site, *, cwd: Path = ROOT) -> str:
    """Return the journal's head, as an operator stores it elsewhere."""
    found = re.search(r"[0-9]+:[0-9a-f]{64}", site.command("journal", "head", cwd=cwd))
    if found is None:
        raise DrillFailed("the journal has no head")
    return found[0]


def verify_evidence(site: Site, control_number: str) -> None:
    """Judge each signature of an account again, as of its time."""
    listed = site.command("evidence", "list", control_number)
    found = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", listed)
    if not found:
        raise DrillFailed(f"there is no evidence about {control_number}")
    for one in dict.fromkeys(found):
        # What was signed is not for the log.
        site.command("evidence", "verify", one, secret=True)


def restore(site: Site, backup: Backup) -> None:
    """Restore a copy under another name, verify it, and begin its epoch: it stays staging's."""
    carry_out(site.cluster.run("CREATE DATABASE restored", database="postgres"))
    url = site.cluster.url("restored")
    site.log.run(
        program("pg_restore", package="postgresql-client"),
        *("--exit-on-error", "--no-owner", f"--dbname={url}", str(backup.file)),
        environ=site.environ,
    )
    site.command("journal", "verify", "--kept", backup.head, GPSZONE_DATABASE_URL=url)
    begun = site.command("journal", "begin-epoch", "--by", "drill", GPSZONE_DATABASE_URL=url)
    if "epoch staging-" not in begun:
        raise DrillFailed("the new epoch does not say that it is of staging")
    refused = site.command("check", code=69, GPSZONE_DATABASE_URL=url, GPSZONE_STAGING="no")
    if "served with GPSZONE_STAGING=yes" not in refused:
        raise DrillFailed("production did not refuse the restored copy")
