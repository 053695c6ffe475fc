"""The upgrade from the version before, node by node, while the old ones serve."""

import os
import shutil
import subprocess
from pathlib import Path

from models.core.mode import Mode
from tests.drill import steps
from tests.drill.log import DrillFailed
from tests.drill.site import Site
from tests.drill.upgrading.residents import Residents
from tests.drill.upgrading.rows import Rows, applied, compared, rows_of
from tests.support.paths import ROOT
from tests.support.production.authority import founded
from tests.support.production.processes.registry_server import LIST_PATH
from tests.support.run.in_thread import carry_out

MIGRATIONS = "models/database/migrations"
# A version with this file knows staging.
STAGING = "models/database/staging.py"


def versions() -> list[str]:
    """Return the versions to come from: those in DRILL_FROM, else the newest tag.

    Where nothing is tagged yet, it is the one before the newest migration. If that one knows no
    staging, it is followed by the one with that migration, of which a staging can be filled.
    """
    if named := os.environ.get("DRILL_FROM"):
        return named.split()
    if tag := _git("describe", "--tags", "--abbrev=0", fails=""):
        return [tag]
    newest = f"{MIGRATIONS}/{max(_migrations(ROOT))}.py"
    history = ("log", "--no-patch", "--first-parent", "--diff-merges=first-parent")
    added = _git(*history, "--diff-filter=A", "--format=%H", "--", newest).split()[-1]
    before, since = (_git("rev-parse", "--short", f"{added}{up}") for up in ("^", ""))
    return [before] if _git("ls-tree", before, "--", STAGING) else [before, since]


def upgrade(site: Site, version: str, *, number: int) -> None:
    """Fill a database of its own by the version before, and upgrade it to this one.

    Everybody who was there before goes on: with both versions on the migrated database, and with
    this one alone. ``number`` tells one upgrade of the drill from another.
    """
    log = site.log
    site.end_service()
    old, kept = site.folder / f"previous-{number}", dict(site.environ)
    _check_out(version, old)
    database = f"upgraded_{number}"
    carry_out(site.cluster.run(f"CREATE DATABASE {database}", database="postgres"))
    site.environ |= {"GPSZONE_DATABASE_URL": site.cluster.url(database)}
    _prepare(site, old, number=number)
    try:
        residents = _fill(site, old, first=1 + 100 * number)
        before = carry_out(rows_of(site.environ["GPSZONE_DATABASE_URL"]))
        head = steps.journal_head(site, cwd=old)
        _migrate(site, old)
        _require_all(site, before)
        log.say("  both nodes of the version before serve on the migrated database")
        carry_out(residents.come_again())
        for word in ("a", "b"):
            code = site.children[f"node-{word}"].end()
            if code != 0:
                raise DrillFailed(f"node {word} of {version} ended with {code}")
            site.start_node(word)
            # The other one serves meanwhile: of the version before, on the migrated database.
            carry_out(site.ready("a", "b"))
            carry_out(residents.come_again())
        site.start_worker()
        carry_out(residents.go_on())
        residents.require_answers()
        site.command("journal", "verify", "--kept", head)
        steps.verify_evidence(site, residents.holders[0].control_number)
    finally:
        site.end_service()
        site.environ.clear()
        site.environ |= kept


def _fill(site: Site, old: Path, *, first: int) -> Residents:
    """Serve with the version before until people, and a partner, live in its database."""
    site.command("migrate", cwd=old)
    residents = Residents(site, first)
    residents.register_partner(old)
    for word in ("a", "b"):
        site.start_node(word, cwd=old)
    site.start_worker(cwd=old)
    carry_out(site.ready("a", "b"))
    carry_out(site.has_lists())
    carry_out(residents.settle())
    site.children["worker"].end()
    carry_out(residents.queue_up())
    carry_out(residents.come_again())
    return residents


def _migrate(site: Site, old: Path) -> None:
    """Try the migrations, and apply them.

    :raises DrillFailed: when they are not those that the version before lacks
    """
    url = site.environ["GPSZONE_DATABASE_URL"]
    had = carry_out(applied(url))
    site.command("migrate", "--dry-run")
    site.command("migrate")
    ran = carry_out(applied(url)) - had
    lacking = _migrations(ROOT) - _migrations(old)
    if ran != lacking:
        raise DrillFailed(f"{sorted(ran)} ran, expected {sorted(lacking)}")
    site.log.say(f"  migrations that ran: {', '.join(sorted(ran)) or 'none'}")


def _migrations(root: Path) -> set[str]:
    return {file.stem for file in (root / MIGRATIONS).glob("[0-9]*.py")}


def _require_all(site: Site, before: Rows) -> None:
    """Require that each row of before is there, and say how many there were.

    :raises DrillFailed: when one is gone
    """
    after = carry_out(rows_of(site.environ["GPSZONE_DATABASE_URL"]))
    counts = {table: len(rows) for table, rows in before.items() if rows}
    site.log.say(f"  rows before the migration: {counts}")
    for needed in ("account", "application", "certificate", "evidence", "partner", "session"):
        if not before[needed]:
            raise DrillFailed(f"there was no {needed} before")
    found = compared(before, after)
    if found.gone:
        raise DrillFailed(f"rows are gone after the migration: {found.gone}")
    site.log.say(f"  each is there after it; changed by it: {found.changed or 'none'}")


def _prepare(site: Site, old: Path, *, number: int) -> None:
    """Give both versions an authority that is confirmed by its fingerprint, and a registry.

    In staging the test authority counts beside it; a version that knows no staging runs as
    production, which takes no test authority.
    """
    registry = site.start_registry(founded().revocation_list())
    site.environ |= {"GPSZONE_REGISTRY_URL": registry, "GPSZONE_DOCUMENTS": "everybody"}
    lists = [registry + LIST_PATH]
    # The responder of the test cards knows nothing of this authority's.
    site.environ.pop("GPSZONE_OCSP_URLS", None)
    folder = site.folder / f"trust-{number}"
    mode = Mode.STAGING if (old / STAGING).exists() else Mode.PRODUCTION
    if mode is Mode.STAGING:
        shutil.copytree(site.environ["GPSZONE_TRUST"], folder)
        lists.append(site.environ["GPSZONE_LIST_URLS"])
        site.log.say("  both serve as staging, with test authorities beside another one")
    else:
        del site.environ["GPSZONE_STAGING"]
        site.log.say("  it knows no staging: both serve as production, without test authorities")
    founded().confirm_into(folder, mode=mode)
    site.environ |= {"GPSZONE_TRUST": str(folder), "GPSZONE_LIST_URLS": " ".join(lists)}


def _check_out(version: str, folder: Path) -> None:
    folder.mkdir()
    archive = folder.with_suffix(".tar")
    _git("archive", "--format=tar", f"--output={archive}", version)
    shutil.unpack_archive(archive, folder, filter="data")
    for built in ("web/client/dist", "web/graphiql/dist"):
        shutil.copytree(ROOT / built, folder / built)


def _git(*words: str, fails: str | None = None) -> str:
    ended = subprocess.run(
        ["git", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if ended.returncode != 0 and fails is None:
        raise DrillFailed(f"git {words[0]}: {ended.stderr}")
    return ended.stdout.strip() if ended.returncode == 0 else str(fails)
